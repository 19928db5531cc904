"""The page of a plan: what it says, hostile names, and the convener's and the funder's pages (everybody invented)."""

import importlib.util
from pathlib import Path

import pytest
from lxml import html

from sna.cli import run
from sna.render.plan import Figures, PlanContent, SeatRow, Series, Way, headline, plan_html, sentences

pytestmark = pytest.mark.usefixtures("few_tries")
HOSTILE = "</script><img src=x onerror=\"document.title='pwned'\">"


@pytest.fixture(scope="module")
def circle():
    path = Path(__file__).with_name("test_planning.py")
    spec = importlib.util.spec_from_file_location("invented_circle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def content(name="Ann Okafor", meetings=3, **changes):
    """Two seats for four people; the name stands wherever a name can."""
    rows = [SeatRow(person=person, place=place, name=f"{name} {person}", organisation=name, group=name, contacts=1,
                    groups=1, turns=2, reason="knows few of those who come", instead=name, table=1, coffee=name)
            for person, place in enumerate(["seat", "seat", "beside", "waiting list"])]  # fmt: skip
    curve = tuple((float(5 - meeting), 4.0 - meeting, 6.0 - meeting) for meeting in range(meetings + 1))
    own = tuple((float(5 - meeting),) * 3 for meeting in range(meetings + 1))
    ways = (
        Way("plan", (1, 1, 1), own, curve),
        *(Way(way, (0.6, 0.0, 1.0), curve, curve) for way in ("lot", "rota", "habit")),
    )
    figures = Figures(
        names=tuple(f"{name} {person}" for person in range(4)), strangers=("0011", "0011", "1100", "1100"),
        pairs=((0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 1.0), (1.0, 1.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0)),
        people=(0.1, 0.0, 0.0, 0.2), must=(False,) * 4, may=(True,) * 4, seats=2, chosen=(0, 3),
    )  # fmt: skip
    series = tuple(Series(f"{name} {person}", name, name, (True, False, True)[:meetings]) for person in range(4))
    basis = {
        "title": name, "subtitle": name, "days": tuple(f"{number} May 2025" for number in range(1, meetings + 1)),
        "seats": 2, "people": 4, "rows": tuple(rows), "ways": ways, "bound": 1, "invited": 2, "series": series,
        "table_pairs": (1, 1, 0.6), "notes": (name,), "memory": (name,), "figures": figures, "by": "locality",
    }  # fmt: skip
    return PlanContent(**{**basis, **changes})


def test_the_bound_is_of_the_figure_that_the_sentence_says():
    lines = list(sentences(content(bound=4)))
    bound = "No 2 people under the same rules can bring more than 4"
    assert lines[1] == f"{bound}: this plan is at most 75% short of the best."
    assert "a rota" in lines[0]
    assert "By lot" in lines[0]
    assert any(
        line.startswith("If all who are asked come, 2 of the 5 pairs") and "by a rota 2" in line for line in lines
    )
    assert any(
        line.startswith("If 3 in 10 cannot come") and "it would be 2 (1 to 3); by lot 2 (1 to 3)" in line
        for line in lines
    )
    assert next(sentences(content(meetings=1))).startswith("Counted, if all come: pairs from different localities")


@pytest.mark.parametrize(("bound", "short"), [(60, "99%"), (2, "50%"), (100, "99%")])
def test_how_far_short_a_plan_may_be_is_never_rounded_down(bound, short):
    assert f"at most {short} short of the best" in list(sentences(content(bound=bound)))[1]


def test_what_could_not_be_read_weakens_the_count_of_pairs():
    assert "27 records could not be read, so some of these pairs may have met." in " ".join(
        sentences(content(unread=27))
    )
    assert "could not be read" not in " ".join(sentences(content()))


def test_where_everybody_has_met_nothing_is_promised():
    assert headline(content(bound=0)) == "No 2 people under the same rules bring together two people who have never met"


def test_what_rules_cost_is_said():
    lines = " ".join(sentences(content(costs={"turns": 3, "conveners": 24}, conveners=2)))
    assert "Taking turns into account costs 3 new pairs." in lines
    assert "The conveners always sit (2 of the seats)" in lines
    assert "Others there would bring 24 new pairs more." in lines


def test_without_replies_one_number_is_printed_and_with_them_how_many():
    assert any("85 in 100 of those asked do ([plan] come)" in line for line in sentences(content()))
    assert any("ask no more than 2: else too many come" in line for line in sentences(content()))
    assert any("you can ask 3 and more than 2 come" in line for line in sentences(content(invited=3)))
    assert any("From 12 replies in availability.csv" in line for line in sentences(content(replies=12)))


def test_hostile_names_are_text():
    tree = html.document_fromstring(plan_html(content(HOSTILE)))
    assert not tree.xpath("//img")
    assert len(tree.xpath("//script")) == 2
    assert HOSTILE in tree.text_content()


def test_what_stands_at_the_ends_of_the_curve_is_in_a_table_too():
    rows = html.document_fromstring(plan_html(content())).xpath("//table[caption[contains(., 'after 3 meetings')]]//tr")
    assert [cell.text_content() for cell in rows[1]] == ["This plan", "2", "2 (1 to 3)"]
    assert len(rows) == 5


def test_a_page_of_one_meeting_has_no_grid_and_no_curve():
    page = plan_html(content(meetings=1))
    assert "Who is asked when" not in page
    assert 'class="curve"' not in page
    assert plan_html(content()) == plan_html(content())


def test_the_convener_sees_the_next_seats_and_the_funder_none(circle, tmp_path):
    folder = circle.write(tmp_path)
    assert run(["run", str(folder), "--out", str(tmp_path / "out"), "--for", "convener", "--for", "funder",
                "--no-open", "--json"]) == 0  # fmt: skip
    page = (tmp_path / "out" / "convener" / "report.html").read_text(encoding="utf-8")
    part = page.partition("<h2>The next seats: whom to ask</h2>")[2].partition("</section>")[0]
    seats = {name for name in circle.NAMES if name in part}
    assert seats == circle.seated(circle.plan(folder, seats=0))
    funder = (tmp_path / "out" / "funder" / "report.html").read_text(encoding="utf-8")
    assert "seats" not in funder
    assert not any(name in funder for name in circle.NAMES)


def test_the_convener_is_told_why_there_is_no_plan(circle, tmp_path):
    folder = circle.write(tmp_path, settings="[plan.at_least.role]\nNurse = 9\nCarer = 9\n")
    assert run(["run", str(folder), "--out", str(tmp_path / "out"), "--for", "convener", "--no-open", "--json"]) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "No plan can be made. Meeting 1 cannot be filled:" in page


def test_codes_in_place_of_names_hold_for_the_seats_too(circle, tmp_path):
    folder = circle.write(tmp_path)
    arguments = ["--out", str(tmp_path / "out"), "--for", "convener", "--labels", "codes", "--no-open", "--json"]
    assert run(["run", str(folder), *arguments]) == 0
    assert "The next seats" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
