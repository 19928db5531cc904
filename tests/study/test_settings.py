import datetime as dt

import pytest

from sna.errors import StudyError
from sna.study.settings import Settings, parse, read


def test_an_empty_study_has_defaults():
    assert parse({}) == Settings()


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"studdy": {}}, "the file has no key 'studdy'. Did you mean 'study'?"),
        ({"study": {"gruop": "organisation"}}, r"\[study\] has no key 'gruop'. Did you mean 'group'?"),
        ({"source": [{"files": "*", "collumns": {}}]}, r"\[source\] has no key 'collumns'. Did you mean 'columns'?"),
        ({"network": {"zzz": 1}}, r"\[network\] has no key 'zzz'. It may have: weight, largest"),
        ({"contact": {"replly": 1.0}}, r"\[contact\] has no key 'replly'. Did you mean 'reply'?"),
        (
            {"allow": {"private_chanels": "x"}},
            r"\[allow\] has no key 'private_chanels'. Did you mean 'private_channels'?",
        ),
        (
            {"study": {"group": "team"}},
            r"\[study\] group = 'team' is unknown. It may be: organisation, locality, sector, role",
        ),
        ({"study": {"group": "organistion"}}, "'organistion' is unknown. Did you mean 'organisation'\\? It may be"),
        ({"network": {"weight": "Newmann"}}, "Did you mean 'newman'"),
        ({"study": {"seed": "one"}}, r"\[study\] seed = 'one' should be a whole number"),
        ({"study": {"seed": -3}}, r"seed = -3 should be a whole number, >= 0"),
        ({"study": {"one_per_day": "yes"}}, "one_per_day = 'yes' should be true or false, without quotation marks"),
        (
            {"study": {"no_register": ["6/3/24"]}},
            "no_register 0 = '6/3/24' should be a day as year-month-day: 2024-03-06",
        ),
        ({"study": "Forum"}, "should be a section"),
        ({"title": "Forum"}, r"the file has no key 'title'. Write it below \[study\]."),
        ({"files": "*"}, r"Write it below \[\[source\]\]."),
        ({"sources": {"include": "*.csv"}}, r"include = '\*.csv' should be a list in square brackets"),
        ({"source": [{"files": "*", "on": "3 May"}]}, r"\[source\] 0 on = '3 May' should be a day"),
        ({"source": {"files": "*"}}, r"with two brackets: \[\[source\]\]"),
        (
            {"periods": {"Year 1": ["06/03/2024", "2024-12-31"]}},
            r"'Year 1' = \[06/03/2024, .* \[2024-03-06, 2024-12-31\]",
        ),
        ({"periods": {"Year 1": "2023"}}, r"'Year 1' = \[2023\] is no time"),
        ({"window": ["2024-01-01", "2023-01-01"]}, "window ends on 2023-01-01 before it begins on 2024-01-01"),
        ({"source": [{"loader": "register"}]}, "missing required field 'files'"),
        ({"periods": {"Year 1": ["2023-12-31", "2023-01-01"]}}, "'Year 1' ends on 2023-01-01 before it begins"),
        (
            {"periods": {"A": ["2023-01-01", "2023-12-31"], "B": ["2023-12-31", "2024-01-01"]}},
            "'B' begins on 2023-12-31",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right(table, told):
    with pytest.raises(StudyError, match=told):
        parse(table)


def test_a_channel_may_be_allowed_by_its_name():
    assert parse({"allow": {"#general": "public by agreement"}}).allow == {"#general": "public by agreement"}


def test_days_may_be_written_as_days_or_as_text(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text('[periods]\n"Year 1" = [2023-01-01, "2023-12-31"]\n', encoding="utf-8-sig")
    assert read(file).periods == {"Year 1": (dt.date(2023, 1, 1), dt.date(2023, 12, 31))}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_whatever_an_editor_saved_it_as_is_read(tmp_path, encoding, end):
    file = tmp_path / "study.toml"
    text = '[study]\ntitle\u00a0=\t"Café"\n[network]\nlargest = 40\n'
    file.write_bytes(text.replace("\n", end).encode(encoding))
    assert (read(file).study.title, read(file).network.largest) == ("Café", 40)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("title = “Forum”", "line 2: “ is a quotation mark of a word processor. Write straight ones"),
        ("title = ‘Forum’", "line 2: ‘ is a quotation mark of a word processor"),
        ('title = "C:\\Users\\ann"', 'line 2: a path between double quotation marks has .. Write /: "registers'),
        (
            '[periods]\n"Year 1" = [06/03/2024, 2024-12-31]',
            "line 3: 06/03/2024 is no day .* year-month-day, .* 2024-03-06",
        ),
        ('[periods]\n"Year 1" = [2023-01-01, 6 March 2024]', "line 3: 6 March 2024 is no day"),
        ('[periods]\n"Year 1" = [2024-02-30, 2024-12-31]', "There is no such day .at line 3"),
        ('[periods]\n"Year 1" = [2023-01-01, 2023-12-31', "Unclosed array"),
        ("[periods]\nYear 1 = [2023-01-01, 2023-12-31]", 'line 3: Year 1: a name of several words .* "Year 1" ='),
        ("title: Forum", "line 2: before the value stands =, no colon"),
        ("title = My Forum", "line 2: My Forum: text stands between straight quotation marks"),
        ("one_per_day = yes", "line 2: yes: write true or false"),
        ('title = "Forum', "line 2: a quotation mark is missing"),
        ('title = "a"\ntitle = "b"', "A key stands twice in its section"),
        ('title = "a"\n[study]', "twice .at line 3"),
    ],
)
def test_a_slip_is_named_with_its_line_and_how_to_write_it(tmp_path, line, told):
    file = tmp_path / "study.toml"
    file.write_text(f"[study]\n{line}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=told):
        read(file)


def test_a_file_that_is_no_toml_is_refused_with_the_line(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text("[study\ntitle = 1\n")
    with pytest.raises(StudyError, match=r"study\.toml cannot be read: .*line 1"):
        read(file)


def test_the_last_day_of_a_convener_needs_a_convener():
    study = {"conveners": ["Ann Okafor"], "conveners_until": {"Ann  okafor": dt.date(2023, 12, 31)}}
    assert parse({"study": study}).study.conveners_until == {"Ann  okafor": dt.date(2023, 12, 31)}
    with pytest.raises(StudyError, match="names 'Ann Okafo', who is none of the conveners"):
        parse({"study": {**study, "conveners_until": {"Ann Okafo": dt.date(2023, 12, 31)}}})
