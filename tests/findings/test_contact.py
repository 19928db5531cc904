"""What is said of a change on a medium: the verdict of one test with its figures, within the page's budget."""

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings import kinds
from sna.findings.contact import contact_words
from sna.findings.evidence import Medium, PeriodTables
from sna.findings.kinds import findings
from sna.findings.media import medium_sentences
from sna.findings.record import Verdict
from sna.findings.sources import parts, plain

FIGURES = {
    "people": 24, "verdict": "less isolated", "note": "", "p": 0.0004, "smallest_contact": 2.4,
    "contact_before": 4.02, "contact_before_low": 2.9, "contact_before_high": 5.5,
    "contact_after": 1.99, "contact_after_low": 1.5, "contact_after_high": 2.63,
    "contact_change": 0.495, "contact_change_low": 0.34, "contact_change_high": 0.73,
}  # fmt: skip


def slack_with(world, **changed):
    row = pd.DataFrame([FIGURES | changed], index=pd.Index(["all"], name="group"))
    whole = PeriodTables(tables={"contact": row}, folder="slack/")
    return replace(world.medium(), whole=whole)


def found(compared, world, **changed):
    given = replace(compared, media=(slack_with(world, **changed),))
    return given, [finding for finding in findings(given) if finding.what == "contact"]


def test_a_fall_is_told_with_ratio_both_periods_and_interval(compared, world):
    _given, (finding,) = found(compared, world)
    words = contact_words([finding], {})
    assert (finding.medium, finding.verdict) == ("Slack", Verdict.LESS_APART)
    assert plain(words.headline) == "Organisations keep less to themselves on Slack than in Year 1"
    assert plain(words.text) == (
        "In Year 1, people turned to somebody from the same organisation 402 times for every 100 times to somebody as "
        "busy from another. In Year 2 it was 199 (150 to 263). That is 50 for every 100 of before (34 to 73). Luck "
        "alone gives a change this large less than 1 time in 1,000."
    )


def test_what_weakens_a_change_is_said_with_it(compared, world):
    short = "in so few weeks a preference that goes up and down cannot be seen: intervals are wider for it"
    _given, (finding,) = found(compared, world, note=short)
    assert plain(contact_words([finding], {}).text).endswith(f"less than 1 time in 1,000. I{short[1:]}.")


def test_every_figure_of_it_stands_with_its_place(compared, world, citing):
    _given, (finding,) = found(compared, world, verdict="no evidence of change", p=0.31)
    words = contact_words([finding], {})
    places = [(text, source) for text, source in parts(f"{words.headline}. {words.text}") if source]
    columns = {source.column for _text, source in places if source.table == "slack/contact"}
    assert columns == {
        "contact_before", "contact_after", "contact_after_low", "contact_after_high", "contact_change",
        "contact_change_low", "contact_change_high", "p", "smallest_contact", "verdict",
    }  # fmt: skip
    bare = "".join(text for text, source in parts(words.text) if not source)
    assert not any(letter.isdigit() for letter in bare.replace("Year 1", "").replace("Year 2", ""))


@pytest.mark.parametrize(
    ("changed", "headline", "end"),
    [
        (
            {"verdict": "more isolated", "contact_change": 2.0},
            "Organisations keep more to themselves on Slack than",
            "1,000.",
        ),
        (
            {"verdict": "unchanged within a tenth", "p": 0.6},
            "Organisations keep to themselves on Slack as much as",
            "down.",
        ),
        ({"verdict": "no evidence of change", "p": 0.3}, "No clear change in how far organisations keep", "missed."),
        (
            {"verdict": "no evidence of change", "p": 0.3, "smallest_contact": np.nan},
            "No clear change in how far organisations keep to themselves on Slack",
            "With so few acts not even a complete end of it would surely be found.",
        ),
        (
            {"verdict": "no evidence of change", "p": 0.3, "contact_before_low": 0.9, "smallest_contact": np.nan},
            "No clear change",
            "30 times in 100.",
        ),
        (
            {"verdict": "these data cannot tell", "note": "people did not surely turn to their own group"},
            "These records cannot tell whether organisations keep less to themselves on Slack than in Year 1",
            "People did not surely turn to their own group.",
        ),
    ],
)
def test_any_other_verdict_has_its_own_words(compared, world, changed, headline, end):
    _given, (finding,) = found(compared, world, **changed)
    words = contact_words([finding], {})
    assert plain(words.headline).startswith(headline)
    assert plain(words.text).endswith(end)


def test_too_little_to_tell_says_what_there_is_too_little_of(compared, world):
    blank = dict.fromkeys([name for name in FIGURES if name.startswith("contact_")], np.nan)
    _given, (finding,) = found(
        compared, world, **blank, p=np.nan, verdict="these data cannot tell", note="fewer than 100 acts in a period"
    )
    assert contact_words([finding], {}).text == "Fewer than 100 acts in a period."


def test_why_these_data_cannot_tell_stands_with_its_place(compared, world, citing):
    blank = dict.fromkeys([name for name in FIGURES if name.startswith("contact_")], np.nan)
    few = {"p": np.nan, "verdict": "these data cannot tell", "note": "fewer than 100 acts in a period"}
    _given, (finding,) = found(compared, world, **blank, **few)
    assert [(text, source.table) for text, source in parts(contact_words([finding], {}).text) if source] == [
        ("Fewer than 100 acts in a period", "slack/contact")
    ]


def test_a_change_that_does_not_stand_within_the_budget_of_the_page_is_not_told(compared, world):
    given, (finding,) = found(compared, world, p=0.02)
    assert finding.verdict is Verdict.UNCHANGED
    slack = given.media[0]
    said = " ".join(map(plain, medium_sentences(given, slack, [finding])))
    assert "No clear change in how far organisations keep to themselves on Slack" in said
    assert "keep less" not in said


def test_each_medium_is_a_family_of_its_own_and_only_what_can_be_claimed_counts(compared, world):
    slack = slack_with(world)
    media = (slack, replace(slack, name="x", title="Twitter/X"))
    alone, one, two = (kinds.families(replace(compared, media=media[:number])) for number in range(3))
    on_media = sum(bool(kind.claim) and kind.on_media for kind in kinds.KINDS.values())
    assert (one - alone, two - one) == (on_media, on_media)
    of_slack = world.on_slack()
    assert kinds.families(of_slack) < alone
    actions = Medium(name="actions", title="actions in the minutes")
    assert kinds.families(replace(compared, media=(actions,))) == alone


def test_where_nobody_met_the_medium_is_judged_by_itself(world):
    slack = slack_with(world)
    given = world.on_slack(whole=replace(slack.whole, folder=""))
    (finding,) = [row for row in given.findings if row.what == "contact"]
    assert (finding.medium, finding.verdict) == ("Slack", Verdict.LESS_APART)
    assert not [row for row in replace(given, periods=given.periods[:1]).findings if row.what == "contact"]
