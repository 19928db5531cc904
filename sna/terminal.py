"""The terminal of the command line: errors of one line, completion by a shell, streams, and the page it opens."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sna import __version__
from sna.errors import StudyError, nearest, shown

if TYPE_CHECKING:
    from sna.study import Reading
    from sna.study.settings import Settings

_BASH = (
    '_sna() {\n    COMPREPLY=($(sna --complete "${COMP_WORDS[@]:1:COMP_CWORD}"))\n}\ncomplete -o default -F _sna sna'
)
SHELLS = {
    "bash": _BASH,
    "zsh": f"autoload -U +X bashcompinit && bashcompinit\n{_BASH}",
    "fish": "complete -c sna -a '(sna --complete (commandline -opc)[2..] (commandline -ct))'",
}
"""Shell → what makes it ask for completion; where nothing is offered it completes files itself."""


ANSWERS = frozenset("change contact boundary linked ungrouped nothing".split())
"""The kinds of finding a page begins with."""
PLANS, LETTERS = "plan", "letters"
"""The folders of a plan and of letters, in the study's own, where none is named."""


def slip(parser: argparse.ArgumentParser, message: str) -> str:
    """Say in one line what is wrong with the words of a command, and what may have been meant."""
    word, *choices = re.findall(r"'([^']*)'", message) if "invalid choice" in message else [""]
    if "unrecognized" in message:
        word = message.split()[2]
        choices = [option for command in _commands(parser).values() for option in _options(command)]
    end = "" if message.rstrip().endswith("?") else "."
    return f"{parser.prog}: {message.rstrip('. ')}{end} {nearest(word, choices)}See {parser.prog} --help.\n"


def no_target(word: str, commands: Iterable[str]) -> str:
    """Say that a word is neither a command nor anything that can be run; nothing if it is."""
    from sna.study.sources import existing

    if existing(word) is not None:
        return ""
    near = nearest(word, [*commands, *(path.name for path in Path().iterdir())])
    return f"{shown(word)} is neither a command nor a folder or file that is there. {near}"


def words_for_shell(parser: argparse.ArgumentParser, words: Sequence[str]) -> str:
    """Give what makes a shell ask for completion, or what completes the last of the words; nothing where a file may."""
    if words[0] == "--completion":
        return SHELLS[words[-1]]
    *typed, word = words[1:] or [""]
    commands = _commands(parser)
    options = _options(commands.get(typed[0], parser) if typed else parser)
    choices = [*([] if typed else commands), *(options if word.startswith("-") or not typed else [])]
    values = options[typed[-1]].choices if typed and typed[-1] in options else None
    return "\n".join(choice for choice in map(str, values or choices) if choice.startswith(word))


def day(text: str) -> dt.date:
    """Read a day on the command line.

    Examples
    --------
    >>> day("2024-03-06")
    datetime.date(2024, 3, 6)
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2024-03-06") from None


def _options(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    actions = parser._actions  # noqa: SLF001 - it has no other name
    return {option: action for action in actions for option in action.option_strings if option.startswith("--")}


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    lists = (action.choices for action in parser._actions if isinstance(action.choices, dict))  # noqa: SLF001
    return next(lists, {})


def silence() -> None:
    """Let what is still to be written go nowhere, also at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def error_log() -> str:
    """Write what happened to a file and say where it is."""
    handle, name = tempfile.mkstemp(prefix="sna-error-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"sna {__version__}, Python {sys.version}\n\n{traceback.format_exc()}")
    return f"This is a fault in sna: please report it. What happened stands in {name}; it may hold names."


def open_page(files: Sequence[Path]) -> None:
    """Show where to start, where somebody sits before a screen that can show it."""
    pages = (path for name in ("START-HERE.html", "report.html", "plan.html") for path in files if path.name == name)
    page, refused = next(pages, None), os.environ.get("CI") or os.environ.get("SNA_NO_OPEN")
    display = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if page is None or refused or not display or not sys.stdout.isatty():
        return
    import webbrowser

    with suppress(webbrowser.Error, OSError):  # the lines above say where it is
        if type(webbrowser.get()) is not webbrowser.GenericBrowser:  # one that would take the terminal
            webbrowser.open(page.resolve().as_uri())


def headline(files: Sequence[Path]) -> list[str]:
    """Give the answer to the study's own question; nothing where no page for the evaluator was made."""
    for path in files:
        if path.name == "findings.csv":
            with path.open(encoding="utf-8-sig", newline="") as table:
                answers = [row for row in csv.DictReader(table) if row["what"] in ANSWERS]
            return [f"{row['headline']}. {row['sentence']}" for row in answers[:1]]
    return []


def page_lines(files: Sequence[Path], folder: Path) -> list[str]:
    """Name where to start, and each reader's pages and documents."""
    from sna.study.documents import FORMS, NAMES

    words = {"START-HERE.html": "start", "report.html": "report", "map.html": "map"}
    words |= {f"{name}.{form}": form for name in NAMES.values() for form in FORMS}
    named = [path for name in words for path in files if path.name == name]
    named.sort(key=lambda path: path.parent.as_posix())
    titles = {path: f"{path.parent.name if path.parent != folder else ''} {words[path.name]}".strip() for path in named}
    width = max(map(len, titles.values()), default=0) + 1
    return [f"{title:{max(7, width)}} {path}" for path, title in titles.items()]


def open_lines(reading: Reading, settings: Settings, files: Sequence[Path]) -> list[str]:
    """Say what is left to do: questions to be answered, records to be mended."""
    from sna.study.problems import open_problems

    lines, asking = [], [path for path in files if path.match("problems*.xlsx")]
    if asking and (count := open_problems(reading, settings)):
        noun = "question" if count == 1 else "questions"
        lines += [f"{count:,} {noun} only you can answer: fill in {asking[-1]}, save it there and run this again."]
    listed = [path for path in files if path.name == "rejects.csv"]
    if reading.rejected and listed:
        noun = "record" if reading.rejected == 1 else "records"
        lines += [f"{reading.rejected:,} {noun} could not be read: {listed[0]} says where, why and what to do."]
    return lines


def run_options(parser: argparse.ArgumentParser) -> None:
    """Describe when a run is one, and what it takes from earlier ones."""
    unchanged = "do nothing, and say so, if files, settings and version are those of the last run"
    parser.add_argument("--if-changed", action="store_true", help=unchanged)
    anew = "compute every table anew, and keep none for the next run"
    parser.add_argument("--no-cache", action="store_true", help=anew)


def diff_options(parser: argparse.ArgumentParser) -> None:
    """Describe what is compared."""
    parser.add_argument("old", type=Path, metavar="OLD", help="a folder of results, the earlier")
    parser.add_argument("new", type=Path, metavar="NEW", help="a folder of results, the later")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where the page goes: changes, beside NEW, unless stated"
    )


def plan_options(parser: argparse.ArgumentParser) -> None:
    """Describe what a plan is asked for."""
    _study_options(parser, PLANS)
    parser.add_argument("--seats", type=int, default=0, metavar="N", help="the seats of a meeting")
    parser.add_argument("--meetings", type=int, default=0, metavar="N", help="how many meetings (1 unless stated)")
    proof = "look so many seconds for a better bound of what is possible"
    parser.add_argument("--prove", type=float, default=0, metavar="SECONDS", help=proof)
    parser.add_argument("--no-open", action="store_true", help="do not open the page")


def letter_options(parser: argparse.ArgumentParser) -> None:
    """Describe what letters are asked for."""
    _study_options(parser, LETTERS)


def _study_options(parser: argparse.ArgumentParser, folder: str) -> None:
    parser.add_argument("study", nargs="+", metavar="STUDY", help="a study.toml, a folder, or files")
    parser.add_argument("--out", type=Path, metavar="DIR", help=f"where they go: {folder} in the study's folder")
    parser.add_argument("--column", action="append", default=[], metavar='name="Full name"', help="a column's name")
    parser.add_argument("--anyway", action="store_true", help="go on where something resembles somebody left out")


def open_options(parser: argparse.ArgumentParser) -> None:
    """Describe the folder of a page."""
    where = "the folder of your files; made if it is not there (my-community unless stated)"
    parser.add_argument("folder", nargs="?", type=Path, default=Path("my-community"), metavar="FOLDER", help=where)
    parser.add_argument("--no-open", action="store_true", help="print the link alone, open no browser")


def fetch_options(parser: argparse.ArgumentParser) -> None:
    """Describe what is collected."""
    token = "x: Twitter/X; the token is taken from SNA_X_TOKEN or the keyring"  # noqa: S105  # a help text
    parser.add_argument("service", choices=["x"], help=token)
    parser.add_argument("query", metavar="QUERY", help='in the service\'s own language, such as "#carehomes"')
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="where the posts go")


def columns(texts: Sequence[str]) -> dict[str, str]:
    """Read what columns are called in the files: ``name="Full name"``.

    Raises
    ------
    StudyError
        If one is not written so.
    """
    pairs = [text.partition("=") for text in texts]
    for name, equals, column in pairs:
        if not (name and equals and column):
            raise StudyError(f'--column {shown(name)!r}: write it as --column name="Full name".')
    return {name.strip(): column.strip().strip('"') for name, _equals, column in pairs}


def power_options(parser: argparse.ArgumentParser) -> None:
    """Describe the study that is planned."""
    parser.add_argument("--people", type=int, required=True, metavar="N", help="how many take part")
    parser.add_argument(
        "--groups", required=True, metavar="N", help="how many groups (6), or the people of each (18,14,9)"
    )
    parser.add_argument("--meetings", type=int, required=True, metavar="N", help="how many are held after")
    parser.add_argument("--before", type=int, metavar="N", help="how many are held before (as many, unless stated)")
    share = "how many of 100 people come to a meeting (33 unless stated)"
    parser.add_argument("--share", type=float, default=33, metavar="N", help=share)
    together = (
        "how often people of one group are at the same meeting before, for every 100 by chance (150 unless stated)"
    )
    parser.add_argument("--together", type=int, default=150, metavar="N", help=together)
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the start of the random numbers")
