"""What the report says of each medium, and how the first medium stands in where nobody met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.findings.tables import Tables as EvidenceTables
from sna.network import Network
from sna.render.reported import Medium, PeriodTables
from sna.study.online import Contacts, medium
from sna.study.windows import Window

Tables = Mapping[str, pd.DataFrame]
FACTS = ["name", "organisation", "role", "sector", "locality"]
NOT_KINDS = {"source", "target", "weight", "count", "via"}


def met(windows: Sequence[Window]) -> bool:
    """Tell whether anybody was present at any meeting."""
    return any(window.two_mode.incidence.nnz for window in windows)


def stand_in(windows: Sequence[Window], contact: Contacts) -> tuple[Window, ...]:
    """Give the windows with a medium's networks in place of the meetings', dated by what was said in them."""
    made = []
    for window, (_title, network) in zip(windows, contact.networks, strict=True):
        since, until = _dated(window.dataset, contact.name)
        made.append(replace(window, since=since, until=until, network=network))
    return tuple(made)


def report_medium(contact: Contacts, found: Sequence[Tables]) -> Medium:
    """Gather what the report says of one medium; `found` are the tables of the whole time, then of each period."""
    each = [told(title, network, tables) for (title, network), tables in zip(contact.networks, found, strict=True)]
    return Medium(
        name=contact.name,
        title=contact.title,
        map_file=f"map-{contact.name}.html",
        people=contact.whole.nodes[FACTS].assign(kind="person"),
        periods=tuple(each[1:] or each),
        whole=each[0],
    )


def told(title: str, network: Network, tables: Tables) -> PeriodTables:
    """Give what is known of one period of a medium."""
    return PeriodTables(
        title=title,
        acts=acts(network),
        people=int(network.nodes["member"].sum()),
        ties=len(network.undirected().ties),
        tables=EvidenceTables.among(tables),
    )


def acts(network: Network) -> int:
    """Count how often somebody turned to somebody else."""
    return int(network.ties["count"].sum()) if len(network.ties) else 0


def tie_of(contact: Contacts) -> str:
    """Say what ties two people on a medium, with the kinds of act there are."""
    kinds = sorted(column for column in contact.whole.ties.columns if column not in NOT_KINDS)
    how = f": {', '.join(kinds)}" if kinds else ""
    return f"Two people are tied when one of them turned to the other on {contact.title}{how}."


def _dated(dataset: Dataset, name: str) -> tuple[dt.date | None, dt.date | None]:
    said = dataset.interactions[medium(dataset.interactions) == name]
    days = sorted(at[:10] for at in said["at"] if at)
    return (dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[-1])) if days else (None, None)
