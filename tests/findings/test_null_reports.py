"""The small brother of ``benchmarks/null_reports.py``: a few studies in which nothing happens, always the same ones."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest

from sna.errors import StudyError
from sna.study import open_study, read_study
from sna.study.results import analysed

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "null_reports.py"


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("null_reports", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "one community",
        "several communities, declared",
        "the largest comes more",
        "both, groups apart",
        "several communities",
        "unequal keenness",
    ][: None if os.environ.get("SNA_EVERY") == "1" else 4],
)
def test_where_nothing_happens_a_page_claims_nothing(benchmark, name):
    # of two pages at 5 % both have a false claim once in four hundred times; these do not
    pages = [[*benchmark.claims(benchmark.NULL[name](np.random.default_rng(seed)))] for seed in range(2)]
    assert sum(map(bool, pages)) <= 1, [(finding.what, finding.by) for page in pages for finding in page]


@pytest.mark.slow
def test_a_comparison_and_lost_registers_are_on_the_pages_that_are_counted(benchmark, monkeypatch):
    for name, kind in (("against, both fall alike", "against"), ("registers lost", "bounds")):
        study = benchmark.NULL[name](np.random.default_rng(1))
        content = benchmark.page_content(study)
        assert kind in {finding.what for finding in content.findings}
        with monkeypatch.context() as patch:
            patch.setattr(benchmark, "page_content", lambda _study, content=content: content)  # made once for both
            assert not [*benchmark.claims(study)]


@pytest.mark.slow
def test_what_was_planted_is_in_the_findings(benchmark):
    world = benchmark.PLANTED["planted: less apart"]
    study = world(np.random.default_rng(1))._replace(truth=frozenset())
    assert next((finding.what, finding.verdict) for finding in benchmark.claims(study)) == ("change", "less isolated")


def test_periods_in_which_nothing_lies_on_a_medium_stop_the_run(benchmark, tmp_path):
    benchmark.written(benchmark.NULL["Slack"](np.random.default_rng(1)), tmp_path)
    settings = tmp_path / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("= [20", "= [19").replace(", 20", ", 19"), "utf-8")
    study = open_study([tmp_path])
    with pytest.raises(StudyError, match=r"^Nothing lies in Year 1 or Year 2: the files hold 6 January 2023 to"):
        analysed(read_study(study), study.settings)
