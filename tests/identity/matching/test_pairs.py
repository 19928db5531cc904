"""Two sets of labelled pairs, all invented: one written before the rules, one afterwards and scored once.

``python tests/identity/matching/test_pairs.py`` prints precision and recall per kind.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from sna.identity.matching import Writing, compare

HERE = Path(__file__).parent
SETS = {"pairs.csv": 390, "held_out.csv": 150}


def writing(id_: str, name: str, more: str) -> Writing:
    """Read ``o=oakdale;l=3may|9may;d``: organisation, lists, declared, and so on by their first letter."""
    said = dict(piece.partition("=")[::2] for piece in more.split(";") if piece)
    several = {letter: tuple(filter(None, said.get(letter, "").split("|"))) for letter in "orli"}
    since, until = (dt.date.fromisoformat(said[letter]) if letter in said else None for letter in "su")
    return Writing(
        id_,
        name,
        said.get("e", ""),
        said.get("a", ""),
        several["o"],
        several["r"],
        frozenset(several["l"]),
        several["i"],
        declared="d" in said,
        since=since,
        until=until,
    )


def scored(name: str) -> dict[str, Counter[str]]:
    """Kind of pair → how many are ``same made``, ``same doubtful``, ``different no`` and so on."""
    found: dict[str, Counter[str]] = {}
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pair = [writing(side, row[side], row[f"{side}_more"]) for side in "ab"]
            matching = compare(pair)
            verdict = "made" if matching.matches else "doubtful" if matching.doubtful else "no"
            for kind in (row["kind"], "all"):
                found.setdefault(kind, Counter())[f"{row['truth']} {verdict}"] += 1
    return found


def rates(count: Counter[str]) -> tuple[float, float, float]:
    """Precision of what is made, recall of what is made, recall of what is made or suggested."""
    made, same = count["same made"], sum(number for what, number in count.items() if what.startswith("same"))
    claimed = made + count["different made"]
    precision = made / claimed if claimed else 1.0
    return precision, made / same if same else 1.0, (made + count["same doubtful"]) / same if same else 1.0


def table(name: str) -> str:
    """Write the rates per kind in lines."""
    lines = [f"{name:20} pairs  precision  recall made  made or suggested"]
    for kind, count in scored(name).items():
        precision, recall, suggested = rates(count)
        lines.append(f"{kind:20} {count.total():5}  {precision:9.2f}  {recall:11.2f}  {suggested:17.2f}")
    return "\n".join(lines)


@pytest.mark.parametrize("name", SETS)
def test_made_matches_are_right_and_few_are_missed(name):
    count = scored(name)["all"]
    precision, recall, suggested = rates(count)
    assert count.total() >= SETS[name]
    assert precision >= 0.98, table(name)
    assert recall >= 0.75, table(name)
    assert suggested >= 0.95, table(name)


@pytest.mark.parametrize("name", SETS)
def test_no_kind_of_pair_is_made_wrongly_more_than_once(name):
    assert max(count["different made"] for kind, count in scored(name).items() if kind != "all") <= 1, table(name)


@pytest.mark.parametrize("name", SETS)
def test_the_order_of_two_writings_does_not_matter(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pair = [writing(side, row[side], row[f"{side}_more"]) for side in "ab"]
            turned = [writing(side, row[other], row[f"{other}_more"]) for side, other in ("ab", "ba")]
            straight, crossed = compare(pair), compare(turned)
            assert [(one.verdict, one.rule, one.score) for one in straight.matches + straight.doubtful] == [
                (one.verdict, one.rule, one.score) for one in crossed.matches + crossed.doubtful
            ], row


if __name__ == "__main__":
    for one in SETS:
        print(table(one), end="\n\n")  # noqa: T201
