"""The numbers on the map, found a second way: from the tables of its networks, by pandas alone."""

import re

import pandas as pd
import pytest
from msgspec.structs import replace

from sna.render.map.content import by_community
from sna.render.map.page import map_html

pytestmark = pytest.mark.browser


def own(content, period, *, group="organisation", keep=bool):
    """Count each person's ties, those outside their group and the groups reached, straight from the network's table."""
    ties = content.periods[period].network.ties
    kept = ties[[any(map(keep, via.split("; "))) for via in ties["via"]]]
    ends = pd.concat([kept[["source", "target"]], kept[["target", "source"]].set_axis(["source", "target"], axis=1)])
    where = content.people[group]
    ends["there"] = ends["target"].map(where)
    out = ends[ends["there"] != ends["source"].map(where)]
    found = pd.DataFrame(
        {
            "ties": ends.groupby("source").size(),
            "outside": out.groupby("source").size(),
            "groups": out.groupby("source")["there"].nunique(),
        }
    )
    return found.reindex(content.people.index).fillna(0).astype(int), kept


@pytest.fixture(scope="module")
def odd(community):
    """Facets that part the gatherings in two: by their number, odd and even."""
    content = community()
    kinds = {name: "odd" if int(name.partition(":")[2]) % 2 else "even" for name in content.gatherings}
    return replace(content, facets={"Kind of meeting": kinds})


@pytest.fixture
def page(visit, odd):
    return visit(map_html(odd)).page


def is_odd(name):
    return int(name.partition(":")[2]) % 2 == 1


CHOICES = {"all": ("All", bool), "odd": ("odd", is_odd), "even": ("even", lambda via: not is_odd(via))}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("period", [0, 1])
def test_table_matrix_and_sentences_are_those_of_the_networks_own_tables(page, odd, period, choice):
    label, keep = choice
    page.click(f"[data-period='{period}']")
    page.select_option("#facet-0", label=label)
    counted, kept = own(odd, period, keep=keep)
    by_name = counted.set_axis(odd.people["name"])
    assert table(page) == by_name.apply(list, axis=1).to_dict()
    assert matrix(page) == between(odd, kept)
    assert f"{len(kept)} lines, one for every two people who met" in page.locator("#lines").text_content()
    page.click("[data-view=map]")
    page.focus("#map")
    for _person in range(60):
        page.keyboard.press("PageDown")
        name, ties, outside = re.match(
            r"([^,]+), .* (\d+) ties?, (\d+) outside their organisation\.$", page.locator("#said").inner_text()
        ).groups()
        assert [int(ties), int(outside)] == by_name.loc[name, ["ties", "outside"]].tolist()
        assert panel(page) == panel_of(*by_name.loc[name].tolist())


def table(page):
    page.click("[data-view=table]")
    read = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    rows = page.locator("#table tbody tr:visible").evaluate_all(read)
    return {row[0]: [int(cell) for cell in row[-3:]] for row in rows}


def matrix(page):
    """Read the numbers off the labels of the buttons, which name both groups."""
    page.click("[data-view=matrix]")
    labels = page.locator("#matrix-table button").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    found = {}
    for label in labels:
        count, inside, pair = re.match(r"([\d,]+) ties? (inside )?(?:between )?(.*?)(?:, new)?$", label).groups()
        found[frozenset([pair] if inside else pair.split(" and ", 1))] = int(count)
    return found


def between(content, ties):
    where = content.people["organisation"]
    pairs = pd.Series(
        [frozenset(pair) for pair in zip(ties["source"].map(where), ties["target"].map(where), strict=True)]
    )
    return pairs.value_counts().to_dict()


def panel(page):
    return page.locator("#person-counts").inner_text()


def panel_of(ties, outside, groups):
    """Write the sentence of the panel anew from three numbers."""
    if not ties:
        return "Met nobody."
    people = "1 person" if ties == 1 else f"{ties} people"
    others = f"{groups} other organisation{'' if groups == 1 else 's'}"
    if not outside:
        return f"Met {people}, inside their own organisation."
    return f"Met {people} in {others}." if outside == ties else f"Met {people}, {outside} of them in {others}."


def test_one_persons_table_holds_them_and_those_they_are_tied_to(page, odd):
    _counted, kept = own(odd, 1)
    who = kept["source"].value_counts().index[0]
    near = {who, *kept.loc[kept["source"] == who, "target"], *kept.loc[kept["target"] == who, "source"]}
    name = odd.people.loc[who, "name"]
    page.fill("#search", name)
    page.keyboard.press("Enter")
    page.click("#ego")
    assert set(table(page)) == set(odd.people.loc[list(near), "name"])
    assert f"only {name} and those they are tied to" in page.locator("#table caption").inner_text()
    page.click("#ego")
    assert len(table(page)) == 60


def test_what_is_left_out_of_the_picture_is_left_out_of_the_table(page, odd):
    page.locator("button.category", has_text="Council").click()
    left = odd.people[odd.people["sector"] != "Council"]
    assert set(table(page)) == set(left["name"])
    assert "only the people shown" in page.locator("#table caption").inner_text()
    own_ties = own(odd, 1)[1]
    shown = own_ties[own_ties["source"].isin(left.index) & own_ties["target"].isin(left.index)]
    assert matrix(page) == between(odd, shown)


def test_by_community_the_numbers_are_of_communities(visit, communities):
    content, numbers = communities.national(420, places=5)
    shown = replace(content, people=by_community(content.people, numbers), group="community")
    page = visit(map_html(shown)).page
    counted, _ties = own(shown, 0, group="community")
    # names are not unique among so many: the rows are compared without them
    page.click("[data-view=table]")
    read = "rows => rows.map(row => [...row.cells].slice(-3).map(cell => Number(cell.innerText)).join(' '))"
    assert sorted(page.locator("#table tbody tr").evaluate_all(read)) == sorted(
        " ".join(map(str, row)) for row in counted.to_numpy().tolist()
    )
    assert page.locator("#pick-group option").first.inner_text() == "Community"
