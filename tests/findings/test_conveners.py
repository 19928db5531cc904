"""Communities without their conveners, in sentences: the limits beside the figures, and what registers cannot tell."""

import pandas as pd
import pytest

from sna.findings.events import REGISTERS, standing, standing_counts, standing_sentence, standing_words
from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.sources import parts, plain

ROW = {
    "verdict": "stands by itself", "judged_by": "gatherings", "stopped_on": "", "stopped_verdict": "", "note": "",
    "conveners_there": 1, "others": 23, "linked_without": 23, "largest_share_without": 1.0, "held_lately": 12,
    "held_lately_without": 12, "acts_lately": 0, "acts_by_others": 0, "others_share": 1.0, "others_share_low": 0.757,
    "others_share_high": 1.0, "others_before": None, "others_after": None, "stopped_p": None,
}  # fmt: skip


def evidence(*rows, smallest=0):
    names = [name for name, _changed in rows]
    table = pd.DataFrame([ROW | changed for _name, changed in rows], index=pd.Index(names, name="cop"))
    floats = ["others_before", "others_after", "stopped_p"]
    return Evidence(
        smallest=smallest, whole=PeriodTables(tables={"without": table.astype(dict.fromkeys(floats, float))})
    )


def test_registers_alone_say_what_they_can_and_that_it_is_all():
    (finding,) = standing(evidence(("all", {})))
    words = standing_words([finding], {})
    assert plain(words.headline) == "The community stands by itself, without its conveners"
    assert plain(words.text) == (
        "Over the whole time 23 of 23 others are in one linked part without conveners: 100% (it stands if that is "
        "surely 80% or more, and hangs if surely under 50%). Of 12 meetings of the last four quarters 12 were without "
        f"a convener (76% to 100%; it stands if that is surely 50% or more). {REGISTERS}"
    )


def test_acts_are_told_where_they_decide():
    changed = {"judged_by": "acts", "acts_lately": 40, "acts_by_others": 8, "others_share": 0.2,
               "others_share_low": 0.1, "others_share_high": 0.35, "verdict": "leans on its conveners"}  # fmt: skip
    (finding,) = standing(evidence(("all", changed)))
    words = standing_words([finding], {})
    assert plain(words.headline) == "The community leans on its conveners"
    by_others = "Of 40 acts of the last four quarters 8 were by others: 20% (10% to 35%; it stands if that is surely"
    assert f"{by_others} 50% or more)." in plain(words.text)
    assert REGISTERS not in words.text


@pytest.mark.parametrize(
    ("verdict", "headline"),
    [
        ("hangs on its conveners", "<b>Stroke</b> hangs on its conveners"),
        ("these data cannot tell", "These records cannot tell whether “<b>Stroke</b>” stands without its conveners"),
    ],
)
def test_several_communities_are_told_one_by_one_and_not_summed(verdict, headline):
    rows = standing(evidence(("all", {}), ("Frailty", {}), ("<b>Stroke</b>", {"verdict": verdict})))
    assert [finding.groups for finding in rows] == [("Frailty",), ("<b>Stroke</b>",)]
    assert plain(standing_sentence(rows[1]).headline) == headline
    assert plain(standing_words(rows, {}).text).count(REGISTERS) == 1


def test_what_became_of_it_since_is_told_with_figures():
    changed = {"stopped_on": "2023-12-31", "others_before": 5.08, "others_after": 9.58,
               "stopped_verdict": "no evidence of change"}  # fmt: skip
    (finding,) = standing(evidence(("all", changed)))
    assert plain(standing_sentence(finding).text).endswith(
        "Since its last convener stopped on 31 December 2023, 9.6 others come to a meeting on the mean; before it was "
        "5.1. Whether groups keep to themselves since: no evidence of change."
    )


def test_every_figure_has_its_place(citing):
    (finding,) = standing(evidence(("all", {})))
    pieces = list(parts(standing_sentence(finding).text))
    assert not any(letter.isdigit() for text, source in pieces if not source for letter in text)
    assert {source.column for _text, source in pieces if source and source.table == "without"} == {
        "others", "linked_without", "largest_share_without", "held_lately", "held_lately_without", "others_share_low",
        "others_share_high",
    }  # fmt: skip


def test_few_people_and_no_convener_are_not_told():
    assert standing(evidence(("all", {"linked_without": 20}), smallest=5)) == []
    assert standing(evidence(("all", {"conveners_there": 0}))) == []


def test_counts_of_communities_name_none():
    verdicts = {"hangs on its conveners": 2, "stands by itself": 1, "these data cannot tell": 1}
    assert plain(standing_counts(verdicts)) == (
        "Without their conveners: 2 communities hang on them, 1 community stands by itself, of 1 these records cannot "
        "tell."
    )
    assert standing_counts({}) == ""


def test_there_is_nothing_to_say_of_a_study_without_conveners():
    assert standing(Evidence()) == []
