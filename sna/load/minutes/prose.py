"""Sentences that say who was there, who sent apologies and who stood in: read where no list says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import structs

from sna.facts import Evidence, Status
from sna.load.minutes import lists
from sna.load.minutes.blocks import Block
from sna.load.minutes.claims import Claim, Directory, is_short, label_of
from sna.load.minutes.headings import heading, names_group
from sna.load.minutes.lines import is_people, of_this_meeting
from sna.load.minutes.person import looks_like_name, office_before, read_person
from sna.names import titles
from sna.names.titles import has_organisation_word
from sna.names.vocabulary import PARTICLES

_TRIGGER = re.compile(
    r"apolog|regrets|absent|absence|deput|behalf|stood in|stand(?:s|ing)? in|in attendance|not here|not present|"
    r"the chair\b|opened|presid|thanked|excused|to order|"
    r"unable to|did(?: not|n't|n’t) attend|could(?: not|n't|n’t) (?:attend|make)|welcomed|\bpresent\b|"
    r"\b(?:attended|left|joined|arrived)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?<=[^\s.][^\s.])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!Mrs)(?<!Prof)(?<!Cllr)(?<!Cllrs)(?<!Messrs)(?<!Miss)(?<!Rev)"
    r"(?<!Revd)[.!]\s+(?=[A-Z\d])"
)
_NOTE = re.compile(r"^(?:NB|N\.B\.|Note)\s*:?\s+")
_VERB = r"(?:(?:has|have|had|was|were|is|are|also|then|now)\s+){0,5}"
_FROM = re.compile(
    r"\b(?:apolog(?:y|ies)|regrets)\b(?: for (?:their|his|her) inability[ \w]{0,30}?)?[^:.]{0,30}?\b(?:received|made|"
    r"noted|given|sent|accepted|recorded|tendered|were|are|came)\b[^:]{0,30}?\b(?:from|by|on behalf of|for)\b"
    r"(?! (?:absence|non[ -]?attendance))\s*:?\s+(?P<names>\S.*)$|"
    r"\bthese were (?:accepted|received|noted) (?:for|from)\s+(?P<these>[A-Z].*)$|"
    r"\b(?:apolog(?:y|ies)|regrets)(?: (?:for|of) absence)? (?:from|on behalf of)\s*:?\s+"
    r"(?P<more>\S.*?)(?: for (?:his|her|their) absence)?$",
    re.IGNORECASE,
)
_WERE = re.compile(
    r"\b(?:present|in attendance|attending)\s+(?:were|was)\s*:?\s+(?P<names>\S.*)$|"
    r"\b(?:were|was)\s+(?:also\s+)?(?:(?:present|in attendance)\s*:|attended by:?|"
    r"(?<=there were )present)\s+(?P<more>\S.*)$",
    re.IGNORECASE,
)
_WERE_AWAY = re.compile(  # before those: ``Members absent were Ann Lee, …``
    r"\b(?:absent(?: members)?|not (?:present|in attendance))\s+(?:were|was)\s*:?\s+(?P<names>(?-i:[A-Z]).*)$",
    re.IGNORECASE,
)
_IN_CELL = re.compile(  # a heading and the line below it, in one cell
    r"(?:^|\n)(?:(?:\w+|[\d./]+) ){0,3}apologies\b[^\n]{0,60}\n(?P<names>[^\n]+)", re.IGNORECASE
)
_SENT = re.compile(
    rf"^(?P<names>\S.*?)\s+{_VERB}(?:(?:sent|sends?|gave|given?|made|tendered|offered|submitted)\s+"
    r"(?:(?:his|her|their|its|an)\s+)?(?:apolog(?:y|ies)|regrets)|"
    r"apologi[sz]ed (?:for (?:his|her|their|the) absence|(?:as|because) (?=s?he|they)))\b",
    re.IGNORECASE,
)
_DEPUTY = re.compile(
    rf"^(?P<names>\S.*?)\s+{_VERB}(?:(?:welcomed|introduced|present|here|there|attending|attended(?: the meeting)?|"
    rf"in attendance|acting|attended|sat in)\s+)?"
    r"(?:as\s+)?(?:(?:a|the|his|her|their)\s+)?"
    r"(?:deput(?:y|ies|i[sz]ing|i[sz]ed)|substitut(?:e|es|ed|ing)|stood in|standing in|stand-in|alternate|proxy|"
    r"(?<=attended )on behalf|(?<=attending )on behalf|(?<=present )on behalf|(?<=meeting )on behalf|"
    r"(?<=in attendance )on behalf|(?<=attended )in place|(?<=attending )in place)\s*(?:for|of)\s+(?P<for>\S.*)$",
    re.IGNORECASE,
)
_CHAIRED = re.compile(
    r"^(?:(?:the|acting|vice|deputy)[ -])*(?:chair(?:man|woman|person)?|president|convenor|convener|mayor|provost)"
    r"(?:,\s*|\s+|\s*\()(?P<names>(?-i:[A-Z])[^(),;:]{2,50}?)[),]?\s+(?:then\s+)?(?:welcomed|opened|took the chair|"
    r"was in the chair|"
    r"called the meeting|thanked (?:everyone|all|those)|presided)\b|"
    r"^(?P<chair>(?-i:[A-Z])[^(),;:]{2,50}?)(?: (?:took|was in|in) the chair\b| presid(?:ing|ed)\b|"
    r" called [\w ]{1,60} to order\b|"
    r"(?:,| \() ?(?:the )?chair(?:man|woman|person)?[,)] (?:opened|welcomed)\b)|"
    r"^.*\bwith (?P<with>(?-i:[A-Z])[^(),;:]{2,50}?) presiding\b|"
    r"^.{0,40}\b(?:called to order|opened)\b.{0,40}?\bby (?:the )?(?P<by>(?-i:[A-Z])[^(),;:]{2,50}?)(?: at .*)?$",
    re.IGNORECASE,
)
_WELCOME = re.compile(
    r"\bwelcomed\s+(?P<names>[A-Z].*?),?\s+(?:(?:who was|who is|as)\s+)?(?:(?:a|the)\s+)?(?:deput(?:y|"
    r"i[sz]ing))\s+(?:for|of)\s+(?P<for>[A-Z].*)$"
)
_GUESTS = re.compile(r"\bwelcomed\s+(?P<names>(?!All\b)[A-Z].*?),? to (?:the|this|today['’]s|tonight['’]s) meeting\b")
_ATTENDED = re.compile(
    rf"^(?P<names>\S.*?)(?<!\bnot)\s+{_VERB}"
    rf"(?:in attendance|attended|present)\b(?!\s+(?:a|an|the|their|his|her|its|our|this|that)\b)(?P<part>.*)$"
)
_FOR_BODY = re.compile(r"\s+(?:for|from|representing) (?:the )?([A-Z][^()]{2,60})")
_AWAY = re.compile(
    rf"^(?P<names>\S.*?)\s+{_VERB}(?:not here|not present|not there|not in attendance|absent|away today|"
    rf"(?P<sorry>excused(?! from)|unable to (?:attend|join|make it)|"
    rf"could(?: not|n't|n’t) (?:attend|make it|join)|sends? regrets)|"
    r"on leave|did(?: not|n't|n’t) attend)\b(?:(?: (?:the|this|today['’]s))? (?:meeting|call)|.{0,40})$"
)
_PART = re.compile(
    rf"^(?P<names>\S.*?)\s+{_VERB}(?P<part>(?:left|joined|arrived|departed)\b"
    r"(?:\s+(?:the\s+)?(?:meeting|call))?\s*(?:early|late|at|after|before|during|for|from|around)?\b.{0,40})$"
)
_THAT = re.compile(r"^.{0,60}\b(?:noted|reported|advised|stated|said|informed|announced)\b.{0,20} that\s+(?=[A-Z])")
_COMING = re.compile(r"\W*(?:[\d/.]+\s+)?(?:\w+\s+){0,5}next meeting\W*", re.IGNORECASE)  # a heading
_AND_FROM = re.compile(r"\s+and (?:noted|received|accepted) (?:for|from)\s+")
_DENIED = re.compile(
    r"\b(?:not|never) (?:sent?|give|given)\b|\bwill be (?:unable|absent|away)\b|\b(?:last|previous) meeting\b",
    re.IGNORECASE,
)
_REASON = re.compile(r" (?:did not|could not|was|were) [^;]{1,60}; (?:they|he|she)(?= )")  # "did not come; they sent"
_NUMBERED = re.compile(r"\W*\d+(?:[./-]\d+)+\s")  # the next item: ``06.25.02 Declarations``
_INSTEAD = re.compile(  # "Ann Lee took the chair as Bob Ray was unable to attend"
    r"^.*\b(?:as|because|since|while) (?=(?:[A-Z][\w'’.-]+ ){2,3}(?:was|were|is|had|has|could|sent)\b)"
)
_LATE = re.compile(
    r"\b(?:apologies|apology|regrets) (?:for|of) (?:late|being late|leaving|arriving|(?:an )?early)", re.IGNORECASE
)
_DELAYED = re.compile(r"\b(?:delayed|(?:running|be|arriv\w+|come) late(?:r)?)\b")
_TIMED = re.compile(r"\d{1,2}[:.]?\d\d|\b(?:early|late|item|meeting|call|am|pm)\b")
LONGEST_SENTENCE = 1_000
BEGINNING = 40  # blocks
WRAPPED = 60  # characters
SMALL = 4  # words in small letters that show that a sentence goes on
LINKS = frozenset({*PARTICLES, "and", "of", "the"})
SHORT = 8  # words; a name of one word is believed in a short sentence only


def mentions(blocks: Sequence[Block], on_roll: Directory | None = None) -> Iterator[Claim]:
    """Give each name that a sentence of the blocks says was there, absent or excused.

    Parameters
    ----------
    on_roll
        Those on the document's roll, if it has one. Sentences that only say *was there*, *not here*, *left* are then
        believed of these people only: in a discussion they may be of anything. Without a roll they are believed at the
        beginning of the document.

    Examples
    --------
    >>> said = "Apologies were received from Ann Smith (Age UK) and Bob Ray. Cat Wu was welcomed as deputy for Bob Ray."
    >>> [(m.text, m.status.value, m.stands_in_for) for m in mentions([Block("line", said, "line 3")])]
    [('Ann Smith (Age UK)', 'apologies', ''), ('Bob Ray', 'apologies', ''), ('Cat Wu', 'present', 'Bob Ray')]
    """
    beginning = {block.place for block in blocks[:BEGINNING]}
    early = beginning if on_roll is None else frozenset()
    for text, place in _paragraphs(blocks):
        number = 0
        for sentence in _SENTENCE.split(text):
            claims, loose = _of_sentence(_NOTE.sub("", sentence.strip())[:LONGEST_SENTENCE].rstrip(".! "), place)
            for claim in claims:
                short = is_short(claim.text) and on_roll and not on_roll.find(claim.text)
                if short or (loose and sentence not in of_this_meeting(text)):
                    continue
                texts = [claim.text, claim.listed.name.written if claim.listed else ""] if on_roll else []
                member = next(filter(None, map(on_roll.find, texts)), None) if on_roll else None  # ``RS joined``
                name, office = office_before(claim.text)
                titled = bool(office) or any(map(titles.is_titled, (claim.text, name)))
                titled = titled and not any(word.islower() and word not in LINKS for word in claim.text.split())
                bodied = claim.text.endswith(")") and bool(claim.listed and claim.listed.organisation)  # for a body
                guest = place in beginning and (titled or bodied) and len(sentence.split()) < 3 * SHORT
                brief = len(sentence.split()) <= SHORT and titles.is_forename(claim.text.split()[0])
                away = claim.status is Status.APOLOGIES or (brief and claim.status is Status.ABSENT)
                excused = place in beginning and away and not is_short(claim.text)
                chair = place in beginning and bool(_CHAIRED.match(sentence) or _WERE_AWAY.search(sentence))
                if not loose or place in early or member or guest or excused or chair:
                    number += 1
                    yield structs.replace(claim, place=f"{place} sentence name {number}", listed=member or claim.listed)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Join the lines of each paragraph that may say something of the kind."""
    lines: list[Block] = []
    blocks = [block for above, block in pairwise([Block("", "", ""), *blocks]) if not _COMING.fullmatch(above.text)]
    for block in blocks:
        if lines and (block.part != lines[0].part or block.kind != "line" or lines[0].kind == "row"):
            yield from _joined(lines)
            lines = []
        if block.kind == "row":  # a page may be laid out as a table
            told = (cell for cell in block.cells if _FROM.search(cell[:300]) or _GUESTS.search(cell[:300]))
            yield from ((" ".join(cell.split()), block.place) for cell in told)
            below = (match["names"] for cell in block.cells for match in _IN_CELL.finditer(cell))
            yield from ((f"Apologies from {people}", block.place) for people in below if is_people(people))
        elif block.kind not in {"heading", "front"}:
            lines.append(block)
    yield from _joined(lines)


def _joined(lines: list[Block]) -> Iterator[tuple[str, str]]:
    """Give a paragraph's text: a line goes on in the next where it is as long as the page is wide."""
    texts: list[tuple[str, str]] = []
    wrapped = False
    for line in lines:
        sentences = wrapped and _SENT.match(line.text) and _SENT.match(texts[-1][0])  # sentences of their own
        if wrapped and not (sentences or label_of(line) or _NUMBERED.match(line.text)):
            texts[-1] = (f"{texts[-1][0]} {line.text}", texts[-1][1])
        elif not _is_speech(line):
            texts.append((line.text, line.place))
        wrapped = bool(texts) and len(line.text) >= WRAPPED and not _is_speech(line)
    for text, place in texts:
        if _TRIGGER.search(text):
            yield " ".join(text.split()), place


def _is_speech(line: Block) -> bool:
    """Whether a line is what somebody said: of the people named in it nothing is claimed."""
    label = label_of(line)
    return bool(label) and heading(label, sure=True) is None


def _of_sentence(sentence: str, place: str) -> tuple[Iterable[Claim], bool]:
    """Give what a sentence claims, and whether it does so in words that may be of anything."""
    sentence = _INSTEAD.sub("", _REASON.sub("", sentence))
    if not _TRIGGER.search(sentence) or _DENIED.search(sentence):
        return (), False
    if match := _FROM.search(sentence):
        return _all(match["names"] or match["these"] or match["more"], place, Status.APOLOGIES, sentence), False
    if match := _WELCOME.search(sentence) or _DEPUTY.match(sentence):
        return _all(match["names"], place, Status.PRESENT, sentence, for_whom=_first_name(match["for"])), False
    if match := _GUESTS.search(sentence):
        chair = _loose(sentence, place) if _CHAIRED.match(sentence) else ()
        return [*chair, *_all(match["names"], place, Status.PRESENT, sentence)], False
    if match := _SENT.match(sentence):
        part = "late" if _LATE.search(sentence) else ""
        return _all(match["names"], place, Status.APOLOGIES, sentence, part=part), False
    return _loose(sentence, place), True


def _loose(sentence: str, place: str) -> Iterator[Claim]:
    if match := _CHAIRED.match(sentence):
        yield from _all(match["names"] or match["chair"] or match["with"] or match["by"], place, Status.PRESENT, "")
    elif match := _WERE_AWAY.search(sentence):
        yield from _all(match["names"], place, Status.ABSENT, sentence)
    elif match := _WERE.search(sentence):
        yield from _all(match["names"] or match["more"], place, Status.PRESENT, sentence)
    elif match := _AWAY.match(sentence):
        yield from _all(match["names"], place, Status.APOLOGIES if match["sorry"] else Status.ABSENT, sentence)
    elif match := _ATTENDED.match(sentence):
        body = _FOR_BODY.fullmatch(match["part"])  # "Ann Lee was present from Fen Trust"
        people = f"{match['names']} ({body[1]})" if body else match["names"]
        yield from _all(people, place, Status.PRESENT, sentence, part="" if body else match["part"].strip(" ,"))
    elif (match := _PART.match(sentence)) and _TIMED.search(match["part"]):
        yield from _all(match["names"], place, Status.PRESENT, sentence, part=match["part"])


def _all(names: str, place: str, status: Status, sentence: str, **more: str) -> Iterator[Claim]:
    """Give a claim for each name; none at all if any of them is no name, for then the sentence was misread."""
    texts = lists.split(_AND_FROM.sub(", ", _THAT.sub("", names)))
    if not all(_is_named(text, short=len(sentence.split()) <= SHORT or len(texts) > 1) for text in texts):
        end = next((at for at, text in enumerate(texts) if sum(map(str.islower, text.split())) > SMALL), len(texts))
        texts = [text for text in texts[:end] if _is_named(text, short=False)] if status is Status.APOLOGIES else []
    for text in texts:
        person = read_person(text)
        own = person.status if person and person.status else status
        part = more.get("part", "") or ("late" if own is Status.APOLOGIES and _DELAYED.search(text) else "")
        yield Claim(text, place, own, Evidence.MENTIONED, person, more.get("for_whom", ""), part)
        if person and own is Status.APOLOGIES and (deputy := person.replaced_by):  # "Ann Lee (Bob Ray attended)"
            read = read_person(deputy)
            yield Claim(deputy, place, Status.PRESENT, Evidence.MENTIONED, read, person.name.written)


def _is_named(text: str, *, short: bool) -> bool:
    person = read_person(text)
    if person is None or not person.is_person or has_organisation_word(person.name.written):
        return False
    words = person.name.written.split()
    capital = all(word[:1].isupper() or not word[:1].isalpha() or len(word) < 4 for word in words)
    head = re.split(r"\s(?:who|due|owing|because|as)\b", lists.outside(text))[0]  # a reason may be as long as it is
    if re.search(r"\s[-–—]\s", text) and not titles.begins_name(
        text.split()
    ):  # an item: "Paths – Ann was present to tell of them"
        return False
    if sum(map(str.islower, head.split())) > SMALL:  # "Cllr Lee thanked them and they left"
        return False
    capital = capital and not names_group(person.name.written)  # "Councillors in attendance"
    alone = short or bool(person.role)  # "Supervisor Lee"
    return words[0][:1].isupper() and capital and looks_like_name(" ".join(words)) and (len(words) > 1 or alone)


def _first_name(text: str) -> str:
    texts = lists.split(text)
    person = read_person(texts[0]) if texts else None
    return person.name.written if person and _is_named(texts[0], short=True) else ""
