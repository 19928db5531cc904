"""What is said of a comparison community, and of a change month by month: told only where the change here holds."""

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings.counts import OTHERS_LEVEL
from sna.findings.kinds import _within_budget, families
from sna.findings.record import Finding, Verdict
from sna.findings.robustness import AGAINST_SHORT, against, against_words, interruption, interruption_words
from sna.findings.sources import parts, plain

ROW = {
    "together_before": 1.67, "together_before_low": 1.3, "together_before_high": 2.1,
    "together_after": 1.56, "together_after_low": 1.2, "together_after_high": 2.0,
    "together_change": 0.934, "together_change_low": 0.69, "together_change_high": 1.26,
    "against": 0.37, "against_low": 0.22, "against_high": 0.62, "against_without_largest": 0.4,
    "p": 0.0004, "p_odds": 0.0002, "p_times": 0.0004, "verdict": "less isolated", "note": "",
}  # fmt: skip
OWN = {
    "verdict": "less isolated", "p": 0.001, "p_odds": 0.001, "p_times": 0.0004, "without_largest_after": np.nan,
    "together_change": 0.34, "together_change_low": 0.22, "together_change_high": 0.53,
}  # fmt: skip


def beside(compared, own=OWN, **changed):
    """The forum with another verdict of its own, and a comparison community."""
    tables = dict(compared.whole.tables)
    tables["co_attendance"] = tables["co_attendance"].copy()
    tables["co_attendance"].loc["all", list(own)] = list(own.values())
    tables["against"] = pd.DataFrame([ROW | changed], index=pd.Index(["Dale Circle"], name="comparison"))
    return replace(compared, whole=replace(compared.whole, tables=tables))


def test_a_difference_is_told_with_both_changes_their_ratio_and_intervals(compared, citing):
    (finding,) = against(beside(compared))
    words = against_words([finding], {})
    assert (finding.what, finding.by, finding.verdict) == ("against", "organisation", Verdict.LESS_APART)
    assert plain(words.headline) == "Set against Dale Circle, organisations keep less to themselves than in Year 1"
    assert plain(words.text) == (
        "In Dale Circle, people from the same organisation were at the same meeting 167 times, then 156, for every 100 "
        "expected: 93 (69 to 126) for every 100 of before. Here it is 34 (22 to 53). So the change here is 37 (22 to "
        "62) for every 100 of the change there. Luck alone gives a difference this large less than 1 time in 1,000. "
        "What came over the two communities alike is left out of it; what came over one of the two is not."
    )
    bare = "".join(text for text, source in parts(words.text) if not source)
    assert not any(letter.isdigit() for letter in bare), bare


def test_where_the_change_here_does_not_hold_no_difference_is_claimed(compared):
    (finding,) = against(beside(compared, OWN | {"verdict": "no evidence of change", "p": 0.3}))
    assert finding.verdict is Verdict.UNCHANGED
    text = plain(against_words([finding], {}).text)
    assert text.endswith("A difference is told only where the change here holds by itself.")


def test_what_rests_on_one_gathering_is_no_difference(compared):
    (finding,) = against(beside(compared, against_without_largest=0.8))
    assert finding.verdict is Verdict.UNCHANGED
    assert plain(against_words([finding], {}).text).endswith(
        "Without the largest meeting of each less than half of it is left."
    )


@pytest.mark.parametrize(
    ("own", "row", "why"),
    [
        ({"verdict": "these data cannot tell", "note": "all people are of one group"}, {}, "Here: all people are of"),
        ({}, {"verdict": "these data cannot tell", "note": "in Dale Circle: no meeting has a date"}, "In Dale Circle:"),
    ],
)
def test_where_either_cannot_tell_it_is_said_whose_and_why(compared, own, row, why):
    (finding,) = against(beside(compared, OWN | own, **row))
    words = against_words([finding], {})
    assert plain(words.headline).startswith("These records cannot tell whether organisations changed otherwise than in")
    assert plain(words.text).startswith(why)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("unchanged within a tenth", "Organisations changed as those in Dale Circle did"),
        ("no evidence of change", "No clear difference from Dale Circle in how far organisations keep to themselves"),
        ("more isolated", "Set against Dale Circle, organisations keep more to themselves than in Year 1"),
    ],
)
def test_each_verdict_has_its_words_also_in_groups_only(compared, verdict, said):
    (finding,) = against(beside(compared, verdict=verdict))
    assert plain(against_words([finding], {}).headline) == said
    assert finding.verdict in AGAINST_SHORT


def test_without_a_comparison_community_nothing_is_said(compared):
    assert against(compared) == []


@pytest.mark.parametrize(("beside_it", "left"), [(Verdict.LESS_APART, 1), (Verdict.UNCHANGED, 0), (None, 1)])
def test_the_headline_hands_its_share_on_only_if_the_comparison_holds_too(compared, beside_it, left):
    own = Finding(what="change", by="organisation", verdict=Verdict.LESS_APART, figures={"p": 0.001})
    comparisons = [Finding(what="against", by="organisation", verdict=beside_it)] if beside_it else []
    p = 2 * (OTHERS_LEVEL / 2) / families(compared)  # within the share of the others with what is handed on, only
    other = Finding(what="coming", by="organisation", verdict=Verdict.MORE, figures={"p": p})
    assert len(_within_budget([own, *comparisons, other], compared)) == 1 + len(comparisons) + left


INTERRUPTION_OWN = {
    "verdict": "less isolated",
    "p": 0.001,
    "p_odds": 0.001,
    "p_times": 0.0004,
    "without_largest_after": np.nan,
}
STEP = {
    "months": [12.0, 11.0, 23.0], "height": [3.02, 0.66, -2.36], "height_low": [1.55, 0.03, -3.93],
    "height_high": [4.49, 1.28, -0.79], "height_p": [np.nan, np.nan, 0.0047], "slope": [0.02, 0.06, 0.03],
    "slope_low": [-0.18, -0.03, -0.18], "slope_high": [0.23, 0.14, 0.25], "slope_p": [np.nan, np.nan, 0.85],
    "note": "",
}  # fmt: skip


def monthly(compared, own=INTERRUPTION_OWN, **changed):
    tables = dict(compared.whole.tables)
    tables["co_attendance"] = tables["co_attendance"].copy()
    tables["co_attendance"].loc["all", list(own)] = list(own.values())
    lines = pd.Index(["before", "after", "change"], name="line")
    tables["interruption"] = pd.DataFrame(STEP | changed, index=lines)
    return replace(compared, whole=replace(compared.whole, tables=tables))


def test_a_step_is_told_with_both_lines_and_every_interval(compared, citing):
    (finding,) = interruption(monthly(compared))
    words = interruption_words([finding], {})
    assert finding.verdict is Verdict.COUNT
    assert plain(words.headline) == "Month by month, the change came as a step when Year 2 began"
    assert plain(words.text) == (
        "Times people from the same organisation were at the same meeting for every 100 expected: a line through the "
        "12 months of Year 1 with meetings ends at 302 (155 to 449). From month to month it went by +2 (−18 to +23). "
        "One through the 11 of Year 2 begins at 66 (3 to 128) and went by +6 (−3 to +14). The step between them is "
        "−236 (−393 to −79). Luck alone gives one this large about 1 time in 100."
    )
    bare = "".join(text for text, source in parts(words.text) if not source)
    assert not any(letter.isdigit() for letter in bare.replace("Year 1", "").replace("Year 2", "")), bare


@pytest.mark.parametrize("verdict", ["no evidence of change", "these data cannot tell", "unchanged within a tenth"])
def test_where_there_was_no_change_nothing_is_said(compared, verdict):
    assert interruption(monthly(compared, INTERRUPTION_OWN | {"verdict": verdict, "p": 0.3})) == []


def test_no_lines_nothing_is_said(compared):
    assert interruption(monthly(compared, height=np.nan)) == []


def test_a_change_that_was_under_way_before_is_called_so(compared):
    changed = {"height_p": [np.nan, np.nan, 0.4], "slope_high": [-0.05, 0.1, 0.2]}
    (finding,) = interruption(monthly(compared, **changed))
    words = interruption_words([finding], {})
    assert plain(words.headline) == "Month by month, whether it came as a step when Year 2 began cannot be told"
    assert plain(words.text).endswith("It was under way before: the line of Year 1 went the same way.")
