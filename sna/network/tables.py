"""What the tables of both kinds of network share."""

from __future__ import annotations

import pandas as pd

from sna.errors import NetworkError, shown


def by_id(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Give a table sorted by its ids, which become text; `what` says what a row is.

    Raises
    ------
    NetworkError
        If an id is missing or occurs twice.
    """
    index = table.index.astype("str").rename("id")
    if index.hasnans or not index.is_unique:
        twice = "" if index.hasnans else f": {shown(index[index.duplicated()][0])!r} stands there twice"
        raise NetworkError(f"Each {what} needs one id of its own{twice}.")
    return table.set_axis(index).sort_index(kind="stable")


def attributes(row: dict[str, object]) -> dict[str, object]:
    """Give what is known of a row: its values that are not missing."""
    return {str(key): value for key, value in row.items() if value is not None and value == value}  # noqa: PLR0124
