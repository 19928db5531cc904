"""One entry of a roll: the name, and what stands beside it."""

from __future__ import annotations

import pytest

from sna.load.minutes.person import read_person


@pytest.mark.parametrize(
    ("text", "written", "beside"),
    [
        ("Ann Smith", "Ann Smith", {}),
        ("Ann Smith (@ann-s)", "Ann Smith", {"handle": "ann-s"}),
        ("Ann Smith @ann (TSC)", "Ann Smith", {"handle": "ann", "role": "TSC"}),
        ("Ann Smith(@ann)w", "Ann Smith", {"handle": "ann"}),
        ("Ann Smith <ann.smith@example.org>", "Ann Smith", {"email": "ann.smith@example.org"}),
        ("@ann", "@ann", {"handle": "ann"}),
        ("Ann Smith - Pond Trust (ANS) - chair", "Ann Smith", {"initials": "ANS", "organisation": "Pond Trust"}),
        ("Ann Smith @ Pond} (AST)", "Ann Smith", {"initials": "AST", "organisation": "Pond"}),
        ("Ann Smith \\- Pond (AS)".replace("\\", ""), "Ann Smith", {"organisation": "Pond", "initials": "AS"}),
        ("Ann Smith- Pond", "Ann Smith", {"organisation": "Pond"}),
        ("Ann Smith, Pond Games, Inc.", "Ann Smith", {"organisation": "Pond Games Inc"}),
        ("Ann Smith (AS) – Nurse, Pond Trust (Chair)", "Ann Smith", {"role": "Nurse, Chair"}),
        ("Dr Ann Smith (AS) Clinical Chair", "Dr Ann Smith", {"role": "Clinical Chair", "initials": "AS"}),
        ("Ann Smith-Ray ASR Lay Member", "Ann Smith-Ray", {"initials": "ASR", "role": "Lay Member"}),
        ("AS: Ann Smith (@ann)", "Ann Smith", {"initials": "AS"}),
        ("Ann Smith (deputising for Bob Ray)", "Ann Smith", {"stands_in_for": "Bob Ray"}),
        ("Ann Smith in place of Bob Ray, Pond Trust", "Ann Smith", {"stands_in_for": "Bob Ray"}),
        ("Ann Smith for Bob Ray, Pond", "Ann Smith", {"stands_in_for": "Bob Ray", "organisation": "Pond"}),
        ("Ann Smith ( delegate of Bob Ray ) - Pond", "Ann Smith", {"stands_in_for": "Bob Ray"}),
        ("Ann Smith (represented by Bob Ray)", "Ann Smith", {"replaced_by": "Bob Ray"}),
        ("Ann Smith (Bob Ray to represent the fen)", "Ann Smith", {"replaced_by": "Bob Ray"}),
        ("Ann Smith (for the pond discussion)", "Ann Smith", {"stands_in_for": ""}),
        ("Ann (first 2/3)", "Ann", {"organisation": ""}),
        ("Ann Smith (remote)", "Ann Smith", {"part": "", "organisation": "", "role": ""}),
        ("Ann Smith (Item 262 only)", "Ann Smith", {"part": "Item 262 only"}),
        ("Ann Smith will be late", "Ann Smith", {"part": "will be late"}),
        ("[half way] Ann", "Ann", {"part": "half way"}),
        ("(Ann)", "Ann", {}),
        ("Special guest Ann Smith", "Ann Smith", {}),
        ("guest: Ann Smith", "Ann Smith", {}),
        ("Ann[tm] Smith", "Ann Smith", {}),
        ("Robert (Bob) Ray", "Robert Ray", {}),
        ("Ann Smith\t\t-\tPond Trust", "Ann Smith", {"organisation": "Pond Trust"}),
        ("Mert Can Alder", "Mert Can Alder", {}),
        ("Ann van der Berg (Fen (Reeds)", "Ann van der Berg", {}),
        ("**Ann Smith**!", "Ann Smith", {}),
        ("Ann?", "Ann", {"doubtful": True}),
        ("Ann Smith, Reed / Fen DNA", "Ann Smith", {"organisation": "Reed / Fen DNA", "status": None}),
    ],
)
def test_an_entry_is_taken_apart(text, written, beside):
    person = read_person(text)
    assert person.name.written == written
    assert {key: getattr(person, key) for key in beside} == beside


@pytest.mark.parametrize(
    "text", ["", "---", "12 members", "51 / 47", "https://example.org", "we agreed to the plan", "()"]
)
def test_what_is_no_name_is_none(text):
    assert read_person(text) is None


@pytest.mark.parametrize("text", ["Lay member", "Project Manager (Active)", "Pond Trust Board", "TBD, Pond", "iPhone"])
def test_nobody_in_particular_is_unidentified(text):
    assert not read_person(text).is_person
