"""How far the community reaches: which of the organisations, localities and sectors it wants to reach have come."""

from __future__ import annotations

import pandas as pd
from msgspec import Struct

from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.presence import UNKNOWN, presences, texts
from sna.findings.standing import connected


class Reached(Struct, frozen=True):
    """What of a whole has been reached: how many now, how many before (None: nothing to compare), of how many."""

    label: str
    now: int
    whole: int
    before: int | None = None


class Reach(Struct, frozen=True):
    """How far the community reaches.

    `organisations` is None where the study names nobody to be reached: there is then no denominator. `missing` are the
    organisations nobody has come from in any period, `others` those that came without being named.
    """

    organisations: Reached | None
    localities: tuple[Reached, ...]
    sectors: tuple[Reached, ...]
    missing: tuple[str, ...]
    others: tuple[str, ...]


def reach(content: Evidence) -> Reach:
    """Count which organisations to be reached have had somebody present; on a medium, somebody with a tie."""
    wanted, ever = _wanted(content), _came(content, None)
    others = tuple(sorted(label for folded, label in ever.items() if folded not in wanted.index))
    if not len(wanted):
        return Reach(None, (), (), (), others)
    missing = tuple(sorted(wanted.loc[[folded for folded in wanted.index if folded not in ever], "name"]))
    came = [set(_came(content, period)) for period in (content.now, content.before) if period is not None]
    whole = _reached(wanted, came, "Organisations")
    return Reach(whole, _parts(wanted, came, "locality"), _parts(wanted, came, "sector"), missing, others)


def _wanted(content: Evidence) -> pd.DataFrame:
    """Give the organisations to be reached, the index their names folded for comparing."""
    table = content.organisations
    if "reach" not in table.columns:
        return pd.DataFrame({"name": [], "locality": [], "sector": []}, dtype="str")
    table = table[table["reach"].astype(bool)]
    wanted = pd.DataFrame({name: texts(table, name) for name in ("name", "locality", "sector")})
    return wanted.set_axis(wanted["name"].str.casefold(), axis=0).loc[lambda rows: ~rows.index.duplicated()]


def _came(content: Evidence, period: PeriodTables | None) -> dict[str, str]:
    named = _tied(content, period) if content.medium else presences(content, period)["organisation"].unique()
    return {str(name).casefold(): str(name) for name in sorted(named) if name and name != UNKNOWN}


def _tied(content: Evidence, period: PeriodTables | None) -> set[str]:
    """Give the organisations of those with a tie on the medium, in a period or in any."""
    periods = content.periods if period is None else (period,)
    tied = {person for one in periods for person in connected(one)}
    home = texts(content.people, "organisation")
    return set(home[home.index.isin(tied)])


def _parts(wanted: pd.DataFrame, came: list[set[str]], column: str) -> tuple[Reached, ...]:
    stated = wanted[wanted[column] != ""]
    return tuple(_reached(rows, came, str(label)) for label, rows in stated.groupby(column))


def _reached(wanted: pd.DataFrame, came: list[set[str]], label: str) -> Reached:
    """Count who of the wanted came: now, and before if `came` has a second set."""
    counts = [len(set(wanted.index) & there) for there in came]
    return Reached(label, counts[0], len(wanted), counts[1] if len(counts) > 1 else None)
