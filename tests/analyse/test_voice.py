"""Voice by role, equality, and who speaks next: small meetings worked out by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from sna.analyse.turns import NO_REGISTER, turns, voice_meeting, voice_modes
from sna.analyse.voice import EVERY, voice, voice_change
from sna.network import Network

NETWORK = Network.of([("a", "b", 1.0)])


def speech(meetings, voices, *, silent=(), registered=True, modes=None):
    """Give the table of meetings: each a text of who speaks in turn ("." is nobody), and the registers."""
    rows = []
    for number, order in enumerate(meetings):
        day = dt.date(2024, 1 + number % 12, 1 + number // 12)
        base = {"gathering": f"m{number:02}", "on": day, "mode": (modes or [""] * len(meetings))[number], "file": "t"}
        for turn, who in enumerate(order, 1):
            rows.append(base | {"person": "" if who == "." else who, "turn": turn, "seconds": 2.0})
        there = sorted({*order} - {"."} | {*silent}) if registered else []
        rows += [base | {"person": who, "turn": None, "seconds": np.nan} for who in there]
    table = pd.DataFrame(rows).astype({"turn": object})
    return table.assign(voice=[voices.get(who, "") for who in table["person"]])


def test_the_ratio_of_a_role_is_its_turns_over_what_presence_gives():
    table = voice(NETWORK, speech=speech(["abacab", "cdc"], {"a": "x", "b": "x", "c": "y", "d": "y"}, silent=["e"]))
    x, y = table.loc[(EVERY, "x")], table.loc[(EVERY, "y")]
    assert x["voice_turns"] == 5
    assert x["voice_ratio"] == pytest.approx(5 / (6 * 2 / 3))
    assert y["voice_ratio"] == pytest.approx(4 / (6 * 1 / 3 + 3))
    assert x["voice_others"] == pytest.approx((5 / 4) / (4 / 5))
    assert x["voice_seconds_ratio"] == pytest.approx(x["voice_ratio"])
    assert (table["note"] != "").all()
    assert (table["verdict"] == "these data cannot tell").all()
    assert table[["voice_p", "voice_low"]].isna().all(axis=None)


def test_halved_talk_gives_the_ratio_to_all_others_and_not_that_of_presence():
    order = "abcdefgh" * 2 + "efgh" * 2
    table = voice(NETWORK, speech=speech([order] * 4, {who: "x" if who in "abcd" else "y" for who in "abcdefgh"}))
    assert table.loc[(EVERY, "x"), "voice_others"] == pytest.approx(0.5)
    assert table.loc[(EVERY, "x"), "voice_ratio"] == pytest.approx(0.5 / (1 - 0.5 + 0.5 * 0.5))


def test_without_a_register_only_turns_are_told():
    table = speech(["abab.b"], {"a": "x", "b": "y"}, registered=False)
    assert voice(NETWORK, speech=table).shape[0] == 0
    row = voice_meeting(NETWORK, speech=table).iloc[0]
    assert (row["voice_turns"], row["voice_speakers"], row["note"]) == (6, 2, NO_REGISTER)
    assert row[["voice_present", "silent_share", "turns_gini"]].isna().all()
    assert row["nobody_share"] == pytest.approx(1 / 6)


def test_equality_is_among_those_who_were_there():
    row = voice_meeting(NETWORK, speech=speech(["abab"], {}, silent=["c", "d"])).iloc[0]
    assert (row["voice_present"], row["silent_share"], row["voice_half"]) == (4, 0.5, 1)
    assert row["turns_gini"] == pytest.approx(8 * 2 / (2 * 4 * 3))


def test_what_one_says_in_a_row_is_one_turn_and_nobody_or_a_gap_breaks_the_order():
    voices = dict.fromkeys("abcd", "x") | dict.fromkeys("efgh", "y")
    every = speech(["aae.fab", "cgdh"], voices)
    table = turns(NETWORK, speech=every)
    assert table.loc[("x", "y"), "next_turns"] == 3
    assert table.loc[("y", "x"), "next_turns"] == 2
    assert table.loc[("x", "x"), "next_turns"] == 1
    assert table["next_turns"].sum() == 6
    left_out = every[~((every["gathering"] == "m00") & (every["person"] == "e"))]
    assert turns(NETWORK, speech=left_out)["next_turns"].sum() == 0
    assert voice_meeting(NETWORK, speech=every)["voice_turns"].tolist() == [6, 4]


def test_modes_are_compared_where_both_have_meetings():
    modes = ["virtual", "in person"] * 3
    table = voice_modes(NETWORK, speech=speech(["abab", "abcabc"] * 3, {}, silent=["c"], modes=modes))
    assert table.loc["silent", ["mode_virtual", "mode_person"]].tolist() == pytest.approx([1 / 3, 0])
    assert table.loc["silent", "mode_p"] == pytest.approx(0.1, abs=0.02)
    assert voice_modes(NETWORK, speech=speech(["ab"] * 3, {}, modes=["virtual"] * 3)).empty
    few = voice_modes(NETWORK, speech=speech(["abab", "abcabc"], {}, silent=["c"], modes=modes[:2]))
    assert (few["verdict"] == "these data cannot tell").all()


def test_nothing_is_said_without_transcripts_or_with_one_role():
    for empty in (None, speech(["ab"], {})[:0]):
        assert all(function(NETWORK, speech=empty).empty for function in (voice, voice_change, voice_meeting, turns))
    one = speech(["abab"] * 3, {"a": "x", "b": "x"})
    assert voice(NETWORK, speech=one).empty
    assert turns(NETWORK, speech=one).empty
