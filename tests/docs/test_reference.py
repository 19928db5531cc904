"""The reference leaves nothing out: every key, option, column, kind and code has words, and no words are left over."""

import re

import pytest
from lxml import html

from sna.analyse import ANALYSES, NEEDS, analysis
from sna.findings.frames import analysis_of
from sna.findings.kinds import KINDS, findings
from sna.findings.sources import source_of
from sna.findings.tables import BOUNDARIES
from sna.glossary import TERMS

OF_NO_TABLE = {"periods", "reach"}
"""What a place calls counts that are of no table: those of the periods, and of the list of organisations to reach."""


def test_every_key_option_kind_verdict_and_code_has_words_and_no_words_are_left_over(reference):
    assert reference.gaps() == []


def test_a_code_without_words_is_seen(reference, monkeypatch):
    monkeypatch.setattr(reference, "codes", lambda: {*reference.words("codes"), "R-NEW"} - {"R-MARK"})
    assert reference.gaps() == ["codes.toml: R-NEW has no words", "codes.toml: there is no R-MARK any more"]


def test_verdicts_without_words_are_of_no_finding(reference):
    source = "".join(path.read_text(encoding="utf-8") for path in (reference.ROOT / "sna").rglob("*.py"))
    assert {name for name in reference.UNUSED if f"Verdict.{name}" in source} == set()


def test_the_code_behind_the_example_of_a_sentence_is_where_its_page_says(reference):
    page, kind = (reference.ROOT / "docs" / "know" / "sentences.md").read_text(encoding="utf-8"), KINDS["drifted"]
    assert all(reference._code_place(code) in page for code in (kind.find, kind.sentence, kind.advice))


def test_the_sentences_of_the_example_are_those_of_the_worked_example(reference):
    page = (reference.ROOT / "docs" / "know" / "sentences.md").read_text(encoding="utf-8")
    pages = (reference.ROOT / "reports" / "care-homes" / "evaluator").glob("*.html")
    printed = " ".join(html.fromstring(path.read_bytes()).text_content() for path in pages)
    printed = re.sub(r"\s+", " ", printed)
    sentences = [
        re.sub(r"\n?> |\n", " ", quote).strip(" *") for quote in re.findall(r"(?:^> .+\n)+", page, re.MULTILINE)
    ]
    assert len(sentences) == 2
    for sentence in (piece for quote in sentences for piece in re.split(r"(?<=\.) ", quote)):
        assert sentence.rstrip(".") in printed, sentence


def test_the_figure_a_claim_stands_with_is_a_word_of_the_glossary(reference):
    claims = {kind.claim for kind in KINDS.values() if kind.claim}
    assert {reference.CLAIMS.get(claim, claim) for claim in claims} <= set(TERMS)


def test_codes_are_found_wherever_they_stand_in_the_source(reference):
    codes = reference.codes()
    assert {"R-MARK", "W-ODD", "X-NOTREAD", "M-TICKET", "P-OPT-OUT", "R-LONGLINE"} <= codes
    assert len(codes) > 100


def test_words_are_plain_sentences(reference):
    for name in ("codes", "settings", "findings"):
        for entry in reference.words(name).values():
            for text in (text for text in entry.values() if isinstance(text, str) and not text.isdigit()):
                assert text[0].isupper() or text.startswith("`"), text
                assert text.endswith("."), text


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_kind_of_finding_stands_on_its_page(reference, code):
    assert f"\n### {code}\n" in reference.findings_page()


def test_findings_are_of_the_tables_their_words_name(reference, compared, forum):
    words = reference.words("findings")
    for finding in (*findings(compared), *findings(forum)):
        tables = {source.table for source in map(source_of, finding.figures.values()) if source is not None}
        named = {*words[finding.what]["tables"], *OF_NO_TABLE}
        assert {analysis_of(table, BOUNDARIES)[0] for table in tables} <= named, finding.what


@pytest.mark.parametrize("name", sorted(set(ANALYSES) - {name for name, needs in NEEDS.items() if set(needs) - {"by"}}))
def test_every_column_of_an_analysis_stands_with_it(reference, name, world):
    network = world.network(*world_parts(world))
    table = analysis(name)(network, **({"by": "organisation"} if NEEDS[name] else {}))
    assert {*filter(None, table.index.names), *table.columns} <= set(reference.columns(name))


def world_parts(world):
    who, held = world.people(), world.gatherings(4, 0)
    return who, held, world.attendance(who, held, 1)


def test_every_word_of_the_tables_stands_in_the_glossary(reference):
    page = reference.glossary_page()
    assert all(f"(`{name}`)\n: " in page for name in TERMS)


def test_every_option_stands_with_its_command(reference):
    page = reference.commands_page()
    for name, command in reference.commands().items():
        part = page.partition(f"\n## sna {name}\n")[2].partition("\n## ")[0]
        assert part, name
        for action in command._actions[1:]:
            assert all(option in part for option in action.option_strings if option.startswith("--")), name


def test_every_public_name_stands_on_the_page_of_the_package(reference):
    import sna

    assert set(re.findall(r"^## (\w+)$", reference.api_page(), re.MULTILINE)) == set(sna.__all__)


def test_every_page_is_made(reference, tmp_path):
    reference.write(tmp_path)
    assert {path.stem for path in tmp_path.glob("*.md")} >= {"analyses", "glossary", "commands"}
