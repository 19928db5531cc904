"""The layer table of docs/house.md, held against the imports themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "sna"
HOUSE = ROOT.parent / "docs" / "house.md"
ALL_BUT = "everything but "


def layers(text: str) -> dict[str, tuple[bool, set[str]]]:
    """Part → whether its list says what it may import (else what it may not), and the list; "" is sna itself."""
    section = text.partition("## Who may import whom\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").replace("\\", "") for line in section.splitlines() if line.startswith("|")]
    table = {}
    for parts, imports in (line.split("|") for line in lines[2:]):
        names = imports.strip().removeprefix(ALL_BUT).replace("–", "").split(", ")
        allowed = {"" if name == "sna" else name for name in names if name}
        for part in parts.strip().split(", "):
            table["" if part == "sna" else part] = (ALL_BUT not in imports, allowed)
    return table


LAYERS = layers(HOUSE.read_text(encoding="utf-8"))


def part_of(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    """The parts of sna a module imports; "" is the package itself."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [f"{node.module}.{alias.name}" if node.module == "sna" else node.module for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail(f"{path}: relative import; write it out")
        found |= {(name + ".").split(".")[1] for name in names if name.split(".")[0] == "sna"}
    return {"" if name in {"__version__", "*"} else name for name in found}


MODULES = sorted(ROOT.rglob("*.py"))


def test_the_layer_table_is_read_and_names_every_part():
    assert set(LAYERS) == {part_of(path) for path in MODULES}
    assert LAYERS["errors"] == (True, set())
    assert LAYERS["cli"] == (True, {"", "errors", "terminal", "study", "fetch", "page"})
    assert LAYERS["study"] == (False, {"cli", "fetch", "page", "__main__"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_its_layer_may(path):
    part = part_of(path)
    imports = imported_parts(path) - {part}
    allows, names = LAYERS[part]
    assert imports <= names if allows else not imports & names, f"{part} must not import {sorted(imports)}"


def test_the_loaders_named_exist_and_keep_the_contract():
    from sna.load import LOADERS, loader

    for name in LOADERS:
        module = loader(name)
        assert all(callable(getattr(module, function)) for function in ("identify", "load", "count"))


def test_the_import_reader_sees_a_forbidden_import(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text(
        "def f():\n    from sna.render import map\n    import sna.load.source\n    from sna import __version__\n"
    )
    assert imported_parts(bad) == {"render", "load", ""}


def test_no_module_rings():
    parts = {path: imported_parts(path) for path in MODULES}
    graph: dict[str, set[str]] = {}
    for path, found in parts.items():
        graph.setdefault(part_of(path), set()).update(found - {part_of(path), ""})
    done: set[str] = set()

    def visit(part: str, trail: tuple[str, ...]) -> None:
        assert part not in trail, f"ring: {' → '.join([*trail, part])}"
        if part not in done:
            for other in sorted(graph.get(part, ())):
                visit(other, (*trail, part))
            done.add(part)

    for part in sorted(graph):
        visit(part, ())
