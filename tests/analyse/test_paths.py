from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from sna.analyse import paths
from sna.analyse.kernels import shortest, tie_matrices
from sna.analyse.paths import nearness, passing, reach
from sna.network import TwoMode, project

SIZES = [2, 3, 4, 5, 8, 11, 20]


def betweenness(matrix, **options):
    """Give the sums of the paths of all people: exact."""
    exact = passing(matrix, sources=matrix.shape[0], **options)
    return exact.every, exact.across


def matrix_of(graph, weight="weight"):
    return sparse.csr_array(nx.to_scipy_sparse_array(graph, nodelist=sorted(graph), weight=weight, dtype=float))


def fractional(seed):
    """Give a random network whose strengths are sums of 1/(size − 1), as floats and as exact fractions."""
    random = np.random.default_rng(seed)
    people, directed = int(random.integers(3, 10)), bool(seed % 2)
    graph = nx.gnp_random_graph(people, random.choice([0.25, 0.5, 0.9]), seed=seed, directed=directed)
    exact = {}
    for pair in graph.edges:
        met = random.choice(SIZES, random.integers(1, 4)).tolist()
        exact[pair] = sum(Fraction(1, size - 1) for size in met) if 2 in met or seed % 3 else Fraction(met[0])
        graph.edges[pair]["weight"] = (
            float(np.sum([1 / (size - 1) for size in met])) if 2 in met or seed % 3 else met[0]
        )
    if not directed:
        exact |= {(b, a): weight for (a, b), weight in exact.items()}
    return graph, exact


def floyd(people, exact):
    """Give the distances by Floyd and Warshall's recursion, in exact fractions; None out of reach."""
    far = {
        (a, b): Fraction(0) if a == b else 1 / exact[a, b] if (a, b) in exact else None for a in people for b in people
    }
    for k in people:
        for a in people:
            for b in people:
                if far[a, k] is not None and far[k, b] is not None:
                    way = far[a, k] + far[k, b]
                    far[a, b] = way if far[a, b] is None or way < far[a, b] else far[a, b]
    return far


def by_fractions(graph, exact, groups):
    """Sum the shares of shortest paths by counting them, in exact fractions."""
    people = range(len(graph))
    far = floyd(people, exact)

    def ways(a, b):
        if a == b:
            return 1
        last = [
            c for c in people if (c, b) in exact and far[a, c] is not None and far[a, c] + 1 / exact[c, b] == far[a, b]
        ]
        return sum(ways(a, c) for c in last)

    sums = np.zeros((2, len(graph)))
    for a in people:
        for b in people:
            for v in people:
                if (
                    len({a, b, v}) == 3
                    and far[a, v] is not None
                    and far[v, b] is not None
                    and far[a, v] + far[v, b] == far[a, b]
                ):
                    share = float(Fraction(ways(a, v) * ways(v, b), ways(a, b)))
                    sums[:, v] += share, share * (groups[a] != groups[b])
    return sums


def engines():
    """Give every way to sum over paths with lengths that is installed."""
    found = {"batches": shortest.passed_in_batches}
    if tie_matrices.installed():
        from sna.analyse.kernels import loops

        found["loops"] = loops.passed
    return found


@pytest.mark.parametrize("block", range(8))
def test_betweenness_of_fractional_strengths_is_that_of_exact_fractions(block):
    for seed in range(30 * block, 30 * block + 30):
        graph, exact = fractional(seed)
        groups = np.arange(len(graph)) % 3
        expected = by_fractions(graph, exact, groups)
        matrix = matrix_of(graph)
        assert np.allclose(betweenness(matrix, weighted=True, groups=groups), expected, atol=1e-9, rtol=0), seed
        for name, passed in engines().items():
            found = passed(tie_matrices.lengths(matrix), np.arange(len(graph)), groups)
            assert np.allclose(found, expected, atol=1e-9, rtol=0), (seed, name)
        each = shortest.passed_by_network(np.array([matrix.toarray(), np.zeros(matrix.shape)]), groups)
        assert np.allclose(each[:, 0], expected, atol=1e-9, rtol=0), seed
        assert not each[:, 1].any()


def test_a_strength_of_a_nineteenth_and_a_third_is_read_as_the_fraction_it_is():
    known = tie_matrices.lengths(sparse.csr_array(np.array([[0, 1 / 19 + 1 / 3, 0.1 + 0.2], [0.5, 0, 0], [0.3, 0, 0]])))
    assert known.slack == 0.0
    ratio = known.matrix.data / known.matrix.data[0]
    assert ratio.tolist() == pytest.approx([1, 22 / 57 / 0.3, 22 / 57 / 0.5, 22 / 57 / 0.3], rel=1e-15)
    assert (known.matrix.data % 1 == 0).all()
    assert known.matrix.data[1] == known.matrix.data[3]


def test_strengths_that_are_no_fractions_keep_their_lengths_and_some_slack():
    known = tie_matrices.lengths(sparse.csr_array(np.array([[0, np.pi], [np.e, 0]])))
    assert known.slack == tie_matrices.AGREE
    assert known.matrix.data.tolist() == [1 / np.pi, 1 / np.e]


def test_paths_that_floats_tell_apart_are_equally_long():
    # three tenths are 0.3, but 0.30000000000000004 as floats: there networkx sees one path where two are equally long
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 10.0), (1, 2, 10.0), (2, 3, 10.0), (0, 3, 10 / 3)])
    nx.set_edge_attributes(graph, {(a, b): 1 / weight for a, b, weight in graph.edges(data="weight")}, "distance")
    found = betweenness(matrix_of(graph), weighted=True)[0] / 2
    assert found.tolist() == [0.0, 1.5, 1.5, 0.0]
    theirs = nx.betweenness_centrality(graph, weight="distance", normalized=False)
    assert found.tolist() != pytest.approx([theirs[node] for node in range(4)])


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("chance", [0.02, 0.06, 0.3])
def test_steps_are_those_of_networkx(directed, chance):
    for seed in range(5):
        graph = nx.gnp_random_graph(60, chance, seed=seed, directed=directed)
        matrix = matrix_of(graph, None)
        expected = nx.betweenness_centrality(graph, normalized=False)
        found = betweenness(matrix, weighted=False)[0] / (1 if directed else 2)
        assert found.tolist() == pytest.approx([expected[node] for node in range(60)], abs=1e-9)
        unit = tie_matrices.Lengths(matrix, 0.0)
        for passed in engines().values():
            assert np.allclose(passed(unit, np.arange(60), None)[0] / (1 if directed else 2), found, atol=1e-9)


def test_very_long_chains_go_the_other_way_and_give_the_same():
    people = 2 * shortest.DEEPEST
    matrix = matrix_of(nx.path_graph(people))
    assert shortest.passed_in_steps(matrix, np.arange(people), None) is None
    assert shortest.reached_in_steps(matrix) is None
    place = np.arange(people)
    assert betweenness(matrix, weighted=False)[0].tolist() == (2 * place * (people - 1 - place)).tolist()
    assert reach(matrix, weighted=False)[0].tolist() == [people - 1] * people


def test_leaving_out_long_ties_changes_no_distance():
    random = np.random.default_rng(2)
    met = [(f"p{p:03}", f"g{g}") for g in range(40) for p in random.choice(120, random.integers(5, 60), replace=False)]
    known = tie_matrices.lengths(project(TwoMode.of(met)).adjacency())
    fewer = tie_matrices.shortest_ties(known)
    assert fewer.matrix.nnz < 0.8 * known.matrix.nnz
    if tie_matrices.installed():
        assert (tie_matrices.shortest_ties(known, visits=tie_matrices.WORTH).matrix != fewer.matrix).nnz == 0
    everybody = np.arange(120)
    all_ties = np.concatenate([far for _some, far in shortest.distances(known, everybody)])
    some_ties = np.concatenate([far for _some, far in shortest.distances(fewer, everybody)])
    assert np.allclose(all_ties, some_ties, rtol=1e-12)
    assert np.allclose(
        shortest.passed_in_batches(known, everybody, None),
        shortest.passed_in_batches(fewer, everybody, None),
        atol=1e-9,
    )


@pytest.mark.parametrize("weighted", [False, True])
def test_reach_is_that_of_networkx(weighted):
    for seed in range(6):
        graph = nx.gnp_random_graph(30, 0.08, seed=seed, directed=bool(seed % 2))
        for place, pair in enumerate(graph.edges):
            graph.edges[pair].update(weight=1 + place % 4, distance=1 / (1 + place % 4))
        expected = nx.harmonic_centrality(graph, distance="distance" if weighted else None)
        found = reach(matrix_of(graph), weighted=weighted)
        assert found[2].tolist() == pytest.approx([expected[node] for node in range(30)], abs=1e-9)
        assert found[0].tolist() == [
            len(nx.ancestors(graph, n)) if graph.is_directed() else len(nx.node_connected_component(graph, n)) - 1
            for n in range(30)
        ]


@pytest.mark.skipif(not tie_matrices.installed(), reason="the extra fast (numba) is not installed")
def test_compiled_reach_is_that_of_the_slow_way():
    from sna.analyse.kernels import loops

    for seed in range(4):
        known = tie_matrices.Lengths(matrix_of(fractional(seed)[0]), 0.0)
        assert np.allclose(loops.reached(known), shortest.reached_in_batches(known), atol=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_an_estimate_is_no_further_off_than_its_error(weighted):
    graph = nx.barabasi_albert_graph(300, 3, seed=1)
    for place, pair in enumerate(graph.edges):
        graph.edges[pair]["weight"] = 1 + place % 3
    matrix = matrix_of(graph)
    true = betweenness(matrix, weighted=weighted)[0]
    missed = sum(
        bool((np.abs(part.every - true) > part.error).any())
        for part in (passing(matrix, weighted=weighted, sources=60, seed=seed) for seed in range(20))
    )
    assert missed <= 2
    assert true.max() / 2 > passing(matrix, weighted=weighted, sources=290).error.max() / 2


def test_more_sources_err_less_the_same_seed_gives_the_same_and_all_sources_are_exact():
    matrix = matrix_of(nx.barabasi_albert_graph(120, 2, seed=3))
    few, many = (passing(matrix, weighted=False, sources=number, seed=5) for number in (20, 80))
    assert (few.error > many.error).mean() > 0.9
    again = passing(matrix, weighted=False, sources=20, seed=5)
    assert (
        few.every.tolist() == again.every.tolist() != passing(matrix, weighted=False, sources=20, seed=6).every.tolist()
    )
    every = passing(matrix, weighted=False)
    assert (every.sources, every.error.max()) == (120, 0.0)
    assert every.every.tolist() == betweenness(matrix, weighted=False)[0].tolist()


@pytest.mark.parametrize("people", [0, 1, 2])
def test_too_few_people_for_a_path_between_others(people):
    matrix = sparse.csr_array(np.ones((people, people)) - np.eye(people))
    for weighted in (False, True):
        assert passing(matrix, weighted=weighted).every.tolist() == [0.0] * people
        assert reach(matrix, weighted=weighted).shape == (3, people)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("directed", [False, True])
def test_nearness_from_all_is_exact_and_from_some_is_near_it(weighted, directed):
    for seed in range(3):
        graph = nx.gnp_random_graph(150, 0.03, seed=seed, directed=directed)
        for place, pair in enumerate(graph.edges):
            graph.edges[pair]["weight"] = 1 + place % 4
        matrix = matrix_of(graph)
        exact, every = reach(matrix, weighted=weighted), nearness(matrix, weighted=weighted, sources=150)
        assert every.sources == 150
        assert every.sums == pytest.approx(exact, abs=1e-9)
        tries = [nearness(matrix, weighted=weighted, sources=60, seed=lot).sums for lot in range(40)]
        assert np.mean(tries, axis=0)[:2].sum(axis=1) == pytest.approx(exact[:2].sum(axis=1), rel=0.02)
        assert np.corrcoef(tries[0][2], exact[2])[0, 1] > 0.9


def test_nearness_says_from_how_many_and_long_chains_go_the_other_way(monkeypatch):
    chain = matrix_of(nx.path_graph(3 * shortest.DEEPEST))
    assert shortest.reached_from(chain, np.arange(5)) is None
    assert nearness(chain, weighted=False, sources=len(nx.path_graph(96))).sums == pytest.approx(
        reach(chain, weighted=False)
    )
    assert nearness(chain, weighted=False).sources == 96
    monkeypatch.setattr(paths, "MOST_IN_STEPS", 9)
    monkeypatch.setattr(paths, "FEWEST_SOURCES", 70)
    assert nearness(chain, weighted=False).sources == 70
    assert nearness(sparse.csr_array((3, 3)), weighted=False, sources=2).sums.tolist() == [[0.0] * 3] * 3


@pytest.mark.parametrize(("weighted", "most"), [(False, "MOST_IN_STEPS"), (True, "MOST_ALONG")])
def test_how_near_people_are_is_blank_where_it_would_take_minutes(monkeypatch, weighted, most):
    matrix = matrix_of(nx.karate_club_graph())
    visits = 34 * (156 + 34)
    monkeypatch.setattr(paths, most, visits)
    assert np.isfinite(reach(matrix, weighted=weighted)).all()
    monkeypatch.setattr(paths, most, visits - 1)
    assert np.isnan(reach(matrix, weighted=weighted)).all()
