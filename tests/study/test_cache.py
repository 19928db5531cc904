"""Tables of earlier runs: they cost nothing twice, change no byte, survive damage, and hold nobody who left."""

import datetime as dt
import os
import pickle
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sna.analyse import ANALYSES, NEEDS
from sna.network import Network, TwoMode
from sna.study import analyses, cache, open_study, read_study
from sna.study.cache import OF_EVERYBODY, Cache, decoded, encoded, network_digest
from sna.study.erasure import erase, purge
from sna.study.networks import windows
from sna.study.pages import AUDIENCES, Wanted, make
from sna.study.results import analysed

sys.path.insert(0, str(Path(__file__).parent))

from small_study import write_study

DATA = Path(__file__).parents[2] / "data"
NAMES = "Ann Lee,Bob Ray,Cy Fox,Di Orr,Ed Nye,Flo Gee,Gus Day,Hal Kerr,Quillon Zebrowski".split(",")
PLACES = "Pond Trust", "Fen Council", "Age Well"
DAYS = [f"{year}-{month:02d}-1{month}" for year in (2023, 2024) for month in range(1, 6)]
SETTINGS = """
[study]
title = "Forum"
conveners = ["Ann Lee"]
[network]
permutations = 9
[periods]
"Year 1" = [2023-01-01, 2023-12-31]
"Year 2" = [2024-01-01, 2024-12-31]
"""


def register(day, at, names):
    rows = [
        f"{name},{PLACES[place % 3]},{day},Present" for place, name in enumerate(names) if (place * 7 + at * 3) % 5 < 3
    ]
    return "\n".join(["Name,Organisation,Date,Status", *rows])


def write(folder, days=DAYS, names=NAMES):
    folder.mkdir(exist_ok=True)
    (folder / "study.toml").write_text(SETTINGS)
    registers = [register(day, at, names) for at, day in enumerate(days)]
    rows = [text.partition("\n")[2] for text in registers]
    (folder / "register.csv").write_text("\n".join([registers[0].partition("\n")[0], *rows]))
    return folder


def run(folder, out="results", **wanted):
    study = open_study([folder])
    make(study, read_study(study), folder / out, wanted=Wanted(**wanted))
    return bytes_of(folder / out)


def tables(folder):
    """Make the tables that a run writes, and no page, where only what is computed is looked at."""
    study = open_study([folder])
    return analysed(read_study(study), study.settings, Cache.of(study)).complete()


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A study, and what a run without tables of earlier runs writes of it."""
    folder = write(tmp_path_factory.mktemp("ready") / "forum")
    return folder, run(folder, cached=False)


@pytest.fixture(scope="module")
def ready(sound):
    """A study whose tables stand in its cache, and how many were computed for it."""
    folder, content = sound
    with pytest.MonkeyPatch.context() as patch:
        rows = counted(patch)
        assert run(folder) == content
    assert len(rows) > 40
    return folder, len(rows)


@pytest.fixture
def forum(ready, tmp_path):
    """A study whose tables stand in its cache."""
    return Path(shutil.copytree(ready[0], tmp_path / "forum"))


def counted(monkeypatch):
    """Every analysis that is computed: its name, and the years of the gatherings it is of."""
    rows, computed = [], analyses.computed

    def noted(name, network, options):
        meetings = network.behind.gatherings["on"] if network.behind is not None else ()
        rows.append((name, frozenset(day.year for day in meetings)))
        return computed(name, network, options)

    monkeypatch.setattr(analyses, "computed", noted)
    return rows


@pytest.fixture
def computations(monkeypatch):
    return counted(monkeypatch)


def test_nothing_is_computed_again_and_no_byte_differs(forum, computations, sound):
    assert run(forum) == sound[1]
    assert computations == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Forum"', 'title = "A new title"\nlabels = "initials"\ncolour = "role"'),
        ('"Year 1"', '"The first year"'),
    ],
)
def test_a_title_a_label_a_colour_costs_no_computation(forum, computations, old, new):
    (forum / "study.toml").write_text(SETTINGS.replace(old, new))
    again = run(forum)
    # the name of a period stands in the tables of the whole time, and in no other
    assert {years for _name, years in computations} <= {frozenset([2023, 2024])}
    assert again == run(forum, cached=False)


@pytest.mark.parametrize(
    ("old", "new"), [("permutations = 9", "permutations = 19"), ('conveners = ["Ann Lee"]', "seed = 3")]
)
def test_what_moves_figures_computes_them(forum, computations, old, new):
    (forum / "study.toml").write_text(SETTINGS.replace(old, new))
    tables(forum)
    assert len(computations) > 0


def test_a_new_month_computes_the_windows_it_touches_alone(forum, computations):
    (forum / "2024-06-16.csv").write_text(register("2024-06-16", 10, NAMES))
    again = run(forum)
    assert {years for _name, years in computations} == {frozenset([2023, 2024]), frozenset([2024])}
    assert again == run(forum, cached=False)


def test_newcomers_of_a_new_month_compute_of_earlier_windows_what_draws_over_everybody(forum, computations):
    (forum / "2024-06-16.csv").write_text(register("2024-06-16", 10, [*NAMES, "Ivy Poe", "Jo Ash", "Aaron Abe"]))
    tables(forum)
    earlier = {name for name, years in computations if years == frozenset([2023])}
    assert earlier <= OF_EVERYBODY
    assert earlier


def test_an_analysis_of_one_network_is_of_those_who_came(tmp_path):
    """Else what is found for a network might be of another: all but a few pay no heed to people who came to nothing."""
    study = open_study([write(tmp_path / "forum")])
    dataset = read_study(study).dataset
    network = windows(dataset, study.settings)[1].network
    rest = network.behind.people.iloc[:2].set_axis(["name:aa aa", "name:zz zz"])
    people = pd.concat([network.behind.people, rest])
    rows, columns = network.behind.incidence.nonzero()
    matrix = network.behind.incidence.__class__(
        (np.ones(len(rows)), (rows, columns)), shape=(len(people), len(network.behind.gatherings))
    )
    nodes = pd.concat([network.nodes, network.nodes.iloc[:2].set_axis(rest.index).assign(member=False)])
    fuller = Network(nodes, network.ties, behind=TwoMode(people, network.behind.gatherings, matrix))
    names = [name for name in ANALYSES if {*NEEDS[name]} <= {"by"} and name not in OF_EVERYBODY]
    assert len(names) > 20
    own, other = (analyses.tables(part, study.settings) for part in (network, fuller))
    for name in names:
        pd.testing.assert_frame_equal(own[name], other[name], check_exact=True)
    members = analyses.members(network), analyses.members(fuller)
    assert len({network_digest(part, everybody=False) for part in members}) == 1
    assert len({network_digest(part, everybody=True) for part in members}) == 2


# Damage


DAMAGES = "flipped", "pickled", "swapped", "folder", "short", "empty", "json"


class Bomb:
    place = Path("went-off")

    def __reduce__(self):
        return (Path.touch, (self.place,))


@pytest.mark.parametrize(
    "damage", ["of every kind", *DAMAGES] if os.environ.get("SNA_EVERY") == "1" else ["of every kind"]
)
def test_a_damaged_table_is_computed_anew(forum, computations, damage, sound, ready):
    bomb = Bomb()
    bomb.place = forum / "went-off"
    paths = sorted((forum / ".sna" / "cache").iterdir())
    contents = [path.read_bytes() for path in paths]
    for at, (path, content, other) in enumerate(zip(paths, contents, [*contents[1:], contents[0]], strict=True)):
        middle, kind = len(content) // 2, damage if damage in DAMAGES else DAMAGES[at % len(DAMAGES)]
        harm = {
            "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "short": content[:-1],
            "empty": b"",
            "pickled": pickle.dumps(bomb),
            "json": b"x" * 32 + b'{"index":[],"columns":[]}',
            "swapped": other,
        }
        path.unlink()
        path.mkdir() if kind == "folder" else path.write_bytes(harm[kind])
    assert run(forum) == sound[1]
    assert len(computations) == ready[1]
    assert not bomb.place.exists()
    pickle.loads(pickle.dumps(bomb))
    assert bomb.place.exists()  # it would have gone off


def test_another_key_reads_nothing_of_it(forum, computations, ready):
    (forum / ".sna" / "key").write_text("0" * 64)
    tables(forum)
    assert len(computations) == ready[1]


def test_another_version_of_a_library_or_another_line_of_code_reads_nothing(forum, computations, monkeypatch, ready):
    monkeypatch.setattr(cache, "_version", lambda program: "0.0" if program == "numpy" else "1")
    tables(forum)
    assert len(computations) == ready[1]


def test_it_is_bounded_and_what_was_read_last_stays(forum, monkeypatch):
    study = open_study([forum])
    paths = list((forum / ".sna" / "cache").iterdir())
    total = sum(path.stat().st_size for path in paths)
    monkeypatch.setattr(cache, "MOST", total // 2)
    opened = Cache.of(study)
    opened.write("the last", b"x" * 100)
    opened.trim()
    rest = list((forum / ".sna" / "cache").iterdir())
    assert total // 4 < sum(path.stat().st_size for path in rest) <= total // 2
    assert opened.read("the last") == b"x" * 100
    monkeypatch.setattr(cache, "LARGEST", 50)
    assert opened.read("the last") is None
    opened.write("large", b"x" * 100)
    assert opened.read("large") is None


def test_its_files_are_for_the_owner_alone_and_their_names_tell_nothing(forum):
    folder = forum / ".sna" / "cache"
    assert folder.stat().st_mode & 0o077 == 0
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert len(path.name) == 64
        assert set(path.name) <= set("0123456789abcdef")


def test_a_link_in_its_place_is_not_followed(forum, tmp_path, computations):
    folder, elsewhere = forum / ".sna" / "cache", tmp_path / "elsewhere"
    shutil.move(folder, elsewhere)
    folder.symlink_to(elsewhere, target_is_directory=True)
    before = bytes_of(elsewhere)
    tables(forum)
    assert len(computations) > 40
    assert bytes_of(elsewhere) == before


def test_a_folder_nothing_can_be_written_to_has_none(forum, monkeypatch, tmp_path):
    shutil.rmtree(forum / ".sna" / "cache")
    (forum / ".sna" / "cache").write_text("in the way")
    assert Cache.of(open_study([forum])).folder is None
    assert run(forum, audiences=("convener",))["report.html"]


def test_a_full_disk_costs_the_tables_and_not_the_run(forum, monkeypatch, computations):
    def full(_path, _content):
        raise OSError(28, "No space left on device")

    shutil.rmtree(forum / ".sna" / "cache")
    monkeypatch.setattr(cache, "private", full)
    assert run(forum, audiences=("convener",))["report.html"]
    assert list((forum / ".sna" / "cache").iterdir()) == []


def test_without_it_nothing_is_read_or_written(forum, computations):
    shutil.rmtree(forum / ".sna" / "cache")
    run(forum, cached=False, audiences=("convener",))
    assert computations
    assert not (forum / ".sna" / "cache").exists()


def test_nothing_of_it_is_in_what_is_released(forum, citing):
    names = [path.name for path in (forum / ".sna" / "cache").iterdir()]
    files = run(forum, out="all", audiences=AUDIENCES)
    assert not [file for file, content in files.items() for name in names if name.encode() in content or name in file]


# Those who asked to be left out

CANARY = "zebrowski"


def hidden(folder):
    return b"".join(bytes_of(folder / ".sna").values()).lower()


def test_the_canary_is_in_it_before(forum):
    assert CANARY.encode() in hidden(forum)


def test_somebody_left_out_by_hand_is_in_no_byte_after_the_next_command(forum):
    (forum / "opt-out.csv").write_text("name\nQuillon Zebrowski\n")
    read_study(open_study([forum]))
    assert CANARY.encode() not in hidden(forum)
    run(forum)
    assert CANARY.encode() not in hidden(forum)
    assert not any(CANARY.encode() in content.lower() for content in bytes_of(forum / "results").values())


def test_a_list_that_stays_the_same_forgets_nothing(forum, computations):
    (forum / "opt-out.csv").write_text("name\nQuillon Zebrowski\n")
    tables(forum)
    computations.clear()
    tables(forum)
    assert computations == []


def test_erased_and_purged_it_is_gone(forum):
    purge(open_study([forum]), dt.date(2000, 1, 1))
    assert CANARY.encode() not in hidden(forum)
    tables(forum)
    assert CANARY.encode() in hidden(forum)
    erase("Quillon Zebrowski", open_study([forum]))
    assert CANARY.encode() not in hidden(forum)


# Tables as JSON


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"p": [0.1, np.nan, np.inf, -0.0], "n": [1, 2, 3, 4]}, index=pd.Index(list("abcd"), name="node")),
        pd.DataFrame({"w": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], dtype="boolean")},
                     index=pd.Index(["x", "y"], name="group")),
        pd.DataFrame({"on": [dt.date(2024, 3, 5), None], "off": [np.nan, dt.date(1, 1, 1)], "t": [True, False]},
                     index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["group", "draw"])),
        pd.DataFrame({"note": ["=1+1", "a\u2028\x00\U0001f600"], "f": pd.array([None, 0.5], dtype="Float64")},
                     index=pd.Index(["<b>", ""], name="node")),
        pd.DataFrame({"empty": pd.Series([], dtype="float64")}, index=pd.Index([], dtype="str", name="node")),
    ],
)  # fmt: skip
def test_a_table_comes_back_as_it_was(table):
    back = decoded(encoded(table))
    pd.testing.assert_frame_equal(back, table, check_exact=True)
    assert encoded(back) == encoded(table)
    assert [type(value) for column in back for value in back[column]] == [
        type(value) for column in table for value in table[column]
    ]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"x": [{"a": 1}]}, index=["a"]),
        pd.DataFrame({"x": [Bomb()]}, index=["a"]),
        pd.DataFrame({"x": [pd.Timestamp(2024, 1, 1)]}, index=["a"]),
        pd.DataFrame({1: [1.0]}, index=["a"]),
        pd.DataFrame({"x": ["half \ud83d"]}, index=["a"]),
        pd.DataFrame({"x": [1.0]}),
    ],
)
def test_what_would_not_come_back_as_it_was_is_not_written(table):
    with pytest.raises((TypeError, ValueError)):
        encoded(table)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["", "merrowdale-care-homes/study.toml", "learning-together/study.toml", "notts-care-homes/study-all.toml",
     "slack-uti/study.toml"][: None if os.environ.get("SNA_EVERY") == "1" else 1],
)  # fmt: skip
def test_a_small_study_and_the_examples_are_the_same_to_the_byte(name, tmp_path, computations, citing):
    folder, example = tmp_path / "study", DATA / (name or "study.toml")
    if name:
        shutil.copytree(example.parent, folder, ignore=shutil.ignore_patterns(".sna"))
    else:
        folder.mkdir()
        write_study(folder)

    def made(out, **wanted):
        study = open_study([folder / example.name])
        make(study, read_study(study), folder / out, wanted=Wanted(AUDIENCES, **wanted))
        return bytes_of(folder / out)

    without = made("without", cached=False)
    assert made("first") == without
    computations.clear()
    assert made("second") == without
    assert computations == []
