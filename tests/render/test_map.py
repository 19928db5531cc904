import base64
import gzip
import hashlib
import html
import importlib.util
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from jinja2 import meta
from msgspec.structs import replace

from sna.network import Network
from sna.render import page
from sna.render.map import drawing
from sna.render.map import page as maps
from sna.render.map.content import Finding, MapContent, Period
from sna.render.map.page import map_html

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "</script><script>alert(3)</script>",
    "</title><svg onload=alert(4)>",
    '" onmouseover="alert(5)',
    "<a href='http://example.org'>href</a>",
    "__proto__",
    "constructor",
    "NaN",
    "{{ 7 * 7 }}{% raw %}",
    "line\u2028end\u2029",
    "\u202eright to left",
    "nul\x00\x1b[31m",
    "\ud800",
)


def load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


community = load("community").community


def hostile():
    """A map in which every word that can come from a file is hostile."""
    ids = [f"p{at:02d}" for at in range(len(HOSTILE))]
    columns = ["name", "organisation", "sector", "role", "locality"]
    people = pd.DataFrame(dict.fromkeys(columns, HOSTILE), index=ids)
    ties = pd.DataFrame(
        [(one, other, 1.0, "gathering:x") for one, other in itertools.pairwise(ids)],
        columns=["source", "target", "weight", "via"],
    )
    network = Network(pd.DataFrame(index=ids), ties)
    findings = tuple(Finding(text, text, (person,), text) for text, person in zip(HOSTILE, ids, strict=True))
    periods = (Period(HOSTILE[0], network), Period(HOSTILE[2], network, tuple(ids[:3])))
    said = "".join(HOSTILE)
    return MapContent(said, people, periods, said, findings, footnote=said, gatherings={"gathering:x": said})


class Reader(HTMLParser):
    """What a browser makes of a page: its elements, their attributes and its text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.scripts, self.words = [], [], [], []
        self._script = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self._script = dict(attrs) if tag == "script" else None

    def handle_endtag(self, _tag):
        self._script = None

    def handle_data(self, data):
        if self._script is None:
            self.words.append(data)
        else:
            self.scripts.append((self._script.get("type", ""), data))


@pytest.fixture(scope="module")
def sixty():
    return map_html(community())


@pytest.fixture(scope="module")
def dangerous():
    return Reader(map_html(hostile()))


def test_the_same_content_gives_the_same_bytes(sixty):
    assert map_html(community()) == sixty


def test_sixty_people_make_a_small_file(sixty):
    assert len(sixty.encode()) < 900_000


def test_everybody_is_in_the_table(sixty):
    rows = re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', sixty)
    assert sorted(rows) == sorted(community().people["name"])


def test_drawing_and_table_stand_in_the_page_itself(sixty):
    reader = Reader(sixty)
    assert reader.tags.count("svg") > 6
    assert "Hearthside Homecare" in reader.words
    assert all(
        dict_scope in {"col", "row"} for tag, name, dict_scope in reader.attributes if (tag, name) == ("th", "scope")
    )
    assert sum(tag == "th" for tag in reader.tags) == sum(name == "scope" for _tag, name, _value in reader.attributes)


def test_no_address_stands_in_the_page_but_in_the_library(sixty):
    without = sixty.replace(drawing.licence(drawing.engine_code()), "")
    assert set(re.findall(r"https?://[^\s\"'<)]+", without)) == {"http://www.w3.org/2000/svg"}


def test_the_policy_stands_before_everything_it_governs(sixty):
    policy = sixty.index("Content-Security-Policy")
    assert policy < sixty.index("<style>")
    assert policy < sixty.index("<script")
    assert "unsafe" not in sixty[policy : policy + 1500].split(">")[0]


def test_no_element_carries_a_style_or_a_handler(sixty):
    names = {name for _tag, name, _value in Reader(sixty).attributes}
    assert "style" not in names
    assert not {name for name in names if name.startswith("on")}


def test_the_library_is_packed_and_admitted_by_its_own_hash(sixty):
    code = re.search(r'<script type="application/gzip" id="engine-code">([A-Za-z0-9+/=]+)</script>', sixty).group(1)
    text = gzip.decompress(base64.b64decode(code)).decode()
    assert text == drawing.engine_code()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in html.unescape(sixty[: sixty.index("<style>")])


@pytest.mark.parametrize("name", [f"{name}.js" for name in maps.SCRIPTS])
def test_our_scripts_never_turn_text_into_markup_or_code(name):
    sinks = r"innerHTML|outerHTML\s*\+?=|insertAdjacentHTML|document\.write|srcdoc|DOMParser"
    runs = r"\beval\b|new Function|fetch\(|XMLHttp"
    assert not re.findall(f"{sinks}|{runs}", page.asset(name))


def test_no_template_switches_escaping_off():
    for file in page.TEMPLATES.glob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape", file.read_text(encoding="utf-8"))


def test_the_library_is_the_one_that_was_looked_at():
    text = drawing.engine_code()
    assert hashlib.sha256(text.encode()).hexdigest() == drawing.ENGINE_SHA256
    assert "@license" in text[:1500]
    assert "innerHTML" not in text


def test_the_template_names_what_its_context_holds_and_nothing_else():
    source = page.asset("map.html")
    names = meta.find_undeclared_variables(page.environment().parse(source))
    assert names - {"nodes", "options"} == set(maps.MapPage.__struct_fields__)


def test_the_licence_of_the_library_stays_in_the_page(sixty):
    assert "vis.js is dual licensed" in sixty


def test_pyvis_is_given_numbers_only(sixty):
    block = re.search(r'id="engine-data">(.*?)</script>', sixty).group(1)
    nodes = json.loads(block)["nodes"]
    assert len(nodes) == 60
    allowed = {"id", "label", "x", "y", "size", "shape", "color"}
    assert set().union(*nodes) <= allowed
    assert {node["label"] for node in nodes} == {" "}
    assert json.loads(json.loads(block)["options"])["physics"] == {"enabled": False}


def test_hostile_words_add_no_element_and_no_attribute(dangerous):
    content = community()
    harmless = Reader(map_html(replace(content, findings=content.findings * 2)))
    assert set(dangerous.tags) <= set(harmless.tags)
    assert {(tag, name) for tag, name, _value in dangerous.attributes} <= {
        (tag, name) for tag, name, _value in harmless.attributes
    } | {("path", "d"), ("bdi", "id")}
    assert sum(kind == "" for kind, _text in dangerous.scripts) == 2


def test_hostile_words_are_shown_as_they_are(dangerous):
    shown = {" ".join(text.split()) for text in dangerous.words}
    for text in HOSTILE[:11]:
        assert " ".join(text.split()) in shown, text


def test_hostile_words_reach_the_script_as_data_only(dangerous):
    data = [json.loads(text) for kind, text in dangerous.scripts if kind == "application/json"]
    names = {person["name"] for person in data[0]["people"]}
    assert {"<script>alert(1)</script>", "__proto__", "NaN"} <= names


def test_a_template_in_a_name_is_not_filled_in():
    assert "49" not in Reader(map_html(hostile())).words


@pytest.mark.parametrize("people", [0, 1, 2])
def test_the_smallest_maps_are_pages_too(people):
    table = pd.DataFrame({"name": ["Name"] * people}, index=[f"p{at}" for at in range(people)])
    html = map_html(MapContent("T", table, (Period("P", Network.of([], nodes=list(table.index))),)))
    assert html.count('<th scope="row">') == people
    assert 'id="periods"' not in html
    assert 'id="findings"' not in html


def test_a_map_by_locality_says_so():
    content = community(20)
    html = map_html(MapContent("T", content.people, content.periods, group="locality"))
    assert '<option value="0">Locality</option>' in html
    assert '<span data-noun="Many">Localities</span> reached' in html
