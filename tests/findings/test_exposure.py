"""What is said of more mixed meetings and contacts afterwards: an association, within the page's budget."""

import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings.evidence import PeriodTables
from sna.findings.exposure import exposure_words
from sna.findings.kinds import findings
from sna.findings.media import medium_sentences
from sna.findings.record import Verdict
from sna.findings.sources import parts, plain

FIGURES = {
    "people": 34, "mixed_share": 0.7, "exposure": 1.12, "exposure_low": 1.04, "exposure_high": 1.21, "p": 0.0004,
    "verdict": "more than chance", "note": "",
}  # fmt: skip


def found(compared, world, **changed):
    row = pd.DataFrame([FIGURES | changed], index=pd.Index(["all"], name="group"))
    slack = replace(world.medium(), whole=PeriodTables(tables={"exposure": row}, folder="slack/"))
    given = replace(compared, media=(slack,))
    return given, [finding for finding in findings(given) if finding.what == "exposure"]


def test_it_is_told_with_its_interval_and_that_it_is_an_association(compared, world, citing):
    given, (finding,) = found(compared, world)
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
    _given, (finding,) = found(compared, world, p=0.03)
    assert finding.verdict is Verdict.UNCLEAR
    assert plain(exposure_words([finding], {}).headline).startswith(
        "No clear sign that who came to more mixed meetings"
    )


@pytest.mark.parametrize(("verdict", "how"), [("fewer than chance", "fewer"), ("not to be told from chance", "")])
def test_other_verdicts_have_their_words(compared, world, verdict, how):
    _given, (finding,) = found(compared, world, verdict=verdict)
    headline = plain(exposure_words([finding], {}).headline)
    assert f"later had {how} contacts" in headline if how else headline.startswith("No clear sign")


def test_too_little_says_why_and_one_period_says_nothing(compared, world):
    note = "fewer than 20 people who met before and were in touch afterwards: counts only"
    blank = {"exposure": None, "exposure_low": None, "exposure_high": None, "p": None}
    given, (finding,) = found(compared, world, verdict="these data cannot tell", note=note, **blank)
    words = exposure_words([finding], {})
    assert plain(words.headline).startswith("These records cannot tell whether more mixed meetings go with contacts")
    assert plain(words.text) == "Fewer than 20 people who met before and were in touch afterwards: counts only."
    alone = replace(given, media=(replace(given.media[0], periods=given.media[0].periods[-1:]),))
    assert [finding for finding in findings(alone) if finding.what == "exposure"] == []
