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
        ({"study": {"group": "team"}}, "Invalid enum value 'team'"),
        ({"study": {"seed": "one"}}, "Expected 'int', got 'str' - at 'study.seed'"),
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


def test_a_file_that_is_no_toml_is_refused_with_the_line(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text("[study\ntitle = 1\n")
    with pytest.raises(StudyError, match=r"study\.toml cannot be read: .*line 1"):
        read(file)
