"""What the funder reads of who leads and who speaks: of eight people on either side, in tenths, and nothing of one."""

import datetime as dt
import random
import re

import pandas as pd
import pytest
from lxml import html

from sna.findings.evidence import PeriodTables
from sna.privacy import SmallNumbers
from sna.render.audience.content import FunderContent, Led, Voice
from sna.render.audience.funder import funder_html
from sna.render.report.content import ReportContent
from sna.study import open_study, read_study
from sna.study.audience.content import _led as led_of
from sna.study.pages import WRITERS, Run
from sna.study.results import analysed

FORENAMES = "Abena Aidan Anwen Bashir Carys Chidi Dafydd Delyth Eilidh".split()
LINE = re.compile(r"Leading in 2024: (.{4,24}) acts \([a-z, ]+\) by people of the level (\w+)\.")


def names(level):
    return [f"{forename} {'Ackerley' if level == 'local' else 'Bramwell'}" for forename in FORENAMES]


def study(folder, chairs):
    """Write a study of nine people of each of two levels, and minutes: level → who chairs, meeting by meeting."""
    folder.mkdir(exist_ok=True)
    rows = [
        f"{name},Trust {place % 4},{level}" for level in ("local", "team") for place, name in enumerate(names(level))
    ]
    (folder / "people.csv").write_text("\n".join(["name,organisation,level", *rows]), encoding="utf-8")
    order = [names(level)[who] for level, chosen in chairs.items() for who in chosen]
    for number, chair in enumerate(order):
        day = dt.date(2024, 1, 9) + dt.timedelta(10 * number)
        there = "".join(f"- {name}\n" for level in ("local", "team") for name in names(level))
        text = f"# Fen Forum\n\n{day:%-d %B %Y}\n\n{chair} in the chair.\n\n## Present\n\n{there}\n\n## Close\n\n"
        (folder / f"minutes {day}.md").write_text(f"{text}{chair} took the chair.\n", encoding="utf-8")
    (folder / "study.toml").write_text('[study]\ntitle = "Fen Forum"\n[network]\npermutations = 49\n', encoding="utf-8")
    return folder


def page(folder, out):
    source = open_study([folder])
    reading = read_study(source)
    out.mkdir()
    WRITERS["funder"](Run(source, reading, analysed(reading, source.settings), "names"), out)
    document = html.document_fromstring((out / "report.html").read_text(encoding="utf-8"))
    for style in document.xpath("//style"):
        style.drop_tree()
    return document.text_content()


def test_who_leads_is_a_level_in_tenths_and_one_act_more_says_nothing_new(tmp_path):
    chairs = {"local": [*range(9), *range(4)], "team": range(8)}
    folder = study(tmp_path / "study", chairs)
    text = page(folder, tmp_path / "first")
    (line,) = LINE.finditer(text)
    assert line[2] == "local"
    assert line[1] == "about 6 in 10"  # 13 of 21
    assert not [name for level in ("local", "team") for name in names(level) if name in text]
    assert not re.search(r"\b(?:13|21) acts|\bgood\b|\bbad\b|\bshould\b", line[0])
    assert len(text.split()) < 450
    # two chair in the place of two others: the same sentence, so nobody learns who
    study(folder, {"local": [*range(9), *range(2)], "team": [*range(8), 0, 1]})  # 11 of 21
    assert [match[0] for match in LINE.finditer(page(folder, tmp_path / "second"))] == [line[0]]


def transcripts(folder, times):
    """Write a study of nine patients and nine clinicians, and transcripts: how often each patient speaks in each."""
    folder.mkdir(exist_ok=True)
    sides = {"patient": names("local"), "clinician": names("team")}
    rows = [f"{name},Trust {place % 4},{voice}" for voice, side in sides.items() for place, name in enumerate(side)]
    (folder / "people.csv").write_text("\n".join(["name,organisation,voice", *rows]), encoding="utf-8")
    for number in range(6):
        day, order = dt.date(2024, 1, 9) + dt.timedelta(30 * number), random.Random(number)
        turns = [name for name, often in zip(sides["patient"], times, strict=True) for _ in range(often)]
        turns += [name for name in sides["clinician"] for _ in range(6)]
        order.shuffle(turns)
        cues = [
            f"00:{at // 6:02}:{at % 6 * 10:02}.000 --> 00:{at // 6:02}:{at % 6 * 10 + 8:02}.000\n<v {name}>Yes</v>\n"
            for at, name in enumerate(turns)
        ]
        there = "".join(f"{name},{day},Present\n" for side in sides.values() for name in side)
        (folder / f"register {day}.csv").write_text(f"Name,Date,Status\n{there}", encoding="utf-8")
        (folder / f"Fen Forum {day}.vtt").write_text("\n".join(["WEBVTT\n", *cues]), encoding="utf-8")
    settings = '[study]\ntitle = "Fen Forum"\n[network]\npermutations = 999\n'
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    return folder


SPOKE = re.compile(r"Patients spoke about \d+% as much")


def test_what_somebody_says_more_does_not_move_the_share_of_their_role(tmp_path):
    folder = transcripts(tmp_path / "study", [1] * 9)
    (line,) = SPOKE.findall(page(folder, tmp_path / "first"))
    transcripts(folder, [1] * 7 + [3] * 2)  # two say three times as much: who reads both pages learns nothing of them
    assert SPOKE.findall(page(folder, tmp_path / "second")) == [line]
    transcripts(folder, [9] * 9)
    assert SPOKE.findall(page(folder, tmp_path / "third")) == [line]  # all of them are one record of acts


def content(rows):
    table = pd.DataFrame(rows, columns=["act_span", "act_group_of", "group", "led_acts", "led_by"])
    table = table.astype({"act_span": "str", "act_group_of": "str", "group": "str"})
    table["led_share"] = table["led_acts"] / table["led_acts"].sum()
    table = table.set_index(["act_span", "act_group_of", "group"])
    return ReportContent(title="Forum", whole=PeriodTables(tables={"leadership_groups": table}))


def test_nothing_is_told_of_fewer_than_eight_who_lead_nor_by_what_is_left():
    chance, told = random.Random(8), 0
    for _world in range(150):
        people = {group: chance.randint(1, 14) for group in "abc"[: chance.randint(1, 3)]}
        kind = chance.choice(("level", "role", "organisation", "host"))
        rows = [("2024", kind, group, count * chance.randint(1, 9), count) for group, count in people.items()]
        for row in led_of(content(rows), SmallNumbers()):
            told += 1
            assert kind in {"level", "role"}
            assert people[row.group] >= 8
            assert sum(people.values()) - people[row.group] >= 8
            assert re.fullmatch(r"about [1-9] in 10|more than 9 in 10", row.share)
    assert told > 8


@pytest.mark.parametrize("fewer", ["local", "team"])
def test_seven_who_lead_and_any_number_beside_are_not_told(fewer):
    rows = [("2024", "level", level, 70, 7 if level == fewer else 40) for level in ("local", "team")]
    assert not list(led_of(content(rows), SmallNumbers()))
    rows = [("2024", "level", level, 70, 8) for level in ("local", "team")]
    assert [(row.group, row.share) for row in led_of(content(rows), SmallNumbers())] == [("local", "about 5 in 10")]
    rows[0] = ("2024", "level", "local", 7_000, 8)
    assert [row.share for row in led_of(content(rows), SmallNumbers())] == ["more than 9 in 10"]


def test_it_is_the_last_period_and_a_level_before_a_role():
    rows = [
        (span, kind, group, 20, 10)
        for span in ("2023", "2024")
        for kind in ("level", "role")
        for group in ("x", "y")
    ]  # fmt: skip
    (row,) = led_of(content(rows), SmallNumbers())
    assert (row.span, row.kind, row.group) == ("2024", "level", "x")


def test_it_gives_way_to_what_else_is_told_for_the_sheet_is_full():
    led = (Led(span="2024", kind="level", group="local <b>", share="about 6 in 10"),)
    page = funder_html(FunderContent(title="Forum", led=led))
    assert "Leading in" in page
    assert "people of the level local &lt;b&gt;." in page
    voices = (Voice(role="patient", part="2024", share=0.6, verdict="fewer than chance"),)
    page = funder_html(FunderContent(title="Forum", led=led, voices=voices))
    assert "Leading in" not in page
    assert "Patients spoke" in page
