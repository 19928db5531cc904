"""How often the answer "does the medium link the people who meet?" errs, and how often a likeness is found.

Run ``python benchmarks/overlap.py [--studies N] [--seed N] [--rows WORD …] [--permutations N] [--file FILE]``. Every
figure is of the table `overlap` as it is shipped. The communities of ``benchmarks/contact.py``, with threads and weeks,
meet as well, twelve times a year. Whom somebody turns to has to do with who was at the same meetings only in rows
called "planted".

- ``level``: share of studies given a verdict; where nothing was planted at most 5 of 100 should be
- ``more``, ``fewer``: share with either verdict; ``cannot``: share refused
- ``tail``: share with p of at most 0.01
- ``ratio``: the mean overlap; ``spread``: its standard deviation
- ``stated``: how often the overlap that each community has should be found, by the overlap of which its study says
  that it finds it 8 times in 10. What a community has is the mean of its study and of three others in which the same
  people, at the same meetings, wish the same and only whom they turn to is drawn again: where pairs differ more in how
  often they meet, the same wish gives a larger overlap, and a study says so
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import norm

from sna.analyse.overlap import ABOVE, BELOW, overlap
from sna.chance.co_attendance import CANNOT_TELL
from sna.chance.qap import FOUND
from sna.network import Network, TwoMode

sys.path.insert(0, str(Path(__file__).parent))
import contact
import isolation

LIMIT = float(norm.ppf(0.975))
WEEKS = [4 * number + 2 for number in range(26) if number not in (12, 25)]
"""The weeks of the meetings: twelve in each of two years."""


class Row(NamedTuple):
    """What differs from life to life.

    Attributes
    ----------
    medium
        What differs on the medium.
    alike
        How far who comes much also writes much: the correlation of the two. `group_alike`: that of groups.
    base
        The mean log odds of coming.
    shock, streak, person_streak
        How strongly groups are drawn in; how alike that is, and how alike each person's own wish is, from one meeting
        to the next.
    writes_as_well
        How strongly a person's own streaks move what they write, too.
    friends
        Standard deviation of the logarithm of how much more each pair turns to each other, at any time.
    circles
        How strongly circles of five, of whatever groups, are drawn in together; how many times as often they turn to
        each other.
    met
        How many times as often people turn to each other for each meeting of the last year at which both were.
    """

    medium: contact.Row = contact.Row()
    alike: float = 0.6
    group_alike: float = 0.0
    base: float = -1.0
    shock: float = 0.0
    streak: float = 0.0
    person_streak: float = 0.0
    writes_as_well: float = 0.0
    friends: float = 0.0
    circles: tuple[float, float] = (0.0, 1.0)
    met: float = 1.0


class World(contact.World):
    """One study's people, their meetings and acts."""

    def __init__(self, row: Row, seed: int) -> None:
        super().__init__(row.medium, seed)
        self.life = row
        random, people, groups = self.random, self.people, len(row.medium.sizes)
        both = random.normal(0, 1, groups)[self.labels] * row.group_alike
        self.busy = self.busy * np.exp(both)
        wish = np.log(self.busy[0]) / max(row.medium.busy, 0.1)
        keen = 0.8 * (row.alike * wish + np.sqrt(1 - row.alike**2) * random.normal(0, 1, people)) + both
        circle = random.permutation(people) // 5
        noise = row.shock * isolation.streaks(random, (groups, len(WEEKS)), row.streak)[self.labels]
        noise += row.circles[0] * random.normal(0, 1, (people, len(WEEKS)))[circle]
        own = np.zeros(noise.shape)
        if row.person_streak:
            own = isolation.streaks(random, own.shape, row.person_streak)
        noise += own
        weeks = np.minimum(np.searchsorted(WEEKS, np.arange(self.weeks)), len(WEEKS) - 1)
        self.mood = np.exp(row.writes_as_well * own[:, weeks])
        odds = row.base + keen[:, np.newaxis] + noise
        self.came = (random.random(odds.shape) < 1 / (1 + np.exp(-odds))) & self.could[:, WEEKS]
        last = self.came[:, 12:].astype(float)
        friends = np.exp(np.triu(random.normal(0, row.friends, (people, people)), k=1))
        self.fondness = friends * friends.T * row.met ** (last @ last.T)
        self.fondness = self.fondness * np.where(circle[:, np.newaxis] == circle, row.circles[1], 1.0)

    def _wish(self, week: int, last: int, moods: np.ndarray) -> np.ndarray:
        mood = self.mood[:, week]
        return np.asarray(super()._wish(week, last, moods) * self.fondness * np.outer(mood, mood))

    def network(self) -> Network:
        """Give the study as the analysis takes it."""
        network = super().network()
        on = [contact.START + dt.timedelta(7 * week + 3) for week in WEEKS]
        period = ["one" if place < 12 else "two" for place in range(len(WEEKS))]
        index = pd.Index([f"meeting {place:02}" for place in range(len(WEEKS))], dtype="str")
        could = self.could[:, WEEKS] if self.row.listed else None
        meetings = pd.DataFrame({"on": on, "period": period}, index=index)
        came = TwoMode(network.nodes, meetings, sparse.csr_array(self.came.astype(float)), could)
        assert network.acts is not None
        network.acts = network.acts._replace(meetings=came)
        return network


PEOPLE = contact.Row(sizes=contact.UNEQUAL)
OWN = PEOPLE._replace(prefers=(4.0, 4.0))
NULL = {
    "nothing": Row(PEOPLE._replace(prefers=(1, 1))),
    "groups keep to themselves on the medium": Row(OWN),
    "groups come together": Row(PEOPLE._replace(prefers=(1, 1)), shock=1.2),
    "groups come together, streaks .8": Row(PEOPLE._replace(prefers=(1, 1)), shock=1.2, streak=0.8),
    "people's own streaks .8": Row(OWN, person_streak=0.8),
    "people's own streaks .8 in both": Row(OWN, person_streak=0.8, writes_as_well=1.0),
    "who comes writes": Row(OWN, alike=0.95),
    "activity very unequal": Row(OWN._replace(busy=1.3), alike=0.95),
    "busy groups are keen": Row(PEOPLE._replace(prefers=(1, 1)), group_alike=0.6),
    "busy groups are keen, own streaks": Row(PEOPLE._replace(prefers=(1, 1)), group_alike=0.6, person_streak=0.8),
    "friends": Row(OWN, friends=1.5),
    "friends, own streaks": Row(OWN, friends=1.5, person_streak=0.8, alike=0.9),
    "a busy thread": Row(OWN._replace(bursts=0.3)),
    "newcomers in the last period": Row(OWN._replace(newcomers=0.3)),
    "people come and go, no list": Row(PEOPLE._replace(gradual=0.5)),
    "people come and go, a list": Row(PEOPLE._replace(gradual=0.5, listed=True)),
    "120 acts": Row(OWN._replace(acts=(120, 120))),
    "1,000 acts": Row(OWN._replace(acts=(1000, 1000))),
    "few come": Row(OWN, base=-2.2),
    "many come": Row(OWN, base=0.8),
    "15 people": Row(contact.Row(sizes=(5, 4, 3, 3))),
    "120 people": Row(contact.Row(sizes=(40, 30, 20, 20, 10), acts=(800, 800)), person_streak=0.8),
}
REFUSED = {
    "refuse: 10 acts": Row(PEOPLE._replace(acts=(10, 10))),
    "refuse: nobody comes": Row(base=-9),
}
PLANTED = {
    "planted: circles in both": Row(PEOPLE, circles=(1.5, 4.0)),
    "planted: circles in both, 120 acts": Row(PEOPLE._replace(acts=(120, 120)), circles=(1.5, 4.0)),
    "planted: groups in both": Row(OWN, shock=1.2),
    "planted: 1.3 times for each meeting": Row(PEOPLE, met=1.3),
    "planted: 1.4 times for each meeting": Row(PEOPLE, met=1.4),
    "planted: 1.15 times for each meeting": Row(PEOPLE, met=1.15),
    "planted: .7 times for each meeting": Row(PEOPLE, met=0.7),
    "planted: 1.3 times, 15 people": Row(contact.Row(sizes=(5, 4, 3, 3)), met=1.3),
}
ROWS = {**NULL, **REFUSED, **PLANTED}
COLUMNS = ["verdict", "p", "overlap", "smallest_overlap", "truth"]
DRAWN = 4
"""So often whom people turn to is drawn, to learn what overlap a community has that was planted one."""


def study(row: Row, seed: int, permutations: int) -> dict[str, object]:
    """Give the row of everybody of a study, and where something was planted how large its community's overlap is."""
    world, choices = World(row, seed), {"by": "team", "seed": seed}
    answer = overlap(world.network(), permutations=permutations, **choices).loc["all"].to_dict()
    if row not in PLANTED.values():
        return answer
    others = [overlap(world.network(), permutations=1, **choices).loc["all", "overlap"] for _time in range(1, DRAWN)]
    return answer | {"truth": float(np.nanmean([answer["overlap"], *others]))}


def measured(table: pd.DataFrame) -> dict[str, float]:
    """Give how often there is which verdict, and how large the overlap is."""
    ratio, smallest = (table[name].astype(float) for name in ("overlap", "smallest_overlap"))
    distance = ((table["truth"].astype(float) - 1) / (smallest - 1) * FOUND).dropna()
    # A community's own overlap is known from few draws: without their scatter in it what is stated is what it would be.
    scatter = (1 - 1 / DRAWN) ** 0.5
    stated = sum(norm.cdf((side * distance - LIMIT) / scatter).sum() for side in (1, -1)) / len(table)
    return {
        "level": 100 * table["verdict"].isin([ABOVE, BELOW]).mean(),
        "more": 100 * (table["verdict"] == ABOVE).mean(),
        "fewer": 100 * (table["verdict"] == BELOW).mean(),
        "cannot": 100 * (table["verdict"] == CANNOT_TELL).mean(),
        "tail": 100 * (table["p"].astype(float) <= 0.01).mean(),
        "ratio": ratio.mean(),
        "spread": ratio.std(),
        "stated": 100 * stated if len(distance) else np.nan,
    }


BENCHMARK = isolation.Benchmark(ROWS, COLUMNS, study, measured)
studies = BENCHMARK.studies


if __name__ == "__main__":
    BENCHMARK.main(str(__doc__))
