"""Any number of people in one group or in none; and a drawing that fails costs no table."""

import numpy as np
import pandas as pd
import pytest

import sna
from sna.cli import run
from sna.network import Network
from sna.render.map.layout import ring_slots
from sna.study import pages


def network(people, groups):
    ids = [f"p{number:05d}" for number in range(people)]
    places = ["" if not groups else f"Group {number % groups}" for number in range(people)]
    table = {"name": [f"Person {number}" for number in range(people)], "organisation": places}
    nodes = pd.DataFrame(table, index=pd.Index(ids, dtype="str"))
    return Network(nodes, pd.DataFrame({"source": ids[:-1], "target": ids[1:], "weight": 1.0}))


@pytest.mark.parametrize("people", [1, 499, 500, 501, 2_000, 20_000])
def test_any_number_of_people_has_a_place_in_the_rings_of_a_group(people):
    places = ring_slots(people)
    assert places.shape == (people, 2)
    assert np.isfinite(places).all()
    if people <= 501:
        away = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1)) + np.eye(people) * 9
        assert away.min() > 0.93


@pytest.mark.parametrize("groups", [0, 1])
@pytest.mark.parametrize("people", [1, 499, 500, 501])
def test_a_map_of_any_number_of_people_in_one_group_or_none_is_drawn(tmp_path, people, groups):
    sna.draw_map(network(people, groups)).save(tmp_path / "map.html")
    assert (tmp_path / "map.html").stat().st_size > 10_000


@pytest.mark.parametrize("fault", [RecursionError, MemoryError, ZeroDivisionError, ValueError])
def test_a_drawing_that_fails_costs_no_table_and_says_so(tmp_path, monkeypatch, fault):
    rows = ["event,date,name,organisation"]
    rows += [f"Forum {k},2024-0{k}-10,{name}" for k in (1, 2) for name in ("Ann Ash,North", "Bo Bell,South")]
    (tmp_path / "register.csv").write_text("\n".join(rows), encoding="utf-8")

    def fail(_content):
        raise fault

    monkeypatch.setattr(pages, "scene", fail)
    out = tmp_path / "out"
    assert run(["run", str(tmp_path / "register.csv"), "--for", "all", "--out", str(out)]) == 0
    for audience in ("evaluator", "convener"):
        assert f"could not be drawn ({fault.__name__})" in (out / audience / "map.html").read_text(encoding="utf-8")
        assert (out / audience / "report.html").stat().st_size > 1_000
    assert (out / "evaluator" / "tables" / "nodes.csv").exists()
    assert (out / "evaluator" / "tables.xlsx").exists()
