"""Introductions, the agenda, needs met, tasks, who works on what (all invented)."""

import datetime as dt
from itertools import product

import numpy as np
import pandas as pd
import pytest

from sna.analyse.coming import tasks
from sna.analyse.introductions import introductions, needs, unmet, unused, working_on
from sna.chance.proportions import wilson
from sna.network import TwoMode, project

DAY = dt.date(2024, 1, 1)
PEOPLE = [f"p{number:02}" for number in range(12)]


def network(lists, left=(), gaps=30):
    """Make a network of lists of who came; people `left` before the last."""
    pairs = [(person, f"m{place:02}") for place, names in enumerate(lists) for person in names]
    two_mode = TwoMode.of([*pairs, *((person, "m99") for person in PEOPLE)])
    days = [DAY + dt.timedelta(gaps * place) for place in range(len(two_mode.gatherings))]
    gatherings = two_mode.gatherings.assign(on=days)
    incidence = two_mode.incidence.toarray()
    incidence[:, -1] = 0  # nobody came to the last
    could = np.ones(incidence.shape, bool)
    could[[two_mode.people.index.get_loc(person) for person in left], -4:] = False
    people = two_mode.people.assign(organisation=[f"o{int(name[1:]) % 4}" for name in two_mode.people.index])
    return project(TwoMode(people, gatherings, type(two_mode.incidence)(incidence), could))


def subjects(*rows):
    """Make subjects of (kind, owner, topic) and more."""
    blank = dict.fromkeys(["organisation", "locality", "text"], "") | dict.fromkeys(["since", "until", "closed"])
    table = []
    for kind, owner, topic, *more in rows:
        home = f"o{int(owner[1:]) % 4}" if owner else ""
        row = blank | {"kind": kind, "owner": owner, "topic": topic, "text": topic, "organisation": home}
        table.append(row | (more[0] if more else {}))
    days = {name: pd.Series([row[name] for row in table], dtype=object) for name in ("since", "until", "closed")}
    return pd.DataFrame(table).assign(**days)


def test_who_was_most_often_with_both_introduces_them_and_nobody_more_than_twice():
    lists = [["p00", "p02", "p03"]] * 2 + [["p01", "p02"]] * 3 + [["p01", "p03"]] + [["p00", "p09", "p01"]] * 0
    lists += [["p00", "p09"], ["p01", "p09"]] * 5
    wants = [("want", "p00", f"t{n}") for n in range(4)]
    offers = [("offer", "p01", "t0"), ("offer", "p01", "t1"), ("offer", "p01", "t2"), ("offer", "p01", "t3")]
    table = introductions(network(lists), subjects=subjects(*wants, *offers), conveners={"p09": dt.date.max})
    assert len(table) == 3
    assert table["introduced_by"].tolist() == ["p02", "p02", "p03"]
    assert table[["knows_who_wants", "knows_who_offers"]].to_numpy().tolist() == [[2, 3], [2, 3], [2, 1]]
    assert table["times_met"].tolist() == [0, 0, 0]
    only = introductions(network(lists[6:]), subjects=subjects(*wants, *offers), conveners={"p09": dt.date.max})
    assert only["introduced_by"].tolist() == ["p09", "p09", ""]


def test_a_gathering_of_many_is_no_acquaintance_and_who_has_met_twice_needs_nobody():
    crowd = [f"x{number:02}" for number in range(25)]
    wants = subjects(("want", "p00", "t"), ("offer", "p01", "t"))
    many = introductions(network([["p00", "p01", "p02", *crowd]] * 3), subjects=wants)
    assert many[["times_met", "introduced_by"]].to_numpy().tolist() == [[0, ""]]
    few = introductions(network([["p00", "p01", "p02"]] * 2), subjects=wants)
    assert few[["times_met", "introduced_by"]].to_numpy().tolist() == [[2, ""]]
    once = introductions(network([["p00", "p01", "p02"]]), subjects=wants)
    assert once[["times_met", "introduced_by"]].to_numpy().tolist() == [[1, "p02"]]


def test_who_has_left_is_not_advised_and_does_not_introduce():
    wants = subjects(("want", "p00", "t"), ("offer", "p01", "t"), ("offer", "p02", "t"))
    lists = [["p00", "p05"], ["p02", "p05"], ["p00", "p06"], ["p02", "p06"]]
    table = introductions(network(lists, left=["p01", "p05"], gaps=40), subjects=wants)
    assert table.index.tolist() == [("t", "p00", "p02")]
    assert table["introduced_by"].tolist() == ["p06"]
    assert introductions(network(lists[:2], left=["p00"], gaps=60), subjects=wants).empty


def test_a_want_is_met_before_a_better_offer_is_taken():
    rows = [("offer", "p01", "t", {"locality": "North"}), ("offer", "p02", "t", {"locality": "South"})]
    rows += [
        ("want", owner, "t", {"locality": "North", "organisation": "o9"})
        for owner in ("p03", "p04", "p05", "p06", "p07", "p08")
    ]
    table = introductions(network([]), subjects=subjects(*rows))
    assert len(table) == 6
    assert sorted(table.index.get_level_values("offered_by")) == ["p01"] * 3 + ["p02"] * 3


@pytest.mark.parametrize("seed", range(12))
def test_no_other_way_to_name_offers_is_better(seed):
    random = np.random.default_rng(seed)
    lists = [random.choice(PEOPLE, 4, replace=False).tolist() for _ in range(4)]
    places = {person: random.choice(["North", "South", ""]) for person in PEOPLE}
    rows = [("want", person, f"t{random.integers(2)}", {"locality": places[person]}) for person in PEOPLE[:6]]
    rows += [("offer", person, f"t{random.integers(2)}", {"locality": places[person]}) for person in PEOPLE[6:9]]
    table = introductions(network(lists), subjects=subjects(*rows))
    met = {frozenset(pair) for names in lists for pair in product(names, repeat=2)}
    count = {topic: sum(row[0] == "want" and row[2] == topic for row in rows) for topic in ("t0", "t1")}

    def worth(want, offer):
        near = want[3]["locality"] == offer[3]["locality"] or not (want[3]["locality"] and offer[3]["locality"])
        return 1 + (frozenset((want[1], offer[1])) not in met) + (not near) + 0.5 * (count[want[2]] >= 3)

    def fits(want, offer):
        return want[2] == offer[2] and int(want[1][1:]) % 4 != int(offer[1][1:]) % 4

    choices = [[None, *(offer for offer in rows[6:] if fits(want, offer))] for want in rows[:6]]
    best = (0, 0.0)
    for chosen in product(*choices):
        named = [offer[1] for offer in chosen if offer]
        if all(named.count(name) <= 3 for name in named):
            total = sum(worth(want, offer) for want, offer in zip(rows[:6], chosen, strict=True) if offer)
            best = max(best, (len(named), total))
    assert (len(table), table["introduction_score"].sum()) == pytest.approx(best)


def test_what_is_not_met_says_why_and_what_is_not_used_is_listed():
    rows = [("want", "p00", "a"), ("want", "p04", "b"), ("offer", "p08", "b"), ("want", "", "c"), ("offer", "p01", "c")]
    rows += [("want", owner, "d") for owner in ("p00", "p02", "p04", "p06", "p08")] + [("offer", "p01", "d")]
    table = unmet(network([]), subjects=subjects(*rows))
    assert table["wanting"].to_dict() == {
        ("d", "whoever offers it is named for three already"): 2,
        ("a", "not offered"): 1,
        ("b", "offered in the own organisation alone"): 1,
        ("c", "who wants it is not named"): 1,
    }
    rest = unused(network([]), subjects=subjects(*rows))
    assert rest["wanting"].to_dict() == {("b", "p08"): 1, ("c", "p01"): 1}


def test_what_was_met_is_no_want_any_more_and_counts_as_met():
    met = {"since": dt.date(2024, 1, 15), "closed": dt.date(2024, 3, 1)}
    rows = [("want", "p00", "a", met), ("want", "p01", "a"), ("want", "p01", "a"), ("offer", "p02", "a")]
    lists = [["p00", "p02"], ["p00", "p02"]]
    assert introductions(network(lists), subjects=subjects(*rows)).index.tolist() == [("a", "p01", "p02")]
    table = needs(network(lists), by="organisation", subjects=subjects(*rows))
    assert table.loc["all", ["wants", "wants_met", "met_after_contact"]].tolist() == [2, 1, 1]
    assert table.loc["all", ["wants_met_share", "wants_met_low", "wants_met_high"]].tolist() == list(wilson(1, 2))
    assert table.loc["o1", "wants_met"] == 0
    alone = needs(network([["p00", "p02"]]), by="organisation", subjects=subjects(*rows))
    assert alone.loc["all", "met_after_contact"] == 0
    silent = needs(network(lists), by="organisation", subjects=subjects(*rows[1:]))
    assert silent["wants_met"].isna().all()
    assert set(silent["note"]) == {"no file says when a want was met"}


def test_a_task_is_done_open_or_overdue_by_the_last_day_of_the_record_and_actions_of_minutes_stand_beside_it():
    due, late = {"until": dt.date(2024, 12, 1)}, {"until": dt.date(2024, 1, 20)}
    rows = [("task", "p00", "a", due), ("task", "p00", "b", late), ("task", "p00", "c", late | {"closed": DAY})]
    rows += [("task", "p01", "d"), ("task", "", "e", due)]
    table = tasks(network([["p00", "p01"]] * 3), subjects=subjects(*rows), actions={"p00": 2, "p05": 1})
    assert table.drop(columns="organisation").to_numpy().tolist() == [
        [1, 0, 1, 0, 0], [3, 1, 1, 1, 2], [0, 0, 0, 0, 1],
    ]  # fmt: skip
    assert table.index.tolist() == ["", "p00", "p05"]


def test_who_works_on_what_in_all_and_in_each_group():
    rows = [
        ("topic", "p00", "a"),
        ("task", "p04", "a", {"until": DAY}),
        ("task", "p08", "a"),
        ("resource", "p01", "a"),
        ("want", "p02", "a"),
        ("offer", "p03", "b"),
    ]
    table = working_on(network([["p00", "p01"]]), by="organisation", subjects=subjects(*rows))
    assert table.loc[("a", "all")].tolist() == [3, 2, "p00; p01; p04", 1, 0, 2]
    assert table.loc[("a", "o0"), "workers_are"] == "p00; p04"
    assert table.loc[("b", "all")].tolist() == [0, 0, "", 0, 1, 0]


def test_gatherings_without_a_day_say_nothing_of_who_has_left():
    undated = network([["p00", "p01", "p02"]])
    undated.behind.gatherings["on"] = None
    rows = subjects(("want", "p00", "a"), ("offer", "p01", "a"), ("task", "p00", "b", {"until": DAY}))
    assert introductions(undated, subjects=rows)["introduced_by"].tolist() == ["p02"]
    assert tasks(undated, subjects=rows)["tasks_open"].tolist() == [1]


def test_without_attendance_nobody_has_met_anybody():
    table = introductions(project(TwoMode.of([])), subjects=subjects(("want", "p00", "a"), ("offer", "p01", "a")))
    assert table[["times_met", "introduced_by"]].to_numpy().tolist() == [[0, ""]]
