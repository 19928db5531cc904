"""Every finding beside a map, pressed: whom and what its sentence speaks of is lit, counted here from the register."""

import datetime as dt
import itertools
import json
import re

import numpy as np
import pandas as pd
import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from sna.findings.kinds import KINDS
from sna.network import TwoMode, project
from sna.render.map.composition import composed
from sna.render.map.content import Finding, Period
from sna.render.map.page import map_html
from sna.study import open_study, read_study
from sna.study.evidence import map_content, report_content
from sna.study.results import analysed
from sna.study.sources import example

pytestmark = pytest.mark.browser

CIRCLE = re.compile(
    r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="[\d.]+" fill="(#\w+)" fill-opacity="([\d.]+)"'
    r'(?: stroke="(#\w+)" stroke-width="[\d.]+" stroke-opacity="([\d.]+)")?'
)
RED = re.compile(r'<path d="([^"]+)"[^>]*stroke="#B3261E"')


def scene_of(html):
    return json.loads(re.search(r'id="scene">(.*?)</script>', html, re.DOTALL).group(1))


def pressed(seen, number):
    """Press a finding and give the map as it is saved."""
    if seen.page.locator("#findings.brief").count() and seen.page.locator("#findings-all").count():
        seen.page.click("#findings-all")
    seen.page.locator(".finding").nth(number).click()
    with seen.page.expect_download() as download:
        seen.page.click("#save-svg")
    svg = download.value.path().read_text(encoding="utf-8")
    return re.search(r"<g transform=.*</g>", svg, re.DOTALL).group()


def bright(svg, made, grouping, present):
    """Give the numbers of the people whose dots are not faded: a dot is whose place it lies on."""
    colours = {category["colour"] for category in made["categories"]}
    dots = []
    for x, y, fill, opacity, stroke, strength in CIRCLE.findall(svg):
        if fill in colours and opacity in {"1", "0.25"}:
            dots.append((float(x), float(y), opacity == "1"))
        elif fill == "#FFFFFF" and opacity == "1" and stroke in colours:
            dots.append((float(x), float(y), strength == "1"))
    assert len(dots) == len(present)
    places = np.array((made["groupings"][grouping - 1] if grouping else {"places": made["places"]["group"]})["places"])
    spots = np.array([dot[:2] for dot in dots])
    k = np.ptp(spots[:, 0]) / np.ptp(places[present][:, 0])
    laid = (places[present] - places[present].min(axis=0)) * k + spots.min(axis=0)
    found = set()
    for x, y, is_bright in dots:
        away = np.hypot(*(laid - [x, y]).T)
        assert away.min() < 1
        if is_bright:
            found.add(present[int(away.argmin())])
    return found


def red_lines(svg):
    """Count the lit lines: those between islands are drawn whole and once in each of their two."""
    paths = RED.findall(svg)
    curved = sum(path.count("C") for path in paths)
    assert curved % 3 == 0
    return curved // 3 + sum(path.count("L") for path in paths)


def lit(pairs, subjects, which, group):
    """Give the ties a finding speaks of."""
    if which == "of":
        return [pair for pair in pairs if pair & subjects]
    among = [pair for pair in pairs if pair <= subjects]
    if which == "among":
        return among
    return [pair for pair in among if (len({group[person] for person in pair}) == 1) == (which == "inside")]


def shown(page):
    """Give the period and the grouping that the controls say."""
    pressed = page.locator("#periods [aria-pressed=true]")
    return (
        pressed.inner_text() if pressed.count() else "",
        page.locator("#pick-group option:checked").inner_text().casefold(),
    )


def told_lit(page):
    found = re.search(r"; ([\d,]+) (?:is|are) lit\.", page.inner_text("#lines"))
    return int(found.group(1).replace(",", "")) if found else 0


def check(seen, content, number, expected):
    """Press a finding; `expected` is its period, grouping, people and lit ties."""
    title, by, subjects, ties, which = expected
    made, ids = composed(content)
    made, numbers = to_builtins(made), {person: at for at, person in enumerate(ids)}
    svg = pressed(seen, number)
    page = seen.page
    assert shown(page) == (title, by)
    card = page.locator(".finding").nth(number).inner_text()
    assert card.endswith(f"Shows: {title if title.startswith('Year') else 'whole time'} · by {by}")
    assert told_lit(page) == len(ties)
    assert red_lines(svg) == len(ties)
    grouping = [made["group"]["one"], *(other["noun"]["one"] for other in made["groupings"])].index(by)
    titles = [period["title"] for period in made["periods"]]
    act = made["periods"][titles.index(title)] if title in titles else made["whole"]
    present = [at for at in range(len(made["people"])) if at not in set(act["absent"])]
    people = set(subjects) | ({person for pair in ties for person in pair} if which == "of" else set())
    assert bright(svg, made, grouping, present) == {numbers[person] for person in people} & set(present)


# The worked example


def contents(study):
    reading = read_study(study)
    results = analysed(reading, study.settings)
    report = report_content(reading, study.settings, results, "T")
    return reading, report, map_content(report, study.settings, results)


@pytest.fixture(scope="module")
def worked():
    return contents(open_study([example()]))


@pytest.fixture(scope="module")
def worked_page(worked):
    return map_html(worked[2])


def met(reading, content, title):
    """Give who met whom, straight from who was present on which day."""
    dataset = reading.dataset
    days = {"Year 1": 2023, "Year 2": 2024}
    rows = dataset.attendance[dataset.attendance["status"] == "present"]
    rows = rows[rows["person"].isin(content.people.index)]
    on = rows["gathering"].map(dataset.gatherings.set_index("id")["on"])
    rows = rows[[title not in days or day.year == days[title] for day in on]]
    pairs = set()
    for _gathering, people in rows.groupby("gathering")["person"]:
        pairs |= {frozenset(pair) for pair in itertools.combinations(people.unique(), 2)}
    return pairs


def spoken_of(text, people, by):
    """Give those a sentence speaks of: named, or of an organisation named, or all whose group is known."""
    named = {person for person, name in people["name"].items() if name in text}
    if named:
        return named
    groups = {group for group in people[by].unique() if group and group in text}
    return set(people.index[people[by].isin(groups) if groups else people[by] != ""])


NOUNS = {"localit": "locality", "organisation": "organisation", "sector": "sector"}


def speaks(headline, text):
    """Give the period, the grouping and the ties that the words of a finding are about."""
    title = "Year 1" if re.search(r"gatherings in Year 1,", text) else "Year 2"
    title = "Whole time" if "over the whole time" in text else title
    by = next((noun for stem, noun in NOUNS.items() if stem in headline.casefold()), "locality")
    which = "across" if "cross" in headline else "inside" if re.search("keep|themselves", headline) else "of"
    return title, by, which


def test_every_finding_of_the_example_lights_whom_and_what_its_sentence_speaks_of(visit, worked, worked_page):
    reading, _report, content = worked
    seen, made = visit(worked_page), scene_of(worked_page)
    assert len(made["findings"]) >= 8
    for number, finding in enumerate(made["findings"]):
        title, by, which = speaks(finding["headline"], finding["text"])
        pairs, group = met(reading, content, title), content.people[by]
        subjects = spoken_of(finding["headline"] + finding["text"], content.people, by)
        ties = lit(pairs, subjects, which, group)
        check(seen, content, number, (title, by, subjects, ties, which))
        assert seen.page.inner_text("#lines").startswith(
            f"{title}: {len(pairs):,} lines, one for every two people who met"
        )
    assert seen.messages == []


def test_the_share_of_ties_in_a_headline_is_that_of_the_lines_lit(visit, worked, worked_page):
    reading, _report, content = worked
    seen, made = visit(worked_page), scene_of(worked_page)
    number, finding = next(
        (at, finding) for at, finding in enumerate(made["findings"]) if "of ties cross" in finding["headline"]
    )
    pressed(seen, number)
    known = set(content.people.index[content.people["locality"] != ""])
    among = sum(pair <= known for pair in met(reading, content, "Year 2"))
    assert f"{round(100 * told_lit(seen.page) / among)}% of ties cross localities" == finding["headline"]


def test_who_came_to_nothing_is_dashed_and_counted(visit, worked, worked_page):
    reading, _report, content = worked
    page = visit(worked_page).page
    came = reading.dataset.attendance
    came = came[came["status"] == "present"]
    years = came["gathering"].map(reading.dataset.gatherings.set_index("id")["on"]).map(lambda day: day.year)
    for number, (title, year) in enumerate({"Year 1": 2023, "Year 2": 2024}.items()):
        page.click(f"[data-period='{number}']")
        there, members = set(came.loc[years == year, "person"]), set(content.periods[number].members)
        tied = {person for pair in met(reading, content, title) for person in pair}
        alone = len((there & set(content.people.index)) - tied)
        said = [f"{len(there & set(content.people.index))} people came."]
        said += [f"Dashed: {len(members - there)} people who did not come."] if members - there else []
        said += [f"{alone} people came and show no line."] if alone else []
        assert page.inner_text("#lines").partition(". ")[2] == " ".join(said)


# Every kind of finding there is on a map, from registers made up for it


def months(year):
    return [dt.date(year, month, 9) for month in range(1, 13)]


PERIODS = '[periods]\n"Year 1" = [2023-01-01, 2023-12-31]\n"Year 2" = [2024-01-01, 2024-12-31]\n'
COMPARED = {"change", "mixing", "hangs-on-one", "cut-off", "alone", "drifted"}


def invented(folder, periods):
    """Three organisations that meet; one that hangs on one person, one cut off, one that stopped, one person alone.

    Where no periods are compared the three mostly meet among themselves.
    """
    random = np.random.default_rng(4)
    homes = {f"{place} {at}x": place for place in ("Ash", "Birch", "Cedar") for at in "abcdef"}
    homes |= {f"Dogwood {at}x": "Dogwood" for at in "abc"} | {f"Elm {at}x": "Elm" for at in "abc"}
    homes |= {f"Fir {at}x": "Fir" for at in "abc"} | {"Solo Person": "Ash"}
    rows = ["Meeting,Date,Name"]
    for day in months(2023) + months(2024):
        hosts = {"Ash", "Birch", "Cedar"} if periods or day.month > 9 else {("Ash", "Birch", "Cedar")[day.month % 3]}
        open_to = [name for name, home in homes.items() if home in hosts and name != "Solo Person"]
        there = [name for name in open_to if random.random() < 0.5]
        there += ["Dogwood ax"] + [f"Fir {at}x" for at in "abc" if day.year == 2023]
        rows += [f"Forum,{day},{name}" for name in there]
        rows += [
            f"{home} round {day:%B %Y},{day},{home} {at}x"
            for home in (("Dogwood", "Elm") if periods else ())
            for at in "abc"
        ]
    rows += ["Drop-in,2024-05-21,Solo Person"]
    (folder / "register.csv").write_text("\n".join(rows), encoding="utf-8")
    members = [f"{name},{home},{('Hill', 'Vale')[at % 2]}" for at, (name, home) in enumerate(homes.items())]
    (folder / "people.csv").write_text("\n".join(["name,organisation,locality", *members]), encoding="utf-8")
    (folder / "study.toml").write_text(
        f'[study]\ntitle = "T"\ngroup = "organisation"\ncolour = "locality"\n[network]\npermutations = 199\n{periods}',
        encoding="utf-8",
    )
    return open_study([folder])


@pytest.mark.parametrize(("periods", "expected"), [(PERIODS, COMPARED), ("", {"boundary", "alone"})])
def test_every_kind_of_finding_on_a_map_lights_whom_and_what_its_sentence_speaks_of(visit, tmp_path, periods, expected):
    reading, report, content = contents(invented(tmp_path, periods))
    html = map_html(content)
    seen, made = visit(html), scene_of(html)
    kinds = {finding.what for finding in report.findings if KINDS[finding.what].on_map}
    assert kinds >= expected
    for number, finding in enumerate(made["findings"]):
        title, by, which = speaks(finding["headline"], finding["text"])
        by = by if "localit" in finding["headline"].casefold() else "organisation"
        title = title if periods else ""
        pairs, group = met(reading, content, title), content.people[by]
        subjects = spoken_of(finding["headline"] + finding["text"], content.people, by)
        check(seen, content, number, (title, by, subjects, lit(pairs, subjects, which, group), which))
    assert seen.messages == []


# Every way a finding can light lines, in every period and grouping


@pytest.fixture(scope="module")
def register(community):
    """Sixty people at dated meetings in two years, with a finding for each way to light lines, period and grouping."""
    content = community()
    random = np.random.default_rng(2)
    there = (random.random((60, 24)) < 0.1).astype(float)
    there[5] = 0
    names = [f"gathering:{at}" for at in range(24)]
    held = pd.DataFrame({"on": months(2023) + months(2024)}, index=names)
    periods = [
        Period(title, project(TwoMode(content.people[[]], held.iloc[part], there[:, part])))
        for title, part in (("Year 1", slice(0, 12)), ("Year 2", slice(12, 24)), ("", slice(0, 24)))
    ]
    people = tuple(content.people.index[[5, *range(10, 34)]])
    ways = itertools.product(("of", "among", "inside", "across"), range(3), ("organisation", "locality", "sector"))
    found = tuple(
        Finding(f"Finding {lit} {period} {by}", "Of some.", people[: 2 if lit == "of" else None], period=period,
                group=by, lit=lit)
        for lit, period, by in ways
    )  # fmt: skip
    titles = {name: f"{day.day} {day:%B %Y}, Forum" for name, day in zip(names, held["on"], strict=True)}
    days = {name: day.isoformat() for name, day in zip(names, held["on"], strict=True)}
    made = replace(content, periods=tuple(periods[:2]), whole=periods[2], findings=found, gatherings=titles, days=days)
    return made, there


@pytest.mark.parametrize("which", ["of", "across"])
def test_lines_are_lit_in_every_period_and_grouping(visit, register, which):
    content, there = register
    html = map_html(content)
    seen, ids = visit(html), content.people.index
    for number, finding in enumerate(content.findings):
        if finding.lit != which:
            continue
        came = pd.DataFrame(there, index=ids).iloc[:, {0: range(12), 1: range(12, 24), 2: range(24)}[finding.period]]
        together = (came @ came.T).to_numpy()
        pairs = {frozenset((ids[one], ids[two])) for one, two in zip(*np.nonzero(np.triu(together, 1)), strict=True)}
        subjects = set(finding.people)
        ties = lit(pairs, subjects, which, content.people[finding.group])
        title = ("Year 1", "Year 2", "Whole time")[finding.period]
        check(seen, content, number, (title, finding.group, subjects, ties, which))
    assert seen.messages == []
