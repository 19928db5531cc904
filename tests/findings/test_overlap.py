"""What is said of who is in touch and who meets: the verdict with its figures, within the page's budget."""

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings import kinds
from sna.findings.evidence import PeriodTables
from sna.findings.kinds import findings
from sna.findings.media import medium_sentences
from sna.findings.overlap import overlap_words
from sna.findings.record import Verdict
from sna.findings.sources import parts, plain

FIGURES = {
    "period": "Year 2", "people": 40, "verdict": "more than chance", "note": "", "p": 0.0004, "overlap": 1.31,
    "overlap_low": 0.92, "overlap_high": 1.08, "smallest_overlap": 1.12, "pairs_in_touch": 120,
    "pairs_never_together": 14, "groups_in_touch": 9, "groups_only_in_touch": 2,
}  # fmt: skip


def found(compared, world, **changed):
    row = pd.DataFrame([FIGURES | changed], index=pd.Index(["all"], name="group"))
    slack = replace(world.medium(), whole=PeriodTables(tables={"overlap": row}, folder="slack/"))
    given = replace(compared, media=(slack,))
    return given, [finding for finding in findings(given) if finding.what == "overlap"]


def test_a_likeness_is_told_with_what_chance_gives_and_whom_the_medium_alone_links(compared, world):
    _given, (finding,) = found(compared, world)
    words = overlap_words([finding], {})
    assert (finding.medium, finding.verdict, finding.period) == ("Slack", Verdict.MORE, "Year 2")
    assert plain(words.headline) == "Who is in touch on Slack also meets more than others do"
    assert plain(words.text) == (
        "In Year 2, people in touch on Slack were at the same meeting 131 times for every 100 expected from "
        "how often they come and with how many they are in touch (by chance 92 to 108). Luck alone gives a departure "
        "this large less than 1 time in 1,000. It links people whom meetings link as well. Of 120 pairs of people who "
        "come to meetings and are in touch, 14 were never at the same one. Of 9 pairs of organisations in touch, Slack "
        "alone links 2."
    )


def test_every_figure_of_it_stands_with_its_place(compared, world, citing):
    _given, (finding,) = found(compared, world, verdict="not to be told from chance", p=0.31)
    words = overlap_words([finding], {})
    places = [(text, source) for text, source in parts(f"{words.headline}. {words.text}") if source]
    assert {source.column for _text, source in places if source.table == "slack/overlap"} == {
        "overlap", "overlap_low", "overlap_high", "p", "smallest_overlap", "verdict", "pairs_in_touch",
        "pairs_never_together", "groups_in_touch", "groups_only_in_touch",
    }  # fmt: skip
    bare = "".join(text for text, source in parts(words.text) if not source)
    assert not any(letter.isdigit() for letter in bare.replace("Year 2", ""))


@pytest.mark.parametrize(
    ("changed", "headline", "middle"),
    [
        (
            {"verdict": "fewer than chance", "overlap": 0.7},
            "Who is in touch on Slack meets less than others do",
            "It links people whom meetings do not.",
        ),
        (
            {"verdict": "not to be told from chance", "p": 0.3},
            "No clear sign that who is in touch on Slack meets more or less than others",
            "Records like these show, 8 times in 10, a figure of 112; less is often missed.",
        ),
        (
            {"verdict": "these data cannot tell", "note": "fewer than 20 pairs in touch", "overlap": np.nan,
             "overlap_low": np.nan, "overlap_high": np.nan, "smallest_overlap": np.nan, "p": np.nan},
            "These records cannot tell whether who is in touch on Slack also meets",
            "Fewer than 20 pairs in touch.",
        ),
    ],
)  # fmt: skip
def test_any_other_verdict_has_its_own_words(compared, world, changed, headline, middle):
    given, (finding,) = found(compared, world, **changed)
    words = overlap_words([finding], {})
    assert plain(words.headline) == headline
    assert middle in plain(words.text)
    assert headline in " ".join(map(plain, medium_sentences(given, given.media[0], [finding])))


def test_a_likeness_that_does_not_stand_within_the_budget_of_the_page_is_not_told(compared, world):
    _given, (finding,) = found(compared, world, p=0.02)
    assert finding.verdict is Verdict.UNCLEAR
    assert "No clear sign" in plain(overlap_words([finding], {}).headline)


def test_few_pairs_are_veiled_and_one_period_has_no_title(compared, world):
    given, _findings = found(compared, world, pairs_never_together=3, period="", groups_in_touch=0)
    (finding,) = [row for row in findings(replace(given, smallest=5)) if row.what == "overlap"]
    text = plain(overlap_words([finding], {}).text)
    assert text.startswith("People in touch on Slack were at the same meeting 131 times")
    assert text.endswith("are in touch, fewer than 5 were never at the same one.")


def test_it_is_a_family_of_each_medium_beside_meetings_and_none_where_nobody_met(compared, world, monkeypatch):
    given, alone = found(compared, world)[0], world.on_slack()
    with_it = kinds.families(given), kinds.families(alone)
    monkeypatch.setattr(kinds, "_KINDS", tuple(kind for kind in kinds.KINDS.values() if kind.code != "overlap"))
    assert with_it == (kinds.families(given) + 1, kinds.families(alone))


def test_where_nobody_met_nothing_is_said(compared, world):
    _given, rows = found(compared, world, pairs_in_touch=np.nan, people=np.nan)
    assert rows == []
