"""The text a reader of a Word document sees in one paragraph."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from docx.oxml.xmlchemy import BaseOxmlElement as Element
from msgspec import Struct

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOT_READ = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}sdtPr", f"{_W}txbxContent", f"{_MC}Fallback"}
    | {f"{_W}{name}" for name in ("delText", "instrText", "delInstrText", "footnoteReference", "commentReference")}
)
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}
_SYMBOLS = {"F0FE": "☑", "F0FD": "☒", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F0A3": "☐", "F0FC": "✓", "F050": "✓"}


class Text(Struct):
    """What a paragraph shows: its lines, and whether all of it is bold."""

    lines: list[str]
    strong: bool


def visible_text(paragraph: Element, hidden: AbstractSet[str]) -> Text:
    """Give what a paragraph shows.

    Parameters
    ----------
    paragraph
        Its XML element.
    hidden
        The styles of characters that hide their text.
    """
    pieces: list[tuple[str, bool]] = []
    _gather(paragraph, hidden, pieces)
    text = "".join(piece for piece, _bold in pieces)
    plain = any(piece.strip(": \t") and not bold for piece, bold in pieces)
    return Text(text.split("\n"), bool(text.strip()) and not plain)


def _gather(element: Element, hidden: AbstractSet[str], pieces: list[tuple[str, bool]]) -> None:
    for child in element.iterchildren():
        if child.tag in _NOT_READ:
            continue
        if child.tag == f"{_W}r":
            _run(child, hidden, pieces)
        elif child.tag == f"{_W}sdt" and (box := _tick_box(child)):
            pieces.append((box, True))
        else:
            _gather(child, hidden, pieces)


def _run(run: Element, hidden: AbstractSet[str], pieces: list[tuple[str, bool]]) -> None:
    if any(_on(run, name) for name in ("vanish", "strike", "dstrike", "webHidden")):
        return
    style = run.find(f"{_W}rPr/{_W}rStyle")
    if style is not None and style.get(f"{_W}val") in hidden:
        return
    bold = _on(run, "b")
    for child in run.iterchildren():
        if child.tag == f"{_W}t":
            pieces.append((child.text or "", bold))
        elif child.tag in _CHARACTERS:
            pieces.append((_CHARACTERS[child.tag], True))
        elif child.tag == f"{_W}sym":
            pieces.append((_SYMBOLS.get(child.get(f"{_W}char", "").upper(), " "), True))


def _on(run: Element, name: str) -> bool:
    """Whether a property of a run is switched on."""
    switch = run.find(f"{_W}rPr/{_W}{name}")
    return switch is not None and switch.get(f"{_W}val") not in {"0", "false", "off", "none"}


def _tick_box(control: Element) -> str:
    """Give a check-box as text; empty for another content control."""
    box = control.find(f"{_W}sdtPr/{_W14}checkbox")
    if box is None:
        return ""
    checked = box.find(f"{_W14}checked")
    return "[x] " if checked is not None and checked.get(f"{_W14}val") in {"1", "true"} else "[ ] "
