"""Files for RSiena, which models how a network changes: a matrix per period, who was there when, who is of which group.

Ripley, R. M., Snijders, T. A. B., Boda, Z., Vörös, A., & Preciado, P. Manual for RSiena. University of Oxford.
https://www.stats.ox.ac.uk/~snijders/siena/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sna.errors import ExportError
from sna.export.lists import groupings, write_csv
from sna.export.plain import node_names
from sna.network import Network

STRUCTURAL_ZERO = 10
"""RSiena's code for a tie that cannot be, because one of the two was not there."""


def write_siena(periods: Mapping[str, Network], folder: Path) -> list[Path]:
    """Write the networks of successive periods, all of the same people.

    Parameters
    ----------
    periods
        Title of each period, in order of time, and its network. A tie counts whatever its weight; a node whose column
        ``member`` is False in a period was not there: its ties are structural zeros.
    folder
        Where ``network-1.txt`` and so on, ``actors.csv``, ``composition.txt`` and ``load.R`` go.

    Raises
    ------
    ExportError
        If two periods hold different people, or a matrix read back is another.
    """
    networks = list(periods.values())
    if any(not network.nodes.index.equals(networks[0].nodes.index) for network in networks):
        raise ExportError("RSiena needs the same people in every period; these periods hold different ones.")
    folder.mkdir(parents=True, exist_ok=True)
    files = [_matrix(network, folder / f"network-{number}.txt") for number, network in enumerate(networks, 1)]
    presence = np.array([_present(network) for network in networks]).T.reshape(-1, len(networks))
    composition = folder / "composition.txt"
    _write_lines(composition, [_waves(row) for row in presence])
    actors, columns = _actors(networks)
    write_csv(actors, folder / "actors.csv")
    _write_lines(folder / "load.R", _script(list(periods), columns))
    return [*files, composition, folder / "actors.csv", folder / "load.R"]


def matrix(network: Network) -> np.ndarray:
    """Give the matrix of a period: 1 for a tie, 0 for none, 10 where one of the two was not there.

    Examples
    --------
    >>> matrix(Network.of([("a", "b", 3.5)], nodes=["c"])).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    ties = (network.adjacency(None).toarray() > 0).astype(int)
    np.fill_diagonal(ties, 0)
    absent = ~_present(network)
    ties[absent, :] = ties[:, absent] = STRUCTURAL_ZERO
    np.fill_diagonal(ties, 0)
    return np.asarray(ties)


def _matrix(network: Network, path: Path) -> Path:
    values = matrix(network)
    _write_lines(path, ["\t".join(map(str, row)) for row in values.tolist()])
    lines = path.read_text(encoding="utf-8").splitlines()
    if [[int(value) for value in line.split("\t")] for line in lines] != values.tolist():
        raise ExportError(f"{path.name}: the ties read back are not those written. Please report this as a mistake.")
    return path


def _present(network: Network) -> np.ndarray:
    """Tell who was there: members, and whoever has a tie."""
    tied = network.adjacency(None).sum(axis=0) + network.adjacency(None).sum(axis=1) > 0
    if "member" not in network.nodes.columns:
        return np.ones(len(network), dtype=bool)
    return np.asarray(network.nodes["member"].to_numpy(bool) | tied, dtype=bool)


def _waves(presence: np.ndarray) -> str:
    """Say in which waves somebody was there, as RSiena's composition file has it: from, to, from, to."""
    spells, since = [], None
    for wave, present in enumerate([*presence.tolist(), False], 1):
        if present and since is None:
            since = wave
        elif not present and since is not None:
            spells += [since, wave - 1]
            since = None
    return " ".join(map(str, spells or [1, 1]))


def _actors(networks: Sequence[Network]) -> tuple[pd.DataFrame, list[str]]:
    """List the actors by number, with a number for each grouping as of the last period."""
    last = networks[-1]
    table = pd.DataFrame({"number": range(1, len(last) + 1), "node": list(last.nodes.index)})
    table["name"] = node_names(last)
    columns = groupings(last)
    for column in columns:
        table[column] = last.nodes[column].fillna("").tolist()
        codes = pd.factorize(last.nodes[column].fillna(""), sort=True)[0] + 1
        table[f"{column}_number"] = codes
    return table, columns


def _script(titles: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Write the R lines that read all this; titles stand in comments, in one line each."""
    comments = [f"# network-{number}.txt: {' '.join(title.split())}" for number, title in enumerate(titles, 1)]
    waves = len(titles)
    lines = [
        *comments,
        f'waves <- lapply(1:{waves}, function(i) as.matrix(read.table(sprintf("network-%d.txt", i))))',
        'actors <- read.csv("actors.csv", encoding = "UTF-8")',
        "stopifnot(all(sapply(waves, nrow) == nrow(actors)))",
        'if (requireNamespace("RSiena", quietly = TRUE) && length(waves) > 1) {',
        "  ties <- RSiena::sienaDependent(array(unlist(waves), dim = c(dim(waves[[1]]), length(waves))))",
    ]
    variables = [column for column in columns if column.isidentifier()]
    lines += [f"  {column} <- RSiena::coCovar(actors${column}_number)" for column in variables]
    return [*lines, f"  data <- RSiena::sienaDataCreate({', '.join(['ties', *variables])})", "}"]


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
