"""The terminal of the command line: errors of one line, completion by a shell, streams, and the page it opens."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from sna import __version__
from sna.errors import nearest, shown

_BASH = (
    '_sna() {\n    COMPREPLY=($(sna --complete "${COMP_WORDS[@]:1:COMP_CWORD}"))\n}\ncomplete -o default -F _sna sna'
)
SHELLS = {
    "bash": _BASH,
    "zsh": f"autoload -U +X bashcompinit && bashcompinit\n{_BASH}",
    "fish": "complete -c sna -a '(sna --complete (commandline -opc)[2..] (commandline -ct))'",
}
"""Shell → what makes it ask for completion; where nothing is offered it completes files itself."""


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
    near = nearest(word, commands) or nearest(word, (path.name for path in Path().iterdir()))
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
    pages = (path for name in ("START-HERE.html", "report.html") for path in files if path.name == name)
    page, refused = next(pages, None), os.environ.get("CI") or os.environ.get("SNA_NO_OPEN")
    display = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if page is None or refused or not display or not sys.stdout.isatty():
        return
    import webbrowser

    with suppress(webbrowser.Error, OSError):  # the lines above say where it is
        if type(webbrowser.get()) is not webbrowser.GenericBrowser:  # one that would take the terminal
            webbrowser.open(page.resolve().as_uri())
