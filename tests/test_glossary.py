import string

from sna.dataset import TABLES, Builder, columns_of, written_tables
from sna.glossary import TERMS
from sna.ledger import RECORD_COLUMNS, SOURCE_COLUMNS
from sna.network import TwoMode, project, reduce, undrawn

FAMILIES = {"person", "group", "tie", "gathering", "network", "any"}
OTHER_WORDS = ("edge", "cluster", "silo", "entity", "user", "module", "vertex")


def test_every_term_is_explained_in_plain_words_with_a_range_that_is_one():
    for name, term in TERMS.items():
        assert name.isidentifier(), name
        assert name == name.lower()
        assert term.label.strip() == term.label != "", name
        assert term.meaning.endswith("."), name
        assert term.meaning[0] in string.ascii_uppercase + string.digits + "(", name
        assert term.family in FAMILIES, name
        assert None in (term.lowest, term.highest) or term.lowest < term.highest, name


def test_the_house_words_are_used():
    others = {form for word in OTHER_WORDS for form in (word, f"{word}s")}
    for name, term in TERMS.items():
        words = f"{term.label} {term.meaning}".lower().replace(",", " ").replace(".", " ").split()
        assert not set(words) & others, name


def test_no_two_terms_have_one_label():
    labels = [term.label for term in TERMS.values()]
    assert len(set(labels)) == len(labels)


def test_every_column_of_the_woven_tables_is_a_term():
    two_mode = TwoMode.of([("a", "m"), ("b", "m")])
    people = project(two_mode)
    people.nodes["organisation"] = ["x", "y"]
    groups = reduce(people)
    for table in (people.nodes, people.ties, groups.nodes, groups.ties, undrawn(two_mode)):
        assert set(table.columns) <= set(TERMS)
        assert table.index.name is None or table.index.name in TERMS
    assert people.via().name in TERMS


def test_every_column_of_the_tidy_tables_and_the_ledger_is_a_term():
    for table in written_tables(Builder().dataset()).values():
        assert set(table.columns) <= set(TERMS)
    for name in TABLES:
        assert {*columns_of(name)} - {"id", "on", "email", "formerly", "also"} <= set(TERMS)
    assert {*RECORD_COLUMNS, *SOURCE_COLUMNS} <= set(TERMS)


def test_a_source_is_cited_with_a_doi_or_a_place_to_find_it():
    for name, term in TERMS.items():
        assert not term.source or "https://doi.org/" in term.source or any(char.isdigit() for char in term.source), name
