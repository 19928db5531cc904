"""Nobody but the evidence names a table or a column in a string: what is misspelt must stop the run, not a finding."""

import ast
from pathlib import Path

import pytest

from sna.analyse import ANALYSES
from sna.dataset import TABLES, columns_of
from sna.findings.tables import BOUNDARIES
from sna.glossary import TERMS

ROOT = Path(__file__).parents[1] / "sna"
NAMES = {*ANALYSES, *(f"{name}_{by}" for name in ANALYSES for by in BOUNDARIES), *TERMS, *TABLES}
NAMES |= {column for table in TABLES for column in columns_of(table)}
MOST = {"findings": 0, "render": 0, "study/audience": 0}
"""So many such strings there may be in a part. It only falls; 0 is the aim."""


def literals(node):
    """The strings a node takes something out of a table by, or compares with."""
    if isinstance(node, ast.Subscript) and not (isinstance(node.value, ast.Name) and node.value.id == "Literal"):
        parts = [node.slice, *(node.slice.elts if isinstance(node.slice, (ast.Tuple, ast.List)) else [])]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        parts = node.args[:1]
    elif isinstance(node, ast.Compare):
        of_a_finding = isinstance(node.left, ast.Attribute) and node.left.attr in {"what", "section"}
        parts = [] if of_a_finding else [node.left, *node.comparators]
    else:
        return []
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def strings(part):
    """Where a part names a table or column in a string: file, line, name."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path in sorted((ROOT / part).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in literals(node)
        if name in NAMES
    ]


@pytest.mark.parametrize("part", MOST)
def test_tables_and_columns_are_attributes_and_not_strings(part):
    places = strings(part)
    assert len(places) <= MOST[part], "\n".join(places)


def test_the_reader_of_strings_sees_each_way_to_name_a_column():
    source = (
        """table["degree"]; table[["degree", "p"]]; table.loc["all", "degree"]; table.get("outside"); by == "sector" """
    )
    names = [name for node in ast.walk(ast.parse(source)) for name in literals(node)]
    assert sorted(names) == ["all", "degree", "degree", "degree", "outside", "p", "sector"]
