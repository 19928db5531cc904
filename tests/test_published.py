"""What others have published, found again.

Each test names its source. The networks are those that networkx carries, and, where they are (in the folder that
``SNA_PUBLISHED`` names, or beside the project among shared samples), three directed ones.
"""

import os
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sna.analyse.brokerage import ROLES, brokerage
from sna.analyse.centrality import centrality
from sna.analyse.cohesion import cohesion
from sna.analyse.community import communities, community_summary
from sna.analyse.isolation import ei_index, ei_person
from sna.analyse.mixing import mixing
from sna.analyse.reach import outside
from sna.analyse.segregation import segregation
from sna.analyse.spanners import spanners
from sna.chance.permutation import same_group
from sna.chance.qap import qap
from sna.network import TwoMode, check_projection, project


@pytest.fixture(scope="module")
def women():
    """Davis, Gardner & Gardner (1941), Deep South: 18 women at 14 gatherings."""
    return TwoMode.from_networkx(nx.davis_southern_women_graph())


@pytest.fixture(scope="module")
def karate():
    """Zachary (1977), https://doi.org/10.1086/jar.33.4.3629752: 34 members of a club that split."""
    graph = nx.karate_club_graph()
    plain = nx.Graph(graph.edges)
    nx.set_node_attributes(plain, nx.get_node_attributes(graph, "club"), "club")
    return plain


@pytest.fixture(scope="module")
def families():
    """Padgett & Ansell (1993), https://doi.org/10.1086/230190: marriages among 15 Florentine families."""
    return nx.florentine_families_graph()


def test_davis_women_and_gatherings(women):
    assert women.incidence.shape == (18, 14)
    assert women.incidence.nnz == 89
    assert women.sizes()[women.gatherings.index.get_loc("E8")] == 14
    degree = women.sizes() / 18  # Borgatti & Halgin (2011), Analyzing affiliation networks, normalised degree
    found = dict(zip(women.gatherings.index, degree.round(2).tolist(), strict=True))
    assert [found[each] for each in ("E8", "E9", "E7")] == [0.78, 0.67, 0.56]


def test_davis_women_tied_by_the_gatherings_they_share(women):
    """Breiger (1974), The duality of persons and groups, https://doi.org/10.2307/2576011."""
    network = project(women)
    check_projection(women, network)
    assert (len(network), len(network.ties), network.ties["count"].sum()) == (18, 139, 322)
    ties = network.ties.set_index(["source", "target"])
    together = ties.loc[("Evelyn Jefferson", "Theresa Anderson")]
    assert together["count"] == 7
    assert together["newman"] == pytest.approx(1.4869, abs=5e-5)
    assert together["jaccard"] == pytest.approx(7 / 9)
    assert ("Charlotte McDowd", "Pearl Oglethorpe") not in ties.index


def test_davis_women_are_two_groups_and_pearl_is_in_doubt(women):
    """Freeman (2003), Finding social groups: analysts agree on two groups and differ about Pearl (and Ruth)."""
    table = communities(project(women))
    core = ["Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson", "Brenda Rogers", "Charlotte McDowd"]
    others = ["Nora Fayette", "Sylvia Avondale", "Katherina Rogers", "Helen Lloyd", "Verne Sanderson"]
    first, second = (set(table.loc[side, "community"]) for side in (core, others))
    assert len(first) == len(second) == 1
    assert first != second
    assert table["community"].nunique() == 2
    assert table["stability"].idxmin() == "Pearl Oglethorpe"
    assert table["stability"].min() < 0.8 < table["stability"].drop("Pearl Oglethorpe").min()


def test_karate_club_keeps_to_its_sides(karate):
    """Krackhardt & Stern (1988), https://doi.org/10.2307/2786835: 11 of 78 ties cross; (11 − 67) ÷ 78."""
    table = ei_index(karate, by="club", permutations=999)
    row = table.loc["all"]
    assert row[["external", "internal"]].tolist() == [11, 67]
    assert row["ei"] == pytest.approx(-0.7179, abs=5e-5)
    # Labels are dealt among members with about as many ties; among all of them 0.0303 would be expected.
    assert row["ei_expected"] == pytest.approx(0.0303, abs=0.02)
    assert ei_index(karate, by="club", weighted=True).loc["all", "ei_expected"] == pytest.approx(0.0303, abs=5e-5)
    assert row["p"] == 0.001
    assert row["ei"] < row["ei_low"]


def test_karate_club_mixing_gives_the_published_assortativity_and_segregation(karate):
    """Newman (2003), https://doi.org/10.1103/PhysRevE.67.026126: .7175; Freeman (1978): .7262."""
    table = mixing(karate, by="club")
    crossed = table.loc[("Mr. Hi", "Officer")]
    share = np.array([[2 * 35, 11], [11, 2 * 32]]) / 156
    assert table["observed"].tolist() == [35, 11, 32]
    by_chance = (share.sum(axis=0) * share.sum(axis=1)).sum()
    assert (np.trace(share) - by_chance) / (1 - by_chance) == pytest.approx(0.7175, abs=5e-5)
    assert 1 - crossed["ratio"] == pytest.approx(0.7262, abs=5e-5)


def test_karate_club_roles(karate):
    """R package sna, ``brokerage``: totals, and the two leaders (persons 1 and 34 there)."""
    table = brokerage(karate, by="club")
    assert table[list(ROLES)].sum().tolist() == [510, 20, 128, 128, 0]
    assert table.loc["33", list(ROLES)].tolist() == [156, 6, 40, 40, 0]
    assert table.loc["0", list(ROLES)].tolist() == [174, 0, 15, 15, 0]


def test_karate_club_has_four_communities(karate):
    """Brandes and others (2008), https://doi.org/10.1109/TKDE.2007.190689: the highest modularity is .4198."""
    row = community_summary(karate, by="club").loc["all"]
    assert row["modularity_best"] == pytest.approx(0.4198, abs=5e-5)
    assert row["communities"] == 4
    assert row["partitions"] > 1, "one run is not an answer"


def test_karate_club_has_one_spanner_and_it_is_no_leader(karate):
    """Person 3 of Zachary's club sits between the two leaders: of ten alters four are of the other side."""
    table = spanners(karate, by="club")
    named = table.index[table["spanner"]].tolist()
    assert named == ["2"]
    assert outside(karate, by="club").loc["2", ["degree", "external"]].tolist() == [10, 4]


def test_whites_kinship_positions_are_parted_by_gender():
    """Freeman (1978), Segregation in social networks, https://doi.org/10.1177/004912417800600401: S = .26.

    White's ten positions round somebody (M mother, S sister, BW brother's wife, SD and BD daughters of sister and
    brother; F, B, SH, SS and BS the men in the same places), tied where no society of the sample restricts dealings.
    """
    women = {"M": "S SD BD F B BS SS", "S": "SD BD F SS", "BW": "BD", "SD": "F", "BD": "F B"}
    men = {"F": "B BS SS", "B": "BS SS", "SH": "BS SS"}
    graph = nx.Graph([(one, other) for one, others in (women | men).items() for other in others.split()])
    nx.set_node_attributes(graph, {one: "woman" if one in women else "man" for one in graph}, "gender")
    assert (len(graph), graph.number_of_edges()) == (10, 22)
    assert segregation(graph, by="gender").loc["all", "freeman"] == pytest.approx(0.26, abs=5e-3)


def test_florentine_betweenness(families):
    """Padgett & Ansell (1993); betweenness also in Jackson (2008), Social and Economic Networks."""
    table = centrality(families)
    assert table.loc["Medici", "betweenness_pairs"] == pytest.approx(47.5)
    found = table["betweenness"].round(3)
    assert found[["Medici", "Guadagni", "Albizzi"]].tolist() == [0.522, 0.255, 0.212]
    assert table["betweenness"].idxmax() == "Medici"


def test_many_small_organisations_look_open_by_arithmetic_alone():
    """60 people of 14 organisations of four or five: the E-I index expected is +.887."""
    sizes = np.array([4] * 10 + [5] * 4)
    assert sizes.sum() == 60
    assert 1 - 2 * same_group(sizes) == pytest.approx(0.887, abs=5e-4)


def test_networkx_agrees_on_assortativity_and_modularity(karate):
    found = mixing(karate, by="club")["observed"]
    matrix = pd.DataFrame([[2 * found.iloc[0], found.iloc[1]], [found.iloc[1], 2 * found.iloc[2]]])
    share = matrix.to_numpy() / matrix.to_numpy().sum()
    by_chance = (share.sum(axis=0) * share.sum(axis=1)).sum()
    expected = nx.attribute_assortativity_coefficient(karate, "club")
    assert (np.trace(share) - by_chance) / (1 - by_chance) == pytest.approx(expected, abs=1e-9)


# Directed networks that are no part of the project

PUBLISHED = Path(os.environ.get("SNA_PUBLISHED", Path(__file__).parents[2] / "shared" / "samples" / "published"))


def published(name):
    path = PUBLISHED / name
    if not path.is_file():
        pytest.skip(f"the published data set {name} is not here: SNA_PUBLISHED may name its folder")
    return path


def directed(name, relation):
    """The ties of one relation, people numbered in the order of the attributes."""
    ties, people = pd.read_csv(published(f"{name}_e.csv")), pd.read_csv(published(f"{name}_v.csv"), dtype=str)
    graph = nx.DiGraph()
    graph.add_nodes_from((f"{number:02}", facts) for number, facts in enumerate(people.to_dict("records"), 1))
    rows = ties[ties["type"] == relation]
    graph.add_edges_from((f"{tail:02}", f"{head:02}") for tail, head in zip(rows["from"], rows["to"], strict=True))
    return graph


def test_roles_among_the_managers_of_the_high_tech_firm():
    """Krackhardt (1987), https://doi.org/10.1016/0378-8733(87)90009-8: friends, by department; R package sna."""
    table = brokerage(directed("hightech", "friends"), by="dept")
    assert table[list(ROLES)].sum().tolist() == [26, 27, 55, 80, 68]
    assert table.loc["17", [*ROLES, "total"]].tolist() == [5, 4, 7, 36, 19, 71]
    assert table.loc["11", "total"] == 46


def test_betweenness_among_the_managers_of_the_high_tech_firm():
    """Krackhardt (1987), https://doi.org/10.1016/0378-8733(87)90009-8: ties followed as they point."""
    table = centrality(directed("hightech", "friends"))
    assert table.loc[["17", "11"], "betweenness_pairs"].round(2).tolist() == [134.43, 58.45]


@pytest.mark.parametrize(
    ("name", "relation", "by", "ei"),
    [
        ("hightech", "friends", "dept", 0.2549),
        ("hightech", "advice", "dept", 0.5158),
        ("hightech", "reports", "dept", -0.6),
        ("lawfirm", "friends", "office", -0.7148),
        ("lawfirm", "advice", "office", -0.5695),
        ("lawfirm", "cowork", "office", -0.5417),
        ("lawfirm", "friends", "practice", -0.2209),
        ("lawfirm", "advice", "practice", -0.4821),
        ("lawfirm", "cowork", "practice", -0.5091),
        ("lawfirm", "friends", "status", -0.5617),
        ("lawfirm", "advice", "status", -0.3251),
        ("lawfirm", "cowork", "status", 0.0634),
    ],
)
def test_the_e_i_index_of_directed_ties_is_that_published(name, relation, by, ei):
    """Krackhardt (1987); Lazega (2001), The collegial phenomenon: each tie counts as it points."""
    graph = directed(name, relation)
    table = ei_index(graph, by=by, permutations=99)
    row = table.loc["all"]
    assert row["ei"] == pytest.approx(ei, abs=5e-5)
    assert ei_index(graph, by=by, permutations=9, weighted=True).loc["all", "ei"] == pytest.approx(ei, abs=5e-5)
    people = ei_person(graph, by=by)
    assert people[["external", "internal"]].sum().tolist() == [2 * row["external"], 2 * row["internal"]]
    observed = mixing(graph, by=by)["observed"]
    ends = observed.index.to_frame()
    assert row["internal"] == observed[(ends.iloc[:, 0] == ends.iloc[:, 1]).to_numpy()].sum()
    assert row[["external", "internal"]].sum() == observed.sum() == graph.number_of_edges()
    returned = row[["external_returned", "internal_returned"]].sum()
    assert returned / observed.sum() == pytest.approx(cohesion(graph).loc["all", "reciprocity"])


@pytest.mark.parametrize(
    ("term", "ties", "reciprocity", "isolates"), [("fall", 243, 0.5103, 3), ("spring", 263, 0.4639, 4)]
)
def test_friends_among_the_boys_of_a_school(term, ties, reciprocity, isolates):
    """Coleman (1964), Introduction to mathematical sociology: 73 boys; R package sna."""
    matrix = np.loadtxt(published(f"coleman_{term}.csv"), delimiter=",").astype(int)
    graph = nx.relabel_nodes(nx.from_numpy_array(matrix, create_using=nx.DiGraph), "{:02}".format)
    row = cohesion(graph).loc["all"]
    assert row[["people", "tie_count", "isolates"]].tolist() == [73, ties, isolates]
    assert row["reciprocity"] == pytest.approx(reciprocity, abs=5e-5)


def test_the_boys_of_a_school_keep_their_friends_from_fall_to_spring():
    """Coleman (1964): the QAP correlation of the two terms is .531; no deal of the boys comes near it."""
    fall, spring = (np.loadtxt(published(f"coleman_{term}.csv"), delimiter=",") for term in ("fall", "spring"))
    result = qap(fall, spring, permutations=999)
    assert result.correlation == pytest.approx(0.531, abs=5e-4)
    assert (result.at_least, result.at_most) == (0.001, 1.0)
    assert abs(result.mean) < 4 * result.spread / 999**0.5
