"""The words of the results: what each column of every table means.

`TERMS` is read from the ``.toml`` files beside this one, one file a topic, where the texts can be put right without
touching the program. One word means one thing, whichever table it stands in; a word in two files is an error.
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
    terms: dict[str, Term] = {}
    for topic in sorted(files("sna.glossary").iterdir(), key=lambda entry: entry.name):
        if topic.name.endswith(".toml"):
            entries = tomllib.loads(topic.read_text(encoding="utf-8"))
            twice = terms.keys() & entries.keys()
            if twice:
                raise ValueError(f"The word {min(twice)!r} is explained twice, also in {topic.name}.")
            terms |= {name: Term(**entry) for name, entry in entries.items()}
    return terms


TERMS: dict[str, Term] = _read()
"""Each column's term, by the column's name.

>>> TERMS["degree"].label
'Alters'
"""
