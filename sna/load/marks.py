"""What a mark on a register means: ``Y``, ``✓``, ``x``, ``A``, ``Apols``, ``DNA``, ``D`` and more.

Most marks mean one thing. ``A`` and ``x`` do not: what they mean is settled for a whole file by a rule that is stated
(see `settle`), unless the register's own legend or the user says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct
from rapidfuzz import fuzz, process

from sna.errors import SourceError
from sna.facts import Status


class Mark(StrEnum):
    """What a mark says: a status, a deputy sent, or nothing at all."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    REGISTERED = "registered"
    DEPUTY = "deputy"
    NOTHING = "none"


STATUS = {mark: Status(mark.value) for mark in (Mark.PRESENT, Mark.APOLOGIES, Mark.ABSENT, Mark.REGISTERED)}
_CERTAIN = {
    Mark.PRESENT: (
        "y yes ✓ ✔ ☑ √ ✅ 👍 ü 1 p pr present attended attend attending att here tick ticked true late l in-person "
        "online virtual virtually teams zoom remote remotely f2f part / // \\ in dialled-in phoned-in joined ja oui "
        "sí si sim"
    ),
    Mark.ABSENT: "n no ✗ ✘ ☒ ✖ ❌ 👎 û 0 ab abs absent absence dna noshow no-show false nein non não",
    Mark.APOLOGIES: (
        "ap aps apol apols apologies apology apologised apologized excused regrets leave al a/l sick ill sickness "
        "sorry unwell holiday hol hols maternity paternity declined"
    ),
    Mark.REGISTERED: "registered booked accepted signed-up confirmed",
    Mark.DEPUTY: "d dep deputy sub substitute deputised",
    Mark.NOTHING: "- – — −  . .. … n/a na #n/a nil cancelled canceled invited pending waitlisted waitlist refunded",
}
_PHRASES = {
    Mark.ABSENT: (
        "did not attend;no show;not present;not attended;not attending;non attendance;no apologies;did not arrive;"
        "did not come;did not turn up;didn't attend;didn't come"
    ),
    Mark.PRESENT: (
        "in person;face to face;in attendance;joined late;left early;dialled in;checked in;signed in;via teams;via zoom"
    ),
    Mark.APOLOGIES: (
        "sent apologies;apologies sent;apologies received;apologies given;annual leave;on leave;maternity leave;"
        "unable to attend;mat leave;can't attend;cannot attend;can't make it;cannot make it;couldn't attend;"
        "not able to attend"
    ),
    Mark.DEPUTY: "deputy sent;sent deputy;deputy attended",
    Mark.REGISTERED: "signed up",
    Mark.NOTHING: (
        "not applicable;not signed;not signed in;"
        "not a member;not yet a member;not invited;no meeting;not held;meeting cancelled;waiting list;"
        "no response;no reply;not answered;awaiting reply"
    ),
}
MEANINGS: dict[str, Mark] = {text: mark for mark, texts in _CERTAIN.items() for text in texts.split()}
MEANINGS |= {text: mark for mark, texts in _PHRASES.items() for text in texts.split(";")}
_WORDS = [  # what a legend may say, in the order it is tried
    (Mark.DEPUTY, re.compile(r"deput|substitut|represented by|stand[- ]?in", re.IGNORECASE)),
    (
        Mark.NOTHING,
        re.compile(r"applicable|not (a member|yet)|cancel|not held|no meeting|not invited|required", re.IGNORECASE),
    ),
    (Mark.APOLOGIES, re.compile(r"apolog|\bleave\b|sick|excused|regret|sanction|\bauthori[sz]ed", re.IGNORECASE)),
    (Mark.ABSENT, re.compile(r"absen|not? (present|attend|show)|n[o']t attend|non-?attend|missing", re.IGNORECASE)),
    (Mark.REGISTERED, re.compile(r"regist|book|signed up", re.IGNORECASE)),
    (Mark.PRESENT, re.compile(r"present|attend|\blate\b|online|virtual|in person|\byes\b|here|came", re.IGNORECASE)),
]
_LEGEND = re.compile(
    r"(?:key|legend)?\W{0,3}?(\S{1,12})\s*(?:=|:|–|\s-\s|\bmeans\b|\bis\b)\s*([^=]{3,60})", re.IGNORECASE
)
_SOFT = frozenset(
    "late early left joined online virtual virtually teams zoom remote remotely part partly only sent am pm "
    "annual at for of on from to until the meeting received given person in first half second item items via "
    "by".split()
)


def is_mark(text: str) -> bool:
    """Whether a text is a mark of attendance, or an answer of yes or no.

    Examples
    --------
    >>> is_mark("✓"), is_mark("No"), is_mark("A"), is_mark("Age UK")
    (True, True, True, False)
    """
    return fold(text) in MEANINGS or fold(text) in {"a", "x"}


class Marks(Struct):
    """The meaning of every mark in one file, and the rules that settled the ambiguous ones (mark → sentence)."""

    meanings: dict[str, Mark]
    rules: dict[str, str] = {}

    def read(self, text: str) -> Mark | None:
        """Give what a mark means; None if it is no mark known here.

        Examples
        --------
        >>> marks = settle(["Y", "N", "A"])
        >>> marks.read("✓").value, marks.read("A").value, marks.read("Y (joined late)").value, marks.read("?")
        ('present', 'apologies', 'present', None)
        """
        folded = fold(text)
        if folded in self.meanings:
            return self.meanings[folded]
        first, *rest = [word for word in re.split(r"[\s(),;:\[\]–—-]+", folded) if word] or [""]
        further = [word for word in rest if word not in _SOFT and not any(char.isdigit() for char in word)]
        marks = {self.meanings.get(word) for word in (first, *further)} if rest and not first.isdigit() else set()
        if marks == {Mark.ABSENT, Mark.APOLOGIES}:  # "No - sick"
            return Mark.APOLOGIES
        return marks.pop() if len(marks) == 1 else None


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Fold a mark for comparing: no case, no full stop behind, symbols kept."""
    folded = " ".join(unicodedata.normalize("NFKC", text).replace("\ufe0f", "").split()).casefold()
    return folded if set(folded) <= set(".") else folded.strip(" .!'\"*") or folded


def settle(
    used: Iterable[str], legend: Mapping[str, Mark] | None = None, chosen: Mapping[str, str] | None = None
) -> Marks:
    """Settle what each mark of a file means.

    The user's word (`chosen`) outweighs the register's legend, and that the rules:

    - ``x`` is present where the file has no other mark for being present (no ✓, Y, P, 1 …), else absent.
    - ``A`` is *attended* where nothing else says present; absent where the file has another mark for apologies, or
      writes ``P`` for present and has none for absent; else apologies.

    Parameters
    ----------
    used
        Every text that stands where a mark is expected.
    legend
        What the register itself says (see `legend_of`).
    chosen
        Mark → ``"present"``, ``"apologies"``, ``"absent"``, ``"registered"``, ``"deputy"`` or ``"none"``.

    Raises
    ------
    SourceError
        If `chosen` names no such meaning.
    """
    overrides = dict(legend or {}) | {fold(text): _meaning(text, word) for text, word in (chosen or {}).items()}
    meanings = MEANINGS | overrides
    marks = Marks(meanings, {})
    texts = {fold(text) for text in set(used)}
    marked = {meanings[text] for text in texts if text in meanings}
    if "x" in texts and "x" not in overrides:
        marked.add(_settle_x(marks, marked))
    if "a" in texts and "a" not in overrides:
        _settle_a(marks, marked, "p" in texts)
    return marks


def _meaning(text: str, word: str) -> Mark:
    try:
        return Mark(fold(word))
    except ValueError as error:
        nearest = process.extractOne(word, [mark.value for mark in Mark], scorer=fuzz.ratio)
        raise SourceError(
            f'The study says that the mark "{text}" means "{word}", which is no status.',
            code="R-OPTION",
            hint=f'Write marks = {{"{text}" = "{nearest[0]}"}}.',
            value=word,
        ) from error


def _settle_x(marks: Marks, marked: set[Mark]) -> Mark:
    if Mark.PRESENT in marked:
        marks.meanings["x"] = Mark.ABSENT
        marks.rules["x"] = '"x" was read as absent, because other marks say present.'
    else:
        marks.meanings["x"] = Mark.PRESENT
        marks.rules["x"] = '"x" was read as present, because no other mark says so.'
    return marks.meanings["x"]


def _settle_a(marks: Marks, marked: set[Mark], has_p: bool) -> None:
    if Mark.PRESENT not in marked:
        mark, why = Mark.PRESENT, "attended, because no other mark says present"
    elif Mark.APOLOGIES in marked:
        mark, why = Mark.ABSENT, "absent, because there is another mark for apologies"
    elif has_p and Mark.ABSENT not in marked:
        mark, why = Mark.ABSENT, 'absent, because "P" is present and nothing else says absent'
    else:
        mark, why = Mark.APOLOGIES, "apologies, because being present or absent has marks of its own"
    marks.meanings["a"] = mark
    marks.rules["a"] = f'"A" was read as {why}.'


def meaning_of_words(text: str) -> Mark | None:
    """Give what a legend's words mean: ``"apologies received"`` are apologies."""
    return next((mark for mark, pattern in _WORDS if pattern.search(text)), None)


def legend_of(text: str) -> dict[str, Mark]:
    """Read a legend.

    Examples
    --------
    >>> {mark: meaning.value for mark, meaning in legend_of("Key: A = apologies, X = did not attend").items()}
    {'a': 'apologies', 'x': 'absent'}
    >>> sorted(legend_of("P – Present S – Sanctioned"))
    ['p', 's']
    """
    meanings = {}
    for piece in re.split(r"[,;|\n\t]|\s{3,}|\s+(?=[A-Z]{1,2}\s*[=–]\s)", text):
        match = _LEGEND.fullmatch(piece.strip())
        meaning = meaning_of_words(match[2]) if match else None
        if match and meaning and fold(match[1]) not in {"blank", "date", "meeting"}:
            meanings[fold(match[1])] = meaning
    return meanings
