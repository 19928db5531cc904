"""The pages of the reference, made from the code when the site is built.

Where the code has names alone (keys, codes, kinds), what they mean stands in ``docs/words``; `gaps` says where the two
differ, and a test asks it.
"""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import inspect
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

import sna
from sna.analyse import ANALYSES, REGISTRY, analysis
from sna.cli import parser
from sna.findings.evidence import Records
from sna.findings.kinds import KINDS, Kind
from sna.findings.record import Verdict
from sna.findings.tables import Tables
from sna.glossary import TERMS, Term
from sna.study import settings
from sna.study.outputs import BESIDES, CONTENTS, EXPERTS

ROOT = Path(__file__).parents[1]
FOLDER = "reference"
Words = dict[str, dict[str, str]]

LETTERS = {
    "R": ("Rejected", "The record, or the whole file, could not be used.", "1; 3 if nothing else could be used"),
    "W": ("Warnings", "It was used; look at it all the same.", "0"),
    "X": ("Left out", "It could be used and should not be, by a rule.", "0"),
    "M": ("Merged", "It says again what another record says.", "0"),
    "P": ("Left out because somebody asked", "The person stands on the list of those left out.", "0"),
}
"""First letter of a code → heading, what became of the record, exit code of the run."""
CODE = re.compile(rf"[{''.join(LETTERS)}]-[A-Z][A-Z-]+")
UNUSED = {"MORE_CONTACT", "LESS_CONTACT"}
"""Verdicts the code has a name for and no finding has: they need no words. A test sees it when one is used."""
SECTIONS = {
    "change": "first, as the answer",
    "groups": "among the groups",
    "people": "in a list of people",
    "community": "about the community as a whole",
    "count": "in the title",
}
"""Where a report says a finding, in words."""
CLAIMS = {"p_adjusted": "gap_p_adjusted", "p_all": "voice_p_adjusted"}
"""The figure of a finding → the column of the tables it is read from, where that has another name."""


def words(name: str) -> Words:
    """Read a file of words."""
    return tomllib.loads((ROOT / "docs" / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def opening(page: str) -> list[str]:
    """Give the title of a page and its first words."""
    entry = words("pages")[page]
    return [f"# {entry['title']}", "", entry["text"]]


# -- what there is in the code


def codes() -> set[str]:
    """Give every code of a reason: the texts of the source that are one, docstrings aside."""
    texts = (text for path in (ROOT / "sna").rglob("*.py") for text in _texts(path.read_text(encoding="utf-8")))
    return {text for text in texts if CODE.fullmatch(text)}


def _texts(source: str) -> Iterator[str]:
    return (
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def keys() -> dict[str, dict[str, object]]:
    """Give section → key → its type; the sections whose keys are no fields of their own have text."""
    hints = get_type_hints(settings.Settings, include_extras=True)
    parts: dict[str, dict[str, object]] = {}
    for name, names in settings._KEYS.items():
        kind = next(
            (kind for kind in (hints[name], *get_args(hints[name])) if hasattr(kind, "__struct_fields__")), None
        )
        types = get_type_hints(kind, include_extras=True) if kind else {}
        parts[name] = {key: types.get(key, str if name == "allow" else float) for key in names}
    parts[""] = {name: hints[name] for name in settings.Settings.__struct_fields__ if name not in parts}
    return parts


def default(section: str, name: str) -> object:
    """Give what holds where a key is left out."""
    if section in {"", "contact", "allow"}:
        return {"contact": 1.0}.get(section)
    kind = settings.SourcePart if section == "source" else type(getattr(settings.Settings(), section))
    (field,) = (field for field in msgspec.structs.fields(kind) if field.name == name)
    return None if field.default is msgspec.NODEFAULT else field.default


def commands() -> Mapping[str, argparse.ArgumentParser]:
    """Give the commands by their names."""
    (choices,) = (action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return choices


def columns(name: str) -> list[str]:
    """Give the columns of an analysis, in the order of its docstring."""
    documentation = analysis(name).__doc__ or ""
    table = re.search(r"Returns\n.*?(?=\n    \w+\n    -{3,}|\Z)", documentation, re.DOTALL)
    return [term for term in dict.fromkeys(re.findall(r"``(\w+)``", table[0] if table else "")) if term in TERMS]


def gaps() -> list[str]:
    """Say what has no words, and which words are about nothing any more; also options without help."""
    lines = [*_differences("codes.toml", codes(), set(words("codes")))]
    meanings = words("settings")
    lines += _differences(
        "settings.toml",
        {f"[{section}] {key}" for section, names in keys().items() for key in names},
        {f"[{section}] {key}" for section, names in meanings.items() for key in names},
    )
    kinds = words("findings")
    lines += _differences("findings.toml, [verdict]", {*Verdict.__members__} - UNUSED, set(kinds.pop("verdict")))
    lines += _differences("findings.toml", set(KINDS), set(kinds))
    tables = {*Tables.kinds, *Records.kinds}
    lines += [
        f"{code}: {table} is no table"
        for code, kind in kinds.items()
        for table in kind["tables"]
        if table not in tables
    ]
    for name, command in commands().items():
        lines += [f"sna {name} {_call(action)}: no help" for action in command._actions if not action.help]
    lines += [f"{name}: no columns in its docstring" for name in REGISTRY if not columns(name)]
    return lines


def _differences(where: str, there: set[str], described: set[str]) -> Iterator[str]:
    yield from (f"{where}: {name} has no words" for name in sorted(there - described))
    yield from (f"{where}: there is no {name} any more" for name in sorted(described - there))


# -- pages


def settings_page() -> str:
    """Say what each key of study.toml means, which values it takes and what holds without it."""
    lines = [*opening("settings")]
    meanings = words("settings")
    for section, names in keys().items():
        title = {"": "At the top of the file", "source": "[[source]]"}.get(section, f"[{section}]")
        lines += ["", f"## {title}", ""]
        if section == "":
            lines += ["`[periods]` is written as a section; `window` stands above all sections.", ""]
        lines += ["| key | value | without it | means |", "|---|---|---|---|"]
        for name, kind in names.items():
            meaning = meanings[section][name].replace("|", "\\|")
            lines.append(f"| `{name}` | {_kind(kind)} | {_value(default(section, name))} | {meaning} |")
    return "\n".join(lines)


def _kind(kind: object) -> str:
    """Write a type as people do."""
    if get_origin(kind) is Annotated:
        inner, meta = get_args(kind)
        return f"{_kind(inner)}, {_bounds(meta)}"
    if get_origin(kind) is Literal:
        return ", ".join(f'`"{choice}"`' for choice in get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        return _kind(get_args(kind)[0])
    if get_origin(kind) is dict:
        return f"name = {_kind(get_args(kind)[1])}"
    if get_origin(kind) is tuple:
        inner, *rest = get_args(kind)
        return f"list of {_kind(inner)}s" if rest == [Ellipsis] else f"[first {_kind(inner)}, last {_kind(inner)}]"
    names = {bool: "`true` or `false`", int: "whole number", float: "number", str: "text", dt.date: "day"}
    return names[kind]


def _bounds(meta: object) -> str:
    low, above, high = (getattr(meta, name, None) for name in ("ge", "gt", "le"))
    return f"above {above:,}, to {high:,}" if low is None else f"{low:,} to {high:,}"


def _value(value: object) -> str:
    if value is None or value in ("", (), {}):
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(repr(item) for item in value)}]`".replace("'", '"')
    return f'`"{value}"`' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else f"{value:,}"


def commands_page() -> str:
    """Say what each command does and which options it has, from the parser."""
    lines = [*opening("commands")]
    for name, command in commands().items():
        lines += ["", f"## sna {name}", "", command.description or "", "", "```text", _usage(command), "```", ""]
        lines += ["| what | means |", "|---|---|"]
        for action in command._actions:
            if action.dest != "help":
                extra = f" One of: {', '.join(map(str, action.choices))}." if action.choices else ""
                lines.append(f"| `{_call(action)}` | {_sentence(action.help or '')}{extra} |")
    return "\n".join(lines)


def _usage(command: argparse.ArgumentParser) -> str:
    return " ".join(command.format_usage().removeprefix("usage: ").split())


def _call(action: argparse.Action) -> str:
    own = action.dest.upper() if action.option_strings and action.nargs != 0 else ""
    metavar = "WORD" if action.choices and action.option_strings else str(action.metavar or own or action.dest)
    if action.nargs == 0:
        return action.option_strings[-1]
    return f"{action.option_strings[-1]} {metavar}".strip() if action.option_strings else metavar


def _sentence(text: str) -> str:
    return (text[:1].upper() + text[1:]).replace("|", "\\|").rstrip(".") + "."


NEEDS = {"by": "groups", "period": "periods", "acts": "two periods and a medium", "meetings": "a medium and meetings"}
"""What an analysis needs, in words."""
EXITS = {
    "GOOD": "all is well",
    "REJECTIONS": "it is finished; some records could not be used, and are listed",
    "USAGE": "the command, study.toml, or a folder or file named is wrong: the message says what",
    "NOTHING": "nothing that was read could be used",
    "RESEMBLANCE": "something resembles somebody who asked to be left out; `--anyway` goes on once you have looked",
    "UNBALANCED": "the records do not add up, or something unforeseen happened: nothing was written. Please report it",
    "INTERRUPTED": "you stopped it",
}
"""Exit code, by its name in the command line → how a command ended."""


def codes_page() -> str:
    """Say what each code means, what to do and how a run with it ends."""
    from sna import cli

    meanings = words("codes")
    lines = [
        *opening("codes"),
        "## Exit codes",
        "",
        "| code | a command ended so |",
        "|---|---|",
        *(f"| {getattr(cli, name)} | {_sentence(meaning)} |" for name, meaning in EXITS.items()),
    ]
    for letter, (title, meaning, exit_code) in LETTERS.items():
        lines += ["", f"## {title}", "", f"{meaning} Exit code of the run: {exit_code}, unless stated.", ""]
        lines += ["| code | means | what to do |", "|---|---|---|"]
        for code, entry in sorted(meanings.items()):
            if code.startswith(letter):
                other = f" (Exit code {entry['exit']}.)" if "exit" in entry else ""
                lines.append(f"| `{code}` | {_plain(entry['means'])}{other} | {_plain(entry['do'])} |")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


def findings_page() -> str:
    """Say of each kind of finding what it says, when, where from, and what each verdict means."""
    meanings = words("findings")
    verdicts = meanings.pop("verdict")
    lines = [
        *opening("findings"),
        "## Verdicts",
        "",
        "`findings.csv` has them in the column `verdict`.",
        "",
        "| verdict | means |",
        "|---|---|",
        *(f"| {Verdict[name].value} | {meaning} |" for name, meaning in verdicts.items()),
        "",
        "## Kinds of finding, in the order of the report",
        "",
        words("pages")["kinds"]["text"],
    ]
    for code, kind in KINDS.items():
        lines += ["", f"### {code}", "", str(meanings[code]["says"]), "", *_facts(kind, list(meanings[code]["tables"]))]
    return "\n".join(lines)


def _facts(kind: Kind, tables: list[str]) -> list[str]:
    where = f"{SECTIONS[kind.section]}{'; beside the map' if kind.on_map else ''}"
    media = {(True, True): "at meetings, and on each medium", (False, True): "on each medium"}
    about = media.get((kind.at_meetings, kind.on_media), "at meetings")
    lines = [f"- **Where it stands**: {where}; looked for {about}."]
    if kind.about_people:
        lines.append("- **About single people**: never made where people may not appear, such as for the funder.")
    if kind.find is not None:
        lines.append(f"- **When**: {_opening(kind.find)} ({_code_place(kind.find)})")
    lines.append(f"- **How it is worded**: {_opening(kind.sentence)} ({_code_place(kind.sentence)})")
    lines.append("- **From the tables**: " + ", ".join(_table_link(name) for name in tables) + ".")
    if kind.claim:
        verdict = f"else the verdict is *{kind.otherwise.value}*" if kind.otherwise else "else nothing is said"
        column = CLAIMS.get(kind.claim, kind.claim)
        lines.append(f"- **Claims** something only if [`{column}`](glossary.md) stands within the budget; {verdict}.")
    if kind.advice:
        lines.append(f"- **Advice**: {_opening(kind.advice)} ({_code_place(kind.advice)})")
    return lines


def _opening(function: Callable[..., object]) -> str:
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())


def _code_place(function: Callable[..., object]) -> str:
    path = Path(inspect.getsourcefile(function) or "").relative_to(ROOT).as_posix()
    return f"`{function.__name__}` in `{path}`"


def _table_link(name: str) -> str:
    return f"[`{name}`](analyses.md#table-{name.replace('_', '-')})" if name in REGISTRY else f"[`{name}`](tables.md)"


def analyses_page() -> str:
    """Give every analysis with what it takes, gives and rests on, from its docstring."""
    lines = [*opening("analyses")]
    for name, place in ANALYSES.items():
        module, _, function = place.partition(":")
        needs = {
            "by": "groups",
            "period": "periods",
            "acts": "two periods and a medium",
            "meetings": "a medium and meetings",
            "cops": "communities",
            "events": "events",
            "conveners": "conveners",
            "subjects": "what people want, offer and work on",
            "adoptions": "what people took up",
            "modes": "meetings held in more ways than one",
            "speech": "who spoke",
            "deeds": "who led",
            "levels": "levels",
            "things": "what was presented",
        }
        needed = ", ".join(needs[need] for need in REGISTRY[name].needs)
        lines += ["", f"(table-{name.replace('_', '-')})=", f"## {name}", ""]
        lines += [f"Needs {needed}." if needed else "Needs nothing but people and ties.", ""]
        lines += ["```{eval-rst}", f".. autofunction:: {module}.{function}", "   :no-index-entry:", "```"]
    return "\n".join(lines)


def tables_page() -> str:
    """Say what is in each file of a run, and which columns the tidy tables have."""
    from sna.dataset import Builder, written_tables
    from sna.ledger import RECORD_COLUMNS, SOURCE_COLUMNS

    lines = [
        *opening("tables"),
        "## Files",
        "",
        "| file | what is in it |",
        "|---|---|",
        *(f"| `{name}` | {meaning} |" for name, meaning in CONTENTS.items()),
        *(f"| `{EXPERTS}/tables/{name}.csv` | {meaning} |" for name, meaning in BESIDES.items()),
        f"| `{EXPERTS}/tables/ANALYSIS.csv` | one file an analysis, a row a thing: see [analyses](analyses.md) |",
        "",
        "## Columns of the ledger",
        "",
        _listed("ledger.csv, a row a source", SOURCE_COLUMNS),
        _listed("ledger.csv, a row a record that was not simply used", RECORD_COLUMNS),
        "",
        "## The tidy tables",
        "",
        "`sna tables` writes them.",
        "",
        *(_listed(name, table.columns) for name, table in written_tables(Builder().dataset()).items()),
        "",
        "## Columns of the analyses",
        "",
        *(_listed(f"[{name}](analyses.md#table-{name.replace('_', '-')})", columns(name)) for name in REGISTRY),
    ]
    return "\n".join(lines)


def _listed(title: str, names: object) -> str:
    return f"- **{title}**: " + ", ".join(f"`{name}`" for name in names)  # type: ignore[attr-defined]


def glossary_page() -> str:
    """Give every word of the tables with what it means, topic by topic: one may say *the same* of the one above."""
    lines = opening("glossary")
    for topic in sorted((ROOT / "sna" / "glossary").glob("*.toml")):
        text = topic.read_text(encoding="utf-8")
        lines += [f"## {text.partition(chr(10))[0].strip('# ')}", ""]
        for name in tomllib.loads(text):
            lines += [f"**{_plain(TERMS[name].label)}** (`{name}`)", f": {_meaning(TERMS[name])}", ""]
    return "\n".join(lines)


def _meaning(term: Term) -> str:
    low, high = (f"{bound:g}".replace("-", "−") if bound is not None else "" for bound in (term.lowest, term.highest))
    spans = {
        (True, True): f" From {low} to {high}.",
        (True, False): f" {low} or more.",
        (False, True): f" At most {high}.",
    }
    span = spans.get((bool(low), bool(high)), "")
    unit = f" Counted in {term.unit}." if term.unit not in {"", "share"} else ""
    source = re.sub(r"(https://[^ ;]+)", r"<\1>", term.source)
    return f"{term.meaning}{unit}{span}" + (f" *{source}*" if source else "")


def api_page() -> str:
    """Give the public names of the package with their docstrings, whose examples are tests."""
    lines = [*opening("python")]
    for name in sna.__all__:
        public = getattr(sna, name)
        kind = "class" if inspect.isclass(public) else "function" if inspect.isfunction(public) else "data"
        home = sna._HOMES[name]
        lines += ["", f"## {name}", ""]
        if kind == "data":
            lines += ["Where each analysis stands: its name, and the module and function. See [analyses](analyses.md)."]
            continue
        options = ["   :members:", "   :inherited-members:"] if kind == "class" else []
        lines += ["```{eval-rst}", f".. auto{kind}:: {home}.{name}", *options, "   :no-index-entry:", "```"]
    return "\n".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "commands": commands_page,
    "settings": settings_page,
    "codes": codes_page,
    "findings": findings_page,
    "tables": tables_page,
    "analyses": analyses_page,
    "glossary": glossary_page,
    "python": api_page,
}
"""Name of each page → what makes it."""


def index_page() -> str:
    """List the pages."""
    return "\n".join([*opening("index"), "```{toctree}", ":maxdepth: 1", "", *PAGES, "```"])


def write(folder: Path) -> None:
    """Write all pages into a folder; one that would be the same is left as it is, one that is no more is removed."""
    folder.mkdir(exist_ok=True)
    pages = {**PAGES, "index": index_page}
    for path in folder.glob("*.md"):
        if path.stem not in pages:
            path.unlink()
    for name, page in pages.items():
        path, text = folder / f"{name}.md", page().rstrip() + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
