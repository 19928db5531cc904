"""What a report says, as plain data: the study fills it, the report only reads it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Literal

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.findings.evidence import Evidence
from sna.findings.frames import NO_TABLE
from sna.findings.kinds import KINDS, findings
from sna.findings.record import MEETINGS, Finding
from sna.render.map.scene import Scene

Audience = Literal["evaluator", "convener", "funder", "public"]


class SheetName(StrEnum):
    """The sheets of the workbook, which pages name where their figures stand, in its order."""

    ANSWER = "Answer"
    GROUPS = "Groups"
    PEOPLE = "People"
    TIME = "Who came back"
    PAIRS = "Pairs of groups"
    TIES = "Ties"
    MEETINGS = "Meetings"
    ATTENDANCE = "Attendance"
    MEDIA = "Slack and X"
    REACH = "Reach"
    FINDINGS = "Findings"
    RECORDS = "Records"
    NAMES = "Names matched"
    WORDS = "Words"


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


class ReportContent(Evidence, frozen=True, kw_only=True):
    """Everything a report says: what the findings are made of, and what stands round them.

    Attributes
    ----------
    title, subtitle
        The community's name, and a line under it.
    plan
        Whether the study's own question was planned beforehand, as a sentence; empty where no plan was frozen.
    audience
        Whom the report is for; it is printed on the page.
    colour_by
        The column of `people` that gives the colours.
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
    questions
        How many questions stand in problems.xlsx beside the page that nobody has answered.
    scene
        The map, as `sna.render.map.composition.scene` gives it, with as many periods as `periods`; None for no map.
    methods
        How the figures were made.
    files
        The files beside the report that hold every figure: name → what is in it.
    """

    title: str
    subtitle: str = ""
    plan: str = ""
    audience: Audience = "evaluator"
    colour_by: str = "sector"
    tie: str = "Two people are tied when they were at the same gathering."
    ledger: pd.DataFrame = NO_TABLE
    problems: pd.DataFrame = NO_TABLE
    rejects_file: str = ""
    questions: int = 0
    scene: Scene | None = None
    methods: Methods = Methods()
    files: Mapping[str, str] = {}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the tables show, the most useful first, worked out once."""
        return findings(self)

    def findings_of(self, *kinds: str, own: bool = False) -> list[Finding]:
        """Give the findings of some kinds; `own`: only of the meetings, or of the medium in their place.

        Raises
        ------
        KeyError
            If there is no such kind.
        """
        codes, place = {KINDS[kind].code for kind in kinds}, self.medium or MEETINGS
        return [row for row in self.findings if row.what in codes and (not own or row.medium == place)]

    def with_scene(self, scene: Scene | None, plan: str = "") -> ReportContent:
        """Give the same with its map and what was planned, without working out again what does not depend on them."""
        content = replace(self, scene=scene, plan=plan)
        content.__dict__.update(self.__dict__)  # the findings and the rows that were read
        return content
