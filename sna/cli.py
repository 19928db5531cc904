"""The command line: errors become one line and an exit code.

Exit codes: 0 good; 1 finished, some records rejected; 2 usage or study file; 3 nothing usable; 4 something resembles
somebody who asked to be left out; 70 the ledger does not reconcile, or something unforeseen; 130 interrupted. Heavy
libraries are imported by the command that needs them, so that help is instant.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from sna import __version__
from sna.errors import LedgerError, ResemblanceError, SnaError, printable, shown
from sna.terminal import (
    LETTERS,
    PLANS,
    SHELLS,
    columns,
    day,
    diff_options,
    error_log,
    fetch_options,
    headline,
    letter_options,
    no_target,
    open_lines,
    open_options,
    open_page,
    page_lines,
    plan_options,
    power_options,
    run_options,
    silence,
    slip,
    words_for_shell,
)

if TYPE_CHECKING:
    from sna.study import Reading, Study

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001  # it has no other name
Command: TypeAlias = Callable[[argparse.Namespace], int]

AUDIENCES = ("evaluator", "convener", "funder")
RESULTS = "results"
"""The folder of results, in the study's own, where none is named."""
NO_OPEN = "do not open the report (it is opened on a desktop only, and never where CI or SNA_NO_OPEN is set)"
GOOD, REJECTIONS, USAGE, NOTHING, RESEMBLANCE, UNBALANCED, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130

CODES = {LedgerError: UNBALANCED, ResemblanceError: RESEMBLANCE}


class Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong."""

    def error(self, message: str) -> NoReturn:
        """Leave with that line."""
        self.exit(USAGE, slip(self, message))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    for library in ("OPENBLAS", "MKL", "OMP"):  # our matrices are small: threads cost more than they bring, and the
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")  # last digits of a sum would depend on how many there are
    gc.set_threshold(50_000, 20, 100)  # tables are no garbage: looking for it at the usual pace costs a tenth of a run
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a scheduled task has no screen
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console of few letters must not stop the work
    try:
        code = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our answer had read enough, as `head` does
        code = GOOD
        silence()
    except OSError as error:
        code = _say(f"The answer cannot be written: {error.strerror}.", USAGE)
        silence()
    gc.freeze()  # nothing is left to do but to end: what is there need not be looked through once more
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code. What is no command but a folder or file there is, is run."""
    top, commands = _parsers()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] == "--complete" or (words[0] == "--completion" and words[-1] in SHELLS):
        print(words_for_shell(top, words) if words else top.format_help())  # noqa: T201
        return GOOD
    if words[0] == "help":
        words = [*words[1:2], "--help"]
    elif words[0] not in commands and not words[0].startswith("-"):
        if fault := no_target(words[0], commands):
            top.error(fault)
        words.insert(0, "run")
    options = top.parse_args(words)
    try:
        command: Command = options.command
        return command(options)
    except SnaError as error:
        return _say(error, CODES.get(type(error), USAGE))
    except KeyboardInterrupt:
        return _say("Interrupted. Nothing was left half-written.", INTERRUPTED)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _say(f"{shown(error.filename or 'A file')} cannot be read or written: {error.strerror}.", USAGE)
    except Exception as error:  # noqa: BLE001 - nobody who is no programmer is shown a traceback
        return _say(f"Something unforeseen happened ({type(error).__name__}). {error_log()}", UNBALANCED)


def _say(message: object, code: int) -> int:
    print(f"sna: {message}", file=sys.stderr)  # noqa: T201
    return code


def parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    return _parsers()[0]


def _parsers() -> tuple[argparse.ArgumentParser, Collection[str]]:
    """Describe the commands, and name them."""
    top = Parser(prog="sna", description="What a community of practice does to isolation.")
    top.add_argument("--version", action="version", version=f"sna {__version__}")
    what = "print what lets a shell complete commands and options"
    top.add_argument("--completion", choices=list(SHELLS), help=what)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    demo = _add(commands, "demo", _demo, "make the worked example's report and map")
    demo.add_argument("--out", type=Path, default=Path("sna-demo"), metavar="DIR", help="where the results go")
    demo.add_argument("--no-open", action="store_true", help=NO_OPEN)
    _add_of_studies(commands)
    letter_options(_add(commands, "letters", _letters, "write each member a letter: what is recorded of them alone"))
    plan_options(_add(commands, "plan", _plan, "say whom to invite next, and what that brings beside drawing lots"))
    _add_erasure(commands)
    diff_options(_add(commands, "diff", _diff, "say what changed between two results, in a paragraph and a page"))
    what = "say which fall of isolation a study that is planned would find"
    power_options(_add(commands, "power", _power, what))
    fetch_options(_add(commands, "fetch", _fetch, "collect posts of X; the only command that goes online"))
    open_options(_add(commands, "open", _open, "show a folder as a page in your browser, to drop your files on"))
    for command in commands.choices.values():
        command.add_argument("--json", action="store_true", help="answer as JSON, for programs")
    return top, commands.choices


def _add_of_studies(commands: Commands) -> None:
    """Describe the commands that read a study."""
    what = "write every network for Gephi, UCINET, Pajek, Kumu, R and spreadsheets"
    run_ = _add(commands, "run", _run, "read a study and make its report, map and tables")
    check_ = _add(commands, "check", _check, "say what the files hold and what is wrong with them; writes nothing")
    export_ = _add(commands, "export", _export, what)
    people_ = _add(commands, "people", _people, "say who was matched to whom and why, and what is doubtful")
    tables_ = _add(commands, "tables", _tables, "write the tidy tables and the ledger")
    freeze_ = _add(commands, "freeze", _freeze, "fix question, groups and periods before the last period begins")
    column, meaning = 'name="Full name"', "what a column is called here"
    anyway = "go on where something resembles somebody who asked to be left out"
    for command in (run_, check_, export_, people_, tables_, freeze_):
        command.add_argument("study", nargs="+", metavar="STUDY", help="a study.toml, a folder, or files")
        command.add_argument("--column", action="append", default=[], metavar=column, help=meaning)
        command.add_argument("--anyway", action="store_true", help=anyway)
    for command in (export_, tables_):
        command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the results go")
    where = f"where the results go: {RESULTS} in the study's folder, unless stated"
    run_.add_argument("--out", type=Path, metavar="DIR", help=where)
    people_.add_argument("--out", type=Path, metavar="DIR", help="where the matches and the pairs to review go")
    forms = "graphml, gexf, gexf-dynamic, pajek, dl, kumu, csv or pyvis"
    export_.add_argument("--to", action="append", default=[], metavar="FORMAT", help=forms)
    meaning = "another study of the same periods, whose change is set beside this one's"
    run_.add_argument("--against", metavar="STUDY", help=meaning)
    _add_readers(run_)
    run_options(run_)


def _add_erasure(commands: Commands) -> None:
    """Describe the commands that take somebody, or what is old, out."""
    what = "take somebody out of results and of what is remembered, and leave them out"
    erase = _add(commands, "erase", _erase, what)
    erase.add_argument("name", metavar="NAME", help="a name, id, handle or address, as it stands in the files")
    purge = _add(commands, "purge", _purge, "forget what was told to funders, and results, before a day")
    purge.add_argument("--before", type=day, required=True, metavar="DATE", help="such as 2026-01-31")
    for command in (erase, purge):
        command.add_argument("study", nargs="+", metavar="STUDY", help="a study.toml, a folder, or files")
        command.add_argument("--out", type=Path, action="append", default=[], metavar="DIR", help="a folder of results")


def _add_readers(command: argparse.ArgumentParser) -> None:
    """Let whoever makes the pages say whom they are for."""
    whom = "whom the pages are for (evaluator unless stated); may be given more than once"
    labels = "what stands for a person on map and report, instead of what study.toml says"
    command.add_argument("--for", action="append", default=[], dest="audiences", choices=[*AUDIENCES, "all"], help=whom)
    forms = "also as documents for boards: docx, pptx or pdf, or several with commas between them"
    command.add_argument("--as", default="", dest="forms", metavar="FORMS", help=forms)
    command.add_argument("--no-open", action="store_true", help=NO_OPEN)
    command.add_argument("--labels", default="", choices=["names", "initials", "roles", "codes"], help=labels)


def _add(commands: Commands, name: str, command: Command, what: str) -> Parser:
    added = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    added.set_defaults(command=command)
    return added


def _read(options: argparse.Namespace) -> tuple[Study, Reading]:
    from msgspec.structs import replace

    from sna.study import open_study, read_study
    from sna.study.outputs import progress_bar

    study = open_study(options.study, columns=columns(options.column), anyway=options.anyway)
    with progress_bar() as progress:
        return study, read_study(replace(study, out=getattr(options, "out", None)), progress)


def _code(reading: Reading) -> int:
    if not any(reading.ledger):
        what = "There is no file to read in it: put registers (CSV, XLSX) or minutes (DOCX, PDF) there."
        return _say(f"{what} Results of an earlier run are never read.", NOTHING)
    if not reading.usable:
        return _say("Nothing usable was found; 'sna check' says why.", NOTHING)
    return REJECTIONS if reading.rejected else GOOD


def _answer(options: argparse.Namespace, content: object, lines: Iterable[str]) -> None:
    """Print JSON for programs, lines for people."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(content), indent=2).decode() if options.json else "\n".join(lines)
    print(text)  # noqa: T201


def _files_answer(options: argparse.Namespace, reading: Reading, files: Sequence[Path], lines: Iterable[str]) -> int:
    """Say what was read and written; give the exit code."""
    summary = reading.ledger.summary()
    _answer(options, {"summary": summary, "files": [printable(str(path)) for path in files]}, [summary, *lines])
    return _code(reading)


def _check(options: argparse.Namespace) -> int:
    from sna.study.checking import check, lines

    _study, reading = _read(options)
    answer = check(reading)
    _answer(options, answer, lines(answer, reading.ledger))
    return _code(reading)


def _people(options: argparse.Namespace) -> int:
    from sna.study.people import lines, people, write_people

    _study, reading = _read(options)
    files = write_people(reading, options.out) if options.out else []
    answer = people(reading)
    _answer(options, answer, [*lines(answer), *(["", *map(str, files)] if files else [])])
    return _code(reading)


def _tables(options: argparse.Namespace) -> int:
    from sna.study import tables

    study, reading = _read(options)
    files = tables(study, reading, options.out)
    return _files_answer(options, reading, files, map(str, files))


def _export(options: argparse.Namespace) -> int:
    from sna.study.exports import exports
    from sna.study.outputs import omissions, progress_bar

    study, reading = _read(options)
    with progress_bar() as progress:
        files = exports(study, reading, options.out, options.to, progress) if reading.usable else []
    lines = [f"{len(files):,} files in {options.out}. Each was read back and compared."] if files else []
    lines += omissions(options.out) if files else []
    return _files_answer(options, reading, files, lines)


def _run(options: argparse.Namespace) -> int:
    return _make_pages(options, options.study, options.column)


def _demo(options: argparse.Namespace) -> int:
    from sna.study import example

    return _make_pages(options, [example()], [])


def _diff(options: argparse.Namespace) -> int:
    from sna.study.changes import CHANGES, difference, lines, write_changes

    changes = difference(options.old, options.new)
    files = write_changes(changes, options.out or options.new.resolve().parent / CHANGES)
    _answer(options, changes, [*lines(changes), "", *map(str, files[:1])])
    return GOOD


def _audiences(names: Sequence[str]) -> tuple[str, ...]:
    """Give whom the pages are for, each once."""
    return AUDIENCES if "all" in names else tuple(dict.fromkeys(names)) or AUDIENCES[:1]


def _make_pages(options: argparse.Namespace, targets: Sequence[Path | str], names: Sequence[str]) -> int:
    import msgspec
    from msgspec.structs import replace

    from sna.study import open_study, read_study
    from sna.study.checking import doubts
    from sna.study.documents import forms_of
    from sna.study.evidence import comparison
    from sna.study.outputs import UNCHANGED, is_current, omissions, progress_bar
    from sna.study.pages import Wanted, choices, make
    from sna.study.problems import write_alone
    from sna.study.publishing import stale_figures

    chosen = {"audiences": _audiences(getattr(options, "audiences", ())), "labels": getattr(options, "labels", "")}
    chosen |= {"forms": forms_of(getattr(options, "forms", "")), "cached": not getattr(options, "no_cache", True)}
    request = msgspec.convert(chosen, Wanted)
    anyway, rival = getattr(options, "anyway", False), getattr(options, "against", None)
    study = open_study(targets, columns=columns(names), anyway=anyway)
    out = options.out or study.folder / RESULTS
    if getattr(options, "if_changed", False) and rival is None and is_current(study, out, choices(request)):
        _answer(options, {"summary": UNCHANGED, "files": []}, [UNCHANGED])
        return GOOD
    with progress_bar() as progress:
        if rival is not None:
            request = replace(request, against=comparison(study, open_study([rival], anyway=anyway), progress))
        reading = read_study(replace(study, out=out), progress)
        named = (request.labels or study.settings.study.labels) == "names" and {*request.audiences} != {"funder"}
        files = make(study, reading, out, progress, request) if reading.usable else []
        if named and not reading.usable:
            files = write_alone(study, reading, out)
    notes = [*omissions(out), *[stale_figures(study.folder)] * ("funder" in request.audiences)] if files else []
    lines = [*headline(files), *page_lines(files, out), *filter(None, notes)]
    lines += [*doubts(reading.ledger), *open_lines(reading, study.settings, files)]
    code = _files_answer(options, reading, files, lines)
    if not (options.no_open or options.json):
        open_page(files)
    return code


def _erase(options: argparse.Namespace) -> int:
    from sna.study import open_study
    from sna.study.erasure import erase

    erasure = erase(options.name, open_study(options.study, anyway=True), options.out)
    lines = [
        f"Added to {erasure.listed}: no later run reads their records.",
        f"Taken out of what is remembered: {erasure.remembered} times.",
        f"Files of results removed: {len(erasure.removed)}. Run again to have them without this person.",
        "Not within reach:",
        *(f"  {line}" for line in erasure.beyond),
    ]
    _answer(options, erasure, lines)
    return GOOD


def _purge(options: argparse.Namespace) -> int:
    from sna.study import open_study
    from sna.study.erasure import purge

    forgotten, removed = purge(open_study(options.study), options.before, options.out)
    lines = [f"Forgotten: {forgotten} of the figures told to funders. Files of results removed: {len(removed)}."]
    _answer(options, {"forgotten": forgotten, "removed": removed}, lines)
    return GOOD


def _freeze(options: argparse.Namespace) -> int:
    from sna.study.beforehand import freeze, plans

    study, reading = _read(options)
    earlier = plans(study)
    plan = freeze(study, reading.dataset, dt.datetime.now(dt.UTC).date())
    phrase = "was frozen" if plan in earlier else "is frozen"
    lines = [
        f"Plan {plan.number} {phrase} on {plan.on}: {study.settings.study.group}, {', '.join(study.settings.periods)}.",
        "Write number and day into your protocol or an e-mail: the report prints them, and a file can be changed.",
    ]
    _answer(options, {"plan": plan.number, "on": plan.on}, lines)
    return GOOD


def _power(options: argparse.Namespace) -> int:
    from sna.study.beforehand import Design, group_sizes, lines, plan
    from sna.study.outputs import progress_bar

    earlier_meetings = options.meetings if options.before is None else options.before
    sizes = group_sizes(options.groups, options.people)
    with progress_bar() as progress:
        design = Design(sizes, (earlier_meetings, options.meetings), options.share / 100)
        answer = plan(design, options.together, seed=options.seed, progress=progress)
    _answer(options, answer, lines(answer))
    return GOOD


def _plan(options: argparse.Namespace) -> int:
    from sna.study import plan_outputs as plans
    from sna.study.erasure import outcomes, remember
    from sna.study.planning import Request, seating
    from sna.study.publishing import memory

    study, reading = _read(options)
    if not reading.usable:
        return _code(reading)
    answer = seating(study, reading.dataset, Request.of(options.seats, options.meetings, options.prove))
    earlier = memory(study.folder)
    content = plans.plan_content(study, answer, [*outcomes(earlier, reading.dataset, answer.by)], plans.unread(reading))
    lines = [f"{plans.headline(content)}.", *plans.sentences(content)]
    files = plans.write_plan(study, reading, answer, content, options.out or study.folder / PLANS)
    remember(earlier, answer, reading.dataset)
    _answer(options, {"sentences": lines, "files": [printable(str(path)) for path in files]},
            [*lines, *(f"plan   {path}" for path in files if path.name == "plan.html")])  # fmt: skip
    if not (options.no_open or options.json):
        open_page(files)
    return _code(reading)


def _letters(options: argparse.Namespace) -> int:
    from sna.study.plan_outputs import write_letters

    study, reading = _read(options)
    if not reading.usable:
        return _code(reading)
    files, notes = write_letters(study, reading, options.out or study.folder / LETTERS)
    return _files_answer(options, reading, files, [f"{len(files) // 2 - 1:,} letters, each also as text.", *notes])


def _open(options: argparse.Namespace) -> int:
    from sna.page.server import serve

    serve(options.folder, browser=not options.no_open)
    return GOOD


def _fetch(options: argparse.Namespace) -> int:
    from sna.fetch import fetch

    pages = fetch(options.query, options.out)
    noun = "page" if pages == 1 else "pages"
    line = f"{pages:,} {noun} in {options.out}. Read them with: sna run {options.out} --out results"
    _answer(options, {"file": str(options.out), "pages": pages}, [line])
    return GOOD
