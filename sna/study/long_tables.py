"""Every table as one: a row a thing, of each medium, period and boundary, however many networks a study has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from sna.analyse import ANALYSES, NEEDS
from sna.dataset import write_long_csv
from sna.findings.frames import analysis_of
from sna.findings.tables import BOUNDARIES
from sna.study.analyses import node_table, tie_table
from sna.study.results import Part, Results

LEADING = ("medium", "period", "boundary")
NODES, TIES = "nodes", "ties"
BESIDES = ("against", "bounds")
"""The tables that are no analysis of one network."""
OF_GROUPS = {NODES, *BESIDES, *(name for name, needs in NEEDS.items() if "by" in needs)}
"""The tables that are of a boundary: where they do not name it, of the study's own groups."""


def long_tables(results: Results, group: str, *, everything: bool = False) -> Iterator[tuple[str, list[pd.DataFrame]]]:
    """Give each table's name and its parts, one for each network and boundary it is made of.

    Parameters
    ----------
    results
        The networks and their tables; those that are not made yet are made.
    group
        The study's own boundary.
    everything
        Every analysis, not only those that a run writes.

    Yields
    ------
    tuple[str, list[pd.DataFrame]]
        The leading columns are ``medium``, ``period`` and ``boundary`` (blank where none matters); the table's own
        ``period`` is called ``stretch``.
    """
    parts = [(part, list(part.tables) if everything else results.run_tables(part)) for part in results.networks()]
    for name in (NODES, TIES, *ANALYSES, *BESIDES):
        blocks = [block for part, tables in parts for block in _blocks(name, part, tables, group)]
        if blocks:
            yield name, blocks


def write_tables(tables: Iterable[tuple[str, Sequence[pd.DataFrame]]], folder: Path) -> None:
    """Write each table, as `long_tables` gives them, as ``NAME.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, blocks in tables:
        write_long_csv(blocks, folder / f"{name}.csv")


def _blocks(name: str, part: Part, tables: list[str], group: str) -> Iterator[pd.DataFrame]:
    if name == NODES:
        yield _block(_nodes(part), part, group)
    elif name == TIES:
        yield _block(tie_table(part.network), part, "")
    for table in tables:
        analysis, by = analysis_of(table, BOUNDARIES)
        if analysis == name:
            yield _block(part.tables[table].reset_index(), part, by or (group if name in OF_GROUPS else ""))


def _nodes(part: Part) -> pd.DataFrame:
    """Give the people; a count that is blank for who belongs to no group stays a whole number for the others."""
    nodes, outside = node_table(part.network, part.tables), part.tables["outside"]
    counts = {column: "Int64" for column in outside.columns if outside[column].dtype.kind == "i"}
    return nodes.astype(counts).rename_axis("node").reset_index()


def _block(table: pd.DataFrame, part: Part, boundary: str) -> pd.DataFrame:
    own = table.rename(columns={"period": "stretch"})
    leading = dict(zip(LEADING, (part.medium, part.period, boundary), strict=True))
    # a text for a table without rows too, so that it has the columns
    return pd.concat([pd.DataFrame(leading, index=own.index, dtype=object), own], axis=1)
