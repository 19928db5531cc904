"""How many records a document of minutes holds.

What is a record here is a matter of reading, so the count shares the finders with `entries`: two readings of English
that disagreed about it would stop honest studies, not catch errors. It parts ways after them: it counts the distinct
places they found something at, and knows nothing of names, people, meetings, windows, settings or fates. An entry lost,
doubled or made up between finding and stating therefore shows as a difference.
"""

from __future__ import annotations

from collections.abc import Sequence

from sna.load.minutes.blocks import Block
from sna.load.minutes.finding import find


def places(blocks: Sequence[Block]) -> int:
    """Count the places of a document where something is claimed of somebody; 1, the file itself, if there is none."""
    return max(1, len({claim.place for claim in find(blocks).claims}))
