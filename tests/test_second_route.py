"""Every printed figure by a second route: three random studies, and what the route itself must notice."""

import importlib.util
import os
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOBODY = '<span data-table="outside" data-row="all" data-column="people" data-period="Year 1">nobody</span>'


@pytest.fixture(scope="module")
def random_studies():
    spec = importlib.util.spec_from_file_location("random_studies", ROOT / "benchmarks" / "random_studies.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def checked(random_studies, marks, tmp_path_factory):
    """Give where a random study and its pages stand, and what the second route says of them; each is made once."""

    @cache
    def study(seed):
        folder = tmp_path_factory.mktemp("study")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(marks[0], "mark", marks[1])
            return folder, *random_studies.checked(seed, folder)

    return study


@pytest.mark.slow
@pytest.mark.parametrize("seed", [14, 20, 6][: None if os.environ.get("SNA_EVERY") == "1" else 2])
def test_every_figure_and_quantifier_of_every_page_is_what_the_records_give(checked, seed):
    folder, counts, wrong = checked(seed)
    assert wrong == []
    assert counts["recomputed"] > 2 * (counts["compared"] + counts["masked"])
    for page in (folder / "out").rglob("*.html"):
        rows = re.findall(r'data-row="([^"]*)"', page.read_text(encoding="utf-8"))
        assert not [row for row in rows if re.match(r"(name|email|slack|x):", row)], page


@pytest.mark.slow
def test_the_second_route_notices_another_figure_a_typed_one_and_a_false_nobody(random_studies, checked, tmp_path):
    folder, *_said = checked(14)
    route = random_studies.ROUTE.Route(folder / "tables", folder / "study" / "study.toml", folder / "out" / "evaluator")
    text = (folder / "out" / "evaluator" / "report.html").read_text(encoding="utf-8")
    page = tmp_path / "report.html"
    came = re.search(r'(data-table="presence"[^>]*data-column="came"[^>]*>)(\d+)<', text)
    for old, new in (
        (came[0], f"{came[1]}{int(came[2]) + 1}<"),
        ("</h1>", " of 17 people</h1>"),
        ("</h1>", f" {NOBODY}</h1>"),
    ):
        page.write_text(text.replace(old, new, 1), encoding="utf-8")
        _counts, wrong, bare = route.check(page)
        assert wrong or bare, new


@pytest.mark.slow
def test_every_figure_of_several_communities_is_what_the_records_give(random_studies, tmp_path, citing):
    spec = importlib.util.spec_from_file_location("communities", ROOT / "tests" / "study" / "test_communities.py")
    communities = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(communities)
    study, out, tables = communities.files(tmp_path / "study", slack=True), tmp_path / "out", tmp_path / "tables"
    assert random_studies.run(["run", str(study), "--for", "all", "--out", str(out)]) == 0
    assert random_studies.run(["tables", str(study), "--out", str(tables)]) == 0
    route = random_studies.ROUTE.Route(tables, study / "study.toml", out / "evaluator")
    parts = {"evaluator": '<section class="cops">', "convener": '<section class="cops">', "funder": '<p class="lead">'}
    for reader, start in parts.items():
        text = (out / reader / "report.html").read_text(encoding="utf-8")
        page = tmp_path / f"{reader}.html"
        page.write_text(start + text.partition(start)[2].partition("</section>" if "section" in start else "</p>")[0])
        counts, wrong, bare = route.check(page)
        assert (reader, wrong, bare) == (reader, [], [])
        assert counts["recomputed"] > (3 if reader == "funder" else 30)
        assert not counts["compared"] > 1  # the note


@pytest.mark.slow
def test_every_figure_of_work_and_practices_is_what_the_records_give(random_studies, tmp_path, citing):
    study, out, tables = ROOT / "data" / "notts-care-homes" / "study.toml", tmp_path / "out", tmp_path / "tables"
    assert random_studies.run(["run", str(study), "--for", "evaluator", "--out", str(out)]) == 0
    assert random_studies.run(["tables", str(study), "--out", str(tables)]) == 0
    route = random_studies.ROUTE.Route(tables, study, out)
    start, text = '<section id="practices">', (out / "report.html").read_text(encoding="utf-8")
    page = tmp_path / "practices.html"
    page.write_text(start + text.partition(start)[2].partition("</section>")[0])
    counts, wrong, bare = route.check(page)
    assert wrong == []
    assert bare == []
    assert counts["recomputed"] > 250
