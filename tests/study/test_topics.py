"""Topics: nothing is put together silently, what is answered holds, nobody left out is asked about (all invented)."""

import openpyxl
import pandas as pd
import pytest

from sna.errors import StudyError
from sna.study import open_study, read_study
from sna.study.doubts import Declared, likeness, stems, topics_of
from sna.study.problems import problems

TEXTS = {
    "Hydration training pack for care home staff": "hydration",
    "Training for carers on drinks and hydration": "hydration",
    "Staff training about keeping residents hydrated": "hydration",
    "Falls prevention leaflet": "falls",
    "Leaflet for residents and families on preventing falls": "falls",
    "Information leaflet: falls": "falls",
    "Tool to spot residents at risk of hospital admission": "risk",
    "Risk stratification tool for unplanned admissions": "risk",
    "Red bag hospital transfer scheme": "bag",
    "Red bag scheme roll-out": "bag",
    "Hospital transfer pathway (red bags)": "bag",
    "End of life care planning workshop": "end",
    "Advance care planning training": "end",
    "Medicines review by pharmacists": "medicines",
    "Pharmacist led medication reviews in homes": "medicines",
    "Pressure ulcer prevention training": "skin",
    "Skin integrity and pressure damage course": "skin",
    "UTI diagnosis: to dip or not to dip": "urine",
    "Stop dipping urine: UTI guidance": "urine",
    "NEWS2 and SBAR training": "news",
    "Deterioration tools (NEWS, SBAR)": "news",
    "Oral health champion scheme": "mouth",
    "Newsletter design": "letter",
}
LONG = """name,kind,text,topic
Ann Lo,want,Falls leaflet,
Bo Ray,offer,A leaflet on falls,
Cy Fox,offer,Leaflet on sepsis,
Di Orr,offer,Falls at night,
Ed Poe,want,Anything about hydration packs,
Ed Poe,offer,Our drinks round,
"""


def study(folder, long=LONG, **files):
    for name, text in {
        "long.csv": long,
        **{f"{name.replace('_', '-')}.csv": text for name, text in files.items()},
    }.items():
        (folder / name).write_text(text, "utf-8")
    return open_study([folder])


def topics(reading):
    return dict(zip(reading.dataset.subjects["text"], reading.dataset.subjects["topic"], strict=True))


def test_of_texts_of_ten_topics_most_pairs_are_asked_about_and_four_of_five_rightly():
    signs = [stems(text) for text in TEXTS]
    cosines, kinds = likeness(signs), list(TEXTS.values())
    pairs = [(head, tail) for head in range(len(kinds)) for tail in range(head)]
    asked = [kinds[head] == kinds[tail] for head, tail in pairs if cosines[head, tail] >= 0.2]
    alike = sum(kinds[head] == kinds[tail] for head, tail in pairs)
    assert sum(asked) / len(asked) >= 0.75
    assert sum(asked) / alike >= 0.85


def test_the_same_words_are_one_topic_and_others_never_by_themselves(tmp_path):
    reading = read_study(study(tmp_path))
    said = topics(reading)
    assert said["Falls leaflet"] == said["A leaflet on falls"] == "Falls leaflet"
    assert len(set(said.values())) == 5
    rows = problems(reading, study(tmp_path).settings)["Same topic"]
    assert {(row.cells["Name"], row.cells["May be the same as"]) for row in rows} == {
        ("Falls leaflet", "Leaflet on sepsis"),
        ("Falls leaflet", "Falls at night"),
    }
    assert all(row.is_open for row in rows)


@pytest.mark.parametrize(("same", "number"), [("yes", 4), ("no", 5), ("", 5)])
def test_an_answer_in_a_review_file_holds(tmp_path, same, number):
    review = f"first,second,same\nfalls leaflets,Falls at night,{same}\n"
    reading = read_study(study(tmp_path, topic_review=review))
    assert len(set(topics(reading).values())) == number
    rows = problems(reading, study(tmp_path).settings)["Same topic"]
    assert sum(row.is_open for row in rows) == (1 if same else 2)


def test_an_answer_in_problems_holds_and_stands_in_the_next_one(tmp_path):
    open_rows = problems(read_study(study(tmp_path)), study(tmp_path).settings)["Same topic"]
    book = openpyxl.Workbook()
    book.active.title = "Same topic"
    book.active.append(["Answer", "Name", "May be the same as", "What speaks for it", "So far", "Key (leave as it is)"])
    for row, word in zip(open_rows, ("Same", "Two topics"), strict=True):
        book.active.append([word, *row.cells.values(), "", row.key])
    book.save(tmp_path / "problems.xlsx")
    reading = read_study(study(tmp_path))
    assert len(set(topics(reading).values())) == 4
    again = problems(reading, study(tmp_path).settings)["Same topic"]
    assert sorted((row.answer, row.so_far) for row in again) == [("Same", "Answered"), ("Two topics", "Answered")]


def test_a_list_of_topics_settles_other_words_and_larger_topics(tmp_path):
    listed = "topic,also,part_of\nHydration,drinks; fluid,\nFalls,,Safety\nSafety,,\n"
    said = topics(read_study(study(tmp_path, topics=listed)))
    assert said["Our drinks round"] == said["Anything about hydration packs"] == "Hydration"
    assert said["Falls leaflet"] == said["Falls at night"] == "Safety"
    assert said["Leaflet on sepsis"] == "Leaflet on sepsis"


def test_a_text_that_fits_two_topics_equally_is_in_neither():
    declared = Declared([{"topic": "Falls"}, {"topic": "Sepsis"}])
    assert [declared.topic(text) for text in ("Falls and sepsis", "Falls")] == ["", "Falls"]
    circle = Declared([{"topic": "Falls", "part_of": "Safety"}, {"topic": "Safety", "part_of": "Falls"}])
    assert circle.topic("falls") == "Safety"


def test_the_order_of_rows_changes_nothing(tmp_path):
    subjects = read_study(study(tmp_path)).dataset.subjects
    turned = subjects.iloc[::-1]
    labels, pairs = topics_of(turned.assign(topic=""), Declared(), {})
    assert labels == list(subjects["topic"])[::-1]
    assert pairs == topics_of(subjects.assign(topic=""), Declared(), {})[1]


@pytest.mark.parametrize(
    ("name", "text"), [("topics", "also\nFalls\n"), ("topic_review", "first,second,same\nFalls,Sepsis,perhaps\n")]
)
def test_a_file_that_cannot_be_read_stops_the_run_and_says_which(tmp_path, name, text):
    with pytest.raises(StudyError, match=f"{name.replace('_', '-')}.csv"):
        read_study(study(tmp_path, **{name: text}))


def test_nobody_left_out_is_asked_about_or_gives_a_topic_its_name(tmp_path):
    reading = read_study(study(tmp_path, opt_out="name\nDi Orr\nAnn Lo\n"))
    assert topics(reading)["A leaflet on falls"] == "A leaflet on falls"
    rows = problems(reading, study(tmp_path).settings)["Same topic"]
    assert "night" not in repr(rows)
    assert len(rows) == 1


def test_texts_without_words_are_topics_of_their_own():
    labels, pairs = topics_of(pd.DataFrame({"text": ["the", "???", "???", "a"], "topic": ""}), Declared(), {})
    assert labels == ["the", "???", "???", "a"]
    assert not pairs
