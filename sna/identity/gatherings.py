"""Which meeting is which."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sna.dataset import Dataset, one_row_each, tidy


def same_gatherings(gatherings: pd.DataFrame, *, one_per_day: bool = False) -> dict[str, str]:
    """Map the ids of gatherings that are one meeting to one id.

    A meeting without a title is the titled meeting of that day if there is exactly one (a register whose columns are
    days beside one that names its meetings). With `one_per_day`, all meetings of a day and series are one.
    """
    mapping: dict[str, str] = {}
    meetings = gatherings[(gatherings["kind"] == "meeting") & gatherings["on"].notna()]
    for _day, same in meetings.groupby(["on", "series"] if one_per_day else ["on"], sort=True):
        ids, titled = sorted(same["id"]), sorted(same.loc[same["title"] != "", "id"])
        if one_per_day:
            mapping |= dict.fromkeys(ids, (titled or ids)[0])
        elif len(titled) == 1:
            mapping |= dict.fromkeys(ids, titled[0])
    return {old: new for old, new in mapping.items() if old != new}


def relabelled(dataset: Dataset, mapping: Mapping[str, str]) -> Dataset:
    """Put one id in the place of the ids of gatherings that are one meeting."""
    gatherings = dataset.gatherings.assign(id=dataset.gatherings["id"].replace(mapping))
    attendance = dataset.attendance.assign(gathering=dataset.attendance["gathering"].replace(mapping))
    return dataset.with_tables(gatherings=one_row_each(gatherings, "id"), attendance=tidy(attendance))
