"""What is said of a medium: change, overlap with meetings, exposure; each a verdict with its figures, in the budget."""

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings import kinds
from sna.findings.evidence import Medium, PeriodTables
from sna.findings.kinds import findings
from sna.findings.media import contact_words, exposure_words, medium_sentences, overlap_words
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


OVERLAP_FIGURES = {
    "period": "Year 2", "people": 40, "verdict": "more than chance", "note": "", "p": 0.0004, "overlap": 1.31,
    "overlap_low": 0.92, "overlap_high": 1.08, "smallest_overlap": 1.12, "pairs_in_touch": 120,
    "pairs_never_together": 14, "groups_in_touch": 9, "groups_only_in_touch": 2,
}  # fmt: skip


def overlap_found(compared, world, **changed):
    row = pd.DataFrame([OVERLAP_FIGURES | changed], index=pd.Index(["all"], name="group"))
    slack = replace(world.medium(), whole=PeriodTables(tables={"overlap": row}, folder="slack/"))
    given = replace(compared, media=(slack,))
    return given, [finding for finding in findings(given) if finding.what == "overlap"]


def test_a_likeness_is_told_with_what_chance_gives_and_whom_the_medium_alone_links(compared, world):
    _given, (finding,) = overlap_found(compared, world)
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


def test_overlap_every_figure_of_it_stands_with_its_place(compared, world, citing):
    _given, (finding,) = overlap_found(compared, world, verdict="not to be told from chance", p=0.31)
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
def test_overlap_any_other_verdict_has_its_own_words(compared, world, changed, headline, middle):
    given, (finding,) = overlap_found(compared, world, **changed)
    words = overlap_words([finding], {})
    assert plain(words.headline) == headline
    assert middle in plain(words.text)
    assert headline in " ".join(map(plain, medium_sentences(given, given.media[0], [finding])))


def test_a_likeness_that_does_not_stand_within_the_budget_of_the_page_is_not_told(compared, world):
    _given, (finding,) = overlap_found(compared, world, p=0.02)
    assert finding.verdict is Verdict.UNCLEAR
    assert "No clear sign" in plain(overlap_words([finding], {}).headline)


def test_few_pairs_are_veiled_and_one_period_has_no_title(compared, world):
    given, _findings = overlap_found(compared, world, pairs_never_together=3, period="", groups_in_touch=0)
    (finding,) = [row for row in findings(replace(given, smallest=5)) if row.what == "overlap"]
    text = plain(overlap_words([finding], {}).text)
    assert text.startswith("People in touch on Slack were at the same meeting 131 times")
    assert text.endswith("are in touch, fewer than 5 were never at the same one.")


def test_it_is_a_family_of_each_medium_beside_meetings_and_none_where_nobody_met(compared, world, monkeypatch):
    given, alone = overlap_found(compared, world)[0], world.on_slack()
    with_it = kinds.families(given), kinds.families(alone)
    monkeypatch.setattr(kinds, "_KINDS", tuple(kind for kind in kinds.KINDS.values() if kind.code != "overlap"))
    assert with_it == (kinds.families(given) + 1, kinds.families(alone))


def test_where_nobody_met_nothing_is_said(compared, world):
    _given, rows = overlap_found(compared, world, pairs_in_touch=np.nan, people=np.nan)
    assert rows == []


EXPOSURE_FIGURES = {
    "people": 34, "mixed_share": 0.7, "exposure": 1.12, "exposure_low": 1.04, "exposure_high": 1.21, "p": 0.0004,
    "verdict": "more than chance", "note": "",
}  # fmt: skip


def exposure_found(compared, world, **changed):
    row = pd.DataFrame([EXPOSURE_FIGURES | changed], index=pd.Index(["all"], name="group"))
    slack = replace(world.medium(), whole=PeriodTables(tables={"exposure": row}, folder="slack/"))
    given = replace(compared, media=(slack,))
    return given, [finding for finding in findings(given) if finding.what == "exposure"]


def test_it_is_told_with_its_interval_and_that_it_is_an_association(compared, world, citing):
    given, (finding,) = exposure_found(compared, world)
    words = exposure_words([finding], {})
    assert (finding.medium, finding.verdict) == ("Slack", Verdict.MORE)
    title = "Who came to more mixed meetings later had more contacts in other organisations on Slack"
    assert plain(words.headline) == title
    assert plain(words.text) == (
        "Of 34 people who came to meetings in Year 1 and were in touch on Slack in Year 2: where a tenth more of those "
        "at somebody's meetings were from another organisation, they were in touch with 112 people from others (104 to "
        "121) for every 100 of those as active who came as often. Luck alone gives a departure this large less than 1 "
        "time in 1,000. This is an association: who likes to meet others may do either for that reason."
    )
    bare = "".join(text for text, source in parts(words.text) if not source)
    assert not any(letter.isdigit() for letter in bare.replace("Year 1", "").replace("Year 2", "")), bare
    said = [plain(sentence) for sentence in medium_sentences(given, given.media[0], [finding])]
    assert any(sentence.startswith(title) for sentence in said)


def test_a_claim_that_does_not_stand_within_the_budget_is_none(compared, world):
    _given, (finding,) = exposure_found(compared, world, p=0.03)
    assert finding.verdict is Verdict.UNCLEAR
    assert plain(exposure_words([finding], {}).headline).startswith(
        "No clear sign that who came to more mixed meetings"
    )


@pytest.mark.parametrize(("verdict", "how"), [("fewer than chance", "fewer"), ("not to be told from chance", "")])
def test_other_verdicts_have_their_words(compared, world, verdict, how):
    _given, (finding,) = exposure_found(compared, world, verdict=verdict)
    headline = plain(exposure_words([finding], {}).headline)
    assert f"later had {how} contacts" in headline if how else headline.startswith("No clear sign")


def test_too_little_says_why_and_one_period_says_nothing(compared, world):
    note = "fewer than 20 people who met before and were in touch afterwards: counts only"
    blank = {"exposure": None, "exposure_low": None, "exposure_high": None, "p": None}
    given, (finding,) = exposure_found(compared, world, verdict="these data cannot tell", note=note, **blank)
    words = exposure_words([finding], {})
    assert plain(words.headline).startswith("These records cannot tell whether more mixed meetings go with contacts")
    assert plain(words.text) == "Fewer than 20 people who met before and were in touch afterwards: counts only."
    alone = replace(given, media=(replace(given.media[0], periods=given.media[0].periods[-1:]),))
    assert [finding for finding in findings(alone) if finding.what == "exposure"] == []
