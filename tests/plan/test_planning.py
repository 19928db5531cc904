"""From records to a plan: who may be asked, who may not, and on what the forecast rests (everybody invented)."""

import csv
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from sna.cli import run
from sna.errors import PlanError, StudyError
from sna.glossary import TERMS
from sna.study import open_study, read_study
from sna.study.planning import Request, seating
from sna.study.settings import PlanPart

pytestmark = pytest.mark.usefixtures("few_tries")
TOWNS = ("Ashby", "Brook", "Croft")
FORENAMES = "Ada Ben Cai Dot Eli Fay Gus Hal Ivy Jed Kit Lou Mia Ned Oz Pia Quin Rex".split()
NAMES = [f"{forename} {'Marsh' if place % 2 else 'Quill'}" for place, forename in enumerate(FORENAMES)]


def write(folder, *, settings="", availability="", opted_out="", left=("Rex Marsh",), meetings=8):
    """Eighteen members of three towns; Ada convenes, Rex has left, Quin never came."""
    random = np.random.default_rng(2)
    rows = ["name,organisation,locality,role,joined,left"]
    for place, name in enumerate(NAMES):
        end = "2024-03-31" if name in left else ""
        rows.append(f"{name},Team {place % 6},{TOWNS[place % 3]},{'Nurse' if place % 2 else 'Carer'},2023-01-01,{end}")
    (folder / "people.csv").write_text("\n".join(rows) + "\n")
    lines = ["date,meeting,name,organisation"]
    for number in range(meetings):
        day = dt.date(2024, 1, 9) + dt.timedelta(28 * number)
        people = {0, *random.choice(np.arange(1, 16), 6, replace=False).tolist()}
        lines += [f"{day},Circle,{NAMES[place]},Team {place % 6}" for place in sorted(people)]
    (folder / "register.csv").write_text("\n".join(lines) + "\n")
    text = '[study]\ntitle = "Circle"\ngroup = "locality"\nconveners = ["Ada Quill"]\n' + settings
    (folder / "study.toml").write_text(text)
    if availability:
        (folder / "availability.csv").write_text(availability)
    if opted_out:
        (folder / "opt-out.csv").write_text(f"name\n{opted_out}\n")
    return folder


def plan(folder, seats=6, meetings=1):
    study = open_study([folder])
    return seating(study, read_study(study).dataset, Request(seats, meetings))


def seated(answer, meeting=0):
    names = answer.people["name"].tolist()
    return {names[place] for place in np.flatnonzero(answer.plan.seats[meeting])}


def test_who_left_or_opted_out_is_never_seated(tmp_path):
    answer = plan(write(tmp_path, opted_out="Kit Quill"), meetings=6)
    assert not {"Rex Marsh", "Kit Quill"} & set(answer.people["name"])
    assert len(answer.people) == 16


def test_a_member_who_leaves_later_is_asked_until_then(tmp_path):
    folder = write(tmp_path, settings="[plan]\nmeetings = [2024-09-03, 2024-10-01, 2024-11-05]\n")
    text = (folder / "people.csv").read_text().replace("2024-03-31", "2024-10-15")
    (folder / "people.csv").write_text(text)
    answer = plan(folder, seats=15, meetings=3)
    assert answer.days == (dt.date(2024, 9, 3), dt.date(2024, 10, 1), dt.date(2024, 11, 5))
    place = answer.people["name"].tolist().index("Rex Marsh")
    assert answer.plan.seats[:2, place].any()
    assert not answer.plan.seats[2, place]


def test_conveners_sit_or_have_chairs_beside(tmp_path):
    answer = plan(write(tmp_path))
    assert "Ada Quill" in seated(answer)
    assert answer.plan.seats.sum() == 6
    assert "conveners" in answer.costs
    answer = plan(write(tmp_path, settings='[plan]\nconveners = "beside"\n'))
    assert "Ada Quill" not in seated(answer)
    assert answer.beside == answer.conveners
    assert answer.plan.seats.sum() == 6


def test_availability_is_kept_to(tmp_path):
    text = (
        "name,organisation,must,cannot,offered_on,reply\n"
        "Quin Quill,Team 4,2024-08-20,,,\nBEN MARSH,,yes,,,\nCai Quill,,,20/08/2024; 2024-09-17,,\n"
        "Rex Marsh,,yes,,,\nNobody Here,,yes,,,\n"
    )
    answer = plan(write(tmp_path, availability=text), meetings=3)
    assert answer.days[0] == dt.date(2024, 8, 20)
    assert {"Quin Quill", "Ben Marsh"} <= seated(answer)
    assert all("Ben Marsh" in seated(answer, meeting) for meeting in range(3))
    assert "Cai Quill" not in seated(answer) | seated(answer, 1)
    assert any("line 5, line 6" in note for note in answer.notes)


def test_who_said_no_gives_the_seat_to_the_waiting_list(tmp_path):
    before = plan(write(tmp_path))
    taken = next(row for row in before.first if row.place == "seat" and row.instead is not None)
    name = before.people["name"].iloc[taken.person]
    after = plan(write(tmp_path, availability=f"name,offered_on,reply\n{name},2024-08-20,no\n"))
    assert name not in seated(after)
    assert len(seated(after)) == 6


def test_likelihood_rests_on_replies_and_never_on_attendance(tmp_path):
    answer = plan(write(tmp_path, settings="[plan]\ncome = 0.7\n"))
    assert set(answer.chances) == {0.7}
    assert answer.replies == 0
    days = ("2024-02-06", "2024-03-05", "2024-04-02", "2024-04-30")
    replies = {"Quin Quill": "yes", "Ben Marsh": "no", "Cai Quill": "yes"}
    rows = [f"{name},{day},{reply}" for name, reply in replies.items() for day in days]
    answer = plan(write(tmp_path, availability="name,offered_on,reply\n" + "\n".join(rows) + "\n"))
    chance = dict(zip(answer.people["name"], answer.chances, strict=True))
    assert answer.replies == 12
    assert chance["Ben Marsh"] == pytest.approx((4 * 8 / 12) / 8)
    assert chance["Quin Quill"] == chance["Cai Quill"] == pytest.approx((4 + 4 * 8 / 12) / 8)
    assert chance["Dot Marsh"] == pytest.approx(8 / 12)
    turns = dict(zip(answer.people["name"], answer.pool.turns, strict=True))
    assert turns["Quin Quill"] == 4  # offered, not taken up


def test_more_are_asked_than_there_are_seats_if_that_is_wanted(tmp_path):
    from sna.study.plan_outputs import plan_content

    study = open_study([write(tmp_path, settings="[plan]\nover_invite = true\ncome = 0.6\n")])
    answer = seating(study, read_study(study).dataset, Request(6, 1))
    places = [row.place for row in plan_content(study, answer).rows]
    assert places.count("seat") == 6
    assert places.count("asked too") == answer.invited - 6 > 0


def test_quotas_of_any_column_are_kept(tmp_path):
    settings = (
        '[plan]\nat_most_per_group = 2\n[plan.at_least.role]\nNurse = 3\n[plan.at_most.organisation]\n"Team 1" = 0\n'
    )
    answer = plan(write(tmp_path, settings=settings), meetings=3)
    for row in answer.plan.seats:
        people = answer.people[row]
        assert people["locality"].value_counts().max() <= 2
        assert (people["role"] == "Nurse").sum() >= 3
        assert "Team 1" not in set(people["organisation"])


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ('[plan]\nmust = ["Rex Marsh"]\n', StudyError, "nobody who may be asked is called so"),
        (
            '[plan]\nmust = ["Ben Marsh"]\ncannot = ["Ben Marsh"]\n',
            PlanError,
            "Ben Marsh (Team 1) must come and cannot",
        ),
        ("[plan.at_least.role]\nNurse = 5\nCarer = 5\n", PlanError, "cannot all be kept"),
        ("[plan.at_least.role]\nPilot = 1\n", StudyError, "nobody who may be asked has the role 'Pilot'"),
        ("[plan.at_least.town]\nAshby = 1\n", StudyError, "'town' is none of organisation"),
        ('[plan]\nconvenors = "sit"\n', StudyError, "Did you mean 'conveners'?"),
        ("[plan]\nrest = 3\n", PlanError, "rest = 3"),
    ],
)
def test_what_cannot_be_is_said(tmp_path, settings, error, words):
    with pytest.raises(error) as fault:
        plan(write(tmp_path, settings=settings), seats=7, meetings=3)
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who,must\nBen Marsh,yes\n", "availability.csv: A column for the name was not found"),
        ("name,cannot\nBen Marsh,next week\n", "availability.csv line 2, cannot: 'next week'. This is no day"),
        ("name,offered_on,reply\nBen Marsh,2024-05-01,red\n", "line 2, reply: 'red'. This is neither yes nor no"),
    ],
)
def test_a_cell_that_says_nothing_stops_the_plan(tmp_path, text, words):
    with pytest.raises(StudyError, match=words.replace("(", r"\(")):
        plan(write(tmp_path, availability=text))


def test_the_command_writes_the_plan_and_never_reads_it_again(tmp_path, capsys):
    folder = write(tmp_path)
    assert run(["plan", str(folder), "--seats", "6", "--meetings", "3"]) == 0
    text = capsys.readouterr().out
    assert "No 6 people under the same rules can bring more than" in text
    assert "85 in 100 of those asked" in text
    with (folder / "plan" / "plan.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(row["seat"] == "seat" for row in rows) == 18
    assert {row["at_table"] for row in rows if row["meeting"] == "1" and row["seat"] == "seat"} == {"1", "2"}
    with (folder / "plan" / "plan_effect.csv").open(encoding="utf-8") as file:
        effect = list(csv.DictReader(file))
    assert set(rows[0]) | set(effect[0]) <= set(TERMS)
    assert {row["way"] for row in effect} == {"plan", "lot", "rota", "habit"}
    before = (folder / "plan" / "plan.csv").read_bytes(), (folder / "plan" / "plan.html").read_bytes()
    assert run(["plan", str(folder), "--seats", "6", "--meetings", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"]
    assert before == ((folder / "plan" / "plan.csv").read_bytes(), (folder / "plan" / "plan.html").read_bytes())


@pytest.mark.parametrize("asked", [["--seats", "1"], ["--meetings", "99"], ["--prove", "-1"]])
def test_what_is_out_of_measure_is_refused(tmp_path, capsys, asked):
    assert run(["plan", str(write(tmp_path)), *asked]) == 2
    assert asked[0] in capsys.readouterr().err


def test_without_a_list_of_members_everybody_who_came_may_be_asked(tmp_path):
    folder = write(tmp_path)
    (folder / "people.csv").unlink()
    text = (folder / "study.toml").read_text().replace('group = "locality"', 'group = "organisation"')
    (folder / "study.toml").write_text(text)
    answer = plan(folder)
    assert any("There is no list of members" in note for note in answer.notes)
    assert set(answer.people["name"]) <= set(NAMES[:16])


def test_names_of_the_plan_are_in_no_manifest_of_pages_without_names(tmp_path):
    folder = write(tmp_path, settings='[plan]\nmust = ["Ben Marsh"]\ncannot = ["Cai Quill"]\n')
    out = tmp_path / "out"
    arguments = ["--out", str(out), "--for", "convener", "--labels", "codes", "--no-open", "--json"]
    assert run(["run", str(folder), *arguments]) == 0
    assert "Ben Marsh" not in (out / "manifest.json").read_text(encoding="utf-8")


def test_the_file_of_who_can_come_is_in_the_manifest(tmp_path):
    folder = write(tmp_path, availability="name,must\nDot Marsh,yes\n")
    assert run(["plan", str(folder), "--seats", "6", "--json"]) == 0
    manifest = json.loads((folder / "plan" / "manifest.json").read_text(encoding="utf-8"))
    assert "availability.csv" in {row["file"] for row in manifest["inputs"]}


def test_who_said_yes_has_the_seat(tmp_path):
    answer = plan(write(tmp_path, availability="name,offered_on,reply\nDot Marsh,2024-08-20,yes\n"))
    assert "Dot Marsh" in seated(answer)


@pytest.mark.slow
def test_the_worked_example_is_within_8_percent_of_the_bound_and_beats_lots_and_rota():
    study = open_study([Path(__file__).parents[2] / "data" / "notts-care-homes"])
    dataset = read_study(study).dataset.between(None, dt.date(2023, 12, 31))
    answer = seating(study, dataset, Request(20, 12))
    figures = {row.way: row for row in answer.comparisons}
    assert (len(answer.people), int(answer.rules.may[0].sum())) == (82, 60)  # 22 join in the year that is planned
    assert figures["plan"].pairs[0] >= 0.92 * answer.bound
    assert figures["plan"].pairs[0] > figures["lot"].pairs[2]
    assert figures["plan"].pairs[0] > figures["rota"].pairs[2]
    ends = {way: row.curve[-1] for way, row in figures.items()}
    assert ends["plan"][0] < 0.75 * min(ends["lot"][1], ends["rota"][1], ends["habit"][1])
    free = ~answer.rules.must.any(axis=0) & answer.rules.may.all(axis=0)
    assert np.ptp(answer.plan.turns[free]) <= 1


def test_bookings_for_the_next_meeting_are_replies(tmp_path):
    folder = write(tmp_path)
    (folder / "next.csv").write_text(
        "date,meeting,name,organisation,status\n2024-08-13,Circle,Dot Marsh,Team 3,registered\n"
        "2024-08-13,Circle,Ben Marsh,Team 1,apologies\n2024-08-13,Circle,Fay Marsh,Team 5,registered\n"
    )
    answer = plan(folder)
    assert answer.days == (dt.date(2024, 8, 13),)
    assert {"Dot Marsh", "Fay Marsh"} <= seated(answer)
    assert "Ben Marsh" not in seated(answer)


def test_who_joins_later_is_asked_from_then_on_and_that_is_said(tmp_path):
    folder = write(tmp_path)
    row = "Pia Marsh,Team 3,Ashby,Nurse,"
    text = (folder / "people.csv").read_text().replace(f"{row}2023-01-01", f"{row}2024-10-01")
    (folder / "people.csv").write_text(text)
    answer = plan(folder, seats=9, meetings=4)
    place = answer.people["name"].tolist().index("Pia Marsh")
    assert answer.people.iloc[place]["locality"] == "Ashby"
    joined = np.array([day >= dt.date(2024, 10, 1) for day in answer.days])
    assert not answer.plan.seats[~joined, place].any()
    assert answer.plan.seats[joined, place].any()
    assert "1 member joins after the next meeting, and can be asked from then on." in answer.notes
    assert "Pia Marsh" not in {answer.people["name"].iloc[invitation.person] for invitation in answer.first}
    assert "Pia Marsh" not in set(plan(folder, seats=9).people["name"])


def test_of_whom_no_group_is_known_no_pair_is_counted(tmp_path):
    folder = write(tmp_path)
    text = (folder / "people.csv").read_text().replace("Quin Quill,Team 4,Brook", "Quin Quill,Team 4,")
    (folder / "people.csv").write_text(text)
    answer = plan(folder)
    place = answer.people["name"].tolist().index("Quin Quill")
    assert not answer.pool.strangers[place].any()
    assert any("Of 1 person no locality is known" in note for note in answer.notes)


def test_who_opted_out_is_in_no_byte_of_plans_letters_and_memory(tmp_path):
    folder = write(tmp_path)
    assert run(["plan", str(folder), "--seats", "15", "--meetings", "2", "--json"]) == 0
    write(tmp_path, opted_out="Kit Quill", availability="name,must,suggest\nBen Marsh,yes,yes\n")
    assert run(["plan", str(folder), "--seats", "6", "--meetings", "3", "--json"]) == 0
    assert run(["letters", str(folder), "--json"]) == 0
    for place in ("plan", "letters", ".sna"):
        for path in (folder / place).rglob("*"):
            assert "kit quill" not in f"{path.name} {path.read_bytes().decode('latin-1')}".casefold(), path
            assert "kit-quill" not in path.name


def test_there_are_never_more_seats_than_people_unless_somebody_asks_for_them(tmp_path):
    folder = write(tmp_path, settings="[plan]\ncannot = [" + ", ".join(f'"{name}"' for name in NAMES[3:17]) + "]\n")
    assert plan(folder, seats=0).rules.seats == 3
    with pytest.raises(PlanError, match="there are 9 seats, and only 3 people can come"):
        plan(folder, seats=9)


DAMAGED = [
    b"name,must\nZo\xeb Ash,yes\n", b"name,must\n" + b"x" * 200_000 + b",yes\n", b'name,must\n"open',
    b"\x00\x00\x00", b"", b"\xff\xfe" + "name,must\nBen Marsh,yes\n".encode("utf-16-le"), b"a,b\n1,2,3,4\n",
    b"name;cannot\nBen Marsh;0000-00-00\n", b"name,must,name\nBen Marsh,1e999,\n", b"name\n" + b"=1+1\n" * 9,
    b"name,offered_on\nBen Marsh,31/02/2024\n",
]  # fmt: skip


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_no_damaged_list_ends_in_a_traceback(tmp_path, capsys, data):
    folder = write(tmp_path)
    (folder / "availability.csv").write_bytes(data)
    for command in ("plan", "letters"):
        assert run([command, str(folder)]) in {0, 1, 2}
        assert capsys.readouterr().err.count("\n") <= 1


VALUES = ["-1", "0", "1", "999", "4294967296", "nan", "true", '""', '"x"', "[]", '[""]', "[2024-01-01]", "[2030-01-01]",
          "{}", '{role = 1}', '{role = {}}', '{role = {Nurse = 1}}', '{"" = {x = 1}}', "2024-01-01"]  # fmt: skip


@pytest.mark.parametrize("key", PlanPart.__struct_fields__)
def test_no_value_of_a_key_ends_in_a_traceback(tmp_path, capsys, key):
    folder = write(tmp_path)
    for value in VALUES:
        write(tmp_path, settings=f"[plan]\n{key} = {value}\n")
        code = run(["plan", str(folder)])
        fault = capsys.readouterr().err
        assert code in {0, 2}, (key, value, fault)
        assert fault.count("\n") == (code == 2), (key, value, fault)


def test_the_answer_stands_first_on_the_screen_and_what_could_not_be_read_is_said(tmp_path, capsys):
    folder = write(tmp_path)
    with (folder / "register.csv").open("a") as file:
        file.write("2024-13-45,Circle,Ada Quill,Team 0\n")
    assert run(["plan", str(folder), "--seats", "6", "--no-open"]) == 1
    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith("These 6 people bring together ")
    assert "1 record could not be read, so some of these pairs may have met. sna check says why." in others
