"""The figures of a finding: numbers as plain numbers, and nothing that is blank."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from numbers import Integral, Real

import pandas as pd

from sna.findings.record import Figure


def figures(**values: object) -> dict[str, Figure]:
    """Give the values as plain numbers and texts; what is blank is left out, a day is written as 2024-03-05.

    Examples
    --------
    >>> figures(now=3.0, share=0.25, before=None, title="", on=dt.date(2024, 3, 5))
    {'now': 3, 'share': 0.25, 'on': '2024-03-05'}
    """
    made = {name: _plain(value) for name, value in values.items()}
    return {name: value for name, value in made.items() if value is not None and value != ""}


def of_row(row: Mapping[str, object] | pd.Series[float], names: Mapping[str, str]) -> dict[str, Figure]:
    """Give the figures of a table's row: column → name of the figure.

    Examples
    --------
    >>> of_row({"p": 0.01, "power": None}, {"p": "p", "power": "power", "low": "low"})
    {'p': 0.01}
    """
    return figures(**{name: row[column] for column, name in names.items() if column in row})


def _plain(value: object) -> Figure | None:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, Real) and not isinstance(value, Integral):
        number = float(value)
        if not math.isfinite(number):
            return None
        return int(number) if (number.is_integer() and abs(number) >= 2) or number in (0.0, 1.0) else number
    if isinstance(value, Integral):
        return int(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
