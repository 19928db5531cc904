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
from sna.load.marks import STATUS, Mark, meaning_of_words, settle
from sna.load.minutes import lines, lists, nobody
from sna.load.minutes.blocks import Block
from sna.load.minutes.claims import Claim
from sna.load.minutes.notes import is_short_for
from sna.load.minutes.person import SEPARATOR, Listed, looks_like_name
from sna.names import is_role, titles
from sna.names.titles import has_organisation_word
from sna.names.vocabulary import BODIES, POSTNOMINALS, ROLE

_SYMBOL = r"[+*^#†‡§✓✔]"
_SAYS = r"(?:=|indicat\w+|denot\w+|means?\b|marks?\b|shows?\b|[-–:](?=\s))"
_MEANS = (
    r"(?P<means>(?:(?:in|those|who|members?|people|that|has|have|was|were|sent|gave|is|are|not?|did|with|for|their) )*"
    r"(?:attend\w*|present|presence|absen\w*|apolog\w*|regrets|excused|here)\b[^,;.:)\]]{0,60})"
)
_LEGENDS = (
    re.compile(rf"(?P<mark>{_SYMBOL}|\bx(?=\W*(?:=|indic|denot|means)))[\s\"'“”‘’)]*{_SAYS}\s*{_MEANS}", re.IGNORECASE),
    re.compile(rf"(?:^|[,;(])\W{{0,2}}?(?P<mark>{_SYMBOL})\s?(?=[a-z ]+[.)\]]*(?:[,;]|$)){_MEANS}", re.IGNORECASE),
    re.compile(
        rf"(?:asterisk|starred|marked (?:with|by) (?:an? )?(?P<mark>{_SYMBOL}))[^.:;]{{0,30}}?"
        rf"\b(?:indicat\w+|denot\w+|means?|shows?|were|was|are)\b\s*{_MEANS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<means>present|attend\w+|absen\w+|apologies)\b[^.:;]{{0,30}}\b(?:marked|indicated|denoted|shown|starred)\b"
        rf"[^.:;]{{0,9}}(?:(?P<mark>{_SYMBOL})|asterisk)",
        re.IGNORECASE,
    ),
)
_BARE_LEGEND = re.compile(  # its mark was read as the bullet of a list; ``Present`` is rather the heading of a roll
    rf"(?-i:(?![A-Z])){_SAYS}?\s*{_MEANS}\.?", re.IGNORECASE
)
_PLAINLY = frozenset(  # a legend that says more is of some of those who came: ``* attended by phone``
    "a all and apologies apology apologised apologized at absence absent accepted are attend attendance attended "
    "attendee attendees attending attends board committee councillors did directors excused for full given gave "
    "governors has have her here his in is meeting member members no not of or people person present presence "
    "received regrets sent that the their this those to today trustees unable was were who whole with".split()
)
_FOOTNOTE = re.compile(
    rf"[\"'“‘(\[]*(?:{_SYMBOL}[\"'”’)\]]?\s?(?:=|indicat|denot|means?\b|shows?\b|[-–:]\s?[a-z])|[*^#†‡§]\s?[a-z]|(?:=|denotes|indicates)\s|"
    r"(?:left|joined|arrived|attended|participated) (?:[a-z]+\b ?){1,3}\.?$|(?:by|via) (?:phone|zoom|teams)\b)"
)
_STAR = re.compile(r"(?<=[\w.)])\*(?=\s*(?:[,;./(]|\n|$))")
_BEARER = re.compile(
    rf"(?P<name>.*?[\w.)’'])\s?(?P<mark>(?:{_SYMBOL}|[¹²³⁴-⁹])+|(?<=\s)x)(?P<rest>\s*(?:[(,–—]|\s-\s|-\s).*)?|"
    rf"(?P<first>{_SYMBOL}+|[xX](?=\s\w+ \w))\s?(?P<behind>[A-Z].*)"
)
_CODE = re.compile(  # ``(PG) Parent Governor``, ``PG = Parent Governor``
    r"(?:\(([A-Z][A-Za-z]{1,5})\)\s*[-–=:]?|\b([A-Z][A-Za-z]{1,5})\s*[-–=:])\s*([A-Z][a-z][\w /&'’-]{2,50})(?=[;,.(]|$)"
)
_SLASH = re.compile(
    r"(?:\s+|(?<=[+*^#†‡✓✔]))/\s*[*•]?\s*|(?<=[a-z][a-z])/\s*(?=[A-Z][\w'’-]+ [A-Z])"  # between two people of one body
)
_LETTER = re.compile(  # ``Ann Smith P``, ``Ann Smith (P)``, ``Smith - A``; but ``Smith P`` is a surname and an initial
    r"(?P<name>[A-Z]\S+(?: \S+)+?(?=\s+[A-Z✓✔✗✘]$)|"
    r"[A-Z][^()]*?(?=\s*(?:\((?:Ap|Ab|[A-Z✓✔✗✘])\)|\s[-–—:]\s*[A-Z✓✔✗✘]|\s\|\s*(?:Ap|Ab|[A-Z✓✔✗✘]))$))"
    r"[\s(–—:|-]+(?P<letter>Ap|Ab|[PAEXYNLR✓✔✗✘])\)?"
)
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
    """Read what a mark means: ``"+" indicates attending``, ``x = apologies``; no mark then means the opposite.

    Examples
    --------
    >>> legend_of([Block("line", "Members (* = present): Ann Lee*, Bob Ray", "line 1")])
    {'*': <Status.PRESENT: 'present'>}
    >>> legend_of([Block("line", "* attended by phone", "line 1")])
    {}
    """
    legend: dict[str, Status] = {}
    for block in blocks:
        for match in (match for form in _LEGENDS for match in form.finditer(block.text[:200])):
            if status := _status(match["means"]):
                legend.setdefault(match["mark"] or "*", status)
    if not legend:
        places = [place for place, block in enumerate(blocks) if "*" in block.text and "*" in _marks_of(block.text)]
        legends = (
            _BARE_LEGEND.fullmatch(block.text) for block in blocks[max(places, default=len(blocks)) + 1 :][:FEWEST]
        )
        statuses = [status for match in legends if match and (status := _status(match["means"]))]
        legend |= dict(zip("*", statuses, strict=False))
    return legend


def with_stars(text: str) -> str:
    r"""Keep the stars beside names, which Markdown takes for emphasis, where the text says what they mean.

    Examples
    --------
    >>> print(with_stars("Ann Lee (chair)*, Bob Ray, Cat Wu*. (* = present)"))
    Ann Lee (chair)\*, Bob Ray, Cat Wu\*. (* = present)
    """
    legend = any(form.search(line) for line in text.split("\n") if "*" in line for form in _LEGENDS)
    return _STAR.sub(r"\*", text) if legend else text


def _status(means: str) -> Status | None:
    plain = _PLAINLY.issuperset(re.findall(r"[^\W\d_]+", means.casefold()))
    mark = meaning_of_words(means) if plain else None
    return STATUS[mark] if mark in {Mark.PRESENT, Mark.APOLOGIES, Mark.ABSENT} else None


def _marks_of(text: str) -> str:
    """Give the marks that the names of a text bear."""
    pieces = (piece for part in re.split(r"[,;.]\s|: ", text[:1_000]) for piece in _SLASH.split(part))
    bearers = (_BEARER.fullmatch(piece.strip(" .")) for piece in pieces)
    return "".join(match["mark"] or match["first"] for match in bearers if match)


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
    """Whether a name of a text, which is not the legend itself, bears one of its marks."""
    return bool(legend) and not is_footnote(text, legend) and any(mark in legend for mark in _marks_of(text))


def is_footnote(text: str, legend: Mapping[str, Status]) -> bool:
    """Whether a line only says what marks beside names mean; of a document with a legend it may lack its mark.

    Examples
    --------
    >>> is_footnote("* left early", {}), is_footnote("*denotes present", {}), is_footnote("*Ann Lee", {})
    (True, True, False)
    """
    legend_only = bool(legend) and _BARE_LEGEND.fullmatch(text) is not None
    return legend_only or _FOOTNOTE.match(text) is not None


def apart(text: str) -> tuple[str, list[str]]:
    """Part an entry of a list with marks: the body before its people, if one is there, and each with their mark.

    Examples
    --------
    >>> apart("Pond - Ann Lee (chair)+ / Bob Ray")
    ('Pond', ['Ann Lee (chair)+', 'Bob Ray'])
    """
    people = [part.strip() for part in _SLASH.split(text) if part.strip(" *+")]
    body, dash, name = people[0].partition(" - ") if people else ("", "", "")
    group = dash and not _BEARER.fullmatch(body)
    return (body, [name, *people[1:]]) if group else ("", people)


def _without_marks(texts: Sequence[str], legend: Mapping[str, Status]) -> list[tuple[str, Status | None, str]]:
    """Take the marks off names; where one has a mark of the legend, that says of each whether they were there."""
    bearers = [_BEARER.fullmatch(text.strip(" .")) for text in texts]
    marks = [(match["mark"] or match["first"]).casefold() if match else "" for match in bearers]
    legend = {"x": Status.PRESENT} if not legend and marks.count("x") >= FEWEST else legend
    statuses = [next((legend[mark] for mark in own if mark in legend), None) for own in marks]
    usual = (Status.ABSENT if Status.PRESENT in legend.values() else Status.PRESENT) if any(statuses) else None
    names = [f"{match['name'] or match['behind']}{match['rest'] or ''}" if match else "" for match in bearers]
    return [(name or text, status or usual, "") for name, text, status in zip(names, texts, statuses, strict=True)]


def marked_entries(
    texts: Sequence[str], letters: Mapping[str, Mark], legend: Mapping[str, Status]
) -> list[tuple[str, Status | None, str]]:
    """Part the names of a list from the letters that say who came; of a letter nobody knows the third is not blank.

    Letters beside single words are initials, unless they stand in brackets or behind a dash. A name without a mark of
    the legend in a list that has one was there or not as the others were not.

    Examples
    --------
    >>> marked_entries(["Ann Smith P", "Bob Ray P", "Cat Wu A"], {}, {})[1:]
    [('Bob Ray', <Status.PRESENT: 'present'>, ''), ('Cat Wu', <Status.ABSENT: 'absent'>, '')]
    >>> marked_entries(["Ann Smith* (Pond)", "Bob Ray†"], {}, {"*": Status.PRESENT})
    [('Ann Smith (Pond)', <Status.PRESENT: 'present'>, ''), ('Bob Ray', <Status.ABSENT: 'absent'>, '')]
    """
    matches = [_LETTER.fullmatch(text.strip(" |")) for text in texts]
    used = {match["letter"] for match in matches if match}
    marks = settle(used, letters)
    telling = STATUS.keys() & set(map(marks.read, used))
    if len(texts) < lines.SEVERAL or sum(map(bool, matches)) < 0.8 * len(texts) or not {Mark.PRESENT} & telling:
        return _without_marks(texts, legend)
    entries: list[tuple[str, Status | None, str]] = []
    for text, match in zip(texts, matches, strict=True):
        mark = marks.read(match["letter"]) if match else None
        status = STATUS.get(mark) if mark else None
        entries.append((match["name"] if match else text, status, "" if status or not match else match["letter"]))
    return entries


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
        persons = [claim for claim in claims if claim.listed and claim.listed.is_person]
        listed = [claim.listed for claim in persons if claim.listed]
        pairs = {(names.key(person.organisation), person.name.key) for person in listed if person.organisation}
        employed = {person for _organisation, person in pairs}
        beside = [claim.listed for claim in persons if claim.listed and "role" not in claim.declared]
        officers = {person.name.key for person in beside if person.role} - employed
        shared = Counter(organisation for organisation, _person in pairs)
        texts = {names.key(person.organisation): person.organisation for person in listed if person.organisation}
        declared = [claim.listed for claim in persons if claim.listed and "organisation" in claim.declared]
        stated = {names.key(person.organisation) for person in declared}
        sure = {own: shared[own] for own, text in texts.items() if _CAPITALS.fullmatch(text)}
        sure |= {own: _ENOUGH for own, text in texts.items() if own in stated or _names_body(text)}
        places = frozenset(
            names.key(match[1] or match[2]) for claim in persons for match in _PLACE.finditer(claim.text)
        )
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
