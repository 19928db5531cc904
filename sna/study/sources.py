"""Which files a study is made of, and what is said about each; and where the worked example stands."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SourceError, StudyError, nearest, printable, shown
from sna.load import KINDS, LOADERS, Options, identify, loader
from sna.load.files.cells import Sheet
from sna.load.files.container import MIB, read_member
from sna.load.source import ROOM, WORKBOOKS, Member, Source
from sna.study.publishing import MANIFEST, manifest, outputs_in, own_names
from sna.study.settings import FILE, Settings, SourcePart, read

REVIEW = "identity-review.csv"
OPT_OUT = "opt-out.csv"
AVAILABILITY = "availability.csv"
"""Who can come when, and who was asked: for plans alone."""
TOPICS, TOPIC_REVIEW = "topics.csv", "topic-review.csv"
PROBLEMS = "problems.xlsx"
KEY = "Key (leave as it is)"
"""The heading that tells a file of our questions."""
LARGEST_ANSWERS = 4 * MIB
NOT_DATA = (
    *".* ~$* ~*.tmp Thumbs.db desktop.ini __MACOSX __pycache__ *.py *.pyc aliases.csv identity.csv".split(),
    *(REVIEW, OPT_OUT, AVAILABILITY, TOPICS, TOPIC_REVIEW, FILE),
)
PLACEHOLDER = ".*.icloud"
"""What stands for a file that iCloud keeps elsewhere: hidden, and yet a register that is missing."""
STUDY_LIKE = re.compile(r"study.*\.toml.*|study\.(?:txt|text|md)", re.IGNORECASE)
_SECTION = re.compile(rb"^\s*\[+\s*(?:study|sources?|periods|network|privacy)\s*\]", re.MULTILINE)
OPT_OUT_LIKE = re.compile(r"opt(?:ed|ing|s)?[\W_]*outs?(?![a-z])", re.IGNORECASE)
READABLE = frozenset(".csv .tsv .tab .txt .md .xls .xlsx .xlsm .ods .docx .pdf .htm .html".split())
"""Endings of the files that are read where they lie in a zip of a folder."""
SETTINGS = (
    "day_first",
    "title",
    "series",
    "on",
    "mode",
    "kind",
    "spoke_is_present",
    "roll",
    "ignore",
    "not_organisations",
)
"""The keys of a ``[[source]]`` that are options of the same name."""


class Study(Struct, frozen=True):
    """A study: where it stands, its settings, and the files named on the command line (none: by the settings).

    `columns` maps canonical names to the column headers of the files, for all sources. `anyway` goes on where something
    resembles somebody who asked to be left out. `out` is where results go: answers written into an earlier review file
    there are read too.
    """

    folder: Path
    settings: Settings = Settings()
    files: tuple[Path, ...] = ()
    columns: Mapping[str, str] = {}
    anyway: bool = False
    out: Path | None = None


class Input(Struct, frozen=True):
    """A source of a study, and what the study says about it: how it is shown, who reads it, with which options."""

    source: Source
    file: str
    loader: str
    options: Options


def open_study(
    targets: Sequence[Path | str], *, columns: Mapping[str, str] | None = None, anyway: bool = False
) -> Study:
    """Find out what STUDY on the command line means: a study.toml, a folder, or files.

    Raises
    ------
    StudyError
        If something named does not exist, or a study.toml stands beside other names.
    """
    paths = [existing(target) or _no_such(target) for target in targets]
    if len(paths) == 1:
        return replace(_single(paths[0], dict(columns or {})), anyway=anyway)
    if any(path.suffix.lower() == ".toml" or (path / FILE).is_file() for path in paths):
        raise StudyError("Name either a study file, or a folder, or files; not a study file among files.")
    base = Path(os.path.commonpath([path.resolve().parent for path in paths]))
    lists = [_walk(path) if path.is_dir() and not _is_export(path) else [path] for path in map(Path.resolve, paths)]
    return Study(base, files=tuple(chain(*lists)), columns=dict(columns or {}), anyway=anyway)


def existing(target: Path | str) -> Path | None:
    r"""Give the file or folder that a word on the command line names, also as a console or a finger left it.

    Examples
    --------
    >>> existing('"."'), existing(". "), existing(r"\."), existing("nowhere")
    (PosixPath('.'), PosixPath('.'), PosixPath('.'), None)
    """
    plain = str(target).strip(" \t'\"\u2018\u2019\u201c\u201d")
    address = unquote(urlsplit(plain).path) if plain.startswith("file:") else ""
    words = filter(None, (str(target), plain, re.sub(r"\\(.)", r"\1", plain), address, os.path.expanduser(plain)))  # noqa: PTH111 - it never raises
    return next((path for path in map(Path, words) if _exists(path)), None)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long for any file, or with a zero byte
        return False


def _no_such(target: Path | str) -> Path:
    """Say that there is no such file or folder, and what the nearest is called."""
    path = Path(target).absolute()
    parent = next(parent for parent in path.parents if _exists(parent))
    missing = path.relative_to(parent).parts[0] if str(target) else ""
    names = [entry.name for entry in parent.iterdir()] if parent.is_dir() else []
    hint = nearest(missing, names) or "Check the spelling, or drag the folder onto this window instead of typing it. "
    where = "here" if parent == Path.cwd() else f"in {shown(parent.resolve(), 200)}"
    raise StudyError(f"There is no file or folder {shown(missing)!r} {where}. {hint}".rstrip())


def _single(path: Path, columns: dict[str, str]) -> Study:
    if path.suffix.lower() == ".toml":
        return Study(path.resolve().parent, read(path), columns=columns)
    if path.is_dir() and (path / FILE).is_file():
        return Study(path.resolve(), read(path / FILE), columns=columns)
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        _check_name(file)
    if path.is_dir() and not _is_export(path):
        return Study(path.resolve(), columns=columns)
    return Study(path.resolve().parent, files=(path.resolve(),), columns=columns)


def _check_name(path: Path) -> None:
    """Stop at what is a study file by another name: without it the answer would be that to another question.

    Raises
    ------
    StudyError
        Saying how to name it.
    """
    if not STUDY_LIKE.fullmatch(path.name) or not path.is_file():
        return
    if path.suffix.lower() == ".toml":
        raise StudyError(
            f"{shown(path.name)} is not called {FILE}. Rename it, or name it: sna run {shown(path, 200)!r}."
        )
    if ".toml" in path.name.lower() or _SECTION.search(path.read_bytes()[:100_000]):
        how = "Save it as plain text" if path.suffix.lower() in {".rtf", ".docx", ".doc"} else "Rename it"
        why = f"looks like the study file, and is not called {FILE} (Windows hides endings)"
        raise StudyError(f'{shown(path.name)} {why}. {how}: in Notepad Save as, "All files". Nothing was read.')


def inputs(study: Study) -> list[Input]:
    """List the sources of a study, sorted by name, each with what the settings say about it.

    Raises
    ------
    StudyError
        If a pattern of ``[sources]`` or a ``[[source]]`` matches nothing, a loader does not exist, or the folder of
        results is that of the study or holds it.
    """
    if study.out is not None and study.out.resolve() in (study.folder, *study.folder.parents):
        where = "is the folder of the study's files, or holds it"
        raise StudyError(
            f"--out {shown(study.out, 200)!r} {where}. Name a folder of their own for results: --out results."
        )
    _check_opt_outs(study)
    paths = sorted(set(study.files or _included(study)))
    named = {printable(path.relative_to(study.folder).as_posix()): Source(path) for path in paths}
    for file, source in list(named.items()):
        if (members := _members(source)) is not None:
            del named[file]
            named |= {f"{file}/{member}": Member(source.path, member) for member in members}
    for part in study.settings.source:
        _check_part(part, named)
    return [_input(study, source, file) for file, source in sorted(named.items())]


def _check_opt_outs(study: Study) -> None:
    """Stop at what looks like a list of those left out and is not the one that is read.

    Raises
    ------
    StudyError
        Naming the file, and what to do.
    """
    own = study.folder / (study.settings.privacy.opt_out or OPT_OUT)
    places = {path.parent for path in study.files}
    files = (path for place in sorted(places) for path in place.iterdir()) if places else _everything(study.folder)
    exclude = study.settings.sources.exclude
    for path in files:
        relative = path.relative_to(study.folder).as_posix()
        if not OPT_OUT_LIKE.search(path.stem) or path.is_dir() or any(fnmatch(relative, text) for text in exclude):
            continue
        if not (own.is_file() and path.samefile(own)):
            raise StudyError(
                f"{shown(relative)} looks like a list of people who asked to be left out, and is not the one that is "
                f"read ({shown(own.name)}). Name it in [privacy] opt_out of {FILE}, or if it is something else in "
                "[sources] exclude. Nothing was written."
            )


def _everything(folder: Path) -> Iterator[Path]:
    """Go through all files of a folder but those of results, hidden ones too little."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith(".") and not _is_result(path):
            yield from _everything(path)
        elif path.is_file():
            yield path


def _members(source: Source) -> list[str] | None:
    """Name the files of a zip that holds a folder of them; None for one that is an export, or holds nothing to read.

    Raises
    ------
    StudyError
        If it holds what counts only beside the files: the study file, or a list of those who asked to be left out.
    """
    if source.suffix != ".zip":
        return None
    try:
        exports = (name for name, kinds in KINDS.items() if "zip" in kinds)
        if source.kind != "zip" or any(loader(name).identify(source) for name in exports):
            return None
        names = [name for name in source.archive().namelist() if not name.endswith("/")]
        ours = _own_members(source, names)
    except (SourceError, OSError):
        return None  # what is wrong with it is said when it is read
    finally:
        source.release(ROOM)
    files = [name for name in names if name not in ours]
    for name in files:
        file = PurePosixPath(name)
        if OPT_OUT_LIKE.search(file.stem) or file.name in {FILE, "aliases.csv", REVIEW}:
            why = "those people are left out" if OPT_OUT_LIKE.search(file.stem) else "it counts"
            raise StudyError(f"{shown(source.name)} holds {shown(name)}: unpack it, so that {why}.")
    files = [name for name in files if not _is_hidden(name)]
    return files if ours or any(PurePosixPath(name).suffix.lower() in READABLE for name in files) else None


def _own_members(source: Source, names: Iterable[str]) -> set[str]:
    """Name what our own manifests in a zip list: results are never read, packed or not."""
    ours: set[str] = set()
    for name in names:
        folder, _, file = name.rpartition("/")
        if file == MANIFEST and (outputs := outputs_in(read_member(source.archive(), name))) is not None:
            ours |= {f"{folder}/{output}".lstrip("/") for output in (*outputs, MANIFEST)}
    return ours


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.lower() == FILE or fnmatch(part, pattern) for part in parts for pattern in NOT_DATA)


def is_answers(source: Source) -> bool:
    """Whether a file holds our questions, by its content and whatever it is called."""
    try:
        if source.path.is_file() and source.path.stat().st_size > LARGEST_ANSWERS:
            return False
        if source.kind == "xlsx":  # a workbook is told by its bytes, without its cells being read
            parts = (name for name in source.names() if name.startswith("xl/") and name.endswith(".xml"))
            if not any(KEY.encode() in source.archive().read(name) for name in parts):
                return False
        elif source.kind == "text" and KEY.encode() not in source.head:
            return False
        return source.kind in {*WORKBOOKS, "text"} and any(header_of(sheet) is not None for sheet in source.sheets())
    except Exception:  # noqa: BLE001 - what is wrong with it is said when it is read
        return False


def header_of(sheet: Sheet) -> int | None:
    """Give the index of the row that heads the questions of a sheet; None where it asks nothing."""
    return next((at for at, row in enumerate(sheet.rows) if KEY in row.texts), None)


def _check_part(part: SourcePart, files: Iterable[str]) -> None:
    if part.loader and part.loader not in LOADERS:
        raise StudyError(f"There is no loader {shown(part.loader)!r}; there are: {', '.join(LOADERS)}.")
    if not any(fnmatch(file, part.files) for file in files):
        raise StudyError(f"[[source]] files = {shown(part.files)!r} matches no file of the study.")


def _included(study: Study) -> Iterator[Path]:
    chosen = study.settings.sources
    for pattern in chosen.include:
        matches = list(_walk(study.folder)) if pattern == "**/*" else _matches(study.folder, pattern)
        exclude = (*chosen.exclude, *filter(None, [chosen.aliases, chosen.review, study.settings.privacy.opt_out]))
        paths = [path for path in matches if not _is_excluded(path, study.folder, exclude)]
        outputs = _outputs(paths, study.folder)
        paths = [path for path in paths if path not in outputs]
        if not paths and pattern != "**/*":
            raise StudyError(f"[sources] include: {shown(pattern)!r} matches no file.")
        yield from (path for path in paths if path.is_file() or _is_export(path))


def _matches(folder: Path, pattern: str) -> list[Path]:
    try:
        paths = list(folder.glob(pattern.replace("\\", "/")))  # as Windows writes them
        parts = [path.relative_to(folder).parts for path in paths]
    except (ValueError, NotImplementedError, IndexError, RecursionError):
        paths, parts = [], [()]
    if not all(part and ".." not in part for part in parts):
        raise StudyError(
            f"[sources] include: {shown(pattern)!r} is no pattern of files below the study's folder. Write it as "
            '"registers/*.csv".'
        )
    return paths


def _walk(folder: Path) -> Iterator[Path]:
    """Go through a folder; one that is a single export (Slack, X) is one source and not entered."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or (_is_hidden(path.name) and not fnmatch(path.name, PLACEHOLDER)):
            continue
        if path.is_dir() and not _is_export(path):
            if not _is_result(path):
                yield from _walk(path)
        else:
            yield path


def _is_result(path: Path) -> bool:
    """Whether a folder holds what an earlier run wrote: its manifest lists the files."""
    return manifest(path) is not None


def _outputs(paths: Iterable[Path], folder: Path) -> set[Path]:
    """Give what our own manifests list, in the folders of these paths up to the study's: results are never read."""
    parents = {parent for path in paths for parent in path.parents if parent == folder or folder in parent.parents}
    listed = {parent: files for parent in parents if (files := manifest(parent)) is not None}
    return {parent / name for parent, files in listed.items() for name in (*files, *own_names(parent), MANIFEST)}


def _is_excluded(path: Path, folder: Path, exclude: Sequence[str]) -> bool:
    relative = path.relative_to(folder)
    hidden = _is_hidden(relative.as_posix()) and not fnmatch(path.name, PLACEHOLDER)
    return hidden or any(fnmatch(relative.as_posix(), pattern) for pattern in exclude)


def _is_export(path: Path) -> bool:
    source = Source(path)
    try:
        return path.is_dir() and any(
            loader(name).identify(source) for name, kinds in KINDS.items() if "folder" in kinds
        )
    except Exception:  # noqa: BLE001 - no export that can be read; its files are looked at one by one
        return False


def _input(study: Study, source: Source, file: str) -> Input:
    settings = study.settings
    first_day, last_day = settings.window or (None, None)
    options = Options(file=file, columns=study.columns, first_day=first_day, last_day=last_day, allowed=settings.allow)
    name = ""
    for part in settings.source:
        if fnmatch(file, part.files):
            options, name = _with_part(options, part), part.loader or name
    return Input(source, file, name, options)


def _with_part(options: Options, part: SourcePart) -> Options:
    """Add what one ``[[source]]`` says; a later one outweighs an earlier one."""
    settings = {name: value for name in SETTINGS if (value := getattr(part, name)) not in {None, "", ()}}
    columns, marks = {**options.columns, **part.columns}, {**options.marks, **part.marks}
    return replace(options, columns=columns, marks=marks, **settings)


def first_rows(study: Study, file: str, headings: Collection[str] = (), most: int = 6) -> list[list[str]]:
    """Give the first rows of a table as they stand, from that of its headings on; none of what is no table."""
    entry = next((entry for entry in inputs(study) if entry.file == file), None)
    try:
        with entry.source if entry is not None else Source(study.folder) as source:
            sheets = [[row.texts for row in sheet.rows if not row.blank] for sheet in source.top()]
    except (SourceError, OSError):
        return []
    rows = next(filter(None, sheets), [])
    start = max(range(len(rows)), key=lambda at: len({*headings} & {*rows[at]}), default=0)
    return rows[start : start + most]


def identified(entry: Input) -> Input:
    """Give the input with its loader: the one stated, the only one that reads mapped columns, or by content.

    Raises
    ------
    SourceError
        If no loader knows it, or two do.
    """
    if entry.loader:
        return entry
    try:
        name = identify(entry.source)
        return replace(entry, loader="register" if name == "roster" and _says_who_came(entry) else name)
    except SourceError as error:
        decisive = error.code == "R-AMBIGUOUS" and _says_who_came(entry)
        if decisive or (entry.options.columns and error.code in {"R-UNKNOWN", "R-COLUMN"}):
            return replace(entry, loader="register")
        raise


def _says_who_came(entry: Input) -> bool:
    """Whether the study says the day of a list of people, or which of its columns is one of a register alone."""
    from sna.load.roster import COLUMNS

    headings = {heading.casefold() for name, heading in entry.options.columns.items() if name not in COLUMNS}
    rows = (row for sheet in entry.source.top() for row in sheet.rows) if headings else ()
    return bool(entry.options.on) or any(text.strip().casefold() in headings for row in rows for text in row.texts)


EXAMPLE = "notts-care-homes"


def example() -> Path:
    """Give the folder of the worked example.

    Raises
    ------
    StudyError
        If this installation came without it.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "examples" / EXAMPLE, package.parent / "data" / EXAMPLE):
        if (folder / FILE).is_file():
            return folder
    raise StudyError("The worked example was not installed. Install the package again.")
