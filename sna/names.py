"""A person's name as written → its parts and a comparable key.

Real records write one person in many ways: ``PATEL, Priya (NORTHSHIRE NHS TRUST)``, ``Dr Priya Patel``,
``003_Priya Patel (Guest)``. `read_name` takes such a text apart; two texts of one person have the same `Name.key`.
What is nobody in particular - a device, a room, a telephone, "Guest" - is said to be *unidentified*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from sna.facts import Kind

TITLES = frozenset(
    "dr mr mrs ms miss mx prof professor sir dame rev reverend revd cllr councillor lord lady baroness baron sister fr "
    "herr frau señor señora sr sra sig mme mlle".split()
)
POSTNOMINALS = frozenset(
    "phd dphil md mbbs mbchb mb bch mbe obe cbe dbe kbe rn rgn rmn rm msc bsc ba ma mba frcp mrcp frcgp mrcgp frcs "
    "mph esq jp kc qc ii iii iv jr snr jnr".split()
)
PARTICLES = frozenset("de da di do du del della der den van von la le ter ten al el bin ibn y e".split())
MARKS = frozenset(
    "guest unverified external ext extern externe host co-host cohost me you organiser organizer presenter attendee "
    "chair co-chair vice-chair secretary minutes gast invitado invité convidado ospite he/him she/her they/them "
    "he/him/his she/her/hers they/them/theirs he/they she/they".split()
)
ORGANISATION_WORDS = frozenset(
    "nhs trust council university hospital hospitals ccg icb icp pcn care homes home ltd limited plc cic uk federation "
    "network service services college school association charity society centre center group institute foundation "
    "practice surgery clinic partnership authority hospice academy agency ambulance police inc llc gmbh corp".split()
)
ROLE_WORDS = frozenset(
    "lay member members representative rep manager nurse nurses practice lead officer director deputy assistant chair "
    "administrator admin secretary pharmacist physiotherapist therapist doctor gp gps governor observer observers "
    "public patient carer carers student students trainee clerk minute taker staff team head service user users "
    "coordinator co-ordinator matron consultant commissioner executive chief community care home clinical "
    "senior".split()
)
SMALL_WORDS = frozenset("of the and for a to in on at with".split())
_DEVICE = re.compile(
    r"\b(i[- ]?phone|i[- ]?pad|i[- ]?mac|i[- ]?pod|mac ?book|galaxy[- ]?[a-z]+ ?\d+|android|huawei|oneplus|pixel \d|"
    r"laptop|desktop|surface pro|chromebook|tablet|samsung|redmi|sm-[a-z]\d+|win-[a-z0-9]{6,}|polycom|webex device|"
    r"otter\.?ai|fireflies|read\.ai|notetaker|note taker|copilot|teams rooms?)\b",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"\b(meeting|conference|conf|board|seminar|training|committee|lecture|video)[ -]?(room|suite|hall|theatre)\b"
    r"|\broom\s*[\w.]*\d|\b(boardroom|auditorium|huddle space)\b|^room\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"^(?:tel|phone|call[- ]?in user|caller|user|pstn)?[\s:_#-]*\+?[\d\s()*.x-]{5,}$", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:zoom |teams |unknown |anonymous |external |web )?"
    r"(?:guest|guests|user|attendee|participant|participants|anonymous|unknown|caller|call-in user|visitor|visitors|"
    r"somebody|someone|tbc|tba|vacant|vacancy|various|others?|all|everyone|invitado|gast|anónimo|anonym)"
    r"(?: user)?[\s_#-]*(?:\(?\d*\)?)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(?:#\s*)?\d{1,4}\s*(?:[_.):-]|\s-)\s*(?=[^\W\d_])")
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_CODE = re.compile(r"[<>=;\\]|__")  # no name has these: shown as it stands, every character of it
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\U000e0000-\U000e007f]")


class Name(Struct, frozen=True, gc=False):
    """A name taken apart.

    Attributes
    ----------
    written
        As it stands in the source.
    display
        To show: given name first, no title, no brackets, no capitals throughout.
    key
        To compare: case, accents, punctuation and invisible characters folded; empty if nothing is left.
    kind, what
        Whether it is a person; if not, ``"device"``, ``"room"``, ``"phone"``, ``"role"`` or ``"guest"``.
    organisation
        From brackets or behind a dash, if it looks like one.
    marks
        What else stood in brackets, folded: ``guest``, ``unverified``, ``external``, …
    """

    written: str
    display: str
    key: str
    kind: Kind = Kind.PERSON
    what: str = ""
    organisation: str = ""
    marks: tuple[str, ...] = ()


def read_name(written: str, *, surname_first: bool = False) -> Name:
    """Take a name as written apart.

    Parameters
    ----------
    written
        The text of a name cell or roll entry.
    surname_first
        Whether the source writes surnames first without a comma (see `writes_surname_first`).

    Examples
    --------
    >>> name = read_name("PATEL, Priya (NORTHSHIRE NHS TRUST)")
    >>> name.display, name.key, name.organisation
    ('Priya Patel', 'priya patel', 'NORTHSHIRE NHS TRUST')
    >>> read_name("Meeting Room 3").what
    'room'
    """
    text = clean(written)
    if _CODE.search(text):
        return Name(written, text, key(text))
    if what := _nobody(text.strip("()[]{} \"'")):
        return Name(written, text, key(text), Kind.UNIDENTIFIED, what)
    text, organisation, marks = _brackets(_NUMBERED.sub("", text))
    text, behind = _behind_dash(text)
    display = _display(text, surname_first=surname_first)
    if what := _nobody(display):
        return Name(written, display, key(display), Kind.UNIDENTIFIED, what, organisation or behind, marks)
    return Name(written, display, key(display), Kind.PERSON, "", organisation or behind, marks)


def clean(text: str) -> str:
    """Normalise Unicode, drop what cannot be seen, and fold white space."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text)
    return " ".join(text.split())


def key(text: str) -> str:
    """Fold a text for comparing: no case, accents or punctuation, single spaces.

    Examples
    --------
    >>> key("Zoë O’Neil-Ward")
    'zoe oneil ward'
    """
    plain = unicodedata.normalize("NFKD", clean(text))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’‘`´.]", "", plain).replace("_", " ")))


def writes_surname_first(names: Iterable[str]) -> bool:
    """Tell whether a list of names is written surname first: at least 7 in 10 have ``Surname, First``.

    It settles the order of the few that lack the comma (``JANSSENS JAN``).
    """
    cleaned = [_BRACKET.sub("", clean(name)).strip() for name in names]
    counted = [name for name in cleaned if " " in name]
    return bool(counted) and sum("," in name for name in counted) >= 0.7 * len(counted)


def is_role(text: str) -> bool:
    """Tell whether a text names a role rather than somebody: ``Lay member``, ``Care home manager``."""
    words = clean(text).casefold().replace("(", " ").replace(")", " ").split()
    content = [word.strip(",.&/-") for word in words if not word.isdigit() and word not in SMALL_WORDS]
    return any(content) and all(word in ROLE_WORDS or not word for word in content)


def looks_like_organisation(text: str) -> bool:
    """Tell whether a text reads as the name of an organisation."""
    words = key(text).split()
    return any(word in ORGANISATION_WORDS for word in words) or bool(re.fullmatch(r"[A-Z][A-Z&]{2,}", text.strip()))


def _nobody(text: str) -> str:
    if not text:
        return "guest"
    if _PHONE.match(text) and sum(char.isdigit() or char == "*" for char in text) >= 5:
        return "phone"
    for pattern, what in ((_DEVICE, "device"), (_ROOM, "room"), (_NOBODY, "guest")):
        if pattern.search(text):
            return what
    if not any(char.isalpha() for char in text):
        return "guest"
    return "role" if is_role(text) else ""


def _brackets(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Part a name from its brackets: the rest, an organisation among them, the marks."""
    organisation, marks = "", []
    for match in _BRACKET.finditer(text):
        inner = match[1].strip()
        if inner.casefold() in MARKS:
            marks.append(inner.casefold())
        elif inner and not organisation and _is_affiliation(inner, text[: match.start()]):
            organisation = inner
        elif inner:
            marks.append(inner)
    rest = re.sub(r"[(\[{][^()\[\]{}]*$", "", _BRACKET.sub(" ", text))
    return " ".join(rest.split()), organisation, tuple(marks)


def _is_affiliation(inner: str, before: str) -> bool:
    if _is_initials(inner, before):
        return False
    if looks_like_organisation(inner):
        return True
    return "," in before and len(inner) > 3 and inner == inner.upper()


def _is_initials(inner: str, before: str) -> bool:
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", before)).upper()
    short = inner.replace(".", "").replace(" ", "")
    return 2 <= len(short) <= 4 and short.isupper() and set(short) <= set(letters)


def _behind_dash(text: str) -> tuple[str, str]:
    """Part ``Ann Smith - Age UK`` into the name and what stands behind the dash."""
    first, *rest = re.split(r"\s+[-–—|/]\s+|\s*\|\s*", text, maxsplit=1)
    if rest and len(first.split()) >= 2:
        return first, rest[0].strip(" -–—|")
    return text.strip(" -–—|*•"), ""


def _display(text: str, *, surname_first: bool) -> str:
    if _EMAIL.match(text):
        text = re.sub(r"\d+$", "", text.split("@", maxsplit=1)[0]).replace(".", " ").replace("_", " ")
    before, comma, after = text.partition(",")
    words = _without_titles(before.split())
    words = _around_comma(words, after) if comma else _ordered(words, surname_first=surname_first)
    if not words:
        words = text.replace(",", " ").split()
    return " ".join(_cased(words))


def _around_comma(words: list[str], after: str) -> list[str]:
    given = [word for word in after.replace(",", " ").split() if word.strip(".").casefold() not in POSTNOMINALS]
    given = _without_titles(given)
    if not given or (len(words) > 1 and looks_like_organisation(after)):
        return words
    return given + words


def _ordered(words: list[str], *, surname_first: bool) -> list[str]:
    capitals = [len(word) > 2 and word.isupper() for word in words]
    if len(words) < 2:
        return words
    if capitals[0] and not any(capitals[1:]) and not all(word.isupper() for word in words):
        return words[1:] + words[:1]
    return words[1:] + words[:1] if surname_first and all(word.isupper() for word in words) else words


def _without_titles(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0].strip(".").casefold() in TITLES:
        words = words[1:]
    while len(words) > 2 and words[-1].strip(".").casefold() in POSTNOMINALS:
        words = words[:-1]
    if words and all(word.strip(".").casefold() in POSTNOMINALS | TITLES for word in words):
        return []
    return words


def _cased(words: list[str]) -> list[str]:
    text = " ".join(words)
    if text.isupper() and len(text) > 3:
        return [_capital(word) for word in words]
    return [_capital(word) if word.islower() and word not in PARTICLES else _calm(word) for word in words]


def _calm(word: str) -> str:
    shouted = word.isupper() and len(word) > 3
    return _capital(word) if shouted else word


def _capital(word: str) -> str:
    parts = re.split(r"([-'’])", word.lower())
    text = "".join(part[:1].upper() + part[1:] for part in parts)
    return text[:2] + text[2].upper() + text[3:] if text.startswith("Mc") and len(text) > 3 else text
