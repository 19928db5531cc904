"""Records that say again what another says, once it is known who is who."""

from __future__ import annotations

from sna.dataset import Dataset, tidy
from sna.facts import Reason

Repeat = tuple[str, str, str]
"""File, place, and the place of the record it repeats."""

REPEATED = Reason("M-REPEATED", "It says again what another record says.")


def without_repeats(dataset: Dataset) -> tuple[Dataset, tuple[Repeat, ...]]:
    """Drop attendance that one file states twice in the same way, and say which records those were."""
    table = dataset.attendance
    same = ["file", "gathering", "person", "status", "evidence"]
    again = table.duplicated(same)
    if not again.any():
        return dataset, ()
    kept = table[~again]
    into = dict(zip(kept[same].itertuples(index=False, name=None), kept["place"], strict=True))
    still = set(zip(kept["file"], kept["place"], strict=True))
    acts = table.loc[again, same].itertuples(index=False, name=None)
    repeated = {
        (file, place, into[act])
        for file, place, act in zip(table.loc[again, "file"], table.loc[again, "place"], acts, strict=True)
        if (file, place) not in still
    }
    return dataset.with_tables(attendance=tidy(kept)), tuple(sorted(repeated))


def without_copies(dataset: Dataset) -> tuple[Dataset, set[Repeat]]:
    """Drop interactions that stand in two files: the same posts exported twice are one act, not two."""
    table = dataset.interactions
    same = ["source", "target", "kind", "at", "channel"]
    files = table.groupby(same, sort=False)["file"].transform("first") if len(table) else table["file"]
    copy = (table["file"] != files) & (table["at"] != "")
    if not copy.any():
        return dataset, set()
    kept = table[~copy]
    places = kept["file"] + " " + kept["place"]
    first = dict(zip(kept[same].itertuples(index=False, name=None), places, strict=True))
    still = set(zip(kept["file"], kept["place"], strict=True))
    where = zip(table.loc[copy, "file"], table.loc[copy, "place"], strict=True)
    acts = table.loc[copy, same].itertuples(index=False, name=None)
    into = {place: first[act] for place, act in zip(where, acts, strict=True) if place not in still}
    return dataset.with_tables(interactions=tidy(kept)), {(*place, target) for place, target in into.items()}
