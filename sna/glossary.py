"""The words of the results: what each column of every table means.

`TERMS` is read from ``glossary.toml``, where the texts can be put right without touching the program.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """What a column means.

    Attributes
    ----------
    label
        Its name for people.
    meaning
        One or two plain sentences, also when and why it is blank.
    unit
        What it counts or measures, such as ``"ties"``; empty for text.
    lowest, highest
        The range of its values; None where there is no bound, or for text.
    family
        What it is about: person, group, tie, gathering, network or any.
    source
        Who defined it, with a DOI where there is one; empty for plain counts and names.
    """

    label: str
    meaning: str
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    family: str = "any"
    source: str = ""


def _read() -> dict[str, Term]:
    entries = tomllib.loads(files("sna").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return {name: Term(**entry) for name, entry in entries.items()}


TERMS: dict[str, Term] = _read()
"""Each column's term, by the column's name.

>>> TERMS["degree"].label
'Alters'
"""
