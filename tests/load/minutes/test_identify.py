"""What may be minutes and what is not."""

from __future__ import annotations

import pytest

from sna.load import minutes
from sna.load.source import Source

TEXT = "Reed group\n\nMinutes of the meeting held on 5 March 2024\n\nPresent: Ann Smith, Bob Ray\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", TEXT),
        ("a.md", "# Agenda\n\nNothing yet.\n"),
        ("a.txt", TEXT),
        ("a.text", "Attendees:\nAnn Smith\nBob Ray\n"),
        ("minutes", TEXT),
        ("a.html", "<!DOCTYPE html><html><body><h2>Present</h2><ul><li>Ann Smith</li></ul></body></html>"),
        ("a.md", "| Name | Abbreviation |\n|---|---|\n| Ann Smith | AS |\n\nTalk, talk.\n"),
    ],
)
def test_minutes_are_known(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert minutes.identify(Source(path))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "Date,Name,Status\n2024-03-05,Ann Smith,present\n"),
        ("a.txt", "Date,Name,Status\n2024-03-05,Ann Smith,present\n2024-03-05,Bob Ray,present\n"),
        ("a.txt", "Full Name\tUser Action\tTimestamp\nAnn Smith\tJoined\t05/03/2024\nBob Ray\tJoined\t05/03/2024\n"),
        ("a.txt", "09:00:01\tAnn Smith:\tHello all present\n09:00:05\tBob Ray:\tHello\n"),
        ("a.txt", "09:00:01 From  Ann  to  Everyone:\n\tHello\n09:00:05 From  Bob  to  Everyone:\n\tHi\n"),
        ("a.vtt", "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAnn: the meeting\n"),
        ("a.json", '{"Present": ["Ann"]}'),
        ("study.toml", 'title = "Meeting"\n'),
        ("a.txt", ""),
        ("a.txt", "!!! ??? ...\n"),
    ],
)
def test_what_is_no_minutes_is_left_to_others(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert not minutes.identify(Source(path))


def test_a_missing_file_and_a_folder_do_not_raise(tmp_path):
    assert not minutes.identify(Source(tmp_path))
    assert not minutes.identify(Source(tmp_path / "nothing.md"))
