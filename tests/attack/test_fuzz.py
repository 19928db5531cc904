"""Mutated inputs and flipped bits: no crash, no imbalance, no silent loss (`fuzz.py` reads more of them by hand)."""

import runpy
from pathlib import Path

import pytest

from sna.facts import Fate
from sna.load.files import cells
from sna.study import open_study, read_study
from sna.study import reading as reading_module

FUZZ = runpy.run_path(str(Path(__file__).parent / "fuzz.py"), run_name="fuzz")
MUTANTS, DOCUMENTS, FLIPS, BATCH = 250, 60, 80, FUZZ["BATCH"]


def all_faults(folder, make, count, **options):
    found = {}
    for start in range(0, count, BATCH):
        found |= FUZZ["faults"](
            folder, {seed: make(seed) for seed in range(start, min(start + BATCH, count))}, **options
        )
    return found


@pytest.mark.slow
def test_mutated_inputs_neither_crash_nor_lose_records(tmp_path):
    assert all_faults(tmp_path / "study", FUZZ["mutant"], MUTANTS) == {}


@pytest.mark.slow
def test_mutated_documents_neither_crash_nor_lose_records(tmp_path):
    assert all_faults(tmp_path / "study", FUZZ["document"], DOCUMENTS) == {}


@pytest.mark.slow
def test_a_flipped_bit_in_a_workbook_or_a_document_loses_nothing_without_a_word(tmp_path):
    assert all_faults(tmp_path / "study", FUZZ["flip"], FLIPS, flipped=True) == {}


def test_most_mutants_are_still_read_and_many_say_how_many_records_they_hold(tmp_path):
    mutants = [FUZZ["mutant"](seed) for seed in range(60)]
    for seed, (name, data, _least) in enumerate(mutants):
        (tmp_path / f"{seed}-{name}").write_bytes(data)
    ledger = read_study(open_study([tmp_path])).ledger
    assert sum(account.fates[Fate.USED] > 0 for account in ledger) > 30
    assert sum(least > 0 for _name, _data, least in mutants) > 15


def test_the_harness_sees_a_crash_a_loss_and_an_imbalance(tmp_path, monkeypatch):
    seeds = {seed: FUZZ["mutant"](seed) for seed in range(60)}
    sound = [seed for seed, mutant in seeds.items() if mutant[2]]
    cases, rows = {seed: seeds[seed] for seed in sound[:3]}, cells.delimited
    monkeypatch.setattr(cells, "delimited", lambda *arguments: rows(*arguments)[:-1])
    assert len(FUZZ["faults"](tmp_path / "study", cases)) >= 2
    monkeypatch.setattr(cells, "delimited", lambda *arguments: rows(*arguments)[1_000])
    assert all(
        "crash in a guard" in why for key, why in FUZZ["faults"](tmp_path / "study", cases).items() if key in cases
    )
    monkeypatch.undo()
    monkeypatch.setattr(reading_module, "match", lambda *_arguments, **_options: 1 / 0)
    assert {why.partition(":")[0] for why in FUZZ["faults"](tmp_path / "study", cases).values()} == {"crash"}


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        (b"/FlateDecode", b"/FlateDecodf"),
        (b"/Contents 7", b"/Contentr 7"),
        (b"6 0 obj", b"6 0 obk"),
        (b"%%EOF", b"%%EOF"),
    ],
    ids=["a page that cannot be unpacked", "a page without what it holds", "a page that is gone", "nothing"],
)
def test_a_pdf_that_had_to_be_repaired_says_so(tmp_path, sound, damaged):
    (tmp_path / "minutes.pdf").write_bytes(FUZZ["portable"]().replace(sound, damaged, 1))
    (account,) = read_study(open_study([tmp_path])).ledger
    codes = {entry.reason.code for entry in account.unused if entry.fate is Fate.REJECTED}
    assert codes == ({"R-PDF"} if sound != damaged else set())
    assert account.fates[Fate.USED] == 7 or codes
