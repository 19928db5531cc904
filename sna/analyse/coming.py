"""What keeps people away, which tasks they took on; who comes to a room and who online, and whether groups mix."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sna.analyse.groups import attendance_of, numbered
from sna.analyse.introductions import Company
from sna.analyse.isolated_work import proposals
from sna.chance.curveball import attendances
from sna.network import AnyNetwork, TwoMode, one_mode

FEWEST_MEETINGS, DRAWS = 4, 999
"""With fewer meetings of a kind nothing is compared with luck; how often attendance is lucky anew."""
_COUNTS = ["mode_meetings", "mode_people", "mode_people_only"]
_SHARES = ["across_share", "across_expected", "across_low", "across_high"]


def modes(network: AnyNetwork, *, by: str, seed: int = 0) -> pd.DataFrame:
    """Who comes to meetings in a room and online, and how far groups mix there.

    Expected is what would come out of the same meetings if everybody came as often, to meetings of that kind, for
    themselves: who comes only online makes no preference.

    Parameters
    ----------
    network
        Network of the whole time with the attendance behind it, whose gatherings say in ``mode`` how they were held.
        Ties do not matter; not changed.
    by
        Node column that names the group.
    seed
        Start of the random numbers, for 999 draws.

    Returns
    -------
    pd.DataFrame
        One row per kind of meeting (index ``mode``), of those of which it is known:

        - ``mode_meetings``: meetings; ``mode_people``: who came to any of them; ``mode_people_only``: who came to no
          other
        - ``across_share``: of the pairs of people at a meeting, the share of two groups, summed over the meetings
        - ``across_expected``: the mean of the draws; 95 of 100 lie between ``across_low`` and ``across_high``
        - ``note``: why something is blank

    References
    ----------
    Strona, G., Nappo, D., Boccacci, F., Fattorini, S., & San-Miguel-Ayanz, J. (2014). A fast and unbiased procedure to
    randomize ecological binary matrices with fixed row and column totals. Nature Communications 5, 4114.
    https://doi.org/10.1038/ncomms5114

    Examples
    --------
    >>> from sna.network import Network
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> modes(network, by="team").shape[0]
    0
    """
    network = one_mode(network)
    meetings, rows, names = attendance_of(network), list[list[object]](), list[str]()
    network.groups(by)
    if meetings is not None and "mode" in meetings.gatherings:
        labels, _own = numbered(network, by)
        group = labels[network.nodes.index.get_indexer(meetings.people.index)]
        kinds = meetings.gatherings["mode"].fillna("").astype(str).to_numpy(object)
        names = sorted({*kinds} - {""})
        rows = [_row(meetings, kinds == name, group, seed) for name in names]
    table = pd.DataFrame(rows, columns=[*_COUNTS, *_SHARES, "note"], index=pd.Index(names, name="mode", dtype="str"))
    return table.astype(dict.fromkeys(_COUNTS, "int64") | dict.fromkeys(_SHARES, float) | {"note": "str"})


def _row(meetings: TwoMode, there: np.ndarray, group: np.ndarray, seed: int) -> list[object]:
    """Count who came to the meetings of one kind, and hold the pairs of two groups against luck."""
    part = meetings.incidence[:, np.flatnonzero(there)]
    at, every = np.diff(part.tocsr().indptr), meetings.attended()
    counts = [int(there.sum()), int((at > 0).sum()), int(((at > 0) & (at == every)).sum())]
    sizes = np.asarray(part.sum(axis=0)).ravel()
    pairs = float((sizes * (sizes - 1) / 2).sum())
    if there.sum() < FEWEST_MEETINGS or not pairs:
        return [*counts, *[np.nan] * len(_SHARES), f"fewer than {FEWEST_MEETINGS} meetings of this kind"]
    homes = np.eye(group.max() + 1)[group]
    eligible = None if meetings.eligible is None else meetings.eligible[:, there]
    alone = TwoMode(meetings.people, meetings.gatherings[there], part, eligible)
    observed = _across(part.toarray()[np.newaxis] > 0, homes, pairs)[0]
    lucky = np.concatenate([_across(batch, homes, pairs) for batch in attendances(alone, draws=DRAWS, seed=seed)])
    return [*counts, observed, float(lucky.mean()), *map(float, np.quantile(lucky, [0.025, 0.975])), ""]


def _across(presence: np.ndarray, homes: np.ndarray, pairs: float) -> np.ndarray:
    """Give the share of the pairs at meetings that are of two groups: one for each attendance lucky."""
    sizes = np.einsum("dpg,pk->dgk", presence, homes)
    same = (sizes * (sizes - 1) / 2).sum(axis=(1, 2))
    return np.asarray(1 - same / pairs)


def barriers(network: AnyNetwork, *, by: str, subjects: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count who says what keeps them away, topic by topic.

    Parameters
    ----------
    network
        Not looked at but for its groups; not changed.
    by
        Node column, and column of the subjects, that names the group.
    subjects
        ``kind``, ``topic``, ``owner`` and the column `by`; of the kind *barrier*.

    Returns
    -------
    pd.DataFrame
        One row per topic (index ``topic``), most people first:

        - ``kept_away``: people who say so, those who did not give their name singly; ``kept_away_groups``: of how many
          groups

    Examples
    --------
    >>> from sna.network import Network
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> answers = pd.DataFrame({"kind": ["barrier"], "topic": ["time"], "owner": ["ann"], "team": ["x"]})
    >>> barriers(network, by="team", subjects=answers)["kept_away"].to_dict()
    {'time': 1}
    """
    one_mode(network).groups(by)
    rows = dict[str, tuple[int, int]]()
    if subjects is not None and by in subjects:
        for topic, part in subjects[(subjects["kind"] == "barrier") & (subjects["topic"] != "")].groupby("topic"):
            owners = part["owner"]
            rows[str(topic)] = (
                owners[owners != ""].nunique() + int((owners == "").sum()),
                part[by].replace("", None).nunique(),
            )
    order = sorted(rows, key=lambda topic: (-rows[topic][0], topic))
    index = pd.Index(order, name="topic", dtype="str")
    return pd.DataFrame(
        [rows[topic] for topic in order], index=index, columns=["kept_away", "kept_away_groups"]
    ).astype("int64")


def tasks(
    network: AnyNetwork, *, subjects: pd.DataFrame | None = None, actions: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Which tasks were taken on, by whom, and whether they are done.

    A task counts that says when it is due or was done; what a form proposes is none. It is overdue if it was due before
    the last gathering, or the last day the list names, and is not done.

    Parameters
    ----------
    network, subjects, actions
        As for `introductions`; ``until`` is the day a task is due, ``closed`` the day it was done. Id → how many
        actions the minutes gave: whether these are done nothing says.

    Returns
    -------
    pd.DataFrame
        One row per owner (index ``owner``; empty for tasks without one):

        - ``organisation``; ``tasks``; ``tasks_done``, ``tasks_open`` (not done, not yet due), ``tasks_overdue``,
          ``tasks_in_minutes``: actions besides

    Examples
    --------
    >>> from sna.network import Network
    >>> tasks(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    counts = ["tasks", "tasks_done", "tasks_open", "tasks_overdue"]
    kinds = {"owner": "str", "organisation": "str", **dict.fromkeys([*counts, "tasks_in_minutes"], "int64")}
    if subjects is None:
        return pd.DataFrame(columns=[*kinds]).astype(kinds).set_index("owner")
    theirs = subjects[(subjects["kind"] == "task") & ~proposals(subjects)]
    days = [day.toordinal() for name in ("since", "closed") for day in subjects[name] if not pd.isna(day)]
    gatherings = Company.of(attendance_of(one_mode(network))).days
    today = np.max([*days, *gatherings[~np.isnan(gatherings)]], initial=0)
    late = np.array([not pd.isna(day) and day.toordinal() < today for day in theirs["until"]], dtype=bool)
    finished = theirs["closed"].notna().to_numpy(bool)
    rows = theirs.assign(tasks=1, tasks_done=finished, tasks_open=~finished & ~late, tasks_overdue=~finished & late)
    owners = pd.Index(sorted({*rows["owner"], *(actions or ())}), name="owner")
    table = rows.groupby("owner").agg({"organisation": "first", **dict.fromkeys(counts, "sum")}).reindex(owners)
    homes = one_mode(network).nodes.get("organisation", pd.Series(dtype="str")).reindex(owners)
    table["organisation"] = table["organisation"].fillna(homes).fillna("")
    number = pd.Series(actions or {}, dtype=float)
    return table.assign(tasks_in_minutes=number).fillna(0).reset_index().astype(kinds).set_index("owner")
