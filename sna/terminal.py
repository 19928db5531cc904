"""The terminal of the command line: errors of one line, completion by a shell, streams, and the page it opens."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from sna import __version__
from sna.errors import StudyError, nearest, shown

WRONG_USAGE = 2
SHELLS = ("bash", "zsh", "fish")

BASH = """\
_sna() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" words=""
    if [ "$COMP_CWORD" = 1 ]; then
        words="{commands}"
    else
        case "${{COMP_WORDS[1]}} $before $word" in
{cases}
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o default -F _sna sna
"""


class Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong, and what may have been meant."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line."""
        word, *choices = re.findall(r"'([^']*)'", message) if "invalid choice" in message else [""]
        if "unrecognized" in message:
            word, choices = (
                message.split()[2],
                [name for part in _commands(self).values() for name, _ in _options(part)],
            )
        end = "" if message.rstrip().endswith("?") else "."
        self.exit(
            WRONG_USAGE, f"{self.prog}: {message.strip('. ')}{end} {nearest(word, choices)}See {self.prog} --help.\n"
        )


class Completion(argparse.Action):
    """Print what makes a shell complete commands, options and their values; files it completes itself."""

    def __call__(
        self, parser: argparse.ArgumentParser, _options: object, shell: object, _option: str | None = None
    ) -> None:
        """Print it and leave."""
        print("".join(_fish(parser) if shell == "fish" else _bash(parser, str(shell))), end="")  # noqa: T201
        parser.exit()


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


def _options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:  # noqa: SLF001 - it has no other name
        yield from ((option, action) for option in action.option_strings if option.startswith("--"))


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    lists = (action.choices for action in parser._actions if isinstance(action.choices, dict))  # noqa: SLF001
    return next(lists, {})


def _bash(parser: argparse.ArgumentParser, shell: str) -> Iterator[str]:
    """Write the function of bash, which zsh can run too."""
    cases = []
    for name, command in _commands(parser).items():
        options = dict(_options(command))
        values = {option: " ".join(map(str, action.choices)) for option, action in options.items() if action.choices}
        cases += [f'            "{name} {option} "*) words="{words}";;' for option, words in values.items()]
        cases += [f'            "{name} "*" -"*) words="{" ".join(options)}";;']
    words = " ".join([*_commands(parser), *(option for option, _action in _options(parser))])
    yield "autoload -U +X bashcompinit && bashcompinit\n" if shell == "zsh" else ""
    yield BASH.format(commands=words, cases="\n".join(cases))


def _fish(parser: argparse.ArgumentParser) -> Iterator[str]:
    for name, command in _commands(parser).items():
        yield f"complete -c sna -n __fish_use_subcommand -a {name}\n"
        for option, action in _options(command):
            values = f" -xa '{' '.join(map(str, action.choices))}'" if action.choices else " -r" * (action.nargs != 0)
            yield f"complete -c sna -n '__fish_seen_subcommand_from {name}' -l {option[2:]}{values}\n"


def open_streams() -> None:
    """Make both streams ones that can be written to, whatever letters they know."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a scheduled task has no screen
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console of few letters must not stop the work


def silence() -> None:
    """Let what is still to be written go nowhere, also at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def error_log() -> str:
    """Write what happened to a file and say where it is."""
    handle, name = tempfile.mkstemp(prefix="sna-error-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"sna {__version__}, Python {sys.version}\n\n{traceback.format_exc()}")
    return f"This is a fault in sna: please report it. What happened stands in {name}; it may hold names."


def renamed(texts: Sequence[str]) -> dict[str, str]:
    """Read what ``--column`` says: canonical name → heading.

    Examples
    --------
    >>> renamed(['name="Full name"'])
    {'name': 'Full name'}
    """
    pairs = [text.partition("=") for text in texts]
    for name, equals, column in pairs:
        if not (name and equals and column):
            raise StudyError(f'--column {shown(name)!r}: write it as --column name="Full name".')
    return {name.strip(): column.strip().strip('"') for name, _equals, column in pairs}


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
