"""The documents of a run, beside its pages: who gets which, what each form needs, and what is searched for names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, get_args

from sna.errors import StudyError, nearest, shown
from sna.privacy.identifiers import readings, unpacked
from sna.render.document.record import Chart, Document, Grid, Section, Series, words

Form = Literal["docx", "pptx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
TITLES: dict[Form, str] = {"docx": "Word", "pptx": "PowerPoint", "pdf": "PDF"}
NAMES = {"evaluator": "evaluator-summary", "convener": "convener-list", "funder": "funder-sheet"}
"""Reader → what their document is called."""
OFFICE = "Word and PowerPoint need python-pptx: pip install 'cop-sna[office]'"
TYPST = "A PDF needs typst (pip install 'cop-sna[pdf]'), or Chrome, Chromium or Edge on this computer"


def lacking(form: Form) -> str:
    """Say what has to be installed for a form; empty if nothing."""
    if form != "pdf":
        return "" if find_spec("pptx") is not None else OFFICE
    from sna.render.document.record import browser

    return "" if find_spec("typst") is not None or browser() else TYPST


def forms_of(text: str) -> tuple[Form, ...]:
    """Read a list of forms, parted by commas.

    Raises
    ------
    StudyError
        If one is unknown, or something has to be installed for it.

    Examples
    --------
    >>> forms_of("")
    ()
    """
    chosen = [part.strip().lower().removeprefix(".") for part in text.split(",") if part.strip()]
    unknown = [word for word in chosen if word not in FORMS]
    if unknown:
        choices = ", ".join(FORMS)
        close = nearest(unknown[0], FORMS)
        raise StudyError(f"--as {shown(unknown[0])!r} is no form. There are {choices}. {close}".rstrip())
    forms = tuple(form for form in FORMS if form in chosen)
    if faults := dict.fromkeys(filter(None, map(lacking, forms))):
        raise StudyError(f"{'. '.join(faults)}. Nothing was written.")
    return forms


def present(out: Path) -> list[Form]:
    """Give the forms in which a folder of results for all readers has documents."""
    return [
        form for form in FORMS if any((out / reader / f"{name}.{form}").is_file() for reader, name in NAMES.items())
    ]


def written(document: Document, form: Form) -> bytes:
    """Write a document in a form: the same one gives the same bytes."""
    from sna.export.workbook import same_bytes

    if form == "pdf":
        from sna.render.document.record import pdf as write
    elif form == "docx":
        from sna.render.document.word import word as write
    else:
        from sna.render.document.slides import slides as write
    content = write(words(document))
    return content if form == "pdf" else same_bytes(content)


def write_documents(document: Document, forms: Iterable[Form], folder: Path, audience: str) -> None:
    """Write a reader's document in these forms into their folder."""
    for form in forms:
        (folder / f"{NAMES[audience]}.{form}").write_bytes(written(document, form))


SPECIMEN = Document(
    title="Specimen",
    subtitle="",
    sections=(
        Section(title="", chart=Chart(title="", categories=("",), series=(Series("", (None,)), Series("", (1,))))),
        Section(title="", grid=Grid("", ("1",), (("1",),) * 40)),
    ),
)
"""An invented document with parts of every kind, and more rows than a slide has room for."""


def wording(forms: Iterable[Form]) -> Iterator[str]:
    """Give all that files in these forms say whatever the document: the words of the libraries that write them."""
    for form in forms:
        for part in unpacked(written(SPECIMEN, form)):
            yield from readings(part)
