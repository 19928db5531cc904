"""What is said of voice: per cent of presence, what stands out and what does not, nobody's name, small roles untold."""

import re

import numpy as np
import pytest
from msgspec.structs import replace

from sna.chance.voice import PLANTED, Spoken, contrast, half_the_turns
from sna.findings import Evidence, Verdict, findings
from sna.findings.kinds import families, sentences
from sna.findings.sources import parts, plain
from sna.findings.voice import people_of

KINDS = ("voice", "voice-change", "speaks-next", "voice-modes")


@pytest.fixture(scope="module")
def quiet(world):
    """Patients who say a quarter in the first year, and as much as the others in the second."""
    return world.voice_tables()


@pytest.fixture(scope="module")
def even(world):
    return world.voice_tables(1.0)


def said(tables, what, **more):
    found = [finding for finding in findings(Evidence(group="team", whole=tables, **more)) if finding.what == what]
    return found, [sentence for _finding, sentence in sentences(found, {})]


def test_a_quiet_role_is_said_in_per_cent_of_its_presence_with_its_interval(quiet, citing):
    found, (sentence,) = said(quiet, "voice")
    assert {finding.groups: finding.verdict for finding in found}["patient", "Year 1"] is Verdict.FEWER
    headline, text = plain(sentence.headline), plain(sentence.text)
    assert headline.startswith(("Patients spoke ", "Clinicians spoke "))
    assert "as much as their presence would give in Year 1, and " in headline
    assert "Patients spoke less than the others in Year 1 (" in text
    assert text.endswith("What single people said is not told.")
    assert "0." not in headline
    words = [words for part in (sentence.headline, sentence.text) for words, source in parts(part) if source is None]
    assert not [text for text in words if any(map(str.isdigit, text))]


def test_a_role_that_is_heard_later_is_said_to_speak_more(quiet):
    found, (sentence,) = said(quiet, "voice-change")
    assert {finding.groups[0]: finding.verdict for finding in found}["patient"] is Verdict.MORE
    assert " times as much against the others in Year 2 as in Year 1" in plain(sentence.headline)


def test_nothing_stands_out_where_nothing_was_put_in(even):
    for what, words in (
        ("voice", "No clear sign that any role speaks more or less"),
        ("voice-change", "No clear sign that a role speaks more or less in Year 2 than in Year 1"),
        ("speaks-next", "Who speaks next does not clearly depend"),
        ("voice-modes", "No clear sign that talk is spread otherwise"),
    ):
        found, (sentence,) = said(even, what)
        assert plain(sentence.headline).startswith(words), what
        assert {finding.verdict for finding in found} <= {Verdict.UNCLEAR, Verdict.CANNOT_TELL}


def test_where_half_as_much_would_not_be_found_these_records_cannot_tell(even):
    tables = {
        name: even.tables[name].assign(verdict="these data cannot tell", voice_power=0.31)
        for name in ("voice", "voice_change")
    }
    weak = replace(even, tables={**even.tables, **tables})
    for what in tables:
        (sentence,) = said(weak, what.replace("_", "-"))[1]
        assert plain(sentence.headline).startswith("These records cannot tell whether ")
        assert "this test alone would have seen it in about 30 of 100 such studies." in plain(sentence.text)


def test_the_power_that_is_said_is_of_the_role_with_the_fewest_people(even):
    table = even.tables["voice"].reset_index()
    patients = table["voice"].eq("patient")
    table = table.assign(
        voice_people=patients.map({True: 5, False: 11}), voice_power=patients.map({True: 0.62, False: 0.43})
    )
    weak = replace(even, tables={**even.tables, "voice": table.set_index(even.tables["voice"].index.names)})
    text = plain(said(weak, "voice")[1][0].text)
    assert re.search(r"Had patients had half the turns .* in about 60 of 100 such studies", text)


def test_the_sentence_of_power_names_what_is_planted(even):
    """The word on the page, and the ratio in the worlds of which the power is counted."""
    random, chosen = np.random.default_rng(2), np.arange(40) < 12
    deals = random.permuted(np.tile(chosen, (50, 1)), axis=1)
    # a role that comes seldom, and says twice as much as the others
    expected = np.where(chosen, 2_000.0, 9_000.0)
    part = Spoken(expected * np.where(chosen, 2, 1), expected)
    for what, pieces, wording in (
        ("voice", [part], r"Had \w+ had (\w+) the turns of the others, each time they were there in Year \d, this"),
        ("voice-change", [part._replace(sign=-1), part],
         r"Had clinicians had, against the others, (\w+) the turns in Year 2 that they had in Year 1, this test"),
    ):  # fmt: skip
        words = plain(said(even, what)[1][0].text)
        named = {"half": 0.5}[re.search(wording, words)[1]]
        worlds = half_the_turns(pieces, chosen, deals, random, half=PLANTED)
        assert np.exp(contrast(worlds, deals)[0]) == pytest.approx(np.full(50, named), rel=0.05)


def test_a_role_that_follows_itself_is_said_to_speak_next_and_never_to_answer(world):
    found, (sentence,) = said(world.voice_tables(1.0, self_first=6.0), "speaks-next")
    assert Verdict.MORE in {finding.verdict for finding in found}
    assert ", other " in plain(sentence.headline)
    assert plain(sentence.text).endswith("To speak next is not to answer: the words are not kept.")


def test_small_roles_are_not_told_of_where_few_people_would_be(quiet):
    for smallest, told in ((8, True), (9, False)):
        whats = {finding.what for finding in findings(Evidence(group="team", whole=quiet, smallest=smallest))}
        assert ({"voice", "voice-change", "speaks-next"} <= whats) is told


def test_without_registers_only_turns_are_told(world):
    tables = world.voice_tables(register=False)
    whats = {finding.what for finding in findings(Evidence(group="team", whole=tables))}
    assert {*KINDS} & whats == {"speaks-next"}


def test_each_is_a_family_of_the_page_only_where_there_are_transcripts(quiet):
    bare = replace(quiet, tables={})
    assert families(Evidence(whole=quiet)) == families(Evidence(whole=bare)) + len(KINDS)
    assert not {finding.what for finding in findings(Evidence())} & {*KINDS}


def test_people_of_a_role_are_several():
    assert [people_of(role) for role in ("Patient", "GP", "carers", "Lay member", "Secretary")] == [
        "patients", "GPs", "carers", "lay members", "secretaries",
    ]  # fmt: skip
