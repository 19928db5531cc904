"""Networks and tables for other tools: Gephi, UCINET, Pajek, Kumu, R, spreadsheets.

Every file is read back and compared with what it was made of before it is kept; one that differs is an error, not a
file. `FORMATS` says which there are and where each stands; each module has ``write(network, path)`` and
``read(path)``, which gives what the file holds as a `sna.export.plain.Plain`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from sna.errors import StudyError, shown
from sna.export.plain import Plain, checked
from sna.network import Network

FORMATS: dict[str, tuple[str, str]] = {
    "csv": ("sna.export.lists", "nodes.csv"),
    "dl": ("sna.export.dl", "network.dl"),
    "gexf": ("sna.export.gexf", "network.gexf"),
    "gexf-dynamic": ("sna.export.dynamic", "network-dynamic.gexf"),
    "graphml": ("sna.export.graphml", "network.graphml"),
    "kumu": ("sna.export.kumu", "kumu.json"),
    "pajek": ("sna.export.pajek", "network.net"),
}
"""Each format's module and the name of its (first) file."""


class Format(Protocol):
    """What each module of `FORMATS` offers."""

    def write(self, network: Network, path: Path) -> None:
        """Write a network to a file, and what goes with it beside it."""

    def read(self, path: Path) -> Plain:
        """Read back what the file holds."""

    def expected(self, network: Network) -> Plain:
        """Say what the file must hold: the network, with names as the format can write them."""


def export(network: Network, folder: Path, form: str) -> Path:
    """Write a network in one format, read it back and compare.

    Parameters
    ----------
    network
        One-mode; every node and tie column that is text, a number or a truth value goes along.
    folder
        Made if it is not there.
    form
        A key of `FORMATS`.

    Returns
    -------
    pathlib.Path
        The file written; some formats put others beside it.

    Raises
    ------
    StudyError
        If there is no such format.
    ExportError
        If the file read back is not the network.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     export(Network.of([("ann", "bob", 2.0)]), Path(folder), "pajek").name
    'network.net'
    """
    if form not in FORMATS:
        raise StudyError(f"There is no format {shown(form)!r}. There are: {', '.join(FORMATS)}.")
    module, name = FORMATS[form]
    writer = cast("Format", import_module(module))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    writer.write(network, path)
    checked(writer.expected(network), writer.read(path), path.name)
    return path
