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
from sna.chance.resample import missing_records, without_each_gathering

__all__ = [
    "FEWEST",
    "SLACK",
    "deals",
    "dealt_tie_sums",
    "falling",
    "groups_met",
    "middle",
    "missing_records",
    "p_value",
    "same_group",
    "tie_sums",
    "without_each_gathering",
]
