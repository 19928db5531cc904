"""Who wants what, who offers it and who knows both; what nobody offers or wants; needs met; tasks; who works on it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import ALL, attendance_of
from sna.analyse.isolated_work import proposals
from sna.analyse.spread import USUAL
from sna.chance.proportions import wilson
from sna.network import AnyNetwork, Network, TwoMode, one_mode  # noqa: F401 - the examples'

MOST_OFFERED, MOST_INTRODUCED = 3, 2
"""So many wants one offer is named for, and so many introductions one person is asked for."""
LATELY = 92  # days before the last gathering: whoever could come then is a member now
FIRST = 10.0  # what it is worth that a want is met at all: more than the best offer can be better than the worst
WORKING = ("topic", "task", "resource", "practice")
NOT_OFFERED, OWN = "not offered", "offered in the own organisation alone"
BUSY, NAMELESS = "whoever offers it is named for three already", "who wants it is not named"
NO_DAY = "no file says when a want was met"
_SHARES = ("share", "low", "high")
_LINKS = ["want", "offer", "times_met", "introduced_by", "knows_who_wants", "knows_who_offers", "introduction_score"]


class Company(NamedTuple):
    """Who was how often at the same gathering of few people, and who could still come.

    Attributes
    ----------
    people
        Ids, in the order of the others.
    days, presence
        Ordinals of the gatherings of few people, or NaN; people × these gatherings: 1 where somebody was there.
    staying
        Whether each could come to a gathering of the last three months.
    """

    people: pd.Index[str]
    days: np.ndarray
    presence: sparse.csr_array
    staying: np.ndarray

    @classmethod
    def of(cls, two_mode: TwoMode | None) -> Company:
        """Take the gatherings of 25 people or fewer."""
        if two_mode is None:
            return cls(pd.Index([], dtype="str"), np.array([]), sparse.csr_array((0, 0)), np.array([], bool))
        days = np.array([np.nan if pd.isna(day) else day.toordinal() for day in two_mode.days()], dtype=float)
        few = np.asarray(two_mode.incidence.sum(axis=0)).ravel() <= USUAL
        lately = days >= np.max(days[~np.isnan(days)], initial=-np.inf) - LATELY
        could = two_mode.eligible
        could = np.ones(two_mode.incidence.shape, bool) if could is None or not lately.any() else could[:, lately]
        staying = np.asarray(could.any(axis=1) | (could.shape[1] == 0))
        return cls(two_mode.people.index, days[few], sparse.csr_array(two_mode.incidence[:, few]), staying)

    def leavers(self) -> set[str]:
        """Give who could not come any more."""
        return {*self.people[~self.staying]}

    def times(self, person: str) -> np.ndarray:
        """Give how often each was there with somebody; nobody with whom never came."""
        place = self.people.get_indexer(pd.Index([person]))
        times: np.ndarray = (self.presence @ self.presence[place[place >= 0]].T).toarray().sum(axis=1)
        return times

    def contact_between(self, head: str, tail: str, first: dt.date, last: dt.date) -> bool:
        """Whether two were at the same gathering after one day and not after another."""
        places = self.people.get_indexer(pd.Index([head, tail]))
        if (places < 0).any():
            return False
        both = self.presence[places].toarray().all(axis=0)
        return bool((both & (self.days > first.toordinal()) & (self.days <= last.toordinal())).any())


class Market(NamedTuple):
    """The open wants and the offers of people who have not left, one a person and topic; and who could help whom."""

    wants: pd.DataFrame
    offers: pd.DataFrame
    company: Company
    pairs: pd.DataFrame

    @classmethod
    def of(cls, network: AnyNetwork, subjects: pd.DataFrame | None, conveners: Mapping[str, dt.date]) -> Market | None:
        """Match wants and offers; `pairs` is who could help whom, ``chosen`` where they are to be introduced."""
        company = Company.of(attendance_of(one_mode(network)))
        if subjects is None:
            return None
        columns = ["topic", "owner", "text", "organisation", "locality", "since", "closed"]
        order = subjects.assign(when=[day.toordinal() if day else 0 for day in subjects["since"]])
        order = order[~order["owner"].isin(company.leavers())].sort_values(
            ["topic", "owner", "when", "text"], kind="stable"
        )
        once = order[~order.duplicated(["kind", "topic", "owner"]) | (order["owner"] == "")]
        wants, offers = (once.loc[once["kind"] == kind, columns].reset_index(drop=True) for kind in ("want", "offer"))
        wants = wants[wants["closed"].isna()].reset_index(drop=True)
        market = cls(wants, offers, company, _pairs(wants, offers, company))
        return market._replace(pairs=_introduced(market.pairs, company, conveners))

    def unmet(self) -> Iterator[str]:
        """Say of each want why it is not met; empty where it is."""
        helped = {*self.pairs.loc[self.pairs["chosen"], "want_at"]}
        could, offered = {*self.pairs["want_at"]}, {*self.offers["topic"]}
        for at, (topic, owner) in enumerate(zip(self.wants["topic"], self.wants["owner"], strict=True)):
            lacking = NOT_OFFERED if topic not in offered else NAMELESS if not owner else OWN
            yield "" if at in helped else BUSY if at in could else lacking


def _pairs(wants: pd.DataFrame, offers: pd.DataFrame, company: Company) -> pd.DataFrame:
    """Pair each want with the offers of other people elsewhere, and choose: most wants first, then the best offers."""
    heads = wants[wants["owner"] != ""].rename_axis("want_at").reset_index()
    tails = offers[offers["owner"] != ""].rename_axis("offer_at").reset_index()
    pairs = heads.merge(tails, on="topic", suffixes=("", "_offer"))
    elsewhere = (pairs["organisation"] != pairs["organisation_offer"]) | (pairs["organisation"] == "")
    pairs = pairs[(pairs["owner"] != pairs["owner_offer"]) & elsewhere].reset_index(drop=True)
    times = {owner: pd.Series(company.times(owner), company.people) for owner in pairs["owner"].unique()}
    shared = [times[head].get(tail, 0.0) for head, tail in zip(pairs["owner"], pairs["owner_offer"], strict=True)]
    near = (pairs["locality"] == pairs["locality_offer"]) | (pairs["locality"] == "") | (pairs["locality_offer"] == "")
    wanting = wants.groupby("topic").size()
    often = pairs["topic"].map(wanting).to_numpy(float) >= 3
    score = 1.0 + (np.array(shared) == 0) + ~near.to_numpy(bool) + 0.5 * often
    pairs = pairs.assign(shared=np.array(shared, dtype=float), score=np.array(score, dtype=float))
    return pairs.assign(chosen=_chosen(pairs))


def _chosen(pairs: pd.DataFrame) -> np.ndarray:
    """Choose so that most wants are met and then the sum of the scores is highest: one offer a want, three an offerer.

    It is a transportation problem, the corners of which are whole numbers.
    """
    if pairs.empty:
        return np.zeros(0, bool)
    ends = [pd.factorize(pairs[name])[0] for name in ("want_at", "owner_offer")]
    sizes = [int(codes.max()) + 1 for codes in ends]
    rows = np.concatenate([ends[0], sizes[0] + ends[1]])
    columns = np.tile(np.arange(len(pairs)), 2)
    limits = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(sum(sizes), len(pairs)))
    most = np.repeat([1.0, float(MOST_OFFERED)], sizes)
    from scipy.optimize import linprog

    optimum = linprog(-(FIRST + pairs["score"]), limits, most, bounds=(0, 1), method="highs-ds")
    chosen: np.ndarray = optimum.x > 0.5
    return chosen


def _introduced(pairs: pd.DataFrame, company: Company, conveners: Mapping[str, dt.date]) -> pd.DataFrame:
    """Name who knows both: whoever met the rarer of the two most often, nobody more than twice.

    Conveners have met everybody, and are named only where nobody else has met both.
    """
    pairs = pairs.sort_values(["score", "topic", "owner", "owner_offer"], ascending=[False, True, True, True])
    busy, rows = Counter[str](), []
    for row in pairs.itertuples():
        names = ("", 0.0, 0.0)
        if row.chosen and row.shared < MOST_INTRODUCED:
            names = _between(company, (str(row.owner), str(row.owner_offer)), busy, conveners)
            busy[names[0]] += bool(names[0])
        rows.append(names)
    columns = ["introduced_by", "knows_who_wants", "knows_who_offers"]
    return pairs.join(pd.DataFrame(rows, columns=columns, index=pairs.index))


def _between(
    company: Company, ends: tuple[str, str], busy: Counter[str], conveners: Mapping[str, dt.date]
) -> tuple[str, float, float]:
    head, tail = (company.times(end) for end in ends)
    both = np.minimum(head, tail) * company.staying
    free = [place for place in np.flatnonzero(both) if busy[company.people[place]] < MOST_INTRODUCED]
    free = [place for place in free if company.people[place] not in ends]
    others = [place for place in free if company.people[place] not in conveners]
    if not free:
        return "", 0.0, 0.0
    best = min(others or free, key=lambda place: (-both[place], -head[place] - tail[place], company.people[place]))
    return str(company.people[best]), float(head[best]), float(tail[best])


def introductions(
    network: AnyNetwork, *, subjects: pd.DataFrame | None = None, conveners: Mapping[str, dt.date] | None = None
) -> pd.DataFrame:
    """Who should meet whom, because one wants what the other offers; and who could introduce them.

    A want is met by an offer of the same topic by somebody of another organisation. Of all ways to name one offer for
    each want, and nobody for more than three, it is the one that meets most wants; of those, the one with the highest
    scores. Nobody is named who could not come to a gathering of the last three months.

    Parameters
    ----------
    network
        Network of the whole time with the attendance behind it; without it nobody has met anybody. Ties, weights and
        direction do not matter; not changed.
    subjects
        ``kind``, ``topic``, ``owner``, ``text``, ``since``, ``closed``, ``organisation``, ``locality``, as in the tidy
        tables. A want that was met (``closed``) is none.
    conveners
        Who convenes: named as knowing both only if nobody else does.

    Returns
    -------
    pd.DataFrame
        One row per want that an offer meets, the best first (index ``topic``, ``wanted_by``, ``offered_by``):

        - ``want``, ``offer``: in their owners' words
        - ``times_met``: how often the two were at the same gathering of 25 people or fewer
        - ``introduced_by``: who knows both: whoever was most often at such a gathering with the one they met less, none
          of them named more than twice; empty if nobody was with both, or the two have met twice
        - ``knows_who_wants``, ``knows_who_offers``: how often they were with each
        - ``introduction_score``: 1, and 1 if the two have never met, 1 if they are of different localities, ½ if three
          or more want it

    Examples
    --------
    >>> introductions(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    market = Market.of(network, subjects, conveners or {})
    pairs = market.pairs[market.pairs["chosen"]] if market else pd.DataFrame()
    names = {"owner": "wanted_by", "owner_offer": "offered_by", "text": "want", "text_offer": "offer"}
    names |= {"shared": "times_met", "score": "introduction_score"}
    index = ["topic", "wanted_by", "offered_by"]
    table = pairs.rename(columns=names).reindex(columns=[*index, *_LINKS])
    kinds = dict.fromkeys([*index, "want", "offer", "introduced_by"], "str") | {"introduction_score": "float"}
    return _table(table, kinds | dict.fromkeys(["times_met", "knows_who_wants", "knows_who_offers"], "int64"), 3)


def _table(rows: object, kinds: Mapping[str, str], levels: int = 1) -> pd.DataFrame:
    """Make a table; its first columns are the index."""
    table = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, columns=[*kinds])
    return table.astype(kinds).set_index([*table.columns[:levels]])


def unmet(
    network: AnyNetwork, *, subjects: pd.DataFrame | None = None, conveners: Mapping[str, dt.date] | None = None
) -> pd.DataFrame:
    """Which wants no offer meets: an agenda.

    Parameters
    ----------
    network, subjects, conveners
        As for `introductions`.

    Returns
    -------
    pd.DataFrame
        One row per topic and reason, what most people want first (index ``topic``, ``unmet_why``):

        - ``want``: in their owners' words, each wording once
        - ``wanting``: how many want it; each answer that names nobody counts as one more
        - ``wanting_groups``: of how many organisations they are; ``wanting_are``: who

    Examples
    --------
    >>> unmet(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    market, rows = Market.of(network, subjects, conveners or {}), []
    if market:
        wants = market.wants.assign(why=[*market.unmet()])
        for (topic, why), part in wants[wants["why"] != ""].groupby(["topic", "why"]):
            words = "; ".join(sorted({*part["text"]}))
            groups, people = ({*part[name]} - {""} for name in ("organisation", "owner"))
            rows.append((topic, why, words, len(part), len(groups), "; ".join(sorted(people))))
    rows.sort(key=lambda row: (-row[3], row[:2]))
    names = ["topic", "unmet_why", "want", "wanting", "wanting_groups", "wanting_are"]
    kinds = {name: "int64" if name in {"wanting", "wanting_groups"} else "str" for name in names}
    return _table(rows, kinds, 2)


def unused(
    network: AnyNetwork, *, subjects: pd.DataFrame | None = None, conveners: Mapping[str, dt.date] | None = None
) -> pd.DataFrame:
    """Which offers nobody is named for.

    Parameters
    ----------
    network, subjects, conveners
        As for `introductions`.

    Returns
    -------
    pd.DataFrame
        One row per offer (index ``topic``, ``offered_by``):

        - ``offer``: in the owner's words
        - ``wanting``: how many want it all the same, and have another offer or are of the same organisation

    Examples
    --------
    >>> unused(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    market = Market.of(network, subjects, conveners or {})
    columns = {"topic": "str", "offered_by": "str", "offer": "str", "wanting": "int64"}
    if market is None:
        return _table([], columns, 2)
    used = {*market.pairs.loc[market.pairs["chosen"], "offer_at"]}
    rest = market.offers[~market.offers.index.isin(used) & (market.offers["owner"] != "")]
    wanting = rest["topic"].map(market.wants.groupby("topic").size()).fillna(0)
    table = rest.rename(columns={"owner": "offered_by", "text": "offer"}).assign(wanting=wanting)
    return _table(table[[*columns]], columns, 2)


def needs(network: AnyNetwork, *, by: str, subjects: pd.DataFrame | None = None) -> pd.DataFrame:
    """How many wants were met, as those who had them say.

    Parameters
    ----------
    network
        As for `introductions`.
    by
        Node column, and column of the subjects, that names the group.
    subjects
        As for `introductions`; ``closed`` is the day a want was met.

    Returns
    -------
    pd.DataFrame
        One row per group whose people want anything, and one of all (index ``group``):

        - ``wants``: what they want or wanted, each topic of a person once
        - ``wants_met``: those of which they say that they were met; ``wants_met_share``, 0 … 1, with Wilson's interval,
          ``wants_met_low``, ``wants_met_high``; blank where no file says when a want was met
        - ``met_after_contact``: those of them whose owner was with somebody who offers it, at a gathering of 25 people
          or fewer, between the day it was said and the day it was met
        - ``note``: why something is blank

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> needs(network, by="team").shape[0]
    0
    """
    one_mode(network).groups(by)
    counts, shares = ["wants", "wants_met", "met_after_contact"], [f"wants_met_{part}" for part in _SHARES]
    rows: list[tuple[Any, ...]] = []
    if subjects is not None and by in subjects:
        wants = subjects[subjects["kind"] == "want"].sort_values(["owner", "topic"], kind="stable")
        wants = wants[~wants.duplicated(["owner", "topic"]) | (wants["owner"] == "")]
        after = _after_contact(wants, subjects, Company.of(attendance_of(one_mode(network))))
        wants = wants.assign(ended=wants["closed"].notna(), after=after)
        dated = bool(wants["ended"].any())
        groups = [(ALL, wants), *(row for row in wants.groupby(by) if row[0])] if len(wants) else []
        for name, part in groups:
            count = int(part["ended"].sum())
            share = [*wilson(count, len(part))] if dated else [np.nan] * 3
            figures = [count, int(part["after"].sum())] if dated else [None] * 2
            rows.append((name, len(part), *figures, *share, "" if dated else NO_DAY))
    kinds = {"group": "str", **dict.fromkeys(counts, "Int64"), **dict.fromkeys(shares, "float"), "note": "str"}
    return _table(rows, kinds)


def _after_contact(wants: pd.DataFrame, subjects: pd.DataFrame, company: Company) -> list[bool]:
    """Tell of each want whether its owner was with somebody who offers it before it was met."""
    offers = subjects[(subjects["kind"] == "offer") & (subjects["owner"] != "")]
    offering = offers.groupby("topic")["owner"].agg(set).to_dict()
    return [
        bool(closed and since)
        and any(
            company.contact_between(owner, other, since, closed) for other in offering.get(topic, ()) if other != owner
        )
        for owner, topic, since, closed in zip(*(wants[c] for c in ("owner", "topic", "since", "closed")), strict=True)
    ]


def working_on(network: AnyNetwork, *, by: str, subjects: pd.DataFrame | None = None) -> pd.DataFrame:
    """Who works on what, in all and in each group.

    Parameters
    ----------
    network, by, subjects
        As for `needs`. To work on a topic is to name it, to have taken on a task, or to have made something of it.

    Returns
    -------
    pd.DataFrame
        One row per topic, and per topic and group (index ``topic``, ``group``; ``all`` first):

        - ``workers``: how many people work on it; ``working_groups``: of how many groups; ``workers_are``: who
        - ``wants``, ``offers``: how many people want it, and offer it; ``things``: tasks, resources and practices

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> working_on(network, by="team").shape[0]
    0
    """
    one_mode(network).groups(by)
    names = ["topic", "group", "workers", "working_groups", "workers_are", "wants", "offers", "things"]
    kinds = {name: "str" if name in {"topic", "group", "workers_are"} else "int64" for name in names}
    rows: list[Sequence[object]] = []
    if subjects is not None and by in subjects:
        for topic, part in subjects[subjects["kind"] != "barrier"].groupby("topic", sort=True):
            parts = [(ALL, part), *((name, rest) for name, rest in part.groupby(by, sort=True) if name)]
            rows += [(topic, name, *_workers(rest, by)) for name, rest in parts]
    return _table(rows, kinds, 2)


def _workers(part: pd.DataFrame, by: str) -> tuple[object, ...]:
    work = part[part["kind"].isin(WORKING) & ~proposals(part)]
    people = sorted({*work["owner"]} - {""})
    sides = (len({*part.loc[part["kind"] == kind, "owner"]} - {""}) for kind in ("want", "offer"))
    groups, things = len({*work[by]} - {""}), int((work["kind"] != "topic").sum())
    return len(people), groups, "; ".join(people), *sides, things
