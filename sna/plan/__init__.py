"""Whom to invite: plans of meetings that bring together people who never met, each with a bound and a comparison.

`planned` makes the plan of all meetings, `most_pairs` says how much better any other could be at one of them, and
`lottery` what drawing lots, a rota or habit would give under the same rules.
"""

from __future__ import annotations

from sna.plan.room import (
    FEW_ACQUAINTANCES,
    FEWER_SEATS,
    WAYS,
    Invitation,
    coffee,
    curves,
    invitations,
    lottery,
    most_pairs,
    most_to_ask,
    proven,
    tables,
    thinned_curves,
)
from sna.plan.seats import ACQUAINTED, UNLIMITED, Pool, Quota, Rules
from sna.plan.series import Plan, planned, values_of

__all__ = [
    "ACQUAINTED",
    "FEWER_SEATS",
    "FEW_ACQUAINTANCES",
    "UNLIMITED",
    "WAYS",
    "Invitation",
    "Plan",
    "Pool",
    "Quota",
    "Rules",
    "coffee",
    "curves",
    "invitations",
    "lottery",
    "most_pairs",
    "most_to_ask",
    "planned",
    "proven",
    "tables",
    "thinned_curves",
    "values_of",
]
