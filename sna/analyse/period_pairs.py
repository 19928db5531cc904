"""The gatherings of two periods, for every analysis that compares them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.groups import FEWEST_GATHERINGS, attendance_of
from sna.chance.permutation import FEWEST
from sna.network import Network, TwoMode

WHO = ("same people", "all comers")
"""Those who could be at gatherings of both periods, and everybody."""


class PeriodPair(NamedTuple):
    """The people of a network at the gatherings of its first and of its last period.

    Attributes
    ----------
    two_mode
        These people and these gatherings.
    labels
        The number of each person's group.
    before
        Whether each gathering is of the first period.
    """

    two_mode: TwoMode
    labels: np.ndarray
    before: np.ndarray

    @property
    def gathering_counts(self) -> tuple[int, int]:
        """How many gatherings the two periods have."""
        return int(self.before.sum()), int((~self.before).sum())

    @property
    def sample_size(self) -> int:
        """At how many gatherings the two are compared: as many as the period with fewer has."""
        return min(self.gathering_counts)

    def could(self) -> tuple[np.ndarray, np.ndarray]:
        """Tell of each person whether they could be at a gathering of the first period, and of the last."""
        eligible = self.two_mode.eligible
        if eligible is None:
            everybody = np.ones(len(self.two_mode.people), bool)
            return everybody, everybody
        return np.asarray(eligible[:, self.before].any(axis=1)), np.asarray(eligible[:, ~self.before].any(axis=1))

    def among(self, who: str) -> PeriodPair:
        """Give the same of the people of one row of `WHO`.

        Who is *the same* follows from who could be there, never from who came: to choose those who were seen in both
        periods favours the period with fewer gatherings, in which only the busy are seen at all. On communities in
        which nothing had changed, with 4 gatherings before and 8 after, so chosen reach across groups seemed to fall
        in more than nine of ten.
        """
        first, last = self.could()
        chosen = first & last if who == WHO[0] else first | last
        return self if chosen.all() else PeriodPair(self.two_mode.among(chosen), self.labels[chosen], self.before)


def period_pair(network: Network, groups: pd.Series[str], *, everybody: bool = False) -> PeriodPair | None:
    """Give the first and the last period of the gatherings behind a network; None if there are not two.

    Of the people of the network, or of `everybody` who was there: whoever is not of it has the group −1.

    The gatherings say in the column ``period`` to which they belong; blank is none. Where there are more than two
    periods, those between are left out.
    """
    recorded = network.behind if everybody else attendance_of(network)
    if recorded is None or "period" not in recorded.gatherings.columns:
        return None
    period = recorded.gatherings["period"].fillna("").astype(str)
    titles = title_order(period, recorded.days())
    if len(titles) < 2:
        return None
    chosen = period.isin([titles[0], titles[-1]]).to_numpy(bool)
    two_mode = recorded.only(chosen)
    labels = pd.factorize(groups.reindex(two_mode.people.index), sort=True)[0]
    return PeriodPair(two_mode, labels, (period[chosen] == titles[0]).to_numpy(bool))


def why_not(network: Network, pair: PeriodPair | None) -> str:
    """Say why two periods are not compared, or are only counted; empty if they can be.

    Examples
    --------
    >>> why_not(Network.of([("ann", "bob", 1.0)]), None)
    'no record of who was at which gathering'
    """
    if network.behind is None:
        return "no record of who was at which gathering"
    if pair is None:
        return "the gatherings are not of two periods"
    if len(pair.labels) < FEWEST:
        return f"fewer than {FEWEST} people: counts only"
    if pair.sample_size < FEWEST_GATHERINGS:
        return f"fewer than {FEWEST_GATHERINGS} gatherings in a period: counts only"
    return ""


def title_order(title: pd.Series[str], days: pd.Series) -> list[str]:
    """Order the periods by their first day; those without a day come last, by their title."""
    first = days.groupby(title.to_numpy()).min()
    dated = sorted(first.dropna().index, key=lambda name: (first[name], name))
    return [name for name in [*dated, *sorted(set(first.index) - set(dated))] if name]
