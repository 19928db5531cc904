"""What marks mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.load.marks import Mark, fold, legend_of, meaning_of_words, settle


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Y", Mark.PRESENT), ("✔️", Mark.PRESENT), ("P", Mark.PRESENT), ("Y (joined late)", Mark.PRESENT),
        ("Apols.", Mark.APOLOGIES), ("Apologies - annual leave", Mark.APOLOGIES), ("DNA", Mark.ABSENT),
        ("did not attend", Mark.ABSENT), ("D", Mark.DEPUTY), ("–", Mark.NOTHING), ("n/a", Mark.NOTHING),
        ("booked", Mark.REGISTERED), ("?", None), ("Yvonne", None), ("Y Ward", None), ("", None),
    ],
)  # fmt: skip
def test_certain_marks(text, meaning):
    assert settle([]).read(text) is meaning


def test_what_is_said_outweighs_the_legend_and_that_the_rules():
    assert settle(["A", "Y", "N"]).read("A") is Mark.APOLOGIES
    assert settle(["A", "Y", "N"], {"a": Mark.PRESENT}).read("A") is Mark.PRESENT
    marks = settle(["A", "Y", "N"], {"a": Mark.PRESENT}, {"A": "absent"})
    assert marks.read("a") is Mark.ABSENT
    assert marks.rules == {}


def test_the_rule_is_told():
    marks = settle(["A", "Y", "N", "x"])
    assert marks.rules["a"].startswith('"A" was read as apologies')
    assert marks.rules["x"].startswith('"x" was read as absent')
    assert "y" not in marks.rules


def test_settling_changes_nothing_for_the_next_file():
    settle(["x"], {}, {"Y": "absent"})
    assert settle(["Y"]).read("Y") is Mark.PRESENT
    assert settle(["Y"]).read("x") is None


def test_an_unknown_meaning_is_refused_with_the_nearest():
    with pytest.raises(SourceError, match='"pressent"') as caught:
        settle([], {}, {"?": "pressent"})
    assert caught.value.hint == 'Write marks = {"?" = "present"}.'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A = apologies", {"a": Mark.APOLOGIES}),
        ("Key: P = present; A = absent; D = deputy sent", {"p": Mark.PRESENT, "a": Mark.ABSENT, "d": Mark.DEPUTY}),
        ("Y=there, DNA = booked but did not attend", {"y": Mark.PRESENT, "dna": Mark.ABSENT}),
        ("✓ – attended", {"✓": Mark.PRESENT}),
        ("x: did not attend", {"x": Mark.ABSENT}),
        ("- = not yet a member", {"-": Mark.NOTHING}),
        ("Date: 5 March 2024", {}),
        ("Ann Lo, Care", {}),
    ],
)
def test_legends_are_read(text, expected):
    assert legend_of(text) == expected


def test_words_of_a_legend():
    assert meaning_of_words("was represented by a deputy") is Mark.DEPUTY
    assert meaning_of_words("tea") is None


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=20))
def test_the_order_of_marks_does_not_matter_and_no_text_is_too_odd(used, text):
    assert settle(used).meanings == settle(used[::-1]).meanings
    assert settle(used).read(text) in {*Mark, None}
    assert fold(fold(text)) == fold(text)
    legend_of(text)
