"""Before a page without names is published: every byte of it is searched for everybody's name."""

from __future__ import annotations

from pathlib import Path

from sna.errors import StudyError, shown
from sna.privacy import Known, Leak, leaks

MOST_TOLD = 3
HINT = (
    "Nothing was written. Change the title, subtitle, period or name of a file that it stands in; if it is an ordinary "
    "word, say so with [privacy] words in study.toml."
)


def guard(folder: Path, people: Known) -> None:
    """Fail if a file in a folder names anybody.

    Raises
    ------
    StudyError
        If one does; the message says which, and what stands there.
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    found = leaks(files, people)
    if found:
        raise StudyError(f"{_told(found)} {HINT}")


def _told(found: list[Leak]) -> str:
    first = found[:MOST_TOLD]
    said = "; ".join(f"{leak.file}: {shown(leak.found)!r} ({leak.kind})" for leak in first)
    more = f", and {len(found) - len(first)} more" if len(found) > len(first) else ""
    return f"A file that must name nobody would name somebody: {said}{more}."
