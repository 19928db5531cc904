"""Small numbers, codes, and the search for names left over."""

import base64
import io
import json
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.privacy import SmallNumbers, Sum, codes, known, leaks, names_somebody

PEOPLE = known(
    ["Zoë O'Neil-Ward", "Ann Mary Okafor", "Søren Ødegård", "王伟", "Tamsin"],
    ["ann@care.example", "@annie_o", "slack:T01/U0234", "ros"],
)


def found(text, name="report.html"):
    data = text if isinstance(text, bytes) else text.encode()
    return {leak.found for leak in leaks({name: data}, PEOPLE)}


@pytest.mark.parametrize(
    "text",
    [
        "met Zoë O'Neil-Ward today",
        "ZOE ONEIL WARD",
        "O&#39;Neil-Ward, Zo&euml;",
        "Zo\\u00eb O\\u2019Neil-Ward",
        "Zoë%20O%27Neil-Ward",
        "<b>Zoë</b> <i>O'Neil-Ward</i>",
        "<tspan>Zoë</tspan>\n<tspan>O’Neil-Ward</tspan>",
        "Zo\u0065\u0308 O\u200b'Neil-Ward",
        "Okafor, Ann",
        "ann.mary.okafor",
        "Ann Okafor",
        "SOREN ODEGARD",
        "Soren Odegard",
        "今天王伟来了",
        "mail ANN@care.example now",
        "by @annie_o.",
        "slack:t01/u0234",
        "asked @ros about it",
        "Hello Tamsin!",
        "Mr Ward said",
        "initials AMO",
        json.dumps({"name": "Ann Okafor"}, ensure_ascii=True),
    ],
)
def test_a_name_is_found_however_it_is_written(text):
    assert found(text)


@pytest.mark.parametrize(
    "text", ["ann", "Mary", "wards", "forward", "amo", "ros and rosters", "annexes", "Sorensen", "u0234x"]
)
def test_what_is_no_name_is_left_alone(text):
    assert not found(text)


def test_a_name_in_the_name_of_a_file_is_found_too():
    assert found("nothing", "ann-okafor.html")


def test_a_workbook_is_searched_inside_and_not_as_packed_bytes():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sheet1.xml", "<c><t>Ann Okafor</t></c>" + "x" * 1000)
    assert found(held.getvalue(), "tables.xlsx") == {"ann okafor", "okafor"}
    assert not leaks({"t": base64.b64encode(b"quite other bytes")}, PEOPLE)


def test_words_that_may_stand_there_are_spared_but_a_whole_name_is_not():
    spared = PEOPLE.without(words=["ward"])
    assert not leaks({"page": b"Ward House"}, spared)
    assert leaks({"page": "Zoë O'Neil-Ward".encode()}, spared)


def test_a_group_under_a_persons_name_is_told_from_a_place_of_the_same_name():
    ann = known(["Ann Okafor"])
    assert names_somebody("Okafor, Ann (childminder)", ann)
    assert names_somebody("A. Okafor Care", ann, ann)
    assert not names_somebody("Okafor House", ann)
    assert not names_somebody("Annfield", ann, ann)


@given(st.integers(0, 10_000), st.integers(1, 20), st.integers(1, 25))
def test_a_shown_count_is_near_the_true_one_and_a_small_one_is_not_told(count, smallest, base):
    rule = SmallNumbers(smallest, base)
    shown = rule.count(count)
    if 0 < count < smallest:
        assert shown.number is None
        assert shown.text == f"fewer than {smallest}"
    else:
        assert shown.number % base == 0
        assert 2 * abs(shown.number - count) <= base or count < smallest + base > shown.number


@given(st.integers(8, 500), st.integers(1, 20), st.integers(1, 25), st.binary(min_size=1, max_size=4))
def test_by_chance_a_count_goes_to_one_of_its_neighbours_and_stays_there(count, smallest, base, key):
    rule = SmallNumbers(smallest, base, key=key)
    shown = rule.count(count, "cell")
    assert shown == rule.count(count, "cell")
    if shown.number is not None:
        assert shown.number % base == 0
        low, high = rule.range(shown)
        assert low <= count <= high


@given(st.integers(0, 500), st.integers(0, 500), st.binary(max_size=3))
def test_so_many_in_ten_come_from_shown_counts_only_and_are_true(part, more, key):
    rule = SmallNumbers(key=key)
    shown, whole = rule.count(part, "part"), rule.count(part + more, "whole")
    words = rule.tenths(shown, whole)
    assert (words == "") == (shown.number is None or not whole.number)
    share, ends = 10 * part / max(part + more, 1), [int(number) for number in re.findall(r"\d+", words)[:-1]]
    if words.startswith("about"):
        assert abs(ends[0] - share) <= 2
    elif words.startswith("between"):
        assert ends[0] <= share <= ends[1] <= 10
    else:
        assert {"": True, "none": share == 0, "nearly all": share >= 8, "fewer than 1 in 10": share < 2}[words]


@given(st.lists(st.integers(1, 30), min_size=2, max_size=6), st.integers(1, 12), st.integers(1, 6))
def test_no_sum_tells_a_withheld_count(parts, smallest, base):
    rule = SmallNumbers(smallest, base, key=b"key")
    cells = {"all": sum(parts)} | {str(place): count for place, count in enumerate(parts)}
    counts = rule.counts(cells, [Sum({"all": 1} | {str(place): -1 for place in range(len(parts))})])
    ranges = {name: range(low, high + 1) for name, (low, high) in ((n, rule.range(c)) for n, c in counts.items())}
    for name, count in counts.items():
        assert cells[name] in ranges[name]
        if count.number is None and name != "all" and len(ranges[name]) > 2:
            others = [ranges[other] for other in counts if other not in {name, "all"}]
            low = max(ranges[name].start, ranges["all"].start - sum(part.stop - 1 for part in others))
            high = min(ranges[name].stop, ranges["all"].stop - sum(part.start for part in others))
            assert high - low > 2


@pytest.mark.parametrize("parts", [[1] * 7, [1] * 6, [2, 1, 1, 1, 1, 1]])
def test_that_a_whole_is_small_does_not_tell_its_parts(parts):
    rule, names = SmallNumbers(), [str(place) for place in range(len(parts))]
    counts = rule.counts(
        {"all": sum(parts)} | dict(zip(names, parts, strict=True)), [Sum({"all": 1} | dict.fromkeys(names, -1))]
    )
    assert counts["all"].text == "withheld"
    assert {counts[name].text for name in names} == {"fewer than 8"}


def test_codes_tell_nothing_of_the_order_of_names_and_join_no_two_audiences():
    ids = [f"name:{at:03d}" for at in range(60)]
    one, other = codes(ids, b"secret", "evaluator"), codes(ids, b"secret", "convener")
    assert sorted(one.values()) == [f"P{at:02d}" for at in range(1, 61)]
    assert [one[id_] for id_ in ids] != sorted(one.values())
    assert one != other
    assert codes(reversed(ids), b"secret", "evaluator") == one
    assert codes(ids, b"another", "evaluator") != one
