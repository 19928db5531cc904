"""What to do next: invite whom, and why; each from the finding that gives the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from sna.findings import Finding, Verdict, findings
from sna.findings.cut_off import naming
from sna.findings.standing import standing
from sna.render.reported import ReportContent
from sna.render.words.apart import apart
from sna.render.words.numbers import capital, counted, listed, moment
from sna.render.words.spanning import reasons
from sna.render.words.told import Names, called, subjects
from sna.render.words.verdict import nouns

MOST = 3
"""How many of one kind of advice are given: a list of thirty is read by nobody."""
MANY_ALONE = 20
"""So many people tied to nobody are no small group to be invited by name."""


class Action(Struct, frozen=True):
    """One piece of advice: what to do, and why."""

    what: str
    why: str


def actions(content: ReportContent) -> list[Action]:
    """Give the advice, the most urgent first; nobody is named where people may not be."""
    names = naming(content)
    here: dict[str, list[Finding]] = {}
    for found in findings(content):
        if found.medium in {"meetings", content.medium}:
            here.setdefault(found.what, []).append(found)
    advice = [*_list_members(content)]
    for what, make in _MAKERS:
        advice += make(here.get(what, []), names)
    return [*advice, *_mend(content)]


def _list_members(content: ReportContent) -> Iterator[Action]:
    if content.now.people and not standing(content.now).people:
        group = nouns(content.group)
        yield Action(
            "Add a list of members",
            f"With a file of the columns name and {group.one} this report can say which {group.many} are tied, and "
            "which keep to themselves.",
        )


def _invite_back(found: Sequence[Finding], names: Names) -> Iterator[Action]:
    for gone in sorted(found, key=lambda one: (-one.count("times"), one.groups))[:MOST]:
        known = listed(called(gone, names), 3)
        ask = f" Ask {known}." if known else ""
        why = f"Its people came {counted(gone.count('times'), 'time')}, last on {moment(gone.text('last'))}.{ask}"
        yield Action(f"Invite {gone.groups[0]} back", why)


def _invite_new(found: Sequence[Finding], _names: Names) -> Iterator[Action]:
    for missing in (one.groups for one in found if one.groups):
        they = "It is an organisation" if len(missing) == 1 else "They are organisations"
        why = f"{they} you want to reach, and nobody has come from there yet."
        yield Action(f"Invite {listed(missing, 5)}", why)


def _second_contact(found: Sequence[Finding], names: Names) -> Iterator[Action]:
    for one in found[:MOST]:
        through = "".join(called(one, names)) or "one person"
        others = counted(one.count("others"), "other person has", "other people have")
        yield Action(
            f"Find a second contact at {one.groups[0]}",
            f"All its ties to others run through {through}; {others} none.",
        )


def _bring_together(found: Sequence[Finding], _names: Names) -> Iterator[Action]:
    none = [one for one in found if one.verdict is Verdict.COUNT]
    if none:
        whose = "its" if len(none) == 1 else "their"
        why = f"None of {whose} people is tied to anybody {nouns(none[0].by).another} yet."
        yield _together(none, why)
    few = [one for one in found if one.verdict is not Verdict.COUNT][:MOST]
    if few:
        yield _together(few, " ".join(apart(one) for one in few))


def _together(found: Sequence[Finding], why: str) -> Action:
    met = found[0].medium == "meetings"
    bring, together = ("Seat", "with others") if met else ("Bring", "into a thread with others")
    return Action(f"{bring} {listed(subjects(found), 5)} {together}", why)


def _small_group(found: Sequence[Finding], names: Names) -> Iterator[Action]:
    for one in found:
        many = one.count("people")
        if many > MANY_ALONE:
            why = f"{counted(many, 'person is', 'people are')} tied to nobody in these records."
            yield Action("Ask a few of the silent what would help them to join in", why)
        else:
            why = f"{'This person is' if many == 1 else 'They are'} tied to nobody in these records."
            yield Action(f"Invite {listed(called(one, names))} to a small group", why)


def _open_doors(found: Sequence[Finding], names: Names) -> Iterator[Action]:
    for one in found[:1]:
        yield Action(f"Ask {called(one, names)[0]} to introduce people", f"{capital(reasons(one)[0])}.")


def _mend(content: ReportContent) -> Iterator[Action]:
    rejected = int(content.ledger["rejected"].sum()) if "rejected" in content.ledger.columns else 0
    if rejected and content.rejects_file:
        record = counted(rejected, "record")
        them = "it" if rejected == 1 else "them"
        yield Action(
            f"Put {record} right", f"{content.rejects_file} lists {them} with the reason; mend {them} and run again."
        )


_MAKERS = (
    ("drifted", _invite_back),
    ("reach", _invite_new),
    ("hangs-on-one", _second_contact),
    ("cut-off", _bring_together),
    ("alone", _small_group),
    ("spanner", _open_doors),
)
"""Kind of finding → the advice that follows from it, the most urgent first."""
