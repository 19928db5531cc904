"""From the funder's files nobody finds a withheld count, and from two releases nobody learns where a joiner belongs."""

import csv
import io
import math
import os
import random
import re
import runpy
import shutil
import stat
import sys
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from lxml import html

from sna.findings.tables import BOUNDARIES
from sna.study import open_study, read_study
from sna.study.audience.content import STALE
from sna.study.pages import WRITERS, Run
from sna.study.publishing import FOLDER
from sna.study.results import analysed

RANDOM = runpy.run_path(str(Path(__file__).parent / "random_study.py"))
FIRST, STUDIES = int(os.environ.get("SNA_FIRST", "0")), int(os.environ.get("SNA_STUDIES", "5"))
"""Which random studies, and how many; 200 by hand, in pieces: ``SNA_FIRST=40 SNA_STUDIES=40``."""
PAIRS = int(os.environ.get("SNA_STUDIES", "2"))


def release(folder, out):
    """Make the funder's files; only the analyses they read are made."""
    study = open_study([folder])
    reading = read_study(study)
    run = Run(study, reading, analysed(reading, study.settings), "names")
    out.mkdir(exist_ok=True)
    WRITERS["funder"](run, out)
    return {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}


def possible(text):
    """Give what a count can be that is told so, by the rule on the page."""
    if text == "withheld":
        return range(1, 60)
    if text.startswith("fewer than"):
        return range(1, 8)
    return [0] if text == "0" else [count for count in range(8, 500) if abs(count - int(text.replace(",", ""))) < 5]


def sizes(files):
    """Give kind → group → what is told of its size."""
    rows = csv.DictReader(io.StringIO(files["groups.csv"]))
    told = {by: {} for by in BOUNDARIES}
    for row in rows:
        if row["figure"] == "people":
            told[row["by"]][row["group"]] = row["value"]
    return told


def growth(files):
    """Give what is told of each period: how many came; and how many in ten came again."""
    page = html.document_fromstring(files["report.html"])
    rows = page.xpath("//section[h2='How many people']//div[@class='row']/span[@class='val']")
    again = re.search(r"Of those who came in Year 1, (.*?) came again", page.text_content())
    return [row.text_content().removeprefix("about ") for row in rows], again[1] if again else ""


def organisations(files):
    """Give how many organisations came before, now, now for the first time, and before only."""
    text = html.document_fromstring(files["report.html"]).text_content()
    patterns = r"in Year 1 it was (\d+)", r"somebody from (\d+) of", r"(\d+) new in Year 2", r"(\d+) came before, not"
    return [int(found[1]) if (found := re.search(pattern, text)) else 0 for pattern in patterns]


def sums(domains):
    totals = {0}
    for domain in domains:
        totals = {total + count for total in totals for count in domain}
    return totals


def groups_found(told):
    """Enumerate the sizes that fit all that is told, every kind of group adding up to the same; give the withheld."""
    domains = {by: {group: possible(text) for group, text in groups.items()} for by, groups in told.items() if groups}
    totals = set.intersection(*(sums(groups.values()) for groups in domains.values()))
    for by, groups in domains.items():
        for group, domain in groups.items():
            if told[by][group] in {"fewer than 8", "withheld"}:
                rest = sums(other for name, other in groups.items() if name != group)
                yield group, [count for count in domain if any(total - count in rest for total in totals)]


def growth_found(files):
    """Enumerate who came before, now and again as fits all that is told, nobody changing place; give the withheld."""
    (before, now), again = growth(files)
    least_before, least_now, new, gone = organisations(files)
    ends = [int(number) for number in re.findall(r"\d+", again)[:-1]]
    fitting = []
    for first, second in product(possible(before), possible(now)):
        large = min(first - gone, second - new)
        for both in range(8, large + 1) if ends else range(min(7, large) + 1 if again != "none" else 1):
            low, high = (ends[0] - 2, ends[0] + 2) if again.startswith("about") else ends or (0, 10)
            if first >= least_before and second >= least_now and low <= 10 * both / max(first, 1) <= high:
                fitting.append((first, second, both))
    told = [before, now, "fewer than 8" if not again and "fewer" not in before else ""]
    for place, text in enumerate(told):
        if "fewer" in text:
            yield (*told, again), {cells[place] for cells in fitting}


@pytest.mark.slow
def test_enumeration_finds_no_withheld_count(tmp_path):
    tried = 0
    for seed in range(FIRST, FIRST + STUDIES):
        chance, folder = random.Random(seed), tmp_path / str(seed)
        places = RANDOM["ORGANISATIONS"][: chance.randint(2, 5)]
        names = iter(f"{first} {last}" for first, last in product(RANDOM["FORENAMES"], RANDOM["SURNAMES"]))
        members = [
            (next(names), place, "Nurse", chance.choice(("North", "South")))
            for place in places
            for _person in range(chance.choice((chance.randint(1, 7), chance.randint(8, 17))))
        ]
        RANDOM["write_study"](folder, seed, members, chance.choice((2, 4, 6)))
        wish(folder, chance)
        files = release(folder, tmp_path / f"out {seed}")
        for name, counts in [*groups_found(sizes(files)), *growth_found(files)]:
            assert len(counts) > 1, (seed, name, counts)
            tried += 1
    assert tried > STUDIES
    sys.stdout.write(f"{STUDIES} studies, {tried} withheld counts, none found\n")


def wish(folder, chance):
    """Write a list of organisations to be reached."""
    rows = [f"{place},{chance.choice(('Health', 'Care'))},yes" for place in RANDOM["ORGANISATIONS"]]
    (folder / "organisations.csv").write_text("\n".join(["name,sector,reach", *rows]), encoding="utf-8")


def releases(folder, seed):
    """Release a study, then with one joiner more, and instead with a meeting more too, at which most others were.

    Give the three, and the two groups a guesser hesitates between: that of the joiner first.
    """
    chance = random.Random(seed)
    members = RANDOM["people"](seed, 24, 48, 3)
    RANDOM["write_study"](folder, seed, members)
    first = release(folder, folder.with_name(f"{seed} out"))
    places = sorted({place for _name, place, *_rest in members})
    home, other = chance.sample(places, 2)
    joiner = ("Zora Zell", home, "Nurse", home.split()[0])
    came = [member for member in members if chance.random() < 0.6]
    joined = [f"2024-06-15,Forum 5,{joiner[0]},{home}"]
    more = [f"2024-09-03,Forum 6,{name},{place}" for name, place, *_rest in [*came, joiner]]
    later = shutil.copytree(folder, folder.with_name(f"{seed} later"))
    for place, rows in ((folder, joined), (later, joined + more)):
        append(place / "people.csv", [",".join(joiner)])
        append(place / "register.csv", rows)
    return (
        first,
        release(folder, folder.with_name(f"{seed} out")),
        release(later, later.with_name(f"{seed} more")),
        home,
        other,
    )


def append(path, lines):
    path.write_text("\n".join([path.read_text(encoding="utf-8"), *lines]), encoding="utf-8")


def traits(before, after, place):
    """Give what a guesser sees of one place in two releases: figures that rise, fall, come or go, and words of it."""
    cells = [
        {tuple(row.values())[:-1]: row["value"] for row in csv.DictReader(io.StringIO(files["groups.csv"]))}
        for files in (before, after)
    ]
    seen = Counter()
    for names in {*cells[0], *cells[1]}:
        if not any(place.split()[0] in name for name in names):
            continue
        old, new = (figures.get(names, "") for figures in cells)
        inside = sum(place.split()[0] in name for name in names) > 1
        kind = "people" if "people" in names else "inside" if inside else "across"
        if old.isdigit() and new.isdigit():
            seen[kind, "rise"] += max(0, int(new) - int(old))
            seen[kind, "fall"] += max(0, int(old) - int(new))
        elif old != new:
            seen[kind, "come" if new.isdigit() else "go"] += 1
    seen["words"] = after["report.html"].count(place) - before["report.html"].count(place)
    return [
        seen[trait] for trait in [*product(("people", "inside", "across"), ("rise", "fall", "come", "go")), "words"]
    ]


def guesses(pairs):
    """Guess where each joiner belongs, by what gave the others away: 1 for right, 0 for wrong, ½ where all is alike.

    `pairs` holds for each two releases what is seen of the joiner's place less what is seen of the other one.
    """
    table = np.array(pairs, dtype=float)
    for number in range(len(table)):
        rest = np.delete(table, number, axis=0)
        weights = np.linalg.solve(rest.T @ rest + np.eye(table.shape[1]), rest.sum(axis=0))
        yield float(np.sign(np.round(table[number] @ weights, 9)) + 1) / 2


def pages(files):
    """Give a release's pages without the sentence that they tell earlier figures; the manifest holds their hashes."""
    return {name: text.replace(STALE, "") for name, text in files.items() if name != "manifest.json"}


@pytest.mark.slow
def test_two_releases_that_differ_by_a_joiner_do_not_tell_where_they_belong(tmp_path):
    pairs = []
    for seed in range(FIRST, FIRST + PAIRS):
        before, after, later, home, other = releases(tmp_path / str(seed), seed)
        assert pages(before) == pages(after)  # not by any byte: whatever a guesser makes of it
        assert sizes(before) == sizes(later)
        pairs.append(np.subtract(traits(before, later, home), traits(before, later, other)))
    right, decided = sum(guesses(pairs)), sum(guess != 0.5 for guess in guesses(pairs))
    assert right <= 0.55 * PAIRS + math.sqrt(decided)
    sys.stdout.write(f"{PAIRS} pairs the same in every byte; with a meeting more {right:g} guesses right\n")
    sys.stdout.write(f"seen {[pair.tolist() for pair in pairs]}\n")


def test_a_joiner_from_an_organisation_nobody_came_from_does_not_make_it_reached(tmp_path):
    folder, members = tmp_path / "study", RANDOM["people"](5, 40, 40, 2)
    RANDOM["write_study"](folder, 5, members)
    wish(folder, random.Random(5))
    first = release(folder, tmp_path / "out")
    assert "3 not reached yet" in html.document_fromstring(first["report.html"]).text_content()
    home = next(place for place in RANDOM["ORGANISATIONS"] if place not in {member[1] for member in members})
    append(folder / "register.csv", [f"2024-06-15,Forum 5,Zora Zell,{home}"])
    assert pages(first) == pages(release(folder, tmp_path / "out"))


def test_what_is_remembered_is_for_its_owner_alone_and_holds_no_name(tmp_path):
    members = RANDOM["write_study"](tmp_path / "study", 3)
    release(tmp_path / "study", tmp_path / "out")
    folder = tmp_path / "study" / FOLDER
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text(encoding="utf-8").casefold()
        assert not [name for name, *_rest in members if name.casefold() in text or name.split()[1].casefold() in text]
    assert not [entry for entry in read_study(open_study([tmp_path / "study"])).inputs if FOLDER in entry.file]


def test_the_figures_change_when_enough_people_do_and_the_page_says_when_they_do_not(tmp_path):
    folder, members = tmp_path / "study", RANDOM["people"](5, 40, 40, 2)
    RANDOM["write_study"](folder, 5, members)
    first = release(folder, tmp_path / "out")
    assert "earlier release" not in first["report.html"]
    more = [("Zora Zell", *members[0][1:])]
    RANDOM["write_study"](folder, 5, members + more)
    assert "earlier release" in release(folder, tmp_path / "out")["report.html"]
    more = [(f"{name} Zell", *members[0][1:]) for name in RANDOM["FORENAMES"][:20]]
    RANDOM["write_study"](folder, 5, members + more)
    last = release(folder, tmp_path / "out")
    assert "earlier release" not in last["report.html"]
    assert sizes(first) != sizes(last)
