import tracemalloc
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from sna.analyse.kernels import tie_matrices, triads
from sna.analyse.kernels.tie_matrices import at_ties
from sna.analyse.kernels.triads import ROLES, constraint_parts, role_counts


def invented(seed, people=14):
    """Give a random network, directed or not, weighted or not, and groups."""
    random = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(people, random.choice([0.1, 0.3, 0.7]), seed=seed, directed=bool(seed % 2))
    for pair in graph.edges:
        graph.edges[pair]["weight"] = float(random.integers(1, 6)) if seed % 4 < 2 else 1.0
    return graph, random.integers(0, 3, people)


def matrix_of(graph):
    return sparse.csr_array(nx.to_scipy_sparse_array(graph, nodelist=sorted(graph), dtype=float))


def ways():
    """Give every way to make a product at the ties that is installed."""
    found = {"full": tie_matrices.full_at_ties, "sparse": tie_matrices.sparse_at_ties}
    if tie_matrices.installed():
        from sna.analyse.kernels import loops

        found["loops"] = loops.at_ties
    return found


@pytest.fixture(params=["chosen", "triangles", *ways()])
def way(request, monkeypatch):
    """Make the kernels go one way, whatever the size."""
    if request.param != "chosen":
        monkeypatch.setattr(triads, "is_full", lambda _matrix: False)
        monkeypatch.setattr(triads, "few", lambda _matrix: request.param == "triangles")
        monkeypatch.setattr(triads, "at_ties", ways().get(request.param))
    monkeypatch.setattr(triads, "_AT_ONCE", 7)
    return request.param


def burt(matrix):
    """Burt's four measures by loops, straight from the definitions."""
    both = matrix.toarray() + matrix.toarray().T
    people = range(len(both))
    found = np.full((4, len(both)), np.nan)
    for i in people:
        alters = [j for j in people if both[i, j]]
        if alters:
            p = {(a, b): both[a, b] / both[a].sum() for a in [i, *alters] for b in people}
            tie = [(p[i, j] + sum(p[i, q] * p[q, j] for q in alters if q != j)) ** 2 for j in alters]
            redundant = sum(p[i, q] * both[j, q] / both[j].max() for j in alters for q in alters if q != j)
            found[:3, i] = sum(tie), len(alters) - redundant, 1 - redundant / len(alters)
        if len(alters) > 1:
            ratio = np.array(tie) / np.mean(tie)
            found[3, i] = (ratio * np.log(ratio)).sum() / (len(alters) * np.log(len(alters)))
    return found


@pytest.mark.parametrize("seed", range(24))
def test_constraint_and_its_kin_are_those_of_the_definitions(seed, way):
    matrix = matrix_of(invented(seed)[0])
    assert np.allclose(np.array(constraint_parts(matrix)), burt(matrix), atol=1e-9, rtol=0, equal_nan=True)


@pytest.mark.parametrize("seed", range(24))
def test_constraint_and_effective_size_are_those_of_networkx(seed):
    graph = invented(seed)[0]
    found = constraint_parts(matrix_of(graph))
    sizes = nx.effective_size(graph, nodes=list(graph), weight="weight")  # without `nodes` it is wrong with new scipy
    hems = nx.constraint(graph, weight="weight")
    for node in graph:
        if not np.isnan(sizes[node]):
            assert found.effective_size[node] == pytest.approx(sizes[node], abs=1e-9)
        assert found.constraint[node] == pytest.approx(hems[node], abs=1e-9, nan_ok=True)


def gould_fernandez(graph, labels):
    """Count the roles by looking at every three people."""
    counts = np.zeros((len(graph), 5), int)
    for a, b, c in permutations(range(len(graph)), 3):
        if graph.has_edge(a, b) and graph.has_edge(b, c) and not graph.has_edge(a, c):
            one, own, other = labels[[a, b, c]]
            role = 4
            if one == own == other:
                role = 0
            elif one == other:
                role = 1
            elif own == other:
                role = 2
            elif one == own:
                role = 3
            counts[b, role] += 1
    return counts


@pytest.mark.parametrize("seed", range(24))
def test_roles_are_those_of_looking_at_every_three_people(seed, way):
    graph, labels = invented(seed)
    assert role_counts(matrix_of(graph), labels).tolist() == gould_fernandez(graph, labels).tolist()


@pytest.mark.skipif(not tie_matrices.installed(), reason="the extra fast (numba) is not installed")
@pytest.mark.parametrize("seed", range(12))
def test_compiled_roles_are_those_of_the_slow_way(seed):
    from sna.analyse.kernels import loops

    graph, labels = invented(seed)
    ties = matrix_of(graph).astype(bool).astype(float)
    assert loops.role_counts(ties, labels).tolist() == triads.open_counts(ties, labels).tolist()


def test_there_are_five_roles():
    assert len(ROLES) == 5


@pytest.mark.parametrize("right", ["real", "complex"])
def test_every_way_gives_the_same_product_at_the_ties(right):
    random = np.random.default_rng(4)
    ties, left, other = (
        sparse.csr_array(sparse.random_array((50, 50), density=0.15, rng=random)) for _each in range(3)
    )
    onward = other + 1j * left if right == "complex" else other
    expected = (left.toarray() @ onward.toarray())[tie_matrices.rows_of(ties), ties.indices]
    for name, way in {"chosen": at_ties, **ways()}.items():
        assert np.allclose(way(ties, left, sparse.csr_array(onward)), expected, atol=1e-12), name


def test_batches_of_rows_make_no_difference(monkeypatch):
    matrix = matrix_of(invented(2, people=40)[0])
    whole = tie_matrices.sparse_at_ties(matrix, matrix, matrix)
    monkeypatch.setattr(tie_matrices, "_AT_ONCE", 50)
    assert tie_matrices.sparse_at_ties(matrix, matrix, matrix).tolist() == whole.tolist()


@pytest.mark.parametrize("seed", range(12))
def test_each_three_who_are_all_tied_are_found_once(seed, monkeypatch):
    monkeypatch.setattr(triads, "_AT_ONCE", 5)
    graph = nx.gnp_random_graph(30, 0.05 * (seed + 1), seed=seed)
    matrix = matrix_of(graph)
    matrix.data = np.arange(matrix.nnz)
    full = matrix.toarray()
    parts = list(triads.triangles(matrix))
    found = [tuple(sorted(three)) for part in parts for three in part.corners.T.tolist()]
    expected = [each for each in combinations(range(30), 3) if graph.subgraph(each).size() == 3]
    assert sorted(found) == expected
    for part in parts:
        for i, j in permutations(range(3), 2):
            there = full[part.corners[i], part.corners[j]]
            assert there.tolist() == part.places[i, j].tolist()


def test_in_a_sparse_network_triangles_are_less_work_and_in_a_full_one_they_are_not():
    assert triads.few(matrix_of(nx.gnp_random_graph(400, 0.02, seed=1)))
    assert not triads.few(matrix_of(nx.complete_graph(60)))


def test_a_diagonal_and_kept_zeros_do_not_matter():
    graph = invented(0, people=20)[0]
    plain = matrix_of(graph)
    beside = sparse.csr_array(plain + sparse.eye_array(20))
    ends = sparse.coo_array(plain)
    row, column = np.r_[ends.row, 0, 1], np.r_[ends.col, 1, 0]
    kept = sparse.csr_array((np.r_[ends.data, 0.0, 0.0], (row, column)), shape=(20, 20))
    expected = np.array(constraint_parts(plain))
    for matrix in (beside, kept):
        assert np.allclose(np.array(constraint_parts(matrix)), expected, equal_nan=True)


def test_nobody_and_isolates_have_blanks_and_no_paths():
    for people in (0, 3):
        empty = sparse.csr_array((people, people))
        assert np.isnan(np.array(constraint_parts(empty))).all()
        assert role_counts(empty, np.zeros(people, int)).tolist() == [[0] * 5] * people


def test_many_people_need_no_memory_for_all_pairs_of_them():
    people = 20_000
    ring = sparse.csr_array(nx.to_scipy_sparse_array(nx.watts_strogatz_graph(people, 6, 0.1, seed=1), dtype=float))
    tracemalloc.start()
    constraint_parts(ring)
    role_counts(ring, np.arange(people) % 30)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < people**2 / 2, "bytes"


def test_without_numba_nothing_is_compiled(monkeypatch):
    monkeypatch.setattr(tie_matrices, "installed", lambda: False)
    assert tie_matrices.compiled(1e12) is None


def test_small_networks_do_not_wait_for_numba():
    import subprocess
    import sys

    code = (
        "import sys, networkx as nx; from sna.analyse import analysis\n"
        "graph = nx.karate_club_graph()\n"
        "for name in ('centrality', 'communities'): analysis(name)(graph)\n"
        "for name in ('brokerage', 'community_summary'): analysis(name)(graph, by='club')\n"
        "print([name for name in ('numba', 'networkit') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
