"""Networks and tables for other tools: Gephi, UCINET, Pajek, Kumu, R, spreadsheets.

Every file is read back and compared with what it was made of before it is kept; one that differs is an error, not a
file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from sna.errors import StudyError, shown
from sna.export import lists, markup
from sna.export.plain import Plain, checked
from sna.network import Network


class Format(Struct, frozen=True):
    """One format.

    Attributes
    ----------
    file
        The name of its (first) file.
    write
        Writes a network to a file, and what goes with it beside it.
    read, expected
        What the file holds, and what it must hold: the network, with names as the format can write them.
    """

    file: str
    write: Callable[[Network, Path], None]
    read: Callable[[Path], Plain]
    expected: Callable[[Network], Plain]


FORMATS = {
    "csv": Format("nodes.csv", lists.write, lists.read, lists.expected),
    "dl": Format("network.dl", lists.write_dl, lists.read_dl, lists.expected_dl),
    "gexf": Format("network.gexf", markup.write_gexf, markup.read_gexf, markup.expected_gexf),
    "gexf-dynamic": Format("network-dynamic.gexf", markup.write_dynamic, markup.read_gexf, markup.expected_gexf),
    "graphml": Format("network.graphml", markup.write_graphml, markup.read_graphml, markup.expected_graphml),
    "kumu": Format("kumu.json", lists.write_kumu, lists.read_kumu, lists.expected_kumu),
    "pajek": Format("network.net", lists.write_pajek, lists.read_pajek, lists.expected_pajek),
}


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
    writer = FORMATS[form]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / writer.file
    writer.write(network, path)
    checked(writer.expected(network), writer.read(path), path.name)
    return path
