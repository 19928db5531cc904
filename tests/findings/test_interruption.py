"""What is said of a change month by month: only where there was one."""

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings.interruption import interruption, interruption_words
from sna.findings.record import Verdict
from sna.findings.sources import parts, plain

OWN = {"verdict": "less isolated", "p": 0.001, "p_odds": 0.001, "p_times": 0.0004, "without_largest_after": np.nan}
STEP = {
    "months": [12.0, 11.0, 23.0], "height": [3.02, 0.66, -2.36], "height_low": [1.55, 0.03, -3.93],
    "height_high": [4.49, 1.28, -0.79], "height_p": [np.nan, np.nan, 0.0047], "slope": [0.02, 0.06, 0.03],
    "slope_low": [-0.18, -0.03, -0.18], "slope_high": [0.23, 0.14, 0.25], "slope_p": [np.nan, np.nan, 0.85],
    "note": "",
}  # fmt: skip


def monthly(compared, own=OWN, **changed):
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
    assert interruption(monthly(compared, OWN | {"verdict": verdict, "p": 0.3})) == []


def test_no_lines_nothing_is_said(compared):
    assert interruption(monthly(compared, height=np.nan)) == []


def test_a_change_that_was_under_way_before_is_called_so(compared):
    changed = {"height_p": [np.nan, np.nan, 0.4], "slope_high": [-0.05, 0.1, 0.2]}
    (finding,) = interruption(monthly(compared, **changed))
    words = interruption_words([finding], {})
    assert plain(words.headline) == "Month by month, whether it came as a step when Year 2 began cannot be told"
    assert plain(words.text).endswith("It was under way before: the line of Year 1 went the same way.")
