"""Events that recruit, in sentences: beside whom they are set, what cannot be told yet, whom to ring, who is veiled."""

import datetime as dt

import pandas as pd
import pytest

from sna.findings.events import recruited, recruited_words, to_ring
from sna.findings.evidence import Evidence
from sna.findings.kinds import families, findings
from sna.findings.sources import parts, plain

LATE = {f"p{n:02}": {360, 420} for n in range(9)} | {f"q{n:02}": {360} for n in range(5)}
ORDINARY = {f"r{n}": {330, 390} for n in range(4)} | {f"s{n}": {390} for n in range(8)} | {"old": {0, 30, 720}}


def evidence(world, visits, events=(360,), smallest=0, title="Celebration", **options):
    whole = world.event_tables(visits, events, **options)
    days = sorted({day for some in visits.values() for day in some} | {*events})
    rows = [
        {
            "id": f"gathering:{day:03}",
            "title": title if day in events else "Forum",
            "on": dt.date(2022, 9, 1) + dt.timedelta(day),
            "kind": "event" if day in events else "meeting",
        }
        for day in days
    ]
    attendance = [
        {"person": who, "gathering": f"gathering:{day:03}", "status": "present"}
        for who in visits
        for day in visits[who]
    ]
    people = pd.DataFrame({"name": [who.upper() for who in visits], "kind": "person"}, index=[*visits])
    return Evidence(
        smallest=smallest,
        people=people,
        gatherings=pd.DataFrame(rows).astype({"on": object}),
        attendance=pd.DataFrame(attendance),
        whole=whole,
    )


def test_the_sentence_has_both_shares_their_intervals_and_the_answer(world):
    (finding,) = recruited(evidence(world, LATE | ORDINARY))
    words = recruited_words([finding], {})
    assert plain(words.headline) == (
        "Of 14 who first came to “Celebration” (27 August 2023) 9 came again within six months"
    )
    assert plain(words.text) == (
        "64% came to an ordinary meeting within six months (39% to 84%); of 12 first seen at ordinary meetings 4 came "
        "again (33%, 14% to 61%). The difference is +31 percentage points (−7 to +58); luck alone gives one as large "
        "about 24 times in 100: these numbers cannot tell whether it keeps newcomers better. Of the 6 ordinary "
        "meetings of the six months after it none has a number of seats, so far as is known."
    )


def test_every_figure_has_its_place(world, citing):
    (finding,) = recruited(evidence(world, LATE | ORDINARY))
    words = recruited_words([finding], {})
    pieces = list(parts(f"{words.headline} {words.text}"))
    assert {source.column for _text, source in pieces if source} >= {
        "could_return", "returned", "return_share", "return_share_low", "return_share_high", "return_difference",
        "return_difference_low", "return_difference_high", "return_p", "title", "on", "ordinary_after", "seated_after",
    }  # fmt: skip
    assert not any(letter.isdigit() for text, source in pieces if not source for letter in text)


def test_of_whom_the_records_do_not_follow_nothing_is_told_yet(world):
    visits = {f"p{n}": {660} for n in range(6)} | {"q": {660, 690}, "old": {0, 720}}
    (finding,) = recruited(evidence(world, visits, (660,)))
    words = recruited_words([finding], {})
    assert plain(words.headline).startswith("7 people first came to “Celebration”")
    assert plain(words.headline).endswith("how many stay cannot be told yet")
    assert plain(words.text).startswith("6 people had not come again when the records end")


def test_without_half_a_year_before_it_who_is_new_is_not_told(world):
    (finding,) = recruited(evidence(world, {"ann": {90, 120}, "old": {0, 720}}, (90,)))
    words = recruited_words([finding], {})
    assert plain(words.headline) == "“Celebration” (30 November 2022): who was new there cannot be told"
    assert plain(words.text) == "Fewer than 183 days of record before it: who is new cannot be told."
    assert finding.who == ()


def test_whom_to_ring_came_to_no_meeting_since_and_has_not_left(world):
    given = evidence(world, LATE | ORDINARY)
    (finding,) = recruited(given)
    assert finding.who == tuple(f"q{n:02}" for n in range(5))
    (action,) = to_ring([finding], given.labels)
    assert plain(action.what) == "Ring Q00, Q01, Q02 and 2 more"
    left = given.people.assign(left=[who == "q00" for who in given.people.index])
    assert "q00" not in recruited(Evidence(people=left, gatherings=given.gatherings, attendance=given.attendance,
                                           whole=given.whole))[0].who  # fmt: skip
    assert list(to_ring([finding], {})) == []


@pytest.mark.parametrize(("smallest", "number"), [(0, 1), (4, 1), (8, 0)])
def test_counts_that_would_point_at_somebody_are_not_told(world, smallest, number):
    assert len(recruited(evidence(world, LATE | ORDINARY, smallest=smallest))) == number


def test_a_claim_counts_in_the_budget_of_the_page_only_where_there_is_an_event(world):
    with_event = evidence(world, LATE | ORDINARY)
    assert families(with_event) == families(Evidence()) + 1


def test_a_difference_beyond_luck_is_claimed_within_the_budget(world):
    visits = {f"p{n:02}": {360, 420} for n in range(20)} | {f"r{n:02}": {390} for n in range(20)} | {"old": {0, 720}}
    (finding,) = [row for row in findings(evidence(world, visits)) if row.what == "recruited"]
    assert finding.verdict.value == "more than chance"
    assert "it keeps newcomers better than ordinary meetings do" in plain(recruited_words([finding], {}).text)
