"""What a report says, as plain data: the study fills it, the report only reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
from msgspec import Struct

Audience = Literal["evaluator", "convener", "funder", "public"]

NO_TABLE = pd.DataFrame()


class PeriodTables(Struct, frozen=True, kw_only=True):
    """One period: how much was seen in it, and what the analyses found.

    Attributes
    ----------
    title
        What people call it, such as ``"Year 1"``; empty where the study is one period.
    since, until
        Its first and last day; None where no gathering has a date.
    gatherings, attendances
        Gatherings held, and times somebody was present at one.
    acts
        Times somebody turned to somebody else on a medium such as Slack; 0 where people met.
    people
        People the period's network holds, also those who met nobody.
    ties, pairs_not_drawn
        Pairs of people tied; pairs left out because their gathering was too large to make ties.
    tables
        Analysis name, as in ``ANALYSES`` → its table; what is missing is left out of the report. ``ei_index`` is of the
        study's own group; ``ei_index_locality`` and so on are of the other boundaries that are known.
    """

    title: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    gatherings: int = 0
    attendances: int = 0
    acts: int = 0
    people: int = 0
    ties: int = 0
    pairs_not_drawn: int = 0
    tables: Mapping[str, pd.DataFrame] = {}


class Medium(Struct, frozen=True, kw_only=True):
    """Where people turned to each other between the meetings: a network of its own, never summed with another.

    Attributes
    ----------
    name, title
        As in file names, and for readers: ``"x"``, ``"Twitter/X"``.
    map_file
        The page beside the report that holds its map; empty for none.
    people
        Who has an account or was turned to; columns as in `ReportContent.people`.
    periods
        As many as the report has, in the same order.
    """

    name: str
    title: str
    map_file: str = ""
    people: pd.DataFrame = NO_TABLE
    periods: tuple[PeriodTables, ...] = ()


class Methods(Struct, frozen=True, kw_only=True):
    """How the figures were made, so that somebody else can make them again.

    Attributes
    ----------
    seed
        Of every permutation and every layout.
    versions
        Program → version, such as ``{"sna": "1.0.0"}``.
    inputs
        File → SHA-256 of its bytes, in hexadecimal.
    settings
        What was chosen, in words → its value, such as ``{"Weight of a tie": "newman"}``.
    """

    seed: int = 0
    versions: Mapping[str, str] = {}
    inputs: Mapping[str, str] = {}
    settings: Mapping[str, str | int | float] = {}


class ReportContent(Struct, frozen=True, kw_only=True):
    """Everything a report says.

    Attributes
    ----------
    title, subtitle
        The community's name, and a line under it.
    audience
        Whom the report is for; it is printed on the page.
    names
        Whether people may appear, by name or code. If False nothing about a single person is written.
    smallest
        A count of people from 1 to one less than this is written as "fewer than"; 0 writes every count.
    group, colour_by
        The columns of `people` that name a person's group, such as ``"organisation"``, and give the colours.
    tie
        What a tie means, as a sentence; it stands below the maps and among the methods.
    ledger
        One row per source, as `Ledger.sources` gives it: ``file``, ``loader``, ``records``, ``used``, ``merged``,
        ``rejected``, ``excluded``.
    problems
        The rejected records, as `Ledger.rejects` gives them: ``_file``, ``_place``, ``_code``, ``_reason``,
        ``_column``, ``_value``, ``_fix``; further columns are not shown.
    rejects_file
        Where all rejected records are listed; empty if there is none.
    people
        Index: id. ``name``, ``organisation``, ``sector``, ``locality``, ``kind`` (``"person"``, ``"unidentified"``).
    gatherings, attendance, organisations
        As in the dataset: ``id``, ``title``, ``on``, ``mode``, ``seats``; ``person``, ``gathering``, ``status``;
        ``name``, ``sector``, ``locality``, ``reach`` (whether the community wants to reach it).
    periods
        One, or two and more in order of time; the last is "now", the first is "before".
    medium
        What the report is about where nobody met, such as ``"Slack"``: then `periods` hold who turned to whom there.
    media
        The media beside it.
    scene
        The map, as `sna.render.scene.scene` gives it, with as many periods as `periods`; None for no map.
    methods
        How the figures were made.
    """

    title: str
    subtitle: str = ""
    audience: Audience = "evaluator"
    names: bool = True
    smallest: int = 0
    group: str = "organisation"
    colour_by: str = "sector"
    tie: str = "Two people are tied when they were at the same gathering."
    ledger: pd.DataFrame = NO_TABLE
    problems: pd.DataFrame = NO_TABLE
    rejects_file: str = ""
    people: pd.DataFrame = NO_TABLE
    gatherings: pd.DataFrame = NO_TABLE
    attendance: pd.DataFrame = NO_TABLE
    organisations: pd.DataFrame = NO_TABLE
    periods: tuple[PeriodTables, ...] = ()
    medium: str = ""
    media: tuple[Medium, ...] = ()
    scene: dict[str, Any] | None = None
    methods: Methods = Methods()

    @property
    def now(self) -> PeriodTables:
        """The last period; an empty one if there is none."""
        return self.periods[-1] if self.periods else PeriodTables()

    @property
    def before(self) -> PeriodTables | None:
        """The first period, if there are at least two."""
        return self.periods[0] if len(self.periods) > 1 else None
