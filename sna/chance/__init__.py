"""What would happen by chance."""

from sna.chance.jackknife import FEWEST_LEFT_OUT, Scatter, interval, jackknife, power, scatter
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
from sna.chance.margins import attendances, redrawn
from sna.chance.meetings import Meetings, meetings
from sna.chance.periods import relabelled, smallest_p
from sna.chance.rarefaction import Encounters, Reach, chance_met, could_meet, counted, met, rarefied, reach, spells
from sna.chance.resample import missing_records, without_each_gathering
from sna.chance.sdsm import chances, meeting_tails
from sna.chance.tails import adjusted, tails, two_sided

__all__ = [
    "FEWEST",
    "FEWEST_LEFT_OUT",
    "SLACK",
    "Encounters",
    "Meetings",
    "Reach",
    "Scatter",
    "adjusted",
    "attendances",
    "chance_met",
    "chances",
    "could_meet",
    "counted",
    "deals",
    "dealt_tie_sums",
    "falling",
    "groups_met",
    "interval",
    "jackknife",
    "meeting_tails",
    "meetings",
    "met",
    "middle",
    "missing_records",
    "p_value",
    "power",
    "rarefied",
    "reach",
    "redrawn",
    "relabelled",
    "same_group",
    "scatter",
    "smallest_p",
    "spells",
    "tails",
    "tie_sums",
    "two_sided",
    "without_each_gathering",
]
