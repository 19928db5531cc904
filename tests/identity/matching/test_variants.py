"""The table of short names: well made, wide, and sure only where a short form tells who is meant."""

import tomllib
from importlib.resources import files

import pytest

from sna.identity.matching import Writing, compare
from sna.identity.matching.variants import canonical, is_short_for
from sna.names import key

TABLE = tomllib.loads(files("sna.identity.matching").joinpath("nicknames.toml").read_text(encoding="utf-8"))
SHORT = {(full, nick) for full, nicks in TABLE["short"].items() for nick in nicks.split()}


def test_the_table_is_wide_and_folded():
    assert len({nick for _full, nick in SHORT}) >= 1_000
    assert all(key(word) == word and " " not in word for pair in SHORT for word in pair)
    assert all(full != nick for full, nick in SHORT)


def test_what_only_suggests_is_a_short_form_of_something():
    assert set(TABLE["unsure"]["forms"].split()) <= {nick for _full, nick in SHORT}


def test_a_spelling_has_one_standard():
    variants = TABLE["variants"]
    spelt = [canonical(other) for name, others in variants.items() for other in {name, *others.split()}]
    assert len(spelt) == len(set(spelt))


@pytest.mark.parametrize(
    ("nick", "full"),
    [
        ("barney", "barnaby"), ("twm", "tomos"), ("paddy", "padraig"), ("lachie", "lachlan"), ("venky", "venkatesh"),
        ("gosia", "malgorzata"), ("paco", "francisco"), ("achim", "joachim"), ("manu", "emmanuelle"),
        ("pippo", "filippo"),
    ],
)  # fmt: skip
def test_short_forms_of_many_countries_are_known(nick, full):
    assert is_short_for(nick, canonical(full))


@pytest.mark.parametrize(
    ("short", "full"), [("Alex", "Alexander"), ("Sam", "Samantha"), ("Chris", "Christine"), ("Jo", "Joanne")]
)
def test_a_short_form_of_many_names_suggests_and_decides_only_with_something_beside(short, full):
    pair = [Writing("1", f"{short} Quillfeather"), Writing("2", f"{full} Quillfeather")]
    assert [match.rule for match in compare(pair).doubtful] == ["nickname"]
    beside = [Writing(one.id, one.name, organisations=("oakdale",)) for one in pair]
    assert len(compare(beside).matches) == 1


@pytest.mark.parametrize(("short", "full"), [("Bill", "William"), ("Barney", "Barnaby"), ("Kasia", "Katarzyna")])
def test_a_short_form_of_one_name_decides(short, full):
    assert len(compare([Writing("1", f"{short} Quillfeather"), Writing("2", f"{full} Quillfeather")]).matches) == 1
