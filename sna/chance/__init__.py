"""What would happen by chance."""

from sna.chance.labels import (
    FEWEST,
    SLACK,
    deals,
    dealt_tie_sums,
    falling,
    groups_met,
    middle,
    p_value,
    same_group,
    tie_sums,
)

__all__ = [
    "FEWEST",
    "SLACK",
    "deals",
    "dealt_tie_sums",
    "falling",
    "groups_met",
    "middle",
    "p_value",
    "same_group",
    "tie_sums",
]
