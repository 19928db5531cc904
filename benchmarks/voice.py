"""How often the tests of voice err where roles have nothing to do with talk, and how often they find what is put in.

    python benchmarks/voice.py [--worlds 400] [--deals 199] [--seed 1] [--rows NAME …]

A row is a kind of world: people with a role, each more or less talkative (lognormal, standard deviation 1), who come to
meetings at which turns follow one another. Printed of each: of 100 worlds in which the smallest role's voice is said to
differ (p ≤ 0.05), and what the studies themselves state on average of how often that is found if the role has half the
turns of the others; in which its voice is said to have changed between the halves, and what is stated of half the turns
in the second; in which any pair of roles is said to follow one another more or less often (adjusted), the same of one
pair (not adjusted), and in which meetings of two kinds are said to differ in their inequality; and of 100 intervals of
the ratio, how many hold the truth. Of planted worlds the columns are the power. *Half the turns* is planted as the
studies plant it: the role takes half of the turns that it would have, drawn by lot, and everybody else all of theirs.
Where something else is planted than what is stated, nothing stands beside it.
"""

from __future__ import annotations

import argparse
import sys
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from sna.chance.voice import (
    PLANTED,
    Spoken,
    difference_test,
    expected_gini,
    gini,
    jackknife,
    next_speakers,
    ratio_of_half,
    role_test,
)

TURNS = 60
HALF, LATER = (PLANTED, PLANTED), (1.0, PLANTED)


class World(NamedTuple):
    """People of each role, meetings, seats, and what is put in."""

    name: str
    sizes: tuple[int, ...] = (30, 18, 12)
    meetings: int = 12
    seats: int = 20
    back: float = 0.0  # share of turns that go back to the last but one
    rare: float = 1.0  # how much less readily the last role comes
    factor: float = 1.0  # how much the last role speaks
    later: float = 1.0  # the same in the second half, of that
    answer: float = 1.0  # how much more often the last role follows itself
    kept: tuple[float, float] = (1.0, 1.0)  # share of its turns that the last role has, in either half


WORLDS = (
    World("nothing happens"),
    World("back to the last but one", back=0.4),
    World("the last role comes seldom", rare=0.3),
    World("the last role comes seldom, back", rare=0.3, back=0.4),
    World("a role of six", sizes=(38, 16, 6)),
    World("a role of forty of sixty", sizes=(6, 14, 40)),
    World("24 meetings", meetings=24),
    World("6 meetings of 10", meetings=6, seats=10),
    World("30 people, roles of 8", sizes=(14, 8, 8), seats=15),
    World("planted: half the turns", kept=HALF),
    World("planted: half the turns, comes seldom", kept=HALF, rare=0.3),
    World("planted: half the turns, comes often", kept=HALF, rare=3),
    World("planted: half the turns, a role of six", kept=HALF, sizes=(38, 16, 6)),
    World("planted: half the turns, forty of sixty", kept=HALF, sizes=(6, 14, 40)),
    World("planted: half the turns, 24 meetings", kept=HALF, meetings=24),
    World("planted: half the turns, 6 meetings of 10", kept=HALF, meetings=6, seats=10),
    World("planted: half the turns, 30 people", kept=HALF, sizes=(14, 8, 8), seats=15),
    World("planted: half the turns, 36 meetings of 90", kept=HALF, sizes=(40, 25, 25), meetings=36, seats=30),
    World("planted: half the turns later, 24 meetings", kept=LATER, meetings=24),
    World("planted: half the turns later, comes seldom", kept=LATER, meetings=24, rare=0.3),
    World("planted: half the turns later", kept=LATER),
    World("planted: a third of the turns", kept=(1 / 3, 1 / 3)),
    World("planted: a fifth of the turns", kept=(0.2, 0.2)),
    World("planted: half as talkative", factor=0.5),
    World("planted: twice as talkative later", later=2.0, factor=0.5, meetings=24),
    World("planted: follow themselves half as often again", answer=1.5, meetings=24),
)


def talk(world: World, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Draw roles, who was where, and the order of speakers at each meeting."""
    roles = np.repeat(np.arange(len(world.sizes)), world.sizes)
    last = roles == roles.max()
    liking = random.lognormal(0, 1, len(roles))
    coming = np.where(last, world.rare, 1.0) * random.lognormal(0, 0.3, len(roles))
    present, orders = np.zeros((world.meetings, len(roles)), bool), []
    for meeting in range(world.meetings):
        present[meeting, random.choice(len(roles), world.seats, replace=False, p=coming / coming.sum())] = True
        later = world.later if 2 * meeting >= world.meetings else 1.0
        weight = np.where(present[meeting], liking, 0.0) * np.where(last, world.factor * later, 1.0)
        order = [int(random.choice(len(roles), p=weight / weight.sum()))]
        while len(order) < TURNS:
            if len(order) > 1 and random.random() < world.back:
                order.append(order[-2])
                continue
            now = weight * np.where(last & last[order[-1]], world.answer, 1.0)
            now[order[-1]] = 0
            order.append(int(random.choice(len(roles), p=now / now.sum())) if now.sum() else order[-2])
        orders.append(np.array(order))
    return roles, present, orders


def expectation(present: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """Give the turns of each person by presence alone."""
    return np.asarray((present * (turns.sum(axis=1) / present.sum(axis=1))[:, np.newaxis]).sum(axis=0))


def outcome(world: World, seed: int, deals: int) -> list[float]:
    """Give what the tests say of one world."""
    random = np.random.default_rng(seed)
    roles, present, orders = talk(world, random)
    turns = np.array([np.bincount(order, minlength=len(roles)) for order in orders])
    half = world.meetings // 2
    for part, share in zip((slice(None, half), slice(half, None)), world.kept, strict=True):
        turns[part, roles == roles.max()] = random.binomial(turns[part, roles == roles.max()], share)
    there = present.any(axis=0)
    last = (roles == roles.max())[there]
    spoken, base = turns.sum(axis=0)[there], expectation(present, turns)[there]
    ratio = ratio_of_half(present, turns, roles == roles.max())
    p, power = role_test([Spoken(spoken, base)], last, half=ratio, permutations=deals, seed=seed)
    halves = [
        Spoken(turns[part].sum(axis=0)[there], expectation(present[part], turns[part])[there], sign)
        for part, sign in ((slice(None, half), -1), (slice(half, None), 1))
    ]
    ratio = ratio_of_half(present[half:], turns[half:], roles == roles.max())
    changed, change_power = role_test(halves, last, half=ratio, permutations=deals, seed=seed)
    passes, expected = np.zeros((2, len(roles), len(roles)))
    for order in orders:  # all turns: with a turn left out, who spoke before and after it would be one turn
        counts = np.bincount(order, minlength=len(roles))
        np.add.at(passes, (order[:-1], order[1:]), 1)
        out = np.bincount(order[:-1], minlength=len(roles))
        share = out[:, np.newaxis] * counts / np.maximum(counts.sum() - counts, 1)[:, np.newaxis]
        np.fill_diagonal(share, 0)
        expected += share
    result = next_speakers(passes, expected, roles, permutations=deals, seed=seed)
    pairs = zip(turns, present, strict=True)
    unequal = np.array([gini(row[here]) - expected_gini(int(row.sum()), int(here.sum())) for row, here in pairs])
    kinds = np.arange(world.meetings) % 2 == 0
    modes = difference_test(unequal, kinds, np.zeros(world.meetings, int), permutations=deals, seed=seed)
    log, error = jackknife(present, turns, roles == roles.max())
    truth = _truth(world, roles, present)
    own = result.p[-1, -1]
    plain = world.factor == world.later == world.answer == 1
    return [
        p <= 0.05, power if plain and world.kept in {(1, 1), HALF} else float("nan"),
        changed <= 0.05, change_power if plain and world.kept in {(1, 1), LATER} else float("nan"),
        result.p_adjusted.min() <= 0.05, own <= 0.05, modes <= 0.05,
        abs(log - truth) <= stdtrit(world.sizes[-1] - 1, 0.975) * error if np.isfinite(truth) else truth,
    ]  # fmt: skip


def _truth(world: World, roles: np.ndarray, present: np.ndarray) -> float:
    """Give the ratio that the last role would have were all people of one role equally talkative, over their presence.

    Of worlds in which it changes, or follows itself, the ratio of the whole is none that was put in: blank.
    """
    kept = world.kept[0]
    if world.later != 1 or world.answer != 1 or kept != world.kept[1]:
        return float("nan")
    share = (present[:, roles == roles.max()].sum(axis=1) / world.seats)[:, np.newaxis]
    ratio = world.factor / (1 - share + share * world.factor)
    rest = 1 - share + share * kept  # of all turns, what is left
    return float(np.log((ratio * share * kept).sum() / (share * rest).sum()))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--deals", type=int, default=199)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", nargs="*", default=[])
    wanted = parser.parse_args()
    heads = ("role", "stated", "change", "stated", "any", "one", "kinds", "held")
    print(f"{'kind of world':52}" + "".join(f"{head:>7}" for head in heads))
    for world in WORLDS:
        if wanted.rows and not any(word in world.name for word in wanted.rows):
            continue
        rows = np.array([outcome(world, wanted.seed * 100_000 + n, wanted.deals) for n in range(wanted.worlds)], float)
        print(f"{world.name:52}" + "".join(f"{100 * value:7.1f}" for value in rows.mean(axis=0)))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
