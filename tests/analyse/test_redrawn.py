"""Groups against attendance drawn anew: unequal coming is no keeping apart, and who could be where counts."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse import groups
from sna.analyse.cut_off import cut_off
from sna.analyse.groups import redrawn_sums
from sna.analyse.isolation import ei_index
from sna.chance import Recent
from sna.chance.curveball import attendances
from sna.network import Network, TwoMode, project


def network(came, labels, could=None, largest=300):
    people = pd.DataFrame({"team": [f"team {label}" for label in labels]}, index=[f"p{n:03}" for n in range(len(came))])
    gatherings = pd.DataFrame(index=[f"g{n:03}" for n in range(came.shape[1])])
    return project(TwoMode(people, gatherings, sparse.csr_array(came.astype(float)), could), largest=largest)


def keen(seed):
    """People who come by their own coin; those of one team far more often."""
    random, labels = np.random.default_rng(seed), np.arange(40) % 4
    return random.random((40, 10)) < np.where(labels == 0, 0.5, 0.12)[:, np.newaxis], labels


def test_the_draws_are_those_of_the_ties_by_hand():
    came, labels = keen(1)
    sums = redrawn_sums(network(came, labels), labels, 4, permutations=199, seed=0)
    assert sums.shape == (199, 2, 4)
    external, internal = sums[:, 0], sums[:, 1]
    assert (external == external.round()).all()
    assert len(np.unique(internal[:, 0])) > 5
    # every draw ties no more pairs than its gatherings can
    most = sum(size * (size - 1) / 2 for size in came.sum(axis=0))
    assert (external.sum(axis=1) / 2 + internal.sum(axis=1)).max() <= most


@pytest.mark.parametrize("way", ["at once", "in turn", "sorted", "compiled"])
def test_ties_are_counted_alike_every_way_and_as_by_hand(way, monkeypatch):
    """Also where somebody has no group mate, a gathering has one person, and two gatherings tie the same pair."""
    if way == "compiled":
        pytest.importorskip("numba", reason="the extra fast (numba) is not installed")
        monkeypatch.setattr("sna.analyse.kernels.tie_matrices.WORTH", 0)
    monkeypatch.setattr(groups, "FEW", 10_000 if way == "at once" else 0)
    monkeypatch.setattr(groups, "_MARKS", 0 if way == "sorted" else 10**9)
    for seed in range(4):
        random, labels = np.random.default_rng(seed), np.r_[np.arange(24) % 3, 3]
        came = random.random((25, 7)) < 0.25
        came[:, 0] = np.arange(25) == seed
        study = network(came, labels, could=came | (random.random(came.shape) < 0.7))
        monkeypatch.setattr(groups, "_DRAWS", Recent(most=4))
        sums = redrawn_sums(study, labels, 4, permutations=20, seed=seed)
        drawn = np.concatenate([*attendances(study.behind.only(came.sum(axis=0) > 1), draws=20, seed=seed)])
        for row, attendance in zip(sums, drawn, strict=True):
            ties = [(a, b) for a, b in combinations(range(25), 2) if (attendance[a] & attendance[b]).any()]
            for group in range(4):
                ends = [[labels[end] == group for end in tie] for tie in ties]
                assert row[:, group].tolist() == [sum(any(e) and not all(e) for e in ends), sum(map(all, ends))]


def test_the_draws_of_a_network_are_made_once(monkeypatch):
    came, labels = keen(8)
    study, asked = network(came, labels), []
    monkeypatch.setattr(groups, "_DRAWS", Recent(most=4))
    monkeypatch.setattr(groups, "attendances", lambda *parts, **more: asked.append(1) or attendances(*parts, **more))
    first = redrawn_sums(study, labels, 4, permutations=50, seed=3)
    assert (redrawn_sums(study, labels[::-1], 4, permutations=50, seed=3) != first).any()
    assert (redrawn_sums(study, labels, 4, permutations=50, seed=3) == first).all()
    assert len(asked) == 1
    assert (redrawn_sums(study, labels, 4, permutations=50, seed=4) != first).any()
    could = came.copy()
    could[:, 1:] = True
    assert (redrawn_sums(network(came, labels, could), labels, 4, permutations=50, seed=3) != first).any()
    assert len(asked) == 3


def test_a_team_that_comes_more_is_not_taken_for_one_that_keeps_apart():
    p = [ei_index(network(*keen(seed)), by="team", permutations=199).loc["all", "p"] for seed in range(40)]
    assert np.mean(np.array(p) <= 0.05) <= 0.15
    fewer = [cut_off(network(*keen(seed)), by="team", permutations=199)["external_fewer_p"].min() for seed in range(20)]
    assert np.mean(np.array(fewer) <= 0.05 / 4) <= 0.2


def test_teams_that_come_together_are_found():
    random, labels = np.random.default_rng(3), np.arange(40) % 4
    came = random.random((40, 12)) < np.where(labels[:, np.newaxis] == np.arange(12) % 4, 0.7, 0.03)
    row = ei_index(network(came, labels), by="team", permutations=499).loc["all"]
    assert row["p"] <= 0.01
    assert row["ei"] < row["ei_low"] < row["ei_expected"] < row["ei_high"]


def test_two_communities_each_mixing_at_random_are_as_by_chance():
    random = np.random.default_rng(4)
    labels = np.repeat([0, 1, 2, 3], 10)
    could = np.kron(np.eye(2, dtype=bool), np.ones((20, 10), bool))
    came = (random.random((40, 20)) < 0.3) & could
    apart = ei_index(network(came, labels, could), by="team", permutations=499).loc["all"]
    assert apart["p"] > 0.05
    assert ei_index(network(came, labels), by="team", permutations=499).loc["all", "p"] <= 0.01


def test_a_gathering_too_large_to_tie_is_not_drawn():
    came, labels = keen(5)
    came[:35, 0] = True
    part = network(came, labels, largest=30)
    sums = redrawn_sums(part, labels, 4, permutations=99, seed=0)
    assert (sums[:, 0].sum(axis=1) / 2 + sums[:, 1].sum(axis=1)).mean() == pytest.approx(len(part.ties), rel=0.1)


def test_ties_that_do_not_follow_from_the_gatherings_are_dealt_labels():
    came, labels = keen(6)
    whole = network(came, labels)
    fewer = Network(whole.nodes, whole.ties.iloc[:-5], behind=whole.behind)
    assert redrawn_sums(fewer, labels, 4, permutations=9, seed=0) is None
    assert redrawn_sums(Network(whole.nodes, whole.ties), labels, 4, permutations=9, seed=0) is None


def test_teams_that_prefer_a_mode_are_not_taken_for_teams_that_keep_apart():
    def p(seed, modes):
        random, labels = np.random.default_rng(seed), np.arange(40) % 4
        online = np.arange(16) % 2 == 0
        came = random.random((40, 16)) < np.where((labels % 2 == 0)[:, np.newaxis] == online, 0.35, 0.06)
        study = network(came, labels % 2)
        if modes:
            study.behind.gatherings["mode"] = np.where(online, "virtual", "in person")
        return ei_index(study, by="team", permutations=199).loc["all", "p"]

    assert np.mean([p(seed, modes=False) <= 0.05 for seed in range(12)]) >= 0.9
    assert np.mean([p(seed, modes=True) <= 0.05 for seed in range(12)]) <= 0.2


def contacts(seed, own=1.0):
    """People who turn to each other in small threads; the people of one team far more often, to anybody."""
    random, labels = np.random.default_rng(seed), np.arange(60) % 6
    busy = np.exp(random.normal(0, 0.8, 60)) * np.where(labels == 0, 3.0, 1.0)
    pairs = set()
    for _thread in range(120):
        first = random.choice(60, p=busy / busy.sum())
        wish = busy * np.where(labels == labels[first], own, 1.0) * (np.arange(60) != first)
        people = [first, *random.choice(60, 3, replace=False, p=wish / wish.sum())]
        pairs |= {tuple(sorted(random.choice(people, 2, replace=False).tolist())) for _act in range(4)}
    ties = pd.DataFrame(sorted(pairs), columns=["source", "target"]).map("p{:03}".format).assign(weight=1.0)
    nodes = pd.DataFrame({"team": [f"team {label}" for label in labels]}, index=[f"p{n:03}" for n in range(60)])
    return Network(nodes, ties)


def test_a_team_that_writes_more_is_not_taken_for_one_that_keeps_apart():
    tables = [ei_index(contacts(seed), by="team", permutations=199) for seed in range(40)]
    assert np.mean([table.loc["all", "p"] <= 0.05 for table in tables]) <= 0.15
    fewer = [cut_off(contacts(seed), by="team", permutations=199)["fewer_p_adjusted"].min() for seed in range(20)]
    assert np.mean(np.array(fewer) <= 0.05) <= 0.2
    assert (
        np.mean(
            [ei_index(contacts(seed, 4.0), by="team", permutations=199).loc["all", "p"] <= 0.05 for seed in range(10)]
        )
        >= 0.7
    )
