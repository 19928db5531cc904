"""Studies: the only place where reading, matching, weaving, analysing and rendering meet.

`sna.study.pages.make` makes the pages; it is imported apart, because checking a study needs none of its libraries.
"""

from __future__ import annotations

from pathlib import Path

from sna.dataset import write, write_csv
from sna.study.checking import Check, check
from sna.study.outputs import manifest, published, whole, write_manifest
from sna.study.people import write_people
from sna.study.reading import Reading, read_study
from sna.study.sources import Study, example, open_study

__all__ = ["Check", "Reading", "Study", "check", "example", "open_study", "read_study", "tables"]


def tables(study: Study, reading: Reading, out: Path) -> list[Path]:
    """Write the tidy tables, the ledger, who was matched and what is to be reviewed as CSV, and the manifest.

    Gives the files written.

    Raises
    ------
    StudyError
        If `out` cannot be written to.
    """
    with whole(out, reading.objectors.spellings) as stage:
        write(reading.dataset, stage)
        write_csv(reading.ledger.records(), stage / "ledger.csv")
        write_csv(reading.ledger.columns(), stage / "columns.csv")
        write_csv(reading.ledger.rejects(), stage / "rejects.csv")
        write_people(reading, stage)
        write_manifest(stage, manifest(reading, study.settings))
    return published(out)
