"""Whether all have equal voice: who speaks by role against who was there, meeting by meeting, and who speaks next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sna.analyse.cops import holm
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.voice import Spoken, jackknife, ratio_of_half, role_test
from sna.network import AnyNetwork, one_mode

MORE, FEWER, UNCLEAR = "more than chance", "fewer than chance", "not to be told from chance"
EVERY = "all meetings"
"""The part that is the whole time."""
FEWEST_PEOPLE, FEWEST_MEETINGS = 4, 3
"""A role of fewer people, or a part of fewer meetings with a register and a transcript, is counted and not tested."""
LITTLE = 0.5
"""Found less often than this, a role that has half the turns and is not found says nothing."""
_COUNTS = ["voice_people", "voice_meetings", "voice_turns"]
_FIGURES = [
    "voice_seconds", "voice_share", "voice_presence", "voice_ratio", "voice_low", "voice_high", "voice_seconds_ratio",
    "voice_others", "voice_p", "voice_p_adjusted", "voice_power",
]  # fmt: skip
_CHANGE = ["voice_first", "voice_last", "voice_times", "voice_p", "voice_p_adjusted", "voice_power"]


class Talk(NamedTuple):
    """Who was where and spoke how often: gatherings × people.

    Attributes
    ----------
    gatherings
        Index: id; ``on``, ``mode``, ``period``, ``registered`` (whether a register says who was there), and of all who
        spoke ``turns``, ``seconds``, and ``nobody``, the seconds of nobody in particular.
    voices
        The role of each person; empty where nobody says it.
    present, turns, seconds
        Gatherings × people.
    follows
        Of each turn that followed another of a person: the numbers of gathering, of who spoke before, and of who spoke.
    """

    gatherings: pd.DataFrame
    voices: np.ndarray
    present: np.ndarray
    turns: np.ndarray
    seconds: np.ndarray
    follows: np.ndarray

    @classmethod
    def of(cls, network: AnyNetwork, speech: pd.DataFrame | None) -> Talk | None:
        """Take it from a table of turns, which has a row without a turn for each person on a register of that day."""
        if speech is None or speech.empty:
            return None
        behind = one_mode(network).behind
        spoken = _turns(speech)
        ids = list(dict.fromkeys(spoken["gathering"]))
        table = speech.drop_duplicates("gathering").set_index("gathering").reindex(ids)[["on", "mode"]]
        dated = behind is not None and "period" in behind.gatherings
        period = behind.gatherings["period"] if behind is not None and dated else pd.Series(dtype=str)
        table["period"] = period.reindex(ids).fillna("").astype(str)
        table["registered"] = table.index.isin(set(speech.loc[speech["turn"].isna(), "gathering"]))
        own = speech[speech["gathering"].isin(ids)]
        people = pd.Index(sorted({*own["person"]} - {""}), dtype="str")
        voices = speech.drop_duplicates("person").set_index("person")["voice"].reindex(people).to_numpy(str)
        present, turns, seconds = np.zeros((3, len(ids), len(people)))
        place, who = pd.Index(ids).get_indexer(own["gathering"]), people.get_indexer(own["person"])
        present[place[who >= 0], who[who >= 0]] = 1
        place, who = pd.Index(ids).get_indexer(spoken["gathering"]), people.get_indexer(spoken["person"])
        lengths = spoken["seconds"].fillna(0).to_numpy(float)
        np.add.at(turns, (place[who >= 0], who[who >= 0]), 1)
        np.add.at(seconds, (place[who >= 0], who[who >= 0]), lengths[who >= 0])
        table["turns"], table["seconds"] = (np.bincount(place, weight, len(ids)) for weight in (None, lengths))
        table["nobody"] = np.bincount(place, np.where(who < 0, lengths, 0.0), len(ids))
        close = spoken["next"].to_numpy(bool)[1:] & (who[1:] >= 0) & (who[:-1] >= 0)
        follows = np.array([place[1:][close], who[:-1][close], who[1:][close]]).T
        return cls(table, voices, present.astype(bool), turns, seconds, follows)

    def parts(self) -> Iterator[tuple[str, np.ndarray]]:
        """Give the whole time, each period, and each mode if there are both: the name, and which gatherings are in it.

        Only gatherings of which a register says who was there.
        """
        table = self.gatherings
        yield EVERY, table["registered"].to_numpy(bool)
        for column in ("period", "mode"):
            names = [name for name in dict.fromkeys(table[column]) if name]
            for name in names if len(names) > 1 or column == "period" else ():
                yield name, ((table[column] == name) & table["registered"]).to_numpy(bool)

    def expected(self, chosen: np.ndarray, amount: np.ndarray) -> np.ndarray:
        """Give what each person of a known role would have of the turns or seconds by being there, over gatherings."""
        company = self.present[chosen] & (self.voices != "")
        mean = (amount[chosen] * company).sum(axis=1) / np.maximum(company.sum(axis=1), 1)
        return np.asarray((company * mean[:, np.newaxis]).sum(axis=0))

    def half(self, chosen: np.ndarray, role: str) -> float:
        """Give the ratio of a role to the others if it has half the turns of the others."""
        company = self.present[chosen] & (self.voices != "")
        return ratio_of_half(company, self.turns[chosen] * company, self.voices == role)

    def spoken(self, chosen: np.ndarray, sign: int = 1) -> Spoken:
        """Give the turns of some gatherings, of people of a known role."""
        return Spoken(self.turns[chosen].sum(axis=0), self.expected(chosen, self.turns), sign)


def _turns(speech: pd.DataFrame) -> pd.DataFrame:
    """Give the turns in order; what somebody says in a row is one turn, also under two names.

    ``next`` says whether a turn follows the one above without another between.
    """
    spoken = speech[speech["turn"].notna()]
    spoken = spoken.assign(day=[str(day or "") for day in spoken["on"]], turn=spoken["turn"].astype(int))
    spoken = spoken.sort_values(["day", "gathering", "file", "turn"], kind="stable").reset_index(drop=True)
    same = (spoken[["gathering", "file"]] == spoken[["gathering", "file"]].shift()).all(axis=1)
    spoken["next"] = same & (spoken["turn"] == spoken["turn"].shift() + 1)
    more = spoken["next"] & (spoken["person"] == spoken["person"].shift()) & (spoken["person"] != "")
    first = spoken.groupby((~more).cumsum())
    return first.first().assign(seconds=first["seconds"].sum(min_count=1)).reset_index(drop=True)


def _roles(talk: Talk, chosen: np.ndarray) -> list[str]:
    """Give the roles of those who were at some gatherings; none if there is but one."""
    roles = sorted({*talk.voices[talk.present[chosen].any(axis=0)]} - {""})
    return roles if len(roles) > 1 else []


def voice(
    network: AnyNetwork, *, speech: pd.DataFrame | None = None, permutations: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """How much each role speaks, against what its presence alone would give.

    At each gathering those there would speak equally often; what that gives the people of a role, summed, is held
    against their turns. So who comes seldom is no quiet role. Gatherings count of which there is a transcript and a
    register of the same day; people count whose role is known.

    Parameters
    ----------
    network
        Network of the whole time with the attendance behind it, whose gatherings may say their ``period``. Ties do not
        matter; not changed.
    speech
        A row a turn: ``person`` (blank for nobody in particular), ``gathering``, ``on``, ``mode``, ``voice``, ``file``,
        ``turn`` (its number), ``seconds``; and a row without a turn for each person on a register of the gathering.
    permutations, seed
        How often roles are dealt out anew among people, and the start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row per part and role (index ``part``, ``voice``): of all meetings, of each period, and of each mode where
        there are several:

        - ``voice_people``: people of the role who were there; ``voice_meetings``: gatherings that count
        - ``voice_turns``, ``voice_seconds``: of the role; ``voice_share``: share of turns, 0 … 1; ``voice_presence``:
          what presence alone would give
        - ``voice_ratio``: the one ÷ the other; ``voice_low``, ``voice_high``: its 95 % interval, leaving out one person
          at a time, of the logarithm, with one degree of freedom less than people of the role;
          ``voice_seconds_ratio``: the ratio by time
        - ``voice_others``: the ratio ÷ that of all others
        - ``voice_p``: share of deals of the role among people in which it is at least as far from the others,
          two-sided; ``voice_p_adjusted``: for the number of roles in the part, by Holm's method
        - ``voice_power``: how often it would be found (p of at most 0.05) had the role half the turns of the others,
          each time its people are there
        - ``verdict``: *more than chance*, *fewer than chance*; *these data cannot tell* if neither and the power is
          below one half; *not to be told from chance*
        - ``note``: why something is blank

    Notes
    -----
    ``benchmarks/voice.py`` prints how often the verdict errs and how often it finds what was planted.

    Examples
    --------
    >>> from sna.network import Network
    >>> voice(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    talk = Talk.of(network, speech)
    rows = (
        [] if talk is None else [row for part in talk.parts() for row in _voice_rows(talk, *part, permutations, seed)]
    )
    table = pd.DataFrame(rows, columns=["part", "voice", *_COUNTS, *_FIGURES, "verdict", "note"])
    table["voice_p_adjusted"] = table.groupby("part", sort=False)["voice_p"].transform(
        lambda p: holm(p.to_numpy(float))
    )
    table["verdict"] = _verdicts(table, "voice_ratio")
    return typed(table, ["part", "voice"], _COUNTS, _FIGURES)


def _verdicts(table: pd.DataFrame, ratio: str) -> np.ndarray:
    """Say of each row what may be concluded of a ratio."""
    claim = np.where(table[ratio].astype(float) > 1, MORE, FEWER)
    rest = np.where(~(table["voice_power"].astype(float) >= LITTLE), CANNOT_TELL, UNCLEAR)
    return np.where(table["voice_p_adjusted"].astype(float) <= LEVEL, claim, rest)


def typed(table: pd.DataFrame, index: list[str], counts: list[str], numbers: list[str]) -> pd.DataFrame:
    """Give a table with the kinds of its columns, and its index."""
    texts = dict.fromkeys([*index, *({"verdict", "note", "mode", "period"} & {*table.columns})], "str")
    kinds = dict.fromkeys(counts, "Int64") | dict.fromkeys(numbers, float) | texts
    return table.astype(kinds).set_index(index)


def _voice_rows(talk: Talk, part: str, chosen: np.ndarray, permutations: int, seed: int) -> Iterator[dict[str, object]]:
    people, spoken = talk.present[chosen].any(axis=0) & (talk.voices != ""), talk.spoken(chosen)
    by_time = talk.seconds[chosen].sum(axis=0), talk.expected(chosen, talk.seconds)
    for role in _roles(talk, chosen):
        own = people & (talk.voices == role)
        turns, base, total = spoken.spoken[own].sum(), spoken.expected[own].sum(), spoken.spoken[people].sum()
        seconds = by_time[0][own].sum(), by_time[1][own].sum()
        rest = ratio(total - turns, spoken.expected[people].sum() - base)
        row: dict[str, object] = {
            "part": part, "voice": role, "voice_people": int(own.sum()), "voice_meetings": int(chosen.sum()),
            "voice_turns": int(turns), "voice_seconds": round(seconds[0], 1), "voice_share": ratio(turns, total),
            "voice_presence": ratio(base, total), "voice_ratio": ratio(turns, base),
            "voice_seconds_ratio": ratio(*seconds), "voice_others": ratio(ratio(turns, base), rest),
            "note": _too_few(int(own.sum()), int((people & ~own).sum()), int(chosen.sum())),
        }  # fmt: skip
        if not row["note"]:
            company = talk.present[chosen] & (talk.voices != "")
            log, error = jackknife(company[:, people], talk.turns[chosen][:, people], own[people])
            parts = [Spoken(spoken.spoken[people], spoken.expected[people])]
            half = talk.half(chosen, role)
            p, power = role_test(parts, own[people], half=half, permutations=permutations, seed=seed)
            ends = (float(np.exp(log + side * error * stdtrit(own.sum() - 1, 0.975))) for side in (-1, 1))
            row |= dict(zip(("voice_low", "voice_high", "voice_p", "voice_power"), (*ends, p, power), strict=True))
        yield row


def ratio(part: float, total: float) -> float:
    """Give one ÷ the other; blank (NaN) of nothing.

    Examples
    --------
    >>> ratio(1, 2), ratio(1, 0)
    (0.5, nan)
    """
    return float(part / total) if total else float("nan")


def _too_few(people: int, others: int, meetings: int) -> str:
    if min(people, others) < FEWEST_PEOPLE:
        return f"fewer than {FEWEST_PEOPLE} people of the role, or of the others: not tested"
    return f"fewer than {FEWEST_MEETINGS} meetings: not tested" if meetings < FEWEST_MEETINGS else ""


def voice_change(
    network: AnyNetwork, *, speech: pd.DataFrame | None = None, permutations: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """Whether each role speaks more, against the others, in the last period than in the first.

    Parameters
    ----------
    network, speech, permutations, seed
        As for `voice`.

    Returns
    -------
    pd.DataFrame
        One row per role (index ``voice``); none where fewer than two periods have a transcript and a register:

        - ``voice_first``, ``voice_last``: the ratio to all others in the first and the last period
        - ``voice_times``: the last ÷ the first
        - ``voice_p``: share of deals of the role among people in which it changes as much, two-sided;
          ``voice_p_adjusted``: for the number of roles, by Holm's method
        - ``voice_power``: how often it would be found (p of at most 0.05) had the role, against the others, half the
          turns in the last period that it had in the first
        - ``verdict``, ``note``: as for `voice`

    Examples
    --------
    >>> from sna.network import Network
    >>> voice_change(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    talk = Talk.of(network, speech)
    rows = [] if talk is None else list(_change_rows(talk, permutations, seed))
    table = pd.DataFrame(rows, columns=["voice", *_CHANGE, "verdict", "note"])
    table["voice_p_adjusted"] = holm(table["voice_p"].to_numpy(float))
    table["verdict"] = _verdicts(table, "voice_times")
    return typed(table, ["voice"], [], _CHANGE)


def _change_rows(talk: Talk, permutations: int, seed: int) -> Iterator[dict[str, object]]:
    periods = [chosen for name, chosen in talk.parts() if chosen.any() and name in {*talk.gatherings["period"]}]
    if len(periods) < 2:
        return
    ends = periods[0], periods[-1]
    people = talk.present[ends[0] | ends[1]].any(axis=0) & (talk.voices != "")
    spoken = [talk.spoken(chosen, sign) for chosen, sign in zip(ends, (-1, 1), strict=True)]
    parts = [Spoken(part.spoken[people], part.expected[people], part.sign) for part in spoken]
    for role in _roles(talk, ends[0] | ends[1]):
        own = (talk.voices == role)[people]
        first, last = (ratio(*(part.ratio(side) for side in (own, ~own))) for part in parts)
        fewest = min(int((part.expected[side] > 0).sum()) for part in parts for side in (own, ~own))
        note = _too_few(fewest, fewest, min(int(chosen.sum()) for chosen in ends))
        row = {
            "voice": role,
            "voice_first": first,
            "voice_last": last,
            "voice_times": ratio(last, first),
            "note": note,
        }
        if not note:
            half = talk.half(ends[1], role)
            row["voice_p"], row["voice_power"] = role_test(parts, own, half=half, permutations=permutations, seed=seed)
        yield row
