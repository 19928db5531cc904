"""The invitations of one meeting: why each, who comes in if somebody cannot, and how many to ask."""

from __future__ import annotations

from functools import partial

import numpy as np
from msgspec import Struct

from sna.chance.tails import tails
from sna.plan.pool import Pool, Sitting
from sna.plan.search import Values

MOST_WAITING = 8
FEWER_SEATS = "has had fewer seats than most"
FEW_ACQUAINTANCES = "knows few of those who come"
"""What is said where nothing else tells somebody from the others."""
OVERFULL = 0.05
"""More come than there are seats at one meeting in twenty at most."""


class Invitation(Struct, frozen=True):
    """A person who is asked, or waits.

    Attributes
    ----------
    person
        The number of the person in the pool.
    place
        ``"seat"``, ``"beside"`` or ``"waiting list"``.
    contacts, groups
        People of other groups among those with a seat whom they never met, and of how many groups these are.
    reason
        Why they rather than others, in words; only what differs between people.
    instead
        Whom to ask if they cannot come; None for nobody.
    """

    person: int
    place: str
    contacts: int
    groups: int
    reason: str
    instead: int | None = None


def invitations(pool: Pool, sitting: Sitting, values: Values, chosen: np.ndarray) -> list[Invitation]:
    """Give those with a seat in the order of the pool, each with a stand-in, then the waiting list.

    A stand-in and whoever waits keep to the same rules: with one person out and this one in, no quota breaks.

    Examples
    --------
    >>> from sna.plan.series import values_of
    >>> pool, everybody = Pool.blank([0, 1, 1]), np.ones(3, bool)
    >>> rows = invitations(pool, Sitting(2, ~everybody, everybody), values_of(pool, 0 * pool.shared, pool.worth),
    ...                    np.array([True, True, False]))
    >>> [(row.person, row.place, row.contacts, row.instead) for row in rows]
    [(0, 'seat', 1, 2), (1, 'seat', 1, 2), (2, 'waiting list', 1, None)]
    """
    pull = values.pairs @ chosen + values.people
    swaps = _stand_ins(sitting, values, chosen, pull)
    row = partial(_row, pool, sitting, chosen)
    rows = [row(int(person), swaps.get(int(person))) for person in np.flatnonzero(chosen)]
    waiting = np.flatnonzero(~chosen & sitting.may)
    order = waiting[np.lexsort((waiting, -pull[waiting].round(9)))]
    return [*rows, *(row(int(person), None) for person in order[:MOST_WAITING])]


def _stand_ins(sitting: Sitting, values: Values, chosen: np.ndarray, pull: np.ndarray) -> dict[int, int]:
    """Give whom to ask instead of each who may stay away, if anybody."""
    leaving, coming = np.flatnonzero(chosen & ~sitting.must), np.flatnonzero(~chosen & sitting.may)
    if not len(coming):
        return {}
    worth = pull[coming] - values.pairs[leaving][:, coming]
    barred = sitting.barred(chosen, leaving, coming)
    if barred is not None:
        worth[barred] = -np.inf
    pairs = zip(leaving, worth.argmax(axis=1), worth.max(axis=1), strict=True)
    return {int(person): int(coming[place]) for person, place, gain in pairs if np.isfinite(gain)}


def _row(pool: Pool, sitting: Sitting, chosen: np.ndarray, person: int, instead: int | None) -> Invitation:
    others = np.flatnonzero(chosen & pool.strangers[person])
    reason = _reason(pool, sitting, chosen, person)
    place = "seat" if chosen[person] else "waiting list"
    return Invitation(person, place, len(others), len({*pool.groups[others].tolist()}), reason, instead)


def _reason(pool: Pool, sitting: Sitting, chosen: np.ndarray, person: int) -> str:
    """Say why, in words: only what holds of this person and not of most."""
    members = chosen & (pool.groups == pool.groups[person])
    reasons = {
        "has to be there": bool(sitting.must[person]),
        "has never had a seat": not pool.turns[person],
        "nobody of their group came lately": bool(pool.unheard[person]),
        "has met nobody of another group at a usual meeting": bool(pool.lonely[person] and pool.turns[person]),
        FEWER_SEATS: 0 < pool.turns[person] <= np.quantile(pool.turns, 0.25),
        "the only one of their group": bool(chosen[person] and members.sum() == 1),
    }
    return "; ".join(text for text, holds in reasons.items() if holds) or FEW_ACQUAINTANCES


def most_to_ask(seats: int, chance: np.ndarray) -> int:
    """Give how many of a list can be asked so that more come than there are seats 1 time in 20 at most.

    `chance` is how likely each is to come, in the order in which they are asked; at least all seats are asked for.

    Examples
    --------
    >>> most_to_ask(20, np.full(40, 0.85)), most_to_ask(20, np.ones(40))
    (21, 20)
    """
    invited = seats
    while invited < len(chance):
        _below, above = tails(chance[np.newaxis, : invited + 1], np.array([seats + 1]))
        if above[0] > OVERFULL:
            break
        invited += 1
    return invited
