"""Letters to members: searched for what their reader must not see (everybody invented)."""

import csv
import importlib.util
import re
from pathlib import Path

import pytest
from lxml import html

from sna.cli import run
from sna.render.plan.page import LetterContent, Suggestion, letter_html, letter_text
from sna.study import open_study, read_study
from sna.study.plan_outputs import letters

JUDGING = r"isolat|broker|core|periph|rank|score|missed|absent|network|most often"
HOSTILE = '</p><script>document.title="pwned"</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def circle():
    path = Path(__file__).with_name("test_planning.py")
    spec = importlib.util.spec_from_file_location("invented_circle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def agreement(names):
    return "name,suggest\n" + "".join(f"{name},yes\n" for name in names)


def contents(folder):
    study = open_study([folder])
    return [content for _name, content in letters(study, read_study(study).dataset)]


def content(name="Ann Okafor", **changes):
    basis = {
        "community": "Circle", "reader": name, "attended": 3, "possible": 8, "start": "January 2024",
        "end": "July 2024", "by": "locality", "contacts": {"Ashby": 7, "Brook": 3},
        "suggestions": (Suggestion("Bob Ray", "Age Well", "Croft", few=True),),
    }  # fmt: skip
    return LetterContent(**{**basis, **changes})


def test_a_letter_names_its_reader_and_those_suggested_and_nobody_else(circle, tmp_path):
    folder = circle.write(tmp_path, availability=agreement(circle.NAMES[1:8]))
    rows = contents(folder)
    assert {row.reader for row in rows} == set(circle.NAMES) - {"Rex Marsh"}
    assert sum(len(row.suggestions) for row in rows) > 5
    for row in rows:
        own = {row.reader, *(suggestion.name for suggestion in row.suggestions)}
        for text in (letter_text(row), html.document_fromstring(letter_html(row)).text_content()):
            assert not [name for name in circle.NAMES if name in text and name not in own]
            assert row.reader in text


def test_only_who_agreed_is_suggested_and_to_three_at_most(circle, tmp_path):
    folder = circle.write(tmp_path, availability=agreement(["Ben Marsh", "Pia Marsh"]) + "Pia Marsh,no\n")
    names = [suggestion.name for row in contents(folder) for suggestion in row.suggestions]
    assert set(names) == {"Ben Marsh"}
    assert len(names) <= 3


def test_who_is_suggested_is_of_another_group_and_was_never_at_the_same_meeting(circle, tmp_path):
    folder = circle.write(tmp_path, availability=agreement(circle.NAMES))
    with (folder / "register.csv").open() as file:
        register = list(csv.DictReader(file))
    company = {
        frozenset((one["name"], two["name"])) for one in register for two in register if one["date"] == two["date"]
    }
    towns = {name: circle.TOWNS[place % 3] for place, name in enumerate(circle.NAMES)}
    rows = contents(folder)
    assert any(row.suggestions for row in rows)
    for row in rows:
        names = [suggestion.name for suggestion in row.suggestions]
        assert len(names) == len(set(names)) <= 2
        for name in names:
            assert towns[name] != towns[row.reader]
            assert frozenset((name, row.reader)) not in company


def test_a_reason_is_true(circle, tmp_path):
    folder = circle.write(tmp_path, availability=agreement(circle.NAMES))
    for row in contents(folder):
        for suggestion in row.suggestions:
            members = 6 - (suggestion.group == "Croft")  # Rex has left
            assert suggestion.few == (row.contacts.get(suggestion.group, 0) < members / 2)
    assert "Is from Croft: few people from there were at your meetings." in letter_text(content())
    other = content(suggestions=(Suggestion("Bob Ray", "", "Croft", few=False),))
    assert "Bob Ray. Is from another locality: Croft." in letter_text(other)


def test_small_counts_are_not_told():
    text = letter_text(content())
    assert "7 from Ashby" in text
    assert "A few people (fewer than 5) were from Brook." in text
    assert "3 from Brook" not in text


def test_who_opted_out_is_in_no_letter_and_gets_none(circle, tmp_path):
    folder = circle.write(tmp_path, opted_out="Kit Quill", availability=agreement(circle.NAMES))
    rows = contents(folder)
    assert "Kit Quill" not in {row.reader for row in rows}
    assert not any("Kit Quill" in letter_text(row) for row in rows)


def test_words_that_judge_and_other_peoples_figures_are_in_no_letter(circle, tmp_path):
    folder = circle.write(tmp_path, availability=agreement(circle.NAMES))
    for row in contents(folder):
        text = letter_text(row)
        assert not re.search(JUDGING, text, re.IGNORECASE)
        allowed = {str(row.attended), str(row.possible), "5", "2024", *map(str, row.contacts.values())}
        for suggestion in row.suggestions:
            text = text.replace(suggestion.organisation, "")
        assert set(re.findall(r"\d+", text.replace(row.community, ""))) <= allowed


def test_how_to_correct_and_leave_is_in_every_letter():
    text = letter_text(content(contact="circle@care.example", kept_until="31 December 2026"))
    rights = ("circle@care.example", "Kept until 31 December 2026.", "You need not say why", "Take me off the maps")
    facts = ("data protection authority", "Large print", "January 2024 to July 2024", "No manager or employer")
    for words in (*rights, *facts):
        assert words in text
    plain = html.document_fromstring(letter_html(content(contact="circle@care.example"))).text_content()
    assert "circle@care.example" in plain


def test_hostile_names_are_text():
    tree = html.document_fromstring(letter_html(content(HOSTILE, community=HOSTILE, contacts={HOSTILE: 9})))
    assert not tree.xpath("//script | //img")
    assert HOSTILE in tree.text_content()


def test_the_command_writes_a_page_and_a_text_for_each(circle, tmp_path, capsys):
    folder = circle.write(tmp_path, settings='[letters]\ncontact = "0115 496 0000"\nkept_until = 2026-12-31\n')
    assert run(["letters", str(folder)]) == 0
    answer = capsys.readouterr().out
    assert "17 letters, each also as text." in answer
    assert "no column suggest" in answer
    assert "[letters]" not in answer
    files = sorted(path.name for path in (folder / "letters").iterdir())
    assert len(files) == 36
    assert "001-ada-quill.html" in files
    assert run(["check", str(folder)]) == 0  # what was written is never read
    assert "letters" not in capsys.readouterr().out


def test_a_misspelt_key_stops(circle, tmp_path, capsys):
    assert run(["letters", str(circle.write(tmp_path, settings="[letters]\ncontakt = 'x'\n"))]) == 2
    assert "Did you mean 'contact'?" in capsys.readouterr().err
