import importlib.util
import json
import math
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.errors import NetworkError
from sna.network import Network, TwoMode, project
from sna.render.map.composition import MOST_SPREAD, scene
from sna.render.map.content import Finding, MapContent, Period, Reason
from sna.render.map.drawing import scene_svg
from sna.render.map.labels import labels
from sna.render.map.scene import Noun
from sna.render.map.ties import MOST_LINES, lines_sentence
from sna.render.svg import shortened, text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</script>", "__proto__", "\u202eabc", "a\x00b"]


def load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


community, busy = load("community").community, load("community").busy


def small(ties=(), people=("a", "b", "c"), **options):
    """A map of a few people: a and b at North, everybody else at South."""
    where = ["North" if person in "ab" else "South" for person in people]
    table = {"name": [f"Name {person.upper()}" for person in people], "organisation": where, "sector": "NHS"}
    periods = [Period("Now", Network.of(list(ties), nodes=list(people)))]
    return MapContent("Title", pd.DataFrame(table, index=list(people)), tuple(periods), **options)


def plain_data(content):
    """The scene as it stands in the page."""
    return msgspec.to_builtins(scene(content))


def test_a_scene_is_plain_data():
    shown = plain_data(community())
    assert json.loads(json.dumps(shown, allow_nan=False)) == json.loads(msgspec.json.encode(scene(community())))


def test_people_are_counted_by_ties_ties_outside_and_organisations_reached():
    shown = scene(small([("a", "b", 1.0), ("a", "c", 2.0)]))
    act = shown.periods[0]
    found = {person.name: at for at, person in enumerate(shown.people)}
    a, b, c = (found[f"Name {letter}"] for letter in "ABC")
    assert [act.links[at] for at in (a, b, c)] == [2, 1, 1]
    assert [act.outside[at] for at in (a, b, c)] == [1, 0, 1]
    assert [act.groups[at] for at in (a, b, c)] == [1, 0, 1]
    assert [act.radii[at] for at in (a, b, c)] == [9.5, 8.5, 8.5]
    assert act.closed == []


def test_of_whom_no_group_is_known_nobody_says_they_are_of_another():
    people = pd.DataFrame({"name": list("ABCD"), "organisation": ["N", "S", "", ""]}, index=list("abcd"))
    network = Network.of([("a", "b", 1.0), ("a", "c", 1.0), ("c", "d", 1.0)])
    shown = scene(MapContent("T", people, (Period("P", network),)))
    act = shown.periods[0]
    found = {person.name: at for at, person in enumerate(shown.people)}
    told = {name: (act.links[at], act.outside[at], act.groups[at]) for name, at in found.items()}
    assert told == {"A": (2, 1, 1), "B": (1, 1, 1), "C": (2, 0, 0), "D": (1, 0, 0)}
    assert [island.nameless for island in shown.islands] == [False, False, True]
    assert act.closed == []


def test_who_came_and_met_nobody_is_not_dashed():
    behind = TwoMode.of([("a", "gathering:1"), ("b", "gathering:1"), ("c", "gathering:2")])
    people = pd.DataFrame({"name": list("ABCD")}, index=list("abcd"))
    tied = project(behind)
    network = Network(people[[]], tied.ties, behind=behind)
    svg = ET.fromstring(scene_svg(scene(MapContent("T", people, (Period("P", network),))), 0, 900, 700))
    hollow = [circle for circle in svg.iter(f"{SVG}circle") if circle.get("fill") == "#FFFFFF"]
    dots = [circle.get("stroke-dasharray") for circle in hollow if float(circle.get("r")) < 20]
    assert sorted(map(str, dots)) == ["2.5 2.5", "None"]


def test_an_organisation_without_an_outside_tie_is_closed():
    assert scene(small([("a", "b", 1.0)])).periods[0].closed == [0, 1]


def test_ids_do_not_reach_the_scene():
    content = small(people=("a", "b", "x:secret-id"))
    assert "secret-id" not in json.dumps(plain_data(content))


@pytest.mark.parametrize("style", ["initials", "codes"])
def test_a_file_without_names_holds_none(style):
    content = community()
    people = content.people.assign(role="")
    plain = MapContent("T", people, content.periods, labels=style, gatherings=content.gatherings)
    said = json.dumps(plain_data(plain)) + scene_svg(scene(plain), 1, 900, 700)
    for name in people["name"]:
        assert name not in said
        assert not re.search(rf"\b{name.split()[0]}\b", said)


def test_columns_that_are_left_out_are_not_in_the_file():
    content = community(20)
    bare = MapContent("T", content.people.drop(columns=["role", "locality"]), content.periods)
    shown = scene(bare)
    assert shown.columns == ["sector"]
    assert "Pharmacist" not in json.dumps(msgspec.to_builtins(shown))


def test_who_came_says_which_gatherings_are_behind_a_tie():
    behind = TwoMode.of([("a", "gathering:1"), ("b", "gathering:1"), ("a", "gathering:2"), ("b", "gathering:2")])
    people = pd.DataFrame({"name": ["A", "B"]}, index=["a", "b"])
    titles = {"gathering:1": "5 March 2024, Forum"}
    shown = scene(MapContent("T", people, (Period("P", project(behind)),), gatherings=titles))
    assert shown.gatherings == ["5 March 2024, Forum", "2"]
    assert shown.periods[0].attendance == [[0, 1], [0, 1]]
    assert (shown.periods[0].ties[0].reasons, shown.periods[0].ties[0].times) == (None, 2)


@pytest.fixture(scope="module")
def replied():
    """Three people who answered each other in two channels, and the scene of it."""
    network = Network.of([("a", "b", 2.0), ("a", "c", 1.0)], nodes=["d"])
    acts = [("b", "a", "reply 1", 3), ("a", "b", "reply 1", 1), ("a", "b", "mention 2", 1), ("a", "c", "reply 2", 1)]
    people = pd.DataFrame({"name": list("ABCD")}, index=list("abcd"))
    period = Period("P", network, acts=tuple(Reason(*act) for act in acts))
    facets = {"Kind": {"reply 1": "reply", "reply 2": "reply", "mention 2": "mention"}, "Useless": {"reply 2": ""}}
    return scene(MapContent("T", people, (period,), gatherings={"reply 2": "Replies in 2"}, facets=facets))


def test_a_tie_that_lists_its_reasons_points_to_them_and_says_how_often(replied):
    found = {}
    for tie in replied.periods[0].ties:
        pair = "".join(sorted(replied.people[end].name for end in (tie.person, tie.alter)))
        told = (reason if isinstance(reason, tuple) else (reason, 1) for reason in tie.reasons)
        found[pair] = {replied.gatherings[number]: count for number, count in told}
    assert found == {"AB": {"mention 2": 1, "reply 1": 4}, "AC": {"Replies in 2": 1}}


def test_facets_sort_the_reasons_and_one_that_sorts_nothing_is_left_out(replied):
    assert [facet.label for facet in replied.facets] == ["Kind"]
    facet = replied.facets[0]
    told = dict(zip(replied.gatherings, (facet.values[at] for at in facet.numbers), strict=True))  # noqa: PD011  # no pandas here
    assert told == {"mention 2": "mention", "reply 1": "reply", "Replies in 2": "reply"}


def test_gatherings_stand_in_the_order_of_their_days():
    import datetime as dt

    behind = TwoMode.of([("a", "gathering:b"), ("b", "gathering:b"), ("a", "gathering:a")])
    behind.gatherings["on"] = [dt.date(2024, 5, 1), dt.date(2024, 1, 1)]
    people = pd.DataFrame({"name": ["A", "B"]}, index=["a", "b"])
    assert scene(MapContent("T", people, (Period("P", project(behind)),))).gatherings == ["b", "a"]


def test_both_directions_of_a_pair_become_one_tie():
    ties = [("a", "c", 1.0), ("c", "a", 3.0), ("a", "a", 1.0)]
    table = pd.DataFrame(ties, columns=["source", "target", "weight"])
    network = Network(pd.DataFrame(index=["a", "c"]), table, directed=True)
    people = pd.DataFrame({"name": ["A", "C"], "organisation": ["N", "S"]}, index=["a", "c"])
    act = scene(MapContent("T", people, (Period("P", network),))).periods[0]
    assert [(tie.person, tie.alter) for tie in act.ties] == [(0, 1)]
    assert act.links == [1, 1]


def test_everybody_tied_has_a_line_and_the_scene_counts_them():
    shown = scene(busy())
    act = shown.periods[1]
    assert act.lines.startswith(f"Year 2: {len(act.ties)} lines, one for every two people who met.")
    svg = ET.fromstring(scene_svg(shown, 1, 1100, 780))
    assert act.lines in svg.find(f"{SVG}desc").text
    few = scene(community())
    group = [person.group for person in few.people]
    across = sum(group[tie.person] != group[tie.alter] for tie in few.periods[1].ties)
    svg = ET.fromstring(scene_svg(few, 1, 1100, 780))
    curves = [path for path in svg.iter(f"{SVG}path") if "C" in path.get("d")]
    assert len(curves) == 3 * across  # each once whole, and once in each of its islands


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (0, "No lines, because no two people met."),
        (1, "1 line, one for every two people who met."),
        (1500, "1,500 lines, one for every two people who met."),
    ],
)
def test_the_sentence_counts_the_lines(pairs, said):
    assert lines_sentence(pairs, "met") == said
    assert lines_sentence(pairs, "met", "Year 2") == f"Year 2: {said[0].lower() + said[1:]}"


def test_what_the_page_can_tie_itself_is_said_to_be_woven():
    behind = TwoMode.of([("a", "gathering:1"), ("b", "gathering:1"), ("c", "gathering:2")])
    people = pd.DataFrame({"name": list("abc")}, index=list("abc"))
    tied = project(behind)
    assert scene(MapContent("T", people, (Period("P", tied),))).periods[0].woven
    fewer = Network(tied.nodes, tied.ties.iloc[:0], behind=behind)
    assert not scene(MapContent("T", people, (Period("P", fewer),))).periods[0].woven
    assert not scene(small([("a", "b", 1.0)])).periods[0].woven


def test_who_could_not_come_stands_in_runs_of_gatherings():
    behind = TwoMode.of([("a", f"gathering:{number}") for number in range(5)] + [("b", "gathering:2")])
    open_ = [[True] * 5, [False, False, True, False, True]]
    part = TwoMode(behind.people, behind.gatherings, behind.incidence, np.array(open_))
    people = pd.DataFrame({"name": list("ab")}, index=list("ab"))
    shown = scene(MapContent("T", people, (Period("P", project(part)),)))
    found = dict(zip([person.name for person in shown.people], shown.barred, strict=True))
    assert found == {"a": [], "b": [0, 1, 3, 3]}


def test_people_are_gathered_and_coloured_by_every_column_that_parts_them():
    shown = scene(community())
    assert [grouping.noun.singular for grouping in shown.groupings] == ["locality", "sector", "role"]
    assert [colouring.label for colouring in shown.colourings] == ["organisation", "locality", "role"]
    table = community().people
    for grouping in shown.groupings:
        own = dict(zip(table["name"], table[grouping.noun.singular], strict=True))
        islands = [grouping.islands[number].name for number in grouping.numbers]
        assert islands == [own[person.name] for person in shown.people]
        assert len(grouping.places) == len(shown.people)


def test_a_finding_says_the_view_in_which_it_is_seen():
    content = community()
    whole = replace(content.periods[1], title="")
    findings = (
        Finding("A", "a", period=0, group="locality", lit="inside"),
        Finding("B", "b", period=2, group="organisation"),
        Finding("C", "c", group="colour of the door"),
    )
    shown = scene(replace(content, whole=whole, findings=findings)).findings
    assert [finding.shows for finding in shown] == [
        "Year 1 · by locality",
        "whole time · by organisation",
        "Year 2 · by organisation",
    ]
    assert [(finding.period, finding.grouping, finding.lit) for finding in shown] == [
        (0, 1, "inside"),
        (2, 0, "of"),
        (1, 0, "of"),
    ]


def test_sizes_hollow_dots_and_dashed_circles_rest_on_all_ties():
    shown = scene(busy())
    act = shown.periods[1]
    ends = [end for tie in act.ties for end in (tie.person, tie.alter)]
    assert act.links == [ends.count(at) for at in range(40)]
    assert max(act.radii) == 15.0
    assert act.links.count(0) == 1
    assert act.closed == []


def test_a_tie_counts_the_gatherings_behind_it_where_the_network_does_not():
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [1.0], "via": ["gathering:1; gathering:2"]})
    content = small([("a", "b", 1.0)])
    network = Network(pd.DataFrame(index=list("abc")), ties)
    assert scene(content).periods[0].ties[0].times == 1
    content = MapContent("T", content.people, (Period("Now", network),))
    assert scene(content).periods[0].ties[0].times == 2


def test_people_who_had_not_joined_are_not_there():
    shown = scene(busy())
    before, after = shown.periods
    assert len(before.absent) == 8
    assert after.absent == []
    assert sum(before.counted) == 32
    assert sum(after.counted) == 40
    svg = scene_svg(shown, 0, 1100, 780)
    dots = [c for c in ET.fromstring(svg).iter(f"{SVG}circle") if float(c.get("r")) < 20]
    assert len(dots) == 32
    assert "32 people in 8 organisations" in svg
    words = {text for text, _box in boxes(svg)}
    assert not words & {shown.people[at].short for at in before.absent}


def test_an_organisation_with_nobody_yet_is_an_outline_and_not_closed():
    people = ("a", "b", "c")
    content = small(people=people)
    network = content.periods[0].network
    periods = (Period("1", network, members=("a", "b")), Period("2", network))
    shown = scene(MapContent("T", content.people, periods))
    assert [(act.empty, act.closed) for act in shown.periods] == [([1], [0]), ([], [0, 1])]
    first, second = (scene_svg(shown, period, 600, 500) for period in (0, 1))
    assert first.count("stroke-dasharray") == 1 + 2
    assert second.count("stroke-dasharray") == 2 + 3
    assert "South" in first


def test_whoever_has_a_tie_belonged():
    content = small([("a", "c", 1.0)])
    period = Period("Now", content.periods[0].network, members=("b",))
    assert scene(MapContent("T", content.people, (period,))).periods[0].absent == []


def test_many_ties_between_two_islands_are_said_to_be_one_band():
    people = [f"p{at:03d}" for at in range(60)]
    ties = [(one, other, 1.0) for one in people[:30] for other in people[30:]]
    table = pd.DataFrame({"name": people, "organisation": ["N"] * 30 + ["S"] * 30}, index=people)
    shown = scene(MapContent("T", table, (Period("P", Network.of(ties)),)))
    assert shown.periods[0].lines == (
        "P: 900 lines, one for every two people who met. Those between two organisations are drawn as one band."
    )


@pytest.mark.parametrize("size", [(1100, 780), (620, 520), (300, 220)])
@pytest.mark.parametrize("make", [busy, community], ids=["busy", "sixty"])
def test_no_dot_lies_on_another(make, size):
    for period in (0, 1):
        shown = scene(make())
        svg = ET.fromstring(scene_svg(shown, period, *size))
        places = {}
        for circle in svg.iter(f"{SVG}circle"):
            x, y, r = (float(circle.get(name)) for name in ("cx", "cy", "r"))
            if r < 20 and circle.get("stroke") != "#0B0C0C" and circle.get("fill-opacity") is None:
                places[x, y] = r
        assert len(places) == len(shown.people) - len(shown.periods[period].absent)
        dots = list(places.items())
        for at, ((x, y), r) in enumerate(dots):
            for (ox, oy), other in dots[:at]:
                assert math.hypot(x - ox, y - oy) > r + other


def test_thickness_is_on_one_scale_for_all_periods():
    people = pd.DataFrame({"name": list("abc")}, index=list("abc"))
    first = Network.of([("a", "b", 1.0)], nodes=["c"])
    second = Network.of([("a", "b", 4.0), ("b", "c", 2.0)])
    shown = scene(MapContent("T", people, (Period("1", first), Period("2", second))))
    thick = [[tie.thickness for tie in act.ties] for act in shown.periods]
    assert thick[0][0] < thick[1][1] < thick[1][0] == 1.0


def test_people_without_an_organisation_have_an_island_that_says_so():
    people = pd.DataFrame({"name": ["A", "B"], "organisation": ["", None]}, index=["a", "b"])
    shown = scene(MapContent("T", people, (Period("P", Network.of([], nodes=["a", "b"])),)))
    assert [island.name for island in shown.islands] == ["No organisation stated"]


def test_an_island_wears_the_colour_of_a_clear_majority_only():
    ids = list("abcdef")
    sectors = ["NHS", "NHS", "Council", "NHS", "NHS", "Council"]
    people = pd.DataFrame({"name": ids, "organisation": list("NNNSSS"), "sector": sectors}, index=ids)
    people.loc["e", "sector"] = "Council"
    people.loc["d", "sector"] = "Police"
    people.loc["f", "sector"] = "NHS"
    shown = scene(MapContent("T", people, (Period("P", Network.of([], nodes=ids)),)))
    colours = {category.label: category.colour for category in shown.categories}
    assert shown.islands[0].colour == colours["NHS"]
    assert shown.islands[1].colour not in colours.values()


def test_where_nobody_states_what_colours_tell_apart_they_tell_the_islands_apart():
    people = pd.DataFrame({"name": list("ABC"), "organisation": list("NNS"), "sector": ""}, index=list("abc"))
    shown = scene(MapContent("T", people, (Period("P", Network.of([], nodes=list("abc"))),)))
    assert shown.colour == "organisation"
    assert [(category.label, category.count) for category in shown.categories] == [("N", 2), ("S", 1)]
    assert shown.colourings == []


def test_the_word_for_an_island_follows_the_column():
    people = pd.DataFrame({"name": ["A"], "locality": ["North"]}, index=["a"])
    shown = scene(MapContent("T", people, (Period("P", Network.of([], nodes=["a"])),), group="locality"))
    assert shown.group == Noun("locality", "localities")
    assert shown.islands[0].name == "North"


@pytest.mark.parametrize("people", [(), ("a",), ("a", "b"), ("a", "c")])
@pytest.mark.parametrize("size", [(1100, 780), (300, 200)])
def test_the_smallest_maps_can_be_drawn(people, size):
    svg = scene_svg(scene(small(people=people)), 0, *size)
    assert len(ET.fromstring(svg).findall(f"{SVG}circle")) == len(people) + len({p in "ab" for p in people})


def test_the_order_of_rows_changes_nothing():
    content = community()
    shuffled = MapContent(
        **{**{name: getattr(content, name) for name in content.__struct_fields__}, "people": content.people.iloc[::-1]}
    )
    assert scene(shuffled) == scene(content)


def test_periods_share_their_places_and_differ_in_their_ties():
    shown = scene(community())
    assert shown.periods[0].ties != shown.periods[1].ties
    one, two = (scene_svg(shown, period, 1100, 780) for period in (0, 1))
    centres = [
        sorted((c.get("cx"), c.get("cy")) for c in ET.fromstring(svg).iter(f"{SVG}circle")) for svg in (one, two)
    ]
    assert set(centres[0]) == set(centres[1])
    assert one != two


def test_different_people_in_two_periods_are_refused():
    people = pd.DataFrame({"name": list("ab")}, index=list("ab"))
    periods = tuple(Period(node, Network.of([], nodes=[node])) for node in "ab")
    with pytest.raises(NetworkError, match="other people"):
        scene(MapContent("T", people, periods))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (MapContent("T", pd.DataFrame({"name": []}), ()), "at least one period"),
        (small(findings=(Finding("H", "T", ("nobody",)),)), "nobody"),
        (small(findings=(Finding("H", "T", period=3),)), "period"),
        (MapContent("T", small().people, (Period("P", small().periods[0].network, members=("x",)),)), "'x'"),
        (MapContent("T", pd.DataFrame({"name": []}), (Period("P", Network.of([], nodes=["x"])),)), "'x'"),
    ],
)
def test_content_that_does_not_fit_together_is_refused(content, said):
    with pytest.raises(NetworkError, match=said):
        scene(content)


def test_findings_point_at_people_and_break_their_callout():
    finding = Finding("H", "T", ("c", "a"), "Only these few words stand in the map itself")
    shown = scene(small(findings=(finding,)))
    names = [shown.people[at].name for at in shown.findings[0].people]
    assert names == ["Name C", "Name A"]
    assert len(shown.findings[0].callout) > 1


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text_in_the_drawing(name):
    people = pd.DataFrame({"name": [name, "B"], "organisation": [name, "O"]}, index=["a", "b"])
    network = Network.of([("a", "b", 1.0)])
    content = MapContent(name, people, (Period(name, network, ("a",)),), colour_by="organisation")
    root = ET.fromstring(scene_svg(scene(content), 0, 900, 700))
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "rect", "circle", "path", "text", "g")
    }
    words = {" ".join(element.text.split()) for element in root.iter(f"{SVG}text")}
    assert " ".join(name.replace("\x00", "\ufffd").split()) in words


def boxes(svg, *, bold=None):
    """The boxes of all texts, as the drawing's own measure has them."""
    for text in ET.fromstring(svg).iter(f"{SVG}text"):
        if text.get("aria-hidden"):
            continue
        size, strong = float(text.get("font-size")), text.get("font-weight") == "700"
        width = text_width(text.text, size, bold=strong)
        left = float(text.get("x")) - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
        middle = float(text.get("y")) - 0.35 * size
        yield text.text, (left, middle - 0.5 * size, left + width, middle + 0.5 * size)


@pytest.mark.parametrize("size", [(1100, 780), (744, 640), (480, 380)])
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_no_name_lies_on_another(size, seed):
    placed = list(boxes(scene_svg(scene(community(seed=seed)), 1, *size)))
    for at, (one, a) in enumerate(placed):
        for other, b in placed[:at]:
            assert a[0] >= b[2] - 1 or a[2] <= b[0] + 1 or a[1] >= b[3] - 1 or a[3] <= b[1] + 1, (one, other)


def test_sixty_organisations_leave_names_out_before_they_run_into_each_other():
    content = community()
    own = content.people.assign(organisation=[f"Organisation number {at}" for at in range(60)])
    placed = list(boxes(scene_svg(scene(MapContent("T", own, content.periods)), 1, 700, 600)))
    assert len(placed) > 60
    for at, (one, a) in enumerate(placed):
        for other, b in placed[:at]:
            assert a[0] >= b[2] - 1 or a[2] <= b[0] + 1 or a[1] >= b[3] - 1 or a[3] <= b[1] + 1, (one, other)


def test_a_map_of_nobody_says_so():
    assert "There is nobody to show." in scene_svg(scene(small(people=())), 0, 400, 300)


@pytest.mark.parametrize("size", [(1100, 780), (744, 640)])
def test_every_island_and_almost_everybody_is_named_on_a_screen(size):
    shown = scene(community())
    words = " ".join(text for text, _box in boxes(scene_svg(shown, 1, *size)))
    assert all(line in words for island in shown.islands for line in island.lines)
    assert sum(person.short in words for person in shown.people) >= 57


def test_every_island_of_many_people_is_named():
    shown = scene(community(600))
    words = " ".join(text for text, _box in boxes(scene_svg(shown, 1, 1060, 740)))
    assert all(line in words for island in shown.islands for line in island.lines)


def test_a_small_drawing_names_connectors_only():
    shown = scene(community())
    said = [text for text, _box in boxes(scene_svg(shown, 1, 480, 380))]
    lines = [line for island in shown.islands for line in island.lines]
    assert 1 <= len(said) - len(lines) <= len(shown.periods[1].connectors)


def test_too_many_ties_become_one_band_per_pair_of_organisations():
    people = [f"p{at:03d}" for at in range(60)]
    ties = [(one, other, 1.0) for one in people[:30] for other in people[30:]]
    table = pd.DataFrame({"name": people, "organisation": ["N"] * 30 + ["S"] * 30}, index=people)
    shown = scene(MapContent("T", table, (Period("P", Network.of(ties)),)))
    assert len(shown.periods[0].ties) > MOST_LINES
    paths = list(ET.fromstring(scene_svg(shown, 0, 900, 700)).iter(f"{SVG}path"))
    assert len(paths) == 1


def test_very_many_people_are_shown_by_organisation_only():
    ids = [f"p{at:04d}" for at in range(MOST_SPREAD + 1)]
    table = pd.DataFrame({"name": ids, "organisation": [f"O{at % 30}" for at in range(len(ids))]}, index=ids)
    shown = scene(MapContent("T", table, (Period("P", Network.of([], nodes=ids)),)))
    assert shown.places.connection is None
    assert len(shown.places.group) == len(ids)


def test_two_drawings_in_one_page_share_no_id():
    shown = scene(community(20))
    found = [re.findall(r' id="([^"]+)"', scene_svg(shown, period, 480, 360)) for period in (0, 1)]
    assert found[0]
    assert not set(found[0]) & set(found[1])


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Ann Lee", "Bo Ek"], ["Ann", "Bo"]),
        (["Ann Lee", "Ann Lee"], ["Ann Lee", "Ann Lee"]),
        (["Ann Lee", "Ann Low"], ["Ann Lee", "Ann Low"]),
        (["Dr Ann Lee", "Prof. Bo Ek"], ["Ann", "Bo"]),
        (["Dr"], ["Dr"]),
        (["", "Bo"], ["No name", "Bo"]),
    ],
)
def test_short_names_are_unique_or_not_short(names, short):
    assert labels(names, "names")[1] == short


def test_namesakes_are_told_apart_by_the_mark_that_is_theirs_alone():
    names, roles, homes = ["Ann Lee", "Ann Lee", "Bo Ek", "Bo Ek"], ["Nurse", "Porter", "Nurse", "Nurse"], list("NSNS")
    full, short = labels(names, "names", roles, homes)
    assert full == ["Ann Lee (Nurse)", "Ann Lee (Porter)", "Bo Ek (N)", "Bo Ek (S)"]
    assert short == full
    assert labels(["Ann Lee", "Ann Low"], "names", ["Nurse", "Nurse"], ["N", "N"])[0] == ["Ann Lee", "Ann Low"]


def test_what_hardly_two_people_share_gathers_nobody():
    ids = [f"p{at}" for at in range(9)]
    roles, places = [f"Role {at}" for at in range(9)], ["East", "West", "East"] * 3
    table = pd.DataFrame({"name": ids, "organisation": list("NNNSSSTTT"), "role": roles, "locality": places}, index=ids)
    shown = scene(MapContent("T", table, (Period("P", Network.of([], nodes=ids)),)))
    assert [grouping.noun.singular for grouping in shown.groupings] == ["locality"]


def test_text_is_broken_and_shortened_to_fit():
    assert all(text_width(line, 14) <= 150 for line in wrap("a few words that go on and on for some time", 100, 14))
    assert len(wrap("one two three four five six seven eight", 40, 14)) == 3
    assert shortened("abcdef", 1000, 14) == "abcdef"
    assert wrap("", 100, 14) == []
    assert text_width("é漢\u0301", 10) == pytest.approx(5.56 + 10)
