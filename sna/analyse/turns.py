"""How equally people speak at each meeting, virtual beside in person, and who speaks next after whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sna.analyse.cops import holm
from sna.analyse.voice import FEWER, FEWEST_MEETINGS, FEWEST_PEOPLE, MORE, UNCLEAR, Talk, ratio, typed
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.voice import difference_test, effective, expected_gini, gini, next_speakers
from sna.network import AnyNetwork

MODES = ("in person", "virtual")
NO_REGISTER = "no register of that day: who kept silent is not known"
MEASURES = {"turns_gini": "inequality", "silent_share": "silent", "voice_half": "half of the turns"}
"""What is compared between virtual meetings and those in person: column of `voice_meeting` → what it is called."""
_MEETING_COUNTS = ["voice_present", "voice_speakers", "voice_turns", "voice_half"]
_MEETING = ["voice_seconds", "nobody_share", "silent_share", "turns_gini", "turns_gini_expected", "voice_effective"]


def voice_meeting(network: AnyNetwork, *, speech: pd.DataFrame | None = None) -> pd.DataFrame:
    """How equally people speak at each meeting of which there is a transcript.

    Parameters
    ----------
    network, speech
        As for `voice`.

    Returns
    -------
    pd.DataFrame
        One row per gathering (index ``gathering``), in order of time:

        - ``on``, ``mode``, ``period``: when, how, and to which period it belongs
        - ``voice_present``: people who were there; ``voice_speakers``: who spoke; ``voice_turns``, ``voice_seconds``:
          all that was spoken; ``nobody_share``: share of the time that is of nobody in particular, 0 … 1
        - ``silent_share``: share of those present who said nothing, 0 … 1
        - ``turns_gini``: inequality of turns among those present, 0 … 1; ``turns_gini_expected``: its mean if each turn
          fell on anybody with equal chance
        - ``voice_effective``: how many who spoke alike would make two turns as often of one person
        - ``voice_half``: the smallest number of people with half of the turns
        - ``note``: why something is blank: without a register of that day who kept silent is not measurable

    References
    ----------
    Gerber, M. (2015). Equal partners in dialogue? Participation equality in a transnational deliberative poll
    (Europolis). Political Studies 63(S1), 110-130. https://doi.org/10.1111/1467-9248.12183

    Examples
    --------
    >>> from sna.network import Network
    >>> voice_meeting(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    talk = Talk.of(network, speech)
    rows = [] if talk is None else [_meeting_row(talk, place) for place in range(len(talk.gatherings))]
    columns = ["gathering", "on", "mode", "period", *_MEETING_COUNTS, *_MEETING, "note"]
    return typed(pd.DataFrame(rows, columns=columns), ["gathering"], _MEETING_COUNTS, _MEETING)


def _meeting_row(talk: Talk, place: int) -> dict[str, object]:
    row, counts = talk.gatherings.iloc[place], talk.turns[place][talk.present[place]]
    turns = np.sort(counts)[::-1]
    enough = np.flatnonzero(2 * np.cumsum(turns) >= turns.sum())
    figures: dict[str, object] = {
        "gathering": str(row.name), "on": row["on"], "mode": row["mode"], "period": row["period"],
        "voice_speakers": int((counts > 0).sum()), "voice_turns": int(row["turns"]),
        "voice_seconds": round(float(row["seconds"]), 1), "nobody_share": ratio(row["nobody"], row["seconds"]),
        "voice_effective": effective(counts), "voice_half": int(enough[0]) + 1 if turns.sum() else pd.NA,
        "voice_present": pd.NA, "note": NO_REGISTER,
    }  # fmt: skip
    if not row["registered"]:
        return figures
    return figures | {
        "voice_present": len(counts), "silent_share": float((counts == 0).mean()), "turns_gini": gini(counts),
        "turns_gini_expected": expected_gini(int(counts.sum()), len(counts)), "note": "",
    }  # fmt: skip


def voice_modes(
    network: AnyNetwork, *, speech: pd.DataFrame | None = None, permutations: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """Whether talk is spread otherwise at virtual meetings than in person.

    Meetings are dealt out anew over the two modes, within each period, so that a change over time is no difference of
    modes. Who came may differ too.

    Parameters
    ----------
    network, speech, permutations, seed
        As for `voice`.

    Returns
    -------
    pd.DataFrame
        One row per measure (index ``measure``): *inequality* (beyond what equal chances give), the share *silent*, and
        how many have *half of the turns*; none unless both modes have meetings with transcript and register:

        - ``mode_person``, ``mode_virtual``: the mean in person, and virtual; ``both_modes_meetings``: meetings of both
        - ``mode_p``: share of deals with a difference at least as large; ``mode_p_adjusted``: for the three measures
        - ``verdict``: *more than chance* (virtual), *fewer than chance*, *not to be told from chance*; *these data
          cannot tell* with fewer than 3 meetings of either mode
        - ``note``: why something is blank

    Examples
    --------
    >>> from sna.network import Network
    >>> voice_modes(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    meetings = voice_meeting(network, speech=speech)
    table = meetings[(meetings["note"] == "") & meetings["mode"].isin(MODES) & (meetings["voice_turns"] > 0)]
    table = table.assign(turns_gini=table["turns_gini"] - table["turns_gini_expected"]).dropna(subset=[*MEASURES])
    virtual, rows = (table["mode"] == MODES[1]).to_numpy(bool), list[dict[str, object]]()
    for column, measure in MEASURES.items() if virtual.any() and not virtual.all() else ():
        values = table[column].to_numpy(float)
        row = {"measure": measure, "mode_person": values[~virtual].mean(), "mode_virtual": values[virtual].mean()}
        few = min(virtual.sum(), (~virtual).sum()) < FEWEST_MEETINGS
        row["both_modes_meetings"], row["note"] = (
            len(table),
            f"fewer than {FEWEST_MEETINGS} meetings of a mode" if few else "",
        )
        if not few:
            strata = pd.factorize(table["period"])[0]
            row["mode_p"] = difference_test(values, virtual, strata, permutations=permutations, seed=seed)
        rows.append(row)
    figures = ["mode_person", "mode_virtual", "mode_p", "mode_p_adjusted"]
    result = pd.DataFrame(rows, columns=["measure", *figures, "both_modes_meetings", "verdict", "note"])
    result["mode_p_adjusted"] = holm(result["mode_p"].to_numpy(float))
    claim = np.where(result["mode_virtual"].astype(float) > result["mode_person"].astype(float), MORE, FEWER)
    open_ = np.where(result["note"] != "", CANNOT_TELL, UNCLEAR)
    result["verdict"] = np.where(result["mode_p_adjusted"].astype(float) <= LEVEL, claim, open_)
    return typed(result, ["measure"], ["both_modes_meetings"], figures)


def turns(
    network: AnyNetwork, *, speech: pd.DataFrame | None = None, permutations: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """Who speaks next after whom, by role, against each person's share in the talk. To speak next is not to answer.

    After somebody each other person would speak next by their share in the turns of the meeting. Roles are dealt out
    anew among people, so that turns which go back and forth between two of them make no pattern of roles.

    Parameters
    ----------
    network, speech, permutations, seed
        As for `voice`. A register is not needed.

    Returns
    -------
    pd.DataFrame
        One row per pair of roles of 4 speakers or more (index ``spoke_before``, ``spoke_next``):

        - ``next_turns``: how often somebody of the second spoke next; ``next_expected``: by each person's share
        - ``next_ratio``: the one ÷ the other; blank if none is expected
        - ``next_p``: share of deals at least as far from what deals give; ``next_p_adjusted``: for all pairs of roles
        - ``verdict``: *more than chance*, *fewer than chance*, *not to be told from chance*
        - ``note``: why something is blank

    Examples
    --------
    >>> from sna.network import Network
    >>> turns(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    talk, columns = Talk.of(network, speech), ["next_expected", "next_ratio", "next_p", "next_p_adjusted"]
    speakers = None if talk is None else pd.Series(talk.voices[talk.turns.sum(axis=0) > 0]).value_counts()
    roles = (
        [] if speakers is None else sorted(role for role in speakers.index if role and speakers[role] >= FEWEST_PEOPLE)
    )
    rows = []
    if talk is not None and len(roles) > 1:
        own = np.flatnonzero(np.isin(talk.voices, roles))
        number = np.array([roles.index(role) for role in talk.voices[own]])
        result = next_speakers(*_passes(talk, own), number, permutations=permutations, seed=seed)
        for before, first in enumerate(roles):
            for after, second in enumerate(roles):
                times, base, p, adjusted = (part[before, after] for part in result)
                verdict = UNCLEAR if adjusted > LEVEL else MORE if times > base else FEWER
                rows.append((first, second, int(times), base, ratio(times, base), p, adjusted, verdict, ""))
    table = pd.DataFrame(rows, columns=["spoke_before", "spoke_next", "next_turns", *columns, "verdict", "note"])
    return typed(table, ["spoke_before", "spoke_next"], ["next_turns"], columns)


def _passes(talk: Talk, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give how often each spoke next after each, and would by their shares, of some people."""
    place = np.full(talk.turns.shape[1], -1)
    place[own] = np.arange(len(own))
    passes, expected = np.zeros((2, len(own), len(own)))
    for gathering, counts in enumerate(talk.turns[:, own]):
        rows = talk.follows[talk.follows[:, 0] == gathering]
        before, after = place[rows[:, 1]], place[rows[:, 2]]
        both = (before >= 0) & (after >= 0)
        np.add.at(passes, (before[both], after[both]), 1)
        out = np.bincount(before[both], minlength=len(own))
        share = out[:, np.newaxis] * counts / np.maximum(counts.sum() - counts, 1)[:, np.newaxis]
        np.fill_diagonal(share, 0)
        expected += share
    return passes, expected
