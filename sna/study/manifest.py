"""What was read, how, and with what: enough to make the same again and to compare."""

from __future__ import annotations

import platform
from importlib.metadata import version

import msgspec

from sna import __version__
from sna.errors import shown
from sna.ledger import Ledger
from sna.membership import MOVERS, RENAMED
from sna.study.reading import Reading
from sna.study.settings import Settings

PROGRAMS = ("networkx", "pandas", "numpy", "scipy", "pyvis", "python-louvain")


def versions() -> dict[str, str]:
    """Give the versions of everything the figures depend on."""
    return {"sna": __version__, "python": platform.python_version()} | {name: version(name) for name in PROGRAMS}


def manifest(reading: Reading, settings: Settings) -> dict[str, object]:
    """Say what was read and how, so that somebody else can make the same again."""
    inputs = [
        {"file": shown(one.file, 500), "loader": one.loader, "sha256": one.sha256, "bytes": one.bytes}
        for one in reading.inputs
    ]
    return {
        "versions": versions(),
        "seed": settings.study.seed,
        "settings": settings_told(settings),
        "inputs": inputs,
        "ledger": _balance(reading.ledger),
        "movers": MOVERS,
        "renamed": RENAMED,
    }


def settings_told(settings: Settings) -> dict[str, object]:
    """Give the settings as plain data."""
    plain: dict[str, object] = msgspec.to_builtins(settings)
    return plain


def _balance(ledger: Ledger) -> dict[str, int]:
    table = ledger.sources()
    return {column: int(table[column].sum()) for column in ("records", "used", "merged", "rejected", "excluded")}
