import pytest

from sna.errors import LedgerError
from sna.facts import Entry, Fate, Origin, Reason, excluded, merged, rejected
from sna.ledger import Account, Ledger, refused

BAD = Reason("R-MARK", "It is not a mark.", column="12 Feb", value="?\x1b[31m", hint="Correct it.")


def account(counted=5):
    made = Account("a.csv", "register", counted=counted)
    made.add(Entry(Origin("a.csv", "line 2")))
    made.add(merged(Origin("a.csv", "line 3"), Reason("M-X", "Again."), "line 2"))
    made.add(rejected(Origin("a.csv", "line 4"), BAD, row={"Name": "Ann", "12 Feb": "?"}))
    made.add(excluded(Origin("a.csv", "general"), Reason("X-P", "Private."), records=2))
    return made


def test_every_record_with_a_fate_reconciles():
    ledger = Ledger([account()])
    ledger.reconcile()
    assert [ledger.total(fate) for fate in Fate] == [1, 1, 1, 2]
    assert ledger.summary() == "5 records in 1 file: 1 used, 1 merged, 1 rejected, 2 left out. Reconciles."


@pytest.mark.parametrize("counted", [4, 6])
def test_a_lost_or_invented_record_fails_the_run(counted):
    with pytest.raises(LedgerError, match=f"{counted} records were counted but 5 have a fate"):
        Ledger([account(counted)]).reconcile()


def test_records_add_up_from_the_written_ledger_alone():
    table = Ledger([account()]).records()
    assert table["records"].sum() == 5
    assert dict(zip(table["fate"], table["records"], strict=True)) == {
        "used": 1, "merged": 1, "rejected": 1, "excluded": 2,
    }  # fmt: skip
    assert table.set_index("fate").loc["merged", "into"] == "line 2"


def test_a_rejected_record_keeps_its_columns_so_that_it_can_be_mended():
    table = Ledger([account()]).rejects()
    assert table.to_dict("records") == [
        {
            "_file": "a.csv",
            "_place": "line 4",
            "_code": "R-MARK",
            "_reason": "It is not a mark.",
            "_column": "12 Feb",
            "_value": "?\\x1b[31m",
            "_fix": "Correct it.",
            "Name": "Ann",
            "12 Feb": "?",
        }
    ]


def test_a_file_that_cannot_be_read_is_one_rejected_record():
    ledger = Ledger([refused(Account("b.pdf", ""), Reason("R-EMPTY", "The file is empty."))])
    ledger.reconcile()
    assert ledger.sources().to_dict("records")[0] | {"loader": ""} == {
        "file": "b.pdf", "loader": "", "records": 1, "used": 0, "merged": 0, "rejected": 1, "excluded": 0,
    }  # fmt: skip


def test_merging_afterwards_keeps_the_total():
    ledger = Ledger([account()])
    ledger.merge("a.csv", [("line 2", "line 9")], Reason("M-X", "Again."))
    ledger.reconcile()
    assert ledger.total(Fate.MERGED) == 2


def test_warnings_are_told_but_are_no_records():
    made = account()
    made.add(Entry(Origin("a.csv", "line 5"), warnings=(Reason("W-DAY", "Day first."),)))
    made.counted = 6
    ledger = Ledger([made])
    ledger.reconcile()
    assert ledger.records()["records"].sum() == 6
    assert [entry.fate for _file, entry in ledger.problems()] == [Fate.REJECTED, Fate.USED]


def test_an_empty_ledger_has_its_columns():
    assert list(Ledger().records().columns)[:4] == ["file", "loader", "place", "fate"]
    assert next(iter(Ledger().rejects().columns)) == "_file"
