"""Where the worked example stands: in the package once installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from sna.errors import StudyError
from sna.study.settings import FILE

NAME = "notts-care-homes"


def example() -> Path:
    """Give the folder of the worked example.

    Raises
    ------
    StudyError
        If this installation came without it.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "examples" / NAME, package.parent / "data" / NAME):
        if (folder / FILE).is_file():
            return folder
    raise StudyError("The worked example was not installed. Install the package again.")
