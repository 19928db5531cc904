"""What goes into the folder: files that are dropped, under safe names and within measure, and what the page writes.

What it writes is what the command line reads: study.toml, answers, and the organisations to be reached.
"""

from __future__ import annotations

import csv
import datetime as dt
import glob
import io
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from sna.errors import StudyError, csv_cell, csv_text, shown
from sna.page.project import ANSWERS, HIDDEN, RESULTS, UNDO, Project

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from sna.study.problems import Question
    from sna.study.settings import Settings

STUDY, REACH, OPT_OUT = "study.toml", "organisations-to-reach.csv", "opt-out.csv"
LIKELY = "organisation", "locality", "sector", "role"
BEGINNING = "# The settings of this study. Lines that begin with # are notes; they are kept.\n"
STRAIGHT = str.maketrans("\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019", '"""""\'\'')
"""A word processor's quotation marks → straight ones."""


def study_text(folder: Path) -> str:
    """Give the text of study.toml; the beginning of one where there is none.

    Raises
    ------
    StudyError
        If it cannot be read.
    """
    from sna.study.settings import text_of

    path = folder / STUDY
    return text_of(path) if path.is_file() else BEGINNING


def settings_of(folder: Path) -> Settings:
    """Give what study.toml says; the defaults where there is none, or it is wrong (which is said elsewhere)."""
    from sna.study.settings import Settings, parse

    try:
        return parse(tomllib.loads(study_text(folder)))
    except (StudyError, ValueError):
        return Settings()


def edited(folder: Path, edit: Callable[[TOMLDocument], None]) -> bytes:
    """Give study.toml with a change, its notes and order kept.

    Raises
    ------
    StudyError
        If it would be wrong then, or is already: the message says where.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from sna.study.settings import parse, read

    if (folder / STUDY).is_file():
        read(folder / STUDY)  # says better than any other what is wrong
    try:
        document = tomlkit.parse(study_text(folder))
        edit(document)
        text = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise StudyError(f"{STUDY} cannot be changed here: {error}. Change it in a text editor.") from error
    parse(tomllib.loads(text))
    return text.encode()


def section(document: TOMLDocument, name: str) -> MutableMapping[str, Any]:
    """Give a section of study.toml, made if it is not there."""
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table()
    table: MutableMapping[str, Any] = document[name]
    return table


def set_source(document: TOMLDocument, file: str, values: Mapping[str, object]) -> None:
    """Say something of one file in its ``[[source]]``; what is empty is taken out, and with all else the part."""
    import tomlkit

    parts = document.get("source")
    if parts is None:
        if all(value in (None, "", {}) for value in values.values()):
            return
        parts = document["source"] = tomlkit.aot()
    pattern = glob.escape(file)
    part = next((part for part in parts if part.get("files") == pattern), None)
    if part is None:
        part = tomlkit.table()
        part["files"] = pattern
        parts.append(part)
        part = parts[-1]
    for name, value in values.items():
        if value in (None, "", {}):
            part.pop(name, None)
        else:
            part[name] = _inline(value) if isinstance(value, Mapping) else value
    if len(part) == 1:
        _remove(document, part)


def _inline(values: Mapping[str, object]) -> object:
    import tomlkit

    table = tomlkit.inline_table()
    table.update(values)
    return table


def _remove(document: TOMLDocument, part: object) -> None:
    """Take a ``[[source]]`` out: one that matches no file would stop every run."""
    parts: Any = document["source"]
    del parts[next(at for at, row in enumerate(parts) if row is part)]
    if not parts:
        del document["source"]


def set_aside(document: TOMLDocument, file: str, *, aside: bool) -> None:
    """Leave a file out, or read it again."""
    part, pattern = section(document, "sources"), glob.escape(file)
    rest = [text for text in part.get("exclude", ()) if text != pattern]
    part["exclude"] = [*rest, pattern] if aside else rest
    sources = [row for row in document.get("source", ()) if row.get("files") == pattern]
    if aside and sources:
        _remove(document, sources[0])
    if not part["exclude"]:
        del part["exclude"]
    if not part:
        del document["sources"]


def include(document: TOMLDocument, files: Iterable[str], *, listed: bool = True) -> None:
    """Have files among the patterns of study.toml, if it has any, or no longer (one that fits nothing stops a run)."""
    part = section(document, "sources")
    patterns = [glob.escape(file) for file in files]
    part["include"] = [text for text in part["include"] if text not in patterns] + (patterns if listed else [])


def admitted(folder: Path, names: Iterable[str]) -> dict[str, bytes | Path | None]:
    """Give study.toml as it has to be changed so that new files are read: nothing where it reads every file.

    Examples
    --------
    >>> admitted(Path("nowhere"), ["a.csv"])
    {}
    """
    from fnmatch import fnmatch

    patterns = settings_of(folder).sources.include
    unread = [name for name in names if not any(text == "**/*" or fnmatch(name, text) for text in patterns)]
    unread = [name for name in unread if name != STUDY]
    return {STUDY: edited(folder, lambda document: include(document, unread))} if unread else {}


def set_periods(document: TOMLDocument, periods: Mapping[str, Sequence[dt.date]]) -> None:
    """Compare these periods; none for the whole time."""
    document.pop("periods", None)
    if periods:
        table = section(document, "periods")
        for title, days in periods.items():
            table[title] = list(days)


def set_study(
    document: TOMLDocument, sections: Mapping[str, Mapping[str, object]], periods: Mapping[str, Sequence[dt.date]]
) -> None:
    """Take down section → key → value (what is None, or empty and not there, is passed over), and the two periods."""
    for name, values in sections.items():
        for key, value in values.items():
            if value not in (None, "") or (key == "title" and key in document.get(name, {})):
                usual = {"seats": 0, "smallest": 8, "round": 5, "group": "organisation", "labels": "names"}.get(key, "")
                if key in document.get(name, {}) or value != usual:
                    section(document, name)[key] = value
    earlier = document.get("periods", {})
    if periods or len(earlier) <= len(PAIR):
        set_periods(document, periods)


PAIR = "Before", "After"
"""The periods of a line between two."""


def stretch(document: TOMLDocument, first: str, last: str) -> None:
    """Let the first period begin with the first meeting and the last end with the last one."""
    table = section(document, "periods")
    titles = [*table]
    if titles:
        begins, ends = table[titles[0]][0], table[titles[-1]][1]
        table[titles[0]][0] = min(begins, dt.date.fromisoformat(first))
        table[titles[-1]][1] = max(ends, dt.date.fromisoformat(last))


def answers(folder: Path) -> dict[str, str]:
    """Give key → answer of what was answered on the page.

    Examples
    --------
    >>> answers(Path("nowhere"))
    {}
    """
    from sna.study.sources import KEY

    return {row[KEY]: row["Answer"] for row in _rows(folder)}


def _rows(folder: Path) -> list[dict[str, str]]:
    from sna.study.sources import KEY

    try:
        text = (folder / ANSWERS).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return []
    table = csv.DictReader(io.StringIO(text))
    rows = [{name: csv_text(cell or "") for name, cell in row.items() if name} for row in table]
    return [row for row in rows if row.get(KEY) and row.get("Answer")]


def answered(folder: Path, question: Question, answer: str) -> bytes:
    """Give the file of answers with one more, or without it where the answer is empty.

    It is a table as problems.xlsx has them, so that every command reads it.
    """
    from sna.study.replies import KINDS
    from sna.study.sources import KEY

    rows = [row for row in _rows(folder) if row[KEY] != question.key]
    if answer:
        kind = KINDS[question.key[0]]
        cells = {name: str(cell) for name, cell in question.cells.items()}
        rows.append({**cells, kind.heading: answer, "Answer": answer, KEY: question.key})
    return _table(rows)


def bare_answers(folder: Path) -> bytes:
    """Give the file of answers without what stands beside them, which may name somebody who is to be left out."""
    from sna.study.sources import KEY

    return _table([{"Answer": row["Answer"], KEY: row[KEY]} for row in _rows(folder)])


def _table(rows: Sequence[Mapping[str, str]]) -> bytes:
    from sna.study.sources import KEY

    names = dict.fromkeys(name for row in rows for name in row)
    headings = ["Answer", *(name for name in names if name not in {"Answer", KEY}), KEY]
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: csv_cell(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue().encode()


def organisations_to_reach(names: Sequence[str]) -> bytes | None:
    """Give the list of the organisations a community wants to reach, one a row; None for none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["organisation", "reach"])
    writer.writerows([csv_cell(name), "yes"] for name in names)
    return text.getvalue().encode() if names else None


def reached(folder: Path) -> list[str]:
    """Give the organisations of that list."""
    try:
        rows = list(csv.DictReader(io.StringIO((folder / REACH).read_text("utf-8-sig"))))
    except (OSError, UnicodeDecodeError):
        return []
    return [csv_text(row["organisation"]) for row in rows if row.get("organisation")]


MIB = 2**20
LARGEST_FILE, LARGEST_REQUEST, MOST_FILES = 512 * MIB, 2048 * MIB, 500
RESERVED = frozenset(
    "con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9".split()
)
"""Names that Windows keeps for itself, whatever their ending."""
PROGRAMS = frozenset(
    ".py .pyc .pyd .pyw .so .dll .exe .com .bat .cmd .ps1 .vbs .js .jar .msi .lnk .scr .sh .app".split()
)
LITTER = re.compile(r"\..*|~\$.*|~.*\.tmp|Thumbs\.db|desktop\.ini|__MACOSX", re.IGNORECASE)
"""What systems leave in folders: passed over without a word."""
LONGEST_NAME, DEEPEST = 120, 6
PIECE = 1 * MIB


class RefusalError(StudyError):
    """A file that is not taken in, and why."""


def safe_name(text: str) -> str:
    r"""Give the name a file has in the folder; empty for what is passed over.

    Raises
    ------
    RefusalError
        If it leads out of the folder, or Windows keeps the name for itself, or it is a program or a result of ours.

    Examples
    --------
    >>> safe_name("March\\sign in?.csv"), safe_name("March/.DS_Store")
    ('March/sign in_.csv', '')
    """
    parts = [part for part in text.replace("\\", "/").split("/") if part not in {"", "."}]
    name = shown("/".join(parts), LONGEST_NAME)
    if text.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", text):
        raise RefusalError(f"{name}: the name leads out of the folder. Nothing of it was taken.")
    if any(LITTER.fullmatch(part) for part in parts):
        return ""
    parts = [re.sub(r'[<>:"|?*\x00-\x1f\x7f]', "_", part).rstrip(". ") for part in parts]
    if not parts or not all(parts) or len(parts) > DEEPEST or len("/".join(parts)) > LONGEST_NAME:
        raise RefusalError(f"{name}: the name is too long or empty. Give it a shorter one.")
    if any(part.split(".")[0].strip().casefold() in RESERVED for part in parts):
        raise RefusalError(f"{name}: Windows keeps this name for itself. Give it another.")
    if Path(parts[-1]).suffix.casefold() in PROGRAMS:
        raise RefusalError(f"{name}: this is a program, no register. It was not taken.")
    if parts[-1] == "manifest.json" or (parts[0].casefold() == RESULTS and len(parts) > 1):
        raise RefusalError(f"{name}: this is a result of sna, no register. Results are never read.")
    return "/".join(parts)


def take_in(project: Project, uploads: Iterable[tuple[str, BinaryIO]]) -> list[str]:
    """Put uploads into the folder as one step; say what was refused, one sentence each."""
    files, refusals = dict[str, bytes | Path | None](), list[str]()
    place = project.folder / HIDDEN / UNDO
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for number, (text, content) in enumerate(uploads):
            try:
                if name := safe_name(text):
                    files[name] = _spooled(content, place / f"arrival-{number}.part", name)
            except RefusalError as error:
                refusals.append(str(error))
        if files:
            project.history.change(f"added {_listed([*files])}", {**files, **admitted(project.folder, files)})
            forget_those_left_out(project, files)
    finally:
        for part in place.glob("arrival-*.part"):
            part.unlink()
    return refusals


def forget_those_left_out(project: Project, names: Iterable[str]) -> None:
    """Forget the earlier files and tables where a list of those left out has come: they may stand in them."""
    from sna.study.cache import forget

    if {*names} & {OPT_OUT, settings_of(project.folder).privacy.opt_out}:
        project.history.clear()
        forget(project.folder)


def _listed(names: list[str]) -> str:
    return f"{len(names)} files" if len(names) > 1 else names[0]


def _spooled(content: IO[bytes], path: Path, name: str, largest: int = LARGEST_FILE) -> Path:
    """Copy a file piece by piece, not beyond the limit."""
    total = 0
    with path.open("wb") as file:
        while piece := content.read(PIECE):
            total += len(piece)
            if total > largest:
                raise RefusalError(f"{shown(name)}: larger than {largest // MIB:,} MB. It was not taken.")
            file.write(piece)
    return path


def unpack(project: Project, name: str) -> list[str]:
    """Put what a zip in the folder holds in its place, as one step; say what was refused.

    Raises
    ------
    StudyError
        If it is damaged, protected, or too large.
    """
    path = project.folder / name
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES or sum(member.file_size for member in members) > LARGEST_REQUEST:
                raise StudyError(f"{shown(name)} holds too much to be unpacked here. Unpack it yourself.")
            top = _common_folder([member.filename for member in members])
            return _unpack(project, name, ((member.filename.removeprefix(top), archive, member) for member in members))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise StudyError(f"{shown(name)} cannot be unpacked: it is damaged or protected by a password.") from error


def _unpack(project: Project, name: str, members: Iterator[tuple[str, zipfile.ZipFile, zipfile.ZipInfo]]) -> list[str]:
    files, refusals = dict[str, bytes | Path | None](), list[str]()
    place = project.folder / HIDDEN / UNDO
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    rest = LARGEST_REQUEST
    try:
        for number, (text, archive, member) in enumerate(members):
            try:
                if inner := safe_name(text):
                    with archive.open(member) as content:  # what the directory says of its size may be a lie
                        part = _spooled(content, place / f"arrival-{number}.part", inner, min(rest, LARGEST_FILE))
                    files[inner], rest = part, rest - part.stat().st_size
            except RefusalError as error:
                refusals.append(str(error))
        project.history.change(f"unpacked {name}", {**files, name: None})
        forget_those_left_out(project, files)
    finally:
        for part in place.glob("arrival-*.part"):
            part.unlink()
    return refusals


def _common_folder(names: list[str]) -> str:
    """Give the one folder a zip holds everything in, with its slash; empty if there is none."""
    tops = {name.partition("/")[0] + "/" for name in names if "/" in name and not LITTER.fullmatch(name.split("/")[0])}
    return tops.pop() if len(tops) == 1 and all("/" in name for name in names) else ""


def copy_example(project: Project) -> None:
    """Put the worked example into an empty folder, as one step."""
    from sna.study import example

    source = example()
    files = dict[str, bytes | Path | None]()
    for folder in ("", "registers"):
        for path in sorted((source / folder).iterdir()):
            if path.suffix in {".csv", ".xlsx", ".toml"} and path.name != "study-all.toml":
                files[path.relative_to(source).as_posix()] = path.read_bytes()
    project.history.change("brought in the example", files)
