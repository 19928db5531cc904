"""What the columns and lines of a Teams report mean, told by the kind of their cells rather than their language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from sna.load.clock import is_duration, is_moment
from sna.load.files.cells import Row
from sna.names import key

SAMPLE = 500  # rows
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TITLE = re.compile(r"\b(title|titel|titulo|titre|titolo|tytul|betreff|vergadering)\b")
_COUNT = re.compile(
    r"\b(participants|teilnehmer\w*|asistieron|asistentes|participantes|participanti|partecipanti|deelnemers|"
    r"uczestnik\w*|attended)\b"
)
_REGISTERED = re.compile(r"regist|inscri|iscri|rejestr|aanmeld|anmeld")
_GIVEN = frozenset("first name|vorname|nombre de pila|prenom|nome proprio|voornaam|imie|given name".split("|"))
_FAMILY = frozenset(
    "last name|nachname|apellidos|apellido|nom de famille|cognome|achternaam|nazwisko|surname".split("|")
)
ROLES = {
    word: role
    for role, line in {
        "organiser": "organizer organiser organisator organizador organizadora organisateur organisatrice "
        "organizzatore organizator co-organizer",
        "presenter": "presenter referent moderator moderador presentateur animateur relatore presentator apresentador "
        "prezenter ponente expositor",
        "attendee": "attendee teilnehmer asistente participant participante partecipante deelnemer uczestnik",
    }.items()
    for word in line.split()
}
JOINED = frozenset(
    "joined|joined before|beigetreten|vorher beigetreten|vor beginn beigetreten|se unio|se unio antes|unido|a rejoint|"
    "rejoint|a rejoint avant|ingressou|ingressou antes|entrou|si e unito|ha partecipato|partecipazione|e entrato|"
    "deelgenomen|is toegetreden|neemt deel|dolaczyl|dolaczyla|dolaczono|dolaczyl a".split("|")
)
LEFT = frozenset(
    "left|verlassen|hat verlassen|salio|abandono|a quitte|quitte|est parti|saiu|e uscito|uscito|ha abbandonato|"
    "verlaten|vertrokken|heeft verlaten|opuscil|opuscila|opuszczono|wyszedl|opuscil a".split("|")
)


class Meta(Struct):
    """What a report says of its meeting."""

    title: str = ""
    start: str = ""
    end: str = ""
    people: int | None = None
    meeting: str = ""


def meta_of(rows: Sequence[Row]) -> Meta:
    """Read lines of a label and a value: the title by its label or as the first free text, the rest by its kind."""
    meta, free = Meta(), []
    titled = False
    for label, value in (_pair(row) for row in rows):
        if _TITLE.search(label):
            meta.title, titled = meta.title or value, True
        elif is_moment(value):
            meta.start, meta.end = meta.start or value, value if meta.start else meta.end
        elif value.isdigit():
            meta.people = int(value[:9]) if meta.people is None or _COUNT.search(label) else meta.people
        elif len(value) >= 20 and not re.search(r"\s", value):
            meta.meeting = value
        elif value and not is_duration(value):
            free.append(value)
    meta.title = meta.title if titled else next(iter(free), "")
    return meta


def _pair(row: Row) -> tuple[str, str]:
    found = [text for text in row.texts if text]
    return (key(found[0]) if found else ""), (found[1] if len(found) > 1 else "")


def columns_of(headings: Sequence[str], rows: Sequence[Row]) -> dict[str, int]:
    """Name the columns: name (or given and family), join, leave, duration, email, upn, role, registered."""
    kinds = {column: _kind(column, rows[:SAMPLE]) for column in range(len(headings))}
    folded = [key(heading) for heading in headings]
    found = _times(folded, kinds)
    found |= _addresses(folded, kinds)
    found |= _one("duration", kinds) | _one("role", kinds)
    given = next((at for at, heading in enumerate(folded) if heading in _GIVEN), None)
    family = next((at for at, heading in enumerate(folded) if heading in _FAMILY), None)
    if given is not None and family is not None and min(given, family) == 0:
        return found | {"given": given, "family": family}
    name = next((at for at in range(len(headings)) if at not in found.values()), None)
    return found if name is None else found | {"name": name}


def _kind(column: int, rows: Sequence[Row]) -> str:
    values = [row.value(column) for row in rows if row.text(column)]
    for kind, test in (("moment", is_moment), ("duration", is_duration), ("email", _is_email), ("role", _is_role)):
        if values and 2 * sum(map(test, values)) >= len(values):
            return kind
    return "text" if values else ""


def _is_email(value: object) -> bool:
    return isinstance(value, str) and bool(_EMAIL.fullmatch(value.strip()))


def _is_role(value: object) -> bool:
    return isinstance(value, str) and key(value) in ROLES


def _times(headings: Sequence[str], kinds: dict[int, str]) -> dict[str, int]:
    moments = [column for column, kind in kinds.items() if kind == "moment"]
    registered = [column for column in moments if _REGISTERED.search(headings[column])] or moments[2:3]
    stays = [column for column in moments if column not in registered]
    return dict(zip(("join", "leave", "registered"), [*stays[:2]], strict=False)) | (
        {"registered": registered[0]} if registered else {}
    )


def _addresses(headings: Sequence[str], kinds: dict[int, str]) -> dict[str, int]:
    upn = next((at for at, heading in enumerate(headings) if "upn" in heading.split()), None)
    emails = [column for column, kind in kinds.items() if kind == "email" and column not in {upn, 0}]
    found = {"email": emails[0]} if emails else {}
    if upn is None and len(emails) > 1 and not _REGISTERED.search(headings[emails[1]]):
        upn = emails[1]
    return found | ({"upn": upn} if upn else {})


def _one(kind: str, kinds: dict[int, str]) -> dict[str, int]:
    column = next((column for column, found in kinds.items() if found == kind and column), None)
    return {} if column is None else {kind: column}


def action_of(text: object) -> str:
    """Say whether a log's action is a join or a leave, in seven languages; empty if unknown."""
    folded = key(str(text))
    return "join" if folded in JOINED else "leave" if folded in LEFT else ""
