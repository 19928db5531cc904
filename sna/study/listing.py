"""What stands in each file that a run writes beside the report."""

from __future__ import annotations

from sna.analyse import ANALYSES, analysis
from sna.study.made import Made

BESIDE = {
    "findings.csv": "Every finding: what, who, figures, verdict, rule, sentence",
    "ledger.csv": "What became of every record",
    "rejects.csv": "Records that could not be read, with the reason and what to do",
    "manifest.json": "Settings, versions and fingerprints of the files",
    "tables/nodes.csv": "Everybody, with what is known and found about each",
    "tables/ties.csv": "Every tie, with the gatherings or acts behind it",
}
"""Files beside the tables of the analyses, and what is in each."""


def written_files(made: Made) -> dict[str, str]:
    """Name the files of a run, with what is in each; each period has the same tables in a folder of its own.

    A table that compares another boundary than the study's own groups ends in its name.
    """
    names = list(made.meetings[0][1])
    return {**BESIDE, **{f"tables/{name}.csv": _meaning(name) for name in names}}


def _meaning(name: str) -> str:
    of = max((known for known in ANALYSES if name == known or name.startswith(f"{known}_")), key=len)
    said = (analysis(of).__doc__ or "").partition("\n")[0].rstrip(".")
    return said if of == name else f"{said}; by {name.removeprefix(of)[1:]}"
