"""When there is too little to compare with chance."""

from __future__ import annotations

from sna.chance import FEWEST
from sna.network import Network

FEWEST_GATHERINGS = 3
"""Fewer gatherings than this are counted, not tested."""


def too_thin(network: Network) -> str:
    """Say why a network is counted only and not compared with chance; empty if there is enough.

    Examples
    --------
    >>> too_thin(Network.of([("ann", "bob", 1.0)]))
    'fewer than 10 people'
    """
    if len(network) < FEWEST:
        return f"fewer than {FEWEST} people"
    if network.behind is not None and int((network.behind.sizes() > 0).sum()) < FEWEST_GATHERINGS:
        return f"fewer than {FEWEST_GATHERINGS} gatherings"
    return ""
