"""What stands beside the names of a list: marks and codes with their legends, organisations, roles, nicknames.

A legend says what a mark means: ``+`` was there, ``PG`` a parent governor.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from sna import names
from sna.facts import Status
from sna.load.marks import STATUS, Mark, settle
from sna.load.minutes import lines, lists, nobody
from sna.load.minutes.blocks import Block
from sna.load.minutes.claims import Claim
from sna.load.minutes.headings import heading
from sna.load.minutes.notes import is_short_for
from sna.load.minutes.person import SEPARATOR, Listed, looks_like_name
from sna.names import is_role, titles
from sna.names.titles import has_organisation_word
from sna.names.vocabulary import BODIES, POSTNOMINALS, ROLE

_LEGEND = re.compile(
    r"[\"'“”‘’(]?\s*(?P<mark>[+*^#†‡✓✔x])\s*[\"'“”‘’)]?\s*(?:=|indicates|denotes|means|marks|shows|[-–:]\s)\s*"
    r"(?P<means>(?:in )?(?:attend\w*|present|absent|apolog\w*|regrets|here))\b"
)
_CODE = re.compile(  # ``(PG) Parent Governor``, ``PG = Parent Governor``
    r"(?:\(([A-Z][A-Za-z]{1,5})\)\s*[-–=:]?|\b([A-Z][A-Za-z]{1,5})\s*[-–=:])\s*([A-Z][a-z][\w /&'’-]{2,50})(?=[;,.(]|$)"
)
_SLASH = re.compile(
    r"(?:\s+|(?<=[+*^#†‡✓✔]))/\s*[*•]?\s*|(?<=[a-z][a-z])/\s*(?=[A-Z][\w'’-]+ [A-Z])"  # between two people of one body
)
_LETTER = re.compile(  # ``Ann Smith P``, ``Ann Smith (P)``, ``Smith - A``; but ``Smith P`` is a surname and an initial
    r"(?P<name>[A-Z]\S+(?: \S+)+?(?=\s+[A-Z✓✔✗✘]$)|"
    r"[A-Z][^()]*?(?=\s*(?:\([A-Z✓✔✗✘]\)|\s[-–—:]\s*[A-Z✓✔✗✘]|\s\|\s*(?:Ap|Ab|[A-Z✓✔✗✘]))$))"
    r"[\s(–—:|-]+(?P<letter>Ap|Ab|[PAEXYNLR✓✔✗✘])\)?"
)
_MIDST = re.compile(r"\s*([+*^#†‡✓✔])\s*(\([^()]*\))$")  # a mark before what stands in brackets
_FORMS = BODIES | frozenset(  # words that only an organisation's name has where it stands beside a person's
    "board club committee company library museum church fund bank systems software technologies solutions consulting "
    "labs housing uhb lhb pct ft international commission bureau cooperative".split()
)
_AMID = frozenset(
    "care home homes community service services network networks uk".split()
)  # tell at the end of a name only
_WHOLE = frozenset({"Healthwatch", "Police", "University"})
_COUNCILLOR = re.compile(r"(?:Cllr|Councillor)\b")  # who sits for a ward, which may stand behind the name
_PLACE = re.compile(r"\b([A-Z]\w+) (?:ward|division|parish)\b|\bcovering (?:the )?([A-Z]\w+)")
_CAPITALS = re.compile(r"[A-Z][A-Z&]{2,}")
_SECOND = re.compile(r"(?<=\w) / (?!s?he\b|they\b)([a-z\d][a-z\d-]*)(?= /|$)")  # an account: ``Ann / annlee5 / Pond``
_CAPITALS_LAST = re.compile(r"((?:[A-Z][\w'’.-]* )+[A-Z][\w'’-]*[a-z]) ([A-Z][A-Z&]{2,5})(?=\s*(?:[(,–-]|$))")
FEWEST = 2  # entries that show no habit of a list
_ENOUGH = 2
MARK = 3  # characters of a mark that several may have, as all who teach have ``PT``


def legend_of(blocks: Sequence[Block]) -> dict[str, Status]:
    """Read what a mark means: ``"+" indicates attending``, ``x = apologies``; no mark then means the opposite."""
    legend: dict[str, Status] = {}
    for block in blocks:
        match = _LEGEND.search(block.text[:200])
        head = heading(match["means"], sure=False) or heading(match["means"].split()[0], sure=False) if match else None
        if match and head and head.status:
            legend[match["mark"]] = head.status
    return legend


def codes_of(blocks: Sequence[Block]) -> dict[str, str]:
    """Read what codes beside names mean: ``(PG) Parent Governor; (SG) Staff Governor``, ``Key: HT - Headteacher``.

    Examples
    --------
    >>> codes_of([Block("line", "Key: PG - Parent Governor, HT = Headteacher, AL - Ann Lee", "line 9")])
    {'PG': 'Parent Governor', 'HT': 'Headteacher'}
    """
    pairs = (_pair(match) for block in blocks for match in _CODE.finditer(block.text[:2_000]))
    return {code: means.strip() for code, means in pairs if _stands_for(code, means)}


def is_legend(text: str) -> bool:
    """Whether a line only says what codes mean."""
    pairs = [match for match in _CODE.finditer(text[:2_000]) if _stands_for(*_pair(match))]
    rest = _CODE.sub("", text) if pairs else text
    return bool(pairs) and not re.search(r"\w", re.sub(r"\b(?:key|codes|legend)\b", "", rest, flags=re.IGNORECASE))


def _pair(match: re.Match[str]) -> tuple[str, str]:
    return match[1] or match[2], match[3]


def _stands_for(code: str, means: str) -> bool:
    """Whether a code is made of the first letters of an office or a body."""
    letters = iter(means.casefold())
    office = means[0] == code[0] and " - " not in means and bool(ROLE.search(means) or is_role(means))
    return office and all(letter in letters for letter in code.casefold())


def has_mark(text: str, legend: Mapping[str, Status]) -> bool:
    """Whether a text, other than the legend itself, ends in one of its marks."""
    ends = any(part.strip()[-1:] in legend for part in _SLASH.split(text[:1_000]))
    return not _LEGEND.search(text[:200]) and (ends or text[:1] in legend)


def marked(text: str, legend: Mapping[str, Status]) -> list[tuple[str, Status]]:
    """Part the people of an entry, and read the mark behind each; empty if the entry is the legend itself.

    Examples
    --------
    >>> marked("Pond - Ann Lee (chair)+ / Bob Ray", {"+": Status.PRESENT})
    [('Pond - Ann Lee (chair)', <Status.PRESENT: 'present'>), ('Bob Ray', <Status.ABSENT: 'absent'>)]
    """
    if _LEGEND.search(text[:200]):
        return []
    usual = Status.ABSENT if Status.PRESENT in legend.values() else Status.PRESENT
    people = [_MIDST.sub(r" \2\1", part.strip()) for part in _SLASH.split(text)]
    marks = " ".join(["", *legend])
    spans = [(part.strip(marks), legend.get(part[-1:]) or legend.get(part[0], usual)) for part in people if part]
    return [(name, status) for name, status in spans if name]


def marked_entries(texts: Sequence[str], legend: Mapping[str, Mark]) -> list[tuple[str, Status | None, str]]:
    """Part the names of a list from the letters that say who came; of a letter nobody knows the third is not blank.

    Letters beside single words are initials, unless they stand in brackets or behind a dash.

    Examples
    --------
    >>> marked_entries(["Ann Smith P", "Bob Ray P", "Cat Wu A"], {})[1:]
    [('Bob Ray', <Status.PRESENT: 'present'>, ''), ('Cat Wu', <Status.ABSENT: 'absent'>, '')]
    """
    matches = [_LETTER.fullmatch(text.strip(" |")) for text in texts]
    letters = {match["letter"] for match in matches if match}
    marks = settle(letters, legend)
    telling = STATUS.keys() & set(map(marks.read, letters))
    if len(texts) < lines.SEVERAL or sum(map(bool, matches)) < 0.8 * len(texts) or not {Mark.PRESENT} & telling:
        return [(text, None, "") for text in texts]
    entries: list[tuple[str, Status | None, str]] = []
    for text, match in zip(texts, matches, strict=True):
        mark = marks.read(match["letter"]) if match else None
        status = STATUS.get(mark) if mark else None
        entries.append((match["name"] if match else text, status, "" if status or not match else match["letter"]))
    return entries


def of_group(entries: list[tuple[str, Status]]) -> tuple[str, list[tuple[str, Status]]]:
    """Part ``Pond - Ann Lee`` from its group, which then is that of all behind it."""
    group, dash, name = entries[0][0].partition(" - ")
    return (group, [(name, entries[0][1]), *entries[1:]]) if dash else ("", entries)


def annotation_reader(people: Sequence[Listed | None]) -> Callable[[Listed], Listed]:
    """Set right what stands beside the names of a list: a body's department, initials among initials."""
    listed = [person for person in people if person]
    bodies = Counter(person.organisation for person in listed)
    short = ((person.name.written, person.organisation) for person in listed)
    single = {pair for pair in short if re.fullmatch(r"([A-Z])[a-z'’-]+ \1[A-Z]{1,2}", " ".join(pair))}
    initials = sum(bool(person.initials) for person in listed) * 2 > len(listed)

    def read(person: Listed) -> Listed:
        if person.role and bodies[person.organisation] == 1 and bodies[person.role]:  # of a body's department
            return structs.replace(person, organisation=person.role, role=person.organisation)
        fore = person.name.written, person.organisation
        if len(single) > 1 and fore in single:  # "Ann (AL)" among others of the kind
            return structs.replace(person, organisation="", initials=person.organisation)
        short = initials and not person.initials and bodies[person.organisation] == 1
        if short and re.fullmatch("[A-Z]{2,3}", person.organisation):
            return structs.replace(person, organisation="", initials=person.organisation)
        return person

    return read


def without_false_organisations(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Take away what stands as somebody's organisation and is none: another person, their own initials, a mere mark.

    What is doubtful goes with the role, so that it is not lost.
    """
    bodies = _Bodies.of(claims)
    for claim in claims:
        listed = claim.listed
        own = names.key(listed.organisation) if listed else ""
        if listed is None or not own:
            yield claim
        elif (
            own in bodies.people or own in listed.name.key.split() or (bodies.shared[own] < 2 and _are_initials(listed))
        ):
            yield structs.replace(claim, listed=structs.replace(listed, organisation=""))
        elif "organisation" in claim.declared or bodies.holds(claim, listed):
            yield claim
        else:
            role = ", ".join(filter(None, [listed.role, listed.organisation]))
            yield structs.replace(claim, listed=structs.replace(listed, organisation="", role=role))


class _Bodies(Struct, frozen=True):
    """What a document shows of organisations: who has each, how many have one or rather a role, which are sure."""

    people: frozenset[str]
    shared: Counter[str]
    employed: int
    officers: int
    sure: Counter[str]  # what can be nothing else, and how much that tells of the others
    places: frozenset[str]  # that others sit for: ``Fen ward``, ``covering Fen``

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> _Bodies:
        told = [claim for claim in claims if claim.listed and claim.listed.is_person]
        listed = [claim.listed for claim in told if claim.listed]
        pairs = {(names.key(person.organisation), person.name.key) for person in listed if person.organisation}
        employed = {person for _organisation, person in pairs}
        beside = [claim.listed for claim in told if claim.listed and "role" not in claim.declared]
        officers = {person.name.key for person in beside if person.role} - employed
        shared = Counter(organisation for organisation, _person in pairs)
        texts = {names.key(person.organisation): person.organisation for person in listed if person.organisation}
        declared = [claim.listed for claim in told if claim.listed and "organisation" in claim.declared]
        stated = {names.key(person.organisation) for person in declared}
        sure = {own: shared[own] for own, text in texts.items() if _CAPITALS.fullmatch(text)}
        sure |= {own: _ENOUGH for own, text in texts.items() if own in stated or _names_body(text)}
        places = frozenset(names.key(match[1] or match[2]) for claim in told for match in _PLACE.finditer(claim.text))
        people = frozenset(person.name.key for person in listed)
        return cls(people, shared, len(employed), len(officers), Counter(sure), places)

    def holds(self, claim: Claim, person: Listed) -> bool:
        """Whether what stands beside somebody is believed.

        It says so; or several have it, or most have such beside them, and others can be nothing else, or offices stand
        elsewhere, or there are so few of them for so many people that they are no offices, streets or marks.
        """
        text, own = person.organisation, names.key(person.organisation)
        if _names_body(text):
            return True
        capitals, several = _CAPITALS.fullmatch(text), self.shared[own] > 1
        place = own in self.places or text.split()[-1] in nobody.STREETS
        if place or (not capitals and _COUNCILLOR.match(person.name.written)):
            return False
        if capitals and (several or self.officers <= 2 * self.employed):
            return True
        if not several and (_is_somebody(text) or not re.search(r"[A-Z]\w", text)):
            return False
        if "role" in claim.declared:  # offices have a column of their own
            return True
        usual = self.employed > self.officers and 2 * self.employed >= len(self.people)
        others = self.sure.total() - self.sure[own]  # where nobody has an office, one of them tells of all
        known = others >= (_ENOUGH if self.officers else 1) or 3 * len(self.shared) < 2 * self.employed
        return known and (usual or (several and len(text) > MARK))


def _names_body(text: str) -> bool:
    """Whether a text holds a word that only an organisation's name has: ``Pond Trust``, not ``Care of the elderly``."""
    words = names.key(text).split()
    telling = {word for word in words if has_organisation_word(word)} - _AMID
    alone = len(words) == 1 and text.istitle() and text not in _WHOLE  # a "Foundation" governor
    ends = words[-1] in _AMID and len(words) > (words[-1] != "uk") + 1
    return ends or bool(telling | (_FORMS & set(words)) and not alone)


def _is_somebody(text: str) -> bool:
    """Whether a text reads as a person's name: a forename, alone or with one word behind it."""
    words = text.split()
    return titles.is_forename(words[0]) and (len(words) == 1 or (len(words) == 2 and text.istitle()))


def _are_initials(listed: Listed) -> bool:
    """Whether an organisation nobody else has is two to four capitals that begin and end as the name does."""
    short, words = listed.organisation, listed.name.key.upper().split()
    return (
        bool(re.fullmatch("[A-Z]{2,4}", short))
        and len(words) > 1
        and short[0] + short[-1] == words[0][0] + words[-1][0]
    )


def is_organisation_first(texts: list[str]) -> bool:
    """Whether a list writes ``ORG – Name``, ``Chair – Name``: more first parts than second ones are no people's."""
    entries = [SEPARATOR.split(lists.outside(text).strip()) for text in texts]
    if sum(map(nobody.ends_in_name, entries)) * 2 > len(texts):
        return True
    pairs = [parts[:2] for parts in entries if len(parts) > 1]
    first, second = (
        (
            sum(
                not titles.is_titled(text) and bool(names.looks_like_organisation(text) or ROLE.search(text))
                for text in side
            )
            for side in zip(*pairs, strict=True)
        )
        if pairs
        else (0, 0)
    )
    return first > second and first * 2 >= len(pairs)


def with_bodies_apart(texts: list[str]) -> list[str]:
    """Set a comma before the capitals of a body behind full names, in a list that sets no surname in capitals.

    Examples
    --------
    >>> with_bodies_apart(["Ann Smith FUHB", "Bob Ray (Chair)"]), with_bodies_apart(["Ann Marie SMITH", "Bob RAY"])
    (['Ann Smith, FUHB', 'Bob Ray (Chair)'], ['Ann Marie SMITH', 'Bob RAY'])
    """
    strokes = [looks_like_name(text.partition(" / ")[0]) and " / " in text for text in texts]
    accounts = sum(_SECOND.search(text) is not None for text in texts) * 2 > len(texts)
    pronouns = any(re.search(r" / (?:s?he|they)\b", text) for text in texts)
    if len(texts) > FEWEST and sum(strokes) * 2 > len(texts) and (accounts or pronouns):  # "Ann Lee / she, her / Pond"
        texts = [_SECOND.sub(r" (@\1)", text) for text in texts] if accounts else texts
        texts = [re.sub(r"\s+/(?:\s+|$)", " - ", text) for text in texts]
    if any(re.fullmatch(r"[^\W\d_]\S* [A-Z][A-Z'’-]{2,}", lists.outside(text).split(",")[0].strip()) for text in texts):
        return texts
    return [_body_apart(text) for text in texts]


def _body_apart(text: str) -> str:
    match = _CAPITALS_LAST.match(text)
    if match is None or match[2] in POSTNOMINALS or is_short_for(match[2], match[1]) or nobody.is_aside(match[1]):
        return text
    return text if ROLE.search(match[1]) else f"{match[1]}, {text[match.start(2) :]}"


def is_surname_first(texts: list[str]) -> bool:
    """Whether a list writes ``Surname, First``: one word, a comma, one or two words, nearly throughout."""
    heads = [lists.outside(text).split(",") for text in texts if "," in lists.outside(text)]
    short = [head for head in heads if len(head[0].split()) == 1 and len(head[1].split()) in {1, 2} and head[1].strip()]
    shape = len(short) >= 0.7 * len(texts) and len(short) >= 2
    return shape and not any(nobody.is_aside(head[1].strip()) for head in short)
