import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from msgspec.structs import replace

from sna.render.map.composition import scene
from sna.render.map.content import by_community
from sna.render.map.page import map_html
from sna.render.map.scene import Noun


def national(people):
    path = Path(__file__).parent / "community.py"
    spec = importlib.util.spec_from_file_location("invented_nation", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.national(people, places=6)


def people(*organisations):
    return pd.DataFrame({"organisation": organisations}, index=[f"p{at}" for at in range(len(organisations))])


def named(organisations, communities):
    numbers = pd.Series(communities, index=[f"p{at}" for at in range(len(communities))], dtype="float")
    return by_community(people(*organisations), numbers)["community"].tolist()


def test_a_community_is_called_after_its_most_frequent_organisation_and_its_size():
    assert named(["Hill", "Vale", "Vale"], [1, 1, 1]) == ["Around Vale (3)"] * 3


def test_communities_round_the_same_organisation_are_told_apart_by_the_next():
    found = named(["Hill", "Hill", "Vale", "Hill", "Hill", "Dale"], [1, 1, 1, 2, 2, 2])
    assert found == ["Around Hill and Vale (3)"] * 3 + ["Around Hill and Dale (3)"] * 3


def test_communities_that_nothing_tells_apart_are_numbered():
    assert named(["Hill"] * 4, [1, 1, 2, 2]) == ["Around Hill 1 (2)"] * 2 + ["Around Hill 2 (2)"] * 2
    assert named(["", None, "", ""], [1, 1, 2, 2]) == ["Community 1 (2)"] * 2 + ["Community 2 (2)"] * 2


@pytest.mark.parametrize("alone", [[1, 1, 2], [1, 1, None]])
def test_whoever_is_alone_is_in_no_community(alone):
    assert named(["Hill", "Hill", "Vale"], alone) == ["Around Hill (2)"] * 2 + ["In no community (1)"]


def test_names_do_not_depend_on_the_order_of_rows_or_the_numbers():
    table = people(*["Hill"] * 5, *["Vale"] * 4)
    numbers = pd.Series([1, 1, 2, 2, 2, 3, 3, 3, 3], index=table.index)
    other = by_community(table.iloc[::-1], numbers.map({1: 9, 2: 4, 3: 6}))["community"]
    assert other.sort_index().equals(by_community(table, numbers)["community"])
    assert "community" not in table


def test_a_map_by_community_speaks_of_communities_and_still_tells_the_organisation():
    content, numbers = national(200)
    shown = replace(content, people=by_community(content.people, numbers), group="community")
    drawn = scene(shown)
    assert drawn.group == Noun("community", "communities")
    assert len(drawn.islands) == 7
    assert sum(int(island.name.rpartition("(")[2][:-1]) for island in drawn.islands) == 200
    assert "organisation" in drawn.columns
    assert '<option value="0">Community</option>' in map_html(shown, drawn)
