"""Which files a study is made of, and what is said about each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SourceError, StudyError, printable, shown
from sna.load import KINDS, LOADERS, Options, identify, loader
from sna.load.files.cells import Sheet
from sna.load.files.container import MIB
from sna.load.source import ROOM, WORKBOOKS, Member, Source
from sna.study.publishing import MANIFEST, manifest, own_names
from sna.study.settings import FILE, Settings, SourcePart, read

REVIEW = "identity-review.csv"
OPT_OUT = "opt-out.csv"
PROBLEMS = "problems.xlsx"
KEY = "Key (leave as it is)"
"""The heading that tells a file of our questions."""
LARGEST_ANSWERS = 4 * MIB
NOT_DATA = (
    *".* ~$* Thumbs.db desktop.ini __MACOSX __pycache__ *.py *.pyc aliases.csv identity.csv".split(),
    *(REVIEW, OPT_OUT, FILE),
)
OPT_OUT_LIKE = re.compile(r"opt(?:ed|ing|s)?[\W_]*outs?(?![a-z])", re.IGNORECASE)
READABLE = frozenset(".csv .tsv .tab .txt .md .xls .xlsx .xlsm .ods .docx .pdf .htm .html".split())
"""Endings of the files that are read where they lie in a zip of a folder."""
SETTINGS = ("day_first", "title", "series", "on", "mode", "spoke_is_present", "roll", "ignore", "not_organisations")
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
    paths = [Path(target) for target in targets]
    for path in paths:
        if not _exists(path):
            raise StudyError(f"There is no file or folder {shown(path)!r} here. Check the spelling.")
    if len(paths) == 1:
        return replace(_single(paths[0], dict(columns or {})), anyway=anyway)
    if any(path.suffix == ".toml" for path in paths):
        raise StudyError("Name either a study file, or a folder, or files; not a study file among files.")
    base = Path(os.path.commonpath([path.resolve().parent for path in paths]))
    return Study(base, files=tuple(path.resolve() for path in paths), columns=dict(columns or {}), anyway=anyway)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for any file
        return False


def _single(path: Path, columns: dict[str, str]) -> Study:
    if path.suffix == ".toml":
        return Study(path.resolve().parent, read(path), columns=columns)
    if path.is_dir() and (path / FILE).is_file():
        return Study(path.resolve(), read(path / FILE), columns=columns)
    if path.is_dir() and not _is_export(path):
        return Study(path.resolve(), columns=columns)
    return Study(path.resolve().parent, files=(path.resolve(),), columns=columns)


def inputs(study: Study) -> list[Input]:
    """List the sources of a study, sorted by name, each with what the settings say about it.

    Raises
    ------
    StudyError
        If a pattern of ``[sources]`` or a ``[[source]]`` matches nothing, or a loader does not exist.
    """
    _check_opt_outs(study)
    paths = sorted(set(study.files or _included(study)))
    named = {printable(path.relative_to(study.folder).as_posix()): Source(path) for path in paths}
    for file, source in list(named.items()):
        if members := _members(source):
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


def _members(source: Source) -> list[str]:
    """Name the files of a zip that holds a folder of them; none of one that is an export, or holds nothing to read.

    Raises
    ------
    StudyError
        If it holds a list of those who asked to be left out, which counts only beside the files.
    """
    if source.suffix != ".zip":
        return []
    try:
        exports = (name for name, kinds in KINDS.items() if "zip" in kinds)
        if source.kind != "zip" or any(loader(name).identify(source) for name in exports):
            return []
        names = [name for name in source.archive().namelist() if not name.endswith("/")]
    except (SourceError, OSError):
        return []  # what is wrong with it is said when it is read
    finally:
        source.release(ROOM)
    if lists := [name for name in names if OPT_OUT_LIKE.search(PurePosixPath(name).stem)]:
        raise StudyError(f"{shown(source.name)} holds {shown(lists[0])}: unpack it, so that those people are left out.")
    return [name for name in names if _is_file_of_people(name)]


def _is_file_of_people(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(fnmatch(part, pattern) for part in parts for pattern in NOT_DATA)
    return not hidden and PurePosixPath(name).suffix.lower() in READABLE


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
        paths = list(folder.glob(pattern))
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
        if any(fnmatch(path.name, pattern) for pattern in NOT_DATA) or path.is_symlink():
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
    hidden = any(fnmatch(part, pattern) for part in relative.parts for pattern in NOT_DATA)
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
        # A list of people of whom the study says the day is one of who came.
        return replace(entry, loader="register" if name == "roster" and entry.options.on else name)
    except SourceError as error:
        if entry.options.columns and error.code in {"R-UNKNOWN", "R-COLUMN"}:
            return replace(entry, loader="register")
        raise
