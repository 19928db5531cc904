"""With codes, no order tells who somebody is: of rows, of sheets, of ends of a tie, of mentions on a page."""

import csv
import io
import math
import os
import re
import runpy
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from sna.study import open_study, read_study
from sna.study.audience import pseudonyms
from sna.study.pages import WRITERS, Run
from sna.study.results import analysed

write_varied = runpy.run_path(str(Path(__file__).parent / "random_study.py"))["write_varied"]

FIRST, STUDIES = int(os.environ.get("SNA_FIRST", "0")), int(os.environ.get("SNA_STUDIES", "3"))
"""Which random studies, and how many; 200 by hand, in pieces: ``SNA_FIRST=40 SNA_STUDIES=40``."""
SHUFFLES = 40
"""How often the codes of a study are dealt anew."""
CODE = re.compile(r"(?<![A-Za-z0-9])P\d+(?![A-Za-z0-9])")


def first_mentions(text):
    return list(dict.fromkeys(CODE.findall(text)))


def tables(folder):
    """Give every table with its rows: each CSV, and each sheet of the workbook."""
    for path in sorted(folder.rglob("*.csv")):
        yield path.relative_to(folder).as_posix(), list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    for path in sorted(folder.rglob("*.xlsx")):
        book = CalamineWorkbook.from_path(str(path))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            yield f"{path.name} {sheet}", [[str(cell) for cell in row] for row in rows] or [[]]


def orders(folder):
    """Give every order in which codes stand in the files."""
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), first_mentions(path.read_text(encoding="utf-8"))
    for name, (heads, *rows) in tables(folder):
        for column, cells in zip(heads, zip(*rows, strict=True), strict=False):
            yield f"{name} {column}", first_mentions(" | ".join(cells))
        for tail, head in (("source", "target"), ("Person", "Other person")):
            if not {tail, head} <= {*heads}:
                continue
            lead = Counter()
            for row in rows:
                lead[row[heads.index(tail)]] += 1
                lead[row[heads.index(head)]] -= 1
            yield f"{name} ends", sorted((code for code in lead if CODE.fullmatch(code)), key=lead.__getitem__)


def known_orders(members, folder):
    """Give what a matcher knows: the alphabet, also of surnames, and the order of the names in each file."""
    names = [name for name, *_rest in members]
    sequences = {"alphabet": sorted(names), "surnames": sorted(names, key=lambda name: name.split()[::-1])}
    for file in ("people.csv", "register.csv", "minutes.md", "slack/users.json"):
        if (folder / file).exists():
            text = (folder / file).read_text(encoding="utf-8")
            sequences[file] = sorted((name for name in names if name in text), key=text.index)
    return sequences


def occasions(members, folder):
    """Give for each what tells them apart by attendance: the first meeting, and whether minutes or Slack know them."""
    rows = csv.DictReader(io.StringIO((folder / "register.csv").read_text(encoding="utf-8")))
    first = {row["name"]: row["event"] for row in reversed(list(rows))}
    files = [folder / "minutes.md", folder / "slack" / "users.json"]
    texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in files]
    return {name: (first.get(name), *(name in text for text in texts)) for name, *_rest in members}


def published(folder):
    """Give what stands beside each code: organisation, role, sector, locality."""
    rows = dict(tables(folder))["for-experts/tables/nodes.csv"]
    heads = rows[0]
    columns = [heads.index(name) for name in ("organisation", "role", "sector", "locality")]
    return {row[heads.index("node")]: tuple(row[column] for column in columns) for row in rows[1:]}


def right(codes, names, truth, classes):
    """Match codes to names in order, among those alike; give how many are right, and how many guessing would get."""
    groups, lists = defaultdict(list), defaultdict(list)
    for code in filter(classes.__contains__, codes):
        groups[classes[code]].append(code)
    for name in names:
        if truth[name] in codes:
            lists[classes[truth[name]]].append(truth[name])
    several = [alike for alike in groups if len(groups[alike]) > 1]
    hits = sum(code == true for alike in several for code, true in zip(groups[alike], lists[alike], strict=False))
    sizes = [sorted((len(groups[alike]), len(lists[alike]))) for alike in several]
    return hits, sum(fewer / more for fewer, more in sizes)


def shuffled(names, classes, draw):
    """Deal the codes of those alike anew among them: what an order says of them is then luck."""
    holders = defaultdict(list)
    for name, code in names.items():
        holders[classes.get(code)].append(name)
    return {
        name: names[other]
        for held in holders.values()
        for name, other in zip(held, draw.permutation(held), strict=True)
    }


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A study with minutes and its files with codes."""
    folder = tmp_path_factory.mktemp("coded")
    with pytest.MonkeyPatch.context() as patch:
        write_all(folder, 100, patch)
    return folder


def write_all(folder, seed, monkeypatch):
    """Make a random study's files with codes; give the members, each one's code, and where the files are."""
    members, books = write_varied(folder / "study", seed), []
    study = open_study([folder / "study"])
    reading = read_study(study)
    run = Run(study, reading, analysed(reading, study.settings), "codes")
    labels = pseudonyms._labels
    ids = dict(zip(reading.dataset.people["name"], reading.dataset.people["id"], strict=True))
    monkeypatch.setattr(pseudonyms, "_labels", lambda *arguments: books.append(labels(*arguments)) or books[-1])
    for audience in ("evaluator", "convener"):
        (folder / audience).mkdir()
        WRITERS[audience](run, folder / audience)
    monkeypatch.setattr(pseudonyms, "_labels", labels)
    truth = [{name: book.instead[ids[name]] for name, *_rest in members} for book in books]
    return members, dict(zip(("evaluator", "convener"), truth, strict=True))


@pytest.mark.slow
def test_whoever_knows_the_members_and_every_order_does_no_better_than_guessing(tmp_path, monkeypatch):
    hits, chance, luck = Counter(), Counter(), defaultdict(lambda: np.zeros(SHUFFLES))
    for seed in range(FIRST, FIRST + STUDIES):
        folder = tmp_path / str(seed)
        members, truth = write_all(folder, seed, monkeypatch)
        sequences = known_orders(members, folder / "study")
        classes = published(folder / "evaluator")
        everybody = {truth["evaluator"][name]: truth["convener"][name] for name, *_rest in members}
        profiles = {"evaluator": classes, "convener": {everybody[code]: alike for code, alike in classes.items()}}
        came, draw = occasions(members, folder / "study"), np.random.default_rng(seed)
        for audience, names in truth.items():
            # who was at the first meetings stands in the register first, and attendance is published
            own = {names[name]: (profiles[audience][names[name]], came[name]) for name, *_rest in members}
            anew = [[shuffled(names, of, draw) for _ in range(SHUFFLES)] for of in (profiles[audience], own)]
            for place, codes in orders(folder / audience):
                for known, sequence in sequences.items():
                    for way, order in (("", sequence), (" backwards", sequence[::-1])):
                        listed = known not in {"alphabet", "surnames", "people.csv"}
                        alike = own if listed else profiles[audience]
                        got, guessed = right(codes, order, names, alike)
                        hits[audience, place, known + way] += got
                        chance[audience, place, known + way] += guessed
                        luck[known + way] += [right(codes, order, other, alike)[0] for other in anew[listed]]
    assert len(hits) > 800
    # Of those alike, one is right by chance, with a variance of one: so many trials reach four and a half, not five.
    worst = max(chance, key=lambda trial: (hits[trial] - chance[trial]) / math.sqrt(chance[trial] or 1))
    assert hits[worst] - chance[worst] < 5 * math.sqrt(chance[worst]), (worst, hits[worst], chance[worst])
    figures = f"{hits[worst]} right, {chance[worst]:.0f} by chance"
    sys.stdout.write(f"{STUDIES} studies, {len(hits)} orders matched; worst {worst}: {figures}\n")
    # The orders of one study agree in part, so how far luck reaches is what codes dealt anew among those alike show.
    for known, dealt in luck.items():
        got, expected = (sum(of[trial] for trial in of if trial[2] == known) for of in (hits, chance))
        spread = dealt.std(ddof=1)
        sys.stdout.write(f"{known}: {got} right, {expected:.0f} by chance, give or take {spread:.0f}\n")
        assert abs(dealt.mean() - expected) < 5 * spread / math.sqrt(SHUFFLES) + 0.5
        assert got < expected + 5 * spread + 0.5, known


def test_who_would_be_alone_in_a_role_has_none_and_who_still_is_is_counted(coded):
    profiles = published(coded / "evaluator")
    alike = Counter((organisation, role) for organisation, role, *_rest in profiles.values())
    lettered = re.compile(r"Organisation [A-Z]")
    assert not [group for group, people in alike.items() if people < 3 and group[1]]
    assert all(people >= 3 or lettered.fullmatch(group[0]) for group, people in alike.items())
    whole = Counter(("" if lettered.fullmatch(row[0]) else row[0], *row[1:]) for row in profiles.values())
    few = sum(people for people in whole.values() if people < 3)
    page = (coded / "evaluator" / "report.html").read_text(encoding="utf-8")
    assert "not anonymous data" in page
    assert (f"{few} {'is' if few == 1 else 'are'} still among fewer than 3 alike" in page) == (few > 0)


def test_nothing_says_in_which_line_of_a_file_somebody_stood(coded):
    for name, (heads, *rows) in tables(coded / "evaluator"):
        for column in {"file", "place"} & {*heads}:
            assert not any(row[heads.index(column)] for row in rows), name
