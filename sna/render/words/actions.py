"""What to do next: invite whom, and why; each with the row of a table behind it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sna.render.reported import ReportContent
from sna.render.words.cut_off import alone, hanging, naming, shut
from sna.render.words.numbers import capital, counted, listed
from sna.render.words.presence import drifted
from sna.render.words.reach import reach
from sna.render.words.spanning import spanners
from sna.render.words.standing import standing
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
    makers = (_list_members, _invite_back, _invite_new, _second_contact, _small_group, _open_doors, _mend)
    return [action for make in makers for action in make(content)]


def _list_members(content: ReportContent) -> Iterator[Action]:
    if content.now.people and not standing(content.now).people:
        group = nouns(content.group)
        yield Action(
            "Add a list of members",
            f"With a file of the columns name and {group.one} this report can say which {group.many} are tied, and "
            "which keep to themselves.",
        )


def _invite_back(content: ReportContent) -> Iterator[Action]:
    names = naming(content)
    for gone in sorted(drifted(content), key=lambda gone: (-gone.times, gone.label))[:MOST]:
        known = listed([names.get(person, person) for person in gone.people], 3) if content.names else ""
        ask = f" Ask {known}." if known else ""
        why = f"Its people came {counted(gone.times, 'time')}, last on {gone.last}.{ask}"
        yield Action(f"Invite {gone.label} back", why)


def _invite_new(content: ReportContent) -> Iterator[Action]:
    missing = reach(content).missing
    if missing:
        verb = "is an organisation" if len(missing) == 1 else "are organisations"
        why = f"{'It' if len(missing) == 1 else 'They'} {verb} you want to reach, and nobody has come from there yet."
        yield Action(f"Invite {listed(missing, 5)}", why)


def _second_contact(content: ReportContent) -> Iterator[Action]:
    names = naming(content)
    for group in hanging(content)[:MOST]:
        through = names.get(group.only, group.only) if content.names else "one person"
        others = counted(group.people - 1, "other person has", "other people have")
        yield Action(
            f"Find a second contact at {group.name}",
            f"All its ties to others run through {through}; {others} none.",
        )


def _small_group(content: ReportContent) -> Iterator[Action]:
    groups, found = shut(content), alone(content)
    if groups:
        words = nouns(content.group)
        why = f"None of its people is tied to anybody {words.another} yet."
        why = why if len(groups) == 1 else f"None of their people is tied to anybody {words.another} yet."
        bring = "Bring" if content.medium else "Seat"
        together = "into a thread with others" if content.medium else "with others"
        yield Action(f"{bring} {listed([group.name for group in groups], 5)} {together}", why)
    if len(found) > MANY_ALONE and content.names:
        why = f"{counted(len(found), 'person is', 'people are')} tied to nobody in these records."
        yield Action("Ask a few of the silent what would help them to join in", why)
    elif len(found) and content.names:
        verb = "is" if len(found) == 1 else "are"
        why = f"{'This person' if len(found) == 1 else 'They'} {verb} tied to nobody in these records."
        yield Action(f"Invite {listed(list(found['name']), 5)} to a small group", why)


def _open_doors(content: ReportContent) -> Iterator[Action]:
    for spanner in spanners(content)[:1]:
        yield Action(f"Ask {spanner.name} to introduce people", f"{capital(spanner.reasons[0])}.")


def _mend(content: ReportContent) -> Iterator[Action]:
    rejected = int(content.ledger["rejected"].sum()) if "rejected" in content.ledger.columns else 0
    if rejected and content.rejects_file:
        record = counted(rejected, "record")
        them = "it" if rejected == 1 else "them"
        yield Action(
            f"Put {record} right", f"{content.rejects_file} lists {them} with the reason; mend {them} and run again."
        )
