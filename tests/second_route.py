"""A second route to the figures of a study's pages: from its tidy tables, with pandas, and nothing of `sna`.

``Route(tables, settings, pages)`` reads what ``sna tables`` writes (attendance.csv, interactions.csv, gatherings.csv,
affiliations.csv, organisations.csv, ledger.csv), the periods of study.toml, and, for the facts about people (their
group, by the member list), the nodes.csv for experts. ``check(page)`` goes over every element that names table,
row, column and period and says which of the printed figures are not what this route gives.

What rests on random draws cannot be worked out again. These columns are compared with the tables beside the page
instead: p-values, intervals, power, what chance gives by redrawing, the found communities, the shortest paths.
"""

# ruff: noqa: ARG002, E501, N806, PLR1714, RUF012, B019, T201, PLR0917, C901, PLR0911 - each route takes the same place; a route lives for one check

import datetime as dt
import html
import io
import json
import re
import tomllib
from collections import Counter
from functools import cache
from itertools import combinations, pairwise
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd

WHOLE, ALL, LARGEST = "whole time", "all", 300
BOUNDARIES = ("organisation", "locality", "sector")
TITLES = {"slack": "Slack", "x": "Twitter/X", "actions": "actions in the minutes"}
MEDIA = tuple(TITLES)
COUNTED = ("people", "gatherings_drawn", "months", "unregistered_before", "unregistered_after")
OFTEN = {
    "far more often": (200, 10**9),
    "more often": (110, 200),
    "about as often": (90, 110),
    "less often": (50, 90),
    "far less often": (0, 50),
}
NONE, ONE = {"no", "nobody", "none", "neither"}, {"one", "only", "the only"}
ELEMENT = re.compile(
    r'<span data-table="([^"]*)" data-row="([^"]*)" data-column="([^"]*)" data-period="([^"]*)">(.*?)</span>', re.DOTALL
)
QUANTIFIER = re.compile(
    r"\b(?:nobody|no one|none|no(?! longer)|(?<!at )all|only|every|everybody|everyone|everything|both|most|neither|nor|half)\b",
    re.IGNORECASE,
)


def days(column):
    return [dt.date.fromisoformat(day[:10]) if day else None for day in column]


class Route:
    """The figures of one study, worked out anew."""

    def __init__(self, tables, settings, pages):
        self.tables, self.pages = Path(tables), Path(pages)
        self.settings = tomllib.loads(Path(settings).read_text(encoding="utf-8"))
        study = self.settings.get("study", {})
        self.group, self.colour = study.get("group", "organisation"), study.get("colour", "sector")
        self.title = study.get("title", ""), study.get("subtitle", "")
        self.attendance, self.gatherings, self.acts = (
            self.read(n) for n in ("attendance", "gatherings", "interactions")
        )
        self.acts = self.acts.assign(on=days(self.acts["at"]))
        people = self.read("people")
        self.persons = set(people.loc[people["kind"] == "person", "person"])
        self.names = dict(zip(people["person"], people["name"], strict=True))
        spells = self.read("affiliations")
        spells = spells[spells["declared"] == "True"]
        self.spells = {
            person: list(zip(days(rows["since"]), days(rows["until"]), strict=True))
            for person, rows in spells.groupby("person")
        }
        meetings = self.gatherings[self.gatherings["kind"].isin(["meeting", "event"])]
        self.events = set(meetings.loc[meetings["kind"] == "event", "gathering"])
        self.on = dict(zip(meetings["gathering"], days(meetings["date"]), strict=True))
        present = self.attendance[(self.attendance["status"] == "present") & self.attendance["gathering"].isin(self.on)]
        self.devices = present[~present["person"].isin(self.persons)]
        self.present = present[present["person"].isin(self.persons)].drop_duplicates(["person", "gathering"])
        self.came = set(zip(self.present["person"], self.present["gathering"], strict=True))
        media = [
            "actions" if kind == "action" else account.partition(":")[0]
            for kind, account in zip(self.acts["kind"], self.acts["source_account"], strict=True)
        ]
        self.acts = self.acts.assign(medium=media)
        lists = self.read("enrolments") if (self.tables / "enrolments.csv").exists() else pd.DataFrame()
        columns = [lists["person"], lists["series"], days(lists["since"]), days(lists["until"])] if len(lists) else []
        self.enrolled = list(zip(*columns, strict=True))
        titles = {
            row.gathering: (row.series or row.title).casefold() for row in meetings.itertuples() if row.kind != "event"
        }
        fitting = {g: [cop for _p, cop, *_s in self.enrolled if cop.casefold() in t] for g, t in titles.items()}
        self.cop_of = {g: max(names, key=len) for g, names in fitting.items() if names}
        self.alone = "" if len(self.present) else next((m for m in MEDIA if m in media), "")
        self.periods = {title: tuple(span) for title, span in self.settings.get("periods", {}).items()}
        self.titles = list(self.periods) or [WHOLE]
        last = max((day for day in self.on.values() if day), default=None)
        self.line = self.succession()
        self.leavers = {
            person for person, spans in self.spells.items() if last and max(e or dt.date.max for _s, e in spans) < last
        }

    @cache
    def read(self, name):
        return pd.read_csv(self.tables / f"{name}.csv", dtype=str, keep_default_na=False)

    def succession(self):
        """Give the last name of each organisation that was renamed or merged."""
        table = self.read("organisations")
        following = {old: new for new, old in zip(table["name"], table["formerly"], strict=True) if old}
        following |= {old: new for old, new in zip(table["name"], table["merged_into"], strict=True) if new}
        last = {}
        for name in following:
            seen = [name]
            while seen[-1] in following and following[seen[-1]] not in seen:
                seen.append(following[seen[-1]])
            last[name] = seen[-1]
        return last

    @cache
    def homes(self):
        """Give the organisation of each attendance, as it stood on the day or else as it stands now."""
        now = self.nodes("", self.titles[-1], every=True)["organisation"]
        rows = zip(self.present["person"], self.present["organisation"], strict=True)
        names = [organisation or now.get(person, "") for person, organisation in rows]
        return self.present.assign(
            organisation=pd.Series([self.line.get(name, name) for name in names], self.present.index, str)
        )

    # Who was where

    @cache
    def held(self, period):
        """Give the gatherings of a period in order of time."""
        since, until = self.periods.get(period, (None, None))
        inside = [g for g, day in self.on.items() if period == WHOLE or (day and since <= day <= until)]
        return sorted(inside, key=lambda g: (self.on[g] or dt.date.max, g))

    @cache
    def could(self, person, gathering):
        day = self.on[gathering]
        spans = self.spells.get(person)
        listed = not spans or day is None or any((s or day) <= day <= (e or day) for s, e in spans)
        if len(self.cops()[0]) > 1 and (cop := self.cop_of.get(gathering, "")):
            rows = [span for p, c, *span in self.enrolled if (p, c) == (person, cop)]
            within = any(day is None or (s or day) <= day <= (e or day) for s, e in rows)
            listed &= within if rows else any(p == person and self.cop_of.get(g) == cop for p, g in self.came)
        return listed or (person, gathering) in self.came

    @cache
    def cops(self):
        """Give who belongs to each community that a list names, and its own gatherings."""
        people, held = {}, {}
        for name in sorted({cop for _p, cop, *_span in self.enrolled}):
            held[name] = [g for g, cop in self.cop_of.items() if cop == name]
            came = {p for p, g in self.came if g in set(held[name])}
            people[name] = came | {p for p, cop, *_span in self.enrolled if cop == name}
        return people, held

    @cache
    def nodes(self, folder, period, every=False):
        """Give the people of a network with their groups; who was no member of the period is left out."""
        table = self.long("nodes", folder, period).set_index("node")
        return table if every else table[[self.member(person, folder, period) for person in table.index]]

    @cache
    def every(self, name):
        """Give one of the tables for experts: of every medium, period and boundary."""
        path = self.pages / "for-experts" / "tables" / f"{name}.csv"
        return pd.read_csv(path, dtype=str, keep_default_na=False)

    def long(self, name, folder, period, by=""):
        """Give the rows of a table that are of one network, and of one boundary if it has any."""
        table, medium = self.every(name), folder.strip("/") or self.alone
        table = table[(table["medium"] == (TITLES[medium] if medium else "meetings")) & (table["period"] == period)]
        return table[table["boundary"].isin(["", by])] if by else table

    def member(self, person, folder, period):
        medium = folder.strip("/") or self.alone
        if person in self.active(medium, period):
            return True
        spans, (since, until) = self.spells.get(person), self.window(medium, period)
        inside = any((s or since) <= until and (e or until) >= since for s, e in spans or () if since)
        return (not spans or inside or period == WHOLE) if medium else bool(spans) and (inside or not since)

    def window(self, medium, period):
        if medium:
            return self.periods.get(period, (dt.date.min, dt.date.max))
        dated = [self.on[g] for g in self.held(period) if self.on[g]]
        return (min(dated), max(dated)) if dated else (dt.date.min, dt.date.max)

    @cache
    def active(self, medium, period):
        return {person for pair in self.pairs(medium, period, 10**9) for person in pair} | (
            set() if medium else {p for p, g in self.came if g in set(self.held(period))}
        )

    @cache
    def deeds(self, medium, period):
        since, until = self.periods.get(period, (None, None))
        rows = self.acts[(self.acts["medium"] == medium) & (self.acts["source"] != self.acts["target"])]
        rows = rows[rows["source"].isin(self.persons) & rows["target"].isin(self.persons)]
        return rows if period == WHOLE else rows[np.array([bool(d) and since <= d <= until for d in rows["on"]], bool)]

    @cache
    def pairs(self, medium, period, largest=LARGEST):
        """Give each two people who met, or of whom one turned to the other, and how often."""
        if medium:
            rows = self.deeds(medium, period)
            return Counter(frozenset(pair) for pair in zip(rows["source"], rows["target"], strict=True))
        there = [[p for p, g in self.came if g == gathering] for gathering in self.held(period)]
        return Counter(frozenset(pair) for who in there if len(who) <= largest for pair in combinations(who, 2))

    # What was counted of it

    @cache
    def network(self, folder, period, by):
        """Give the group of each member whose group is known, and the ties among them."""
        groups = {p: g for p, g in self.nodes(folder, period)[by].items() if g}
        ties = self.pairs(folder.strip("/") or self.alone, period)
        return groups, [tuple(sorted(pair)) for pair in ties if pair <= groups.keys()]

    def outside(self, folder, period, row, column, by):
        groups, ties = self.network(folder, period, by)
        tied = {p for pair in self.pairs(folder.strip("/") or self.alone, period) for p in pair}
        lone = {p for p in groups if p not in tied and row in (ALL, groups[p])}
        return {
            "people": len(groups),
            "reaching": len({p for tie in ties for p in tie if groups[tie[0]] != groups[tie[1]]}),
            "isolate": len(lone),
            "isolate and here": len(lone - self.leavers),
            "isolate and left": len(lone & self.leavers),
        }[column]

    def ei_index(self, folder, period, row, column, by):
        groups, pairs = self.network(folder, period, by)
        ties, medium = pairs, folder.strip("/") or self.alone
        if medium:  # who turned to whom: a pair counts twice if both did
            deeds = self.deeds(medium, period)
            ties = {(a, b) for a, b in zip(deeds["source"], deeds["target"], strict=True) if {a, b} <= groups.keys()}
        own, known = ([tie for tie in part if row == ALL or row in {groups[p] for p in tie}] for part in (ties, pairs))
        external, apart = (sum(groups[a] != groups[b] for a, b in part) for part in (own, known))
        share = external / len(own) if own else float("nan")
        counts = {
            "ties": len(own), "external": external, "share": share, "ei": 2 * share - 1,
            "pairs": len(known), "pairs outside": apart,
        }  # fmt: skip
        return counts[column] if column in counts else self.of_table(folder, "ei_index", period, row, column, by)

    def mixing(self, folder, period, row, column, by):
        groups, ties = self.network(folder, period, by)
        medium, ways = folder.strip("/") or self.alone, 1
        if medium:  # who turned to whom: a pair counts twice if both did
            deeds, ways = self.deeds(medium, period), 2
            ties = [
                (a, b) for a, b in set(zip(deeds["source"], deeds["target"], strict=True)) if {a, b} <= groups.keys()
            ]
        counts, sizes = Counter(tuple(sorted((groups[a], groups[b]))) for a, b in ties), Counter(groups.values())
        if column == "linked":
            return sum(a != b for a, b in counts)
        ends = tuple(row.split("; "))
        possible = ways * (sizes[ends[0]] * sizes[ends[1]] if ends[0] != ends[1] else comb(sizes[ends[0]], 2))
        expected, number = len(ties) * possible / max(ways * comb(len(groups), 2), 1), counts[tuple(sorted(ends))]
        figures = {"ties": number, "expected": expected}
        if "÷" in column:
            return number / (expected if "expected" in column else possible)
        return figures.get(column)

    def group_reach(self, folder, period, row, column, by):
        groups, ties = self.network(folder, period, by)
        sizes = Counter(groups.values())
        reaching = {g: {p for t in ties for p in t if groups[p] == g and groups[t[0]] != groups[t[1]]} for g in sizes}
        if row == ALL:
            known = [tuple(pair) for pair in self.pairs(folder.strip("/") or self.alone, period)]
            elsewhere = {groups[p] for a, b in known for p in (a, b) if (a in groups) != (b in groups) and p in groups}
            hanging = [g for g, who in reaching.items() if len(who) == 1 < sizes[g] and not who & self.leavers]
            return {
                "groups": len(sizes), "pairs": comb(len(sizes), 2), "hangs": len(hanging),
                "with one member": sum(n == 1 for n in sizes.values()),
                "without ties": sum(not who and g not in elsewhere and self.were_there(folder, g, groups, period) for g, who in reaching.items()),
            }[column]  # fmt: skip
        of = row.split("; ") if row not in sizes else [row]
        alters = {groups[q] for t in ties for p, q in (t, t[::-1]) if groups[p] in of and groups[q] not in of}
        people, outside = sum(sizes[g] for g in of), sum(len(reaching.get(g, ())) for g in of)
        return {"people": people, "others": people - 1, "people_outside": outside, "groups_reached": len(alters)}[
            column
        ]

    def were_there(self, folder, group, groups, period):
        return bool(folder or self.alone) or any(groups.get(p) == group for p in self.active("", period))

    def centrality(self, folder, period, row, column, by):
        tied = {p for pair in self.pairs(folder.strip("/") or self.alone, period, 10**9) for p in pair}
        return len(set(self.nodes(folder, period).index) - tied)

    def cohesion(self, folder, period, row, column, by):
        people = set(self.nodes(folder, period).index)
        ties = [pair for pair in self.pairs(folder.strip("/") or self.alone, period) if pair <= people]
        return len(ties) / comb(len(people), 2) if column == "density" else None

    def cut_off(self, folder, period, row, column, by):
        if column == "last_outside":
            groups, _ties = self.network(folder, WHOLE, by)
            met = [g for g in self.held(WHOLE) if {groups.get(p) for p, at in self.came if at == g} - {None} > {row}]
            return max((self.on[g] for g in met if self.on[g]), default=None)
        if column == "last_attended":
            groups = self.nodes(folder, WHOLE)[by]
            days = [self.on[g] for p, g in self.came if groups.get(p) == row and self.on[g]]
            return max(days, default=None)
        return self.ei_index(folder, period, row, "pairs outside", by) if column == "external" else None

    def sizes(self, folder, period, row, column, by):
        """What a period rests on."""
        medium, held = folder.strip("/") or self.alone, self.held(period)
        ties, people = self.pairs(medium, period), set(self.nodes(folder, period).index)
        known = self.network(folder, period, self.group)
        dated = [day for day in (self.deeds(medium, period)["on"] if medium else map(self.on.get, held)) if day]
        return {
            "gatherings": lambda: len(held),
            "attendances": lambda: sum(g in set(held) for _p, g in self.came),
            "acts": lambda: len(self.deeds(medium, period)),
            "people": lambda: len(people),
            "ties": lambda: len(ties),
            "pairs_not_drawn": lambda: len(self.pairs(medium, period, 10**9)) - len(ties),
            "ungrouped": lambda: len(people) - len(known[0]),
            "ungrouped_ties": lambda: len(ties) - len(known[1]),
            "since": lambda: min(dated), "until": lambda: max(dated),
            "quarters": lambda: quarters(self.dated(medium)),
        }[column]()  # fmt: skip

    def dated(self, medium):
        acts = [day for title in self.titles for day in self.deeds(medium, title)["on"] if medium]
        return acts or [day for title in self.titles for day in map(self.on.get, self.held(title)) if day]

    def ties(self, folder, period, row, column, by):
        least = int(column.partition("≥ ")[2] or 1)
        return sum(times >= least for times in self.pairs(folder.strip("/") or self.alone, period).values())

    # Who came

    def presence(self, folder, period, row, column, by):
        """Give who came in a period of the study, or in a quarter of a year."""
        if self.alone:  # who has a tie
            return len(self.active(self.alone, row or WHOLE)) if column == "came" else None
        spans, known = self.spans(row), self.nodes("", WHOLE, every=True)[by]
        known = set(known.index if row in self.periods else known.index[known != ""])
        place = [title for title, _held in spans].index(row)
        came = [{p for p, g in self.came if p in known and g in set(held)} for _title, held in spans]
        earlier = set().union(*came[:place])
        before, now = came[place - 1] if place else set(), came[place]
        able = {p for p in before if any(self.could(p, g) for g in spans[place][1])}
        counts = {
            "held": len(spans[place][1]), "came": len(now), "people": len(now), "newcomers": len(now - earlier),
            "returners": len(now & earlier - before), "stayed": len(now & before), "lapsed": len(able - now),
            "left_since": len(before - able - now), "came again": len(now & earlier),
        }  # fmt: skip
        if column in ("tenths again", "tenths before"):
            whole = before if column == "tenths again" else now
            return 10 * len(now & earlier) / len(whole)
        counts["able"] = counts["stayed"] + counts["lapsed"]
        counts["retention"] = counts["stayed"] / counts["able"] if counts["able"] else float("nan")
        return counts.get(column)

    @cache
    def spans(self, row):
        if row in self.periods:
            return [(title, self.held(title)) for title in self.periods]
        quarter = {g: f"{day.year} Q{(day.month + 2) // 3}" for g, day in self.on.items() if day}
        years = sorted({title[:4] for title in quarter.values()})
        titles = [f"{year} Q{n}" for year in range(int(years[0]), int(years[-1]) + 1) for n in (1, 2, 3, 4)]
        titles = [q for q in titles if min(quarter.values()) <= q <= max(quarter.values())]
        return [(q, [g for g in quarter if quarter[g] == q]) for q in titles]

    def absences(self, folder, period, row, column, by, who=None):
        """Give how often somebody, or anybody of a group, came, could and missed the last; several stand together."""
        order = [g for g in self.held(period) if self.on[g]]
        found = set()
        for name in row.split("; "):
            people = who(name) if who else self.ids(name)
            could = [g for g in order if any(self.could(p, g) for p in people)]
            came = [g for g in could if any((p, g) in self.came for p in people)]
            missed = len(could) - 1 - could.index(came[-1]) if came else len(could)
            p = comb(len(could) - missed, len(came)) / comb(len(could), len(came))
            found.add(
                {"times_came": len(came), "times_could": len(could), "missed_last": missed, "gap_p": p}.get(column)
            )
        return found.pop() if len(found) == 1 else float("nan")

    def group_absences(self, folder, period, row, column, by):
        groups = self.nodes("", WHOLE)["organisation"]
        return self.absences(folder, period, row, column, by, lambda name: list(groups.index[groups == name]))

    def spanners(self, folder, period, row, column, by):
        if row == ALL:
            return None
        found = set()
        for name in row.split("; "):
            groups, ties = self.network(folder, period, by)
            (person,) = [p for p in groups if self.names[p] == name]
            near = {p: {q for t in ties for q in t if p in t and q != p} for p in groups}
            alters = near[person]
            open_pairs = [(a, b) for a in alters for b in alters - {a} if b not in near[a]]
            found.add({
                "groups_reached": len({groups[q] for q in alters} - {groups[person]}),
                "broker_across": sum(len({groups[person], groups[a], groups[b]}) > 1 for a, b in open_pairs),
            }.get(column))  # fmt: skip
        return found.pop() if len(found) == 1 else float("nan")

    def who_came(self, folder, period, row, column, by):
        """Give what attendance.csv itself says."""
        if column in ("organisations", "organisation", "localities", "locality", "sectors", "sector"):
            people = self.nodes("", self.titles[-1]) if self.titles != [WHOLE] else self.nodes("", WHOLE)
            by = {"localities": "locality"}.get(column, column.removesuffix("s"))
            came = self.organisations(WHOLE)
            known = {g for o, g in zip(people["organisation"], people[by], strict=True) if o.casefold() in came}
            return len(came) if by == "organisation" else len(known - {"", "Not stated"})
        if column in ("apologies", "unidentified"):
            rows = self.attendance[
                self.attendance["gathering"].isin(self.on) & (self.attendance["status"] == "apologies")
            ]
            sent = {*zip(rows["person"], rows["gathering"], strict=True)} - {*zip(
                *(self.attendance.loc[self.attendance["status"] == "present", c] for c in ("person", "gathering")), strict=True
            )}  # fmt: skip
            devices = self.devices.drop_duplicates(["person", "gathering"])
            return len({(p, g) for p, g in sent if p in self.persons}) if column == "apologies" else len(devices)
        if column in ("came", "again", "not again", "new"):
            first, last = (
                {p for p, g in self.came if g in set(self.held(t))} for t in (self.titles[0], self.titles[-1])
            )
            sets = {"came": first, "again": first & last, "not again": first - last, "new": last - first}
            return len({p for p, _g in self.came} if period == WHOLE else sets[column])
        month = self.month(row, column)
        if month is not None:
            return month
        dated, recent = self.held(WHOLE), set(self.held(WHOLE)[-self.lately() :] if self.lately() else ())
        rows = self.of_whom(row)
        if self.alone:
            return len(self.organisations(WHOLE) & {name.casefold() for name in row.split("; ")})
        if column == "lately":
            return sum(g in recent for g in rows["gathering"])
        last = max(rows["gathering"], key=dated.index, default="")
        return {"times": len(rows), "ever": len(rows), "last": self.on.get(last)}[column]

    # The month of whoever convenes

    def ids(self, title):
        """Give the people of a name; of namesakes those of the role behind it."""
        nodes, persons = self.nodes("", self.titles[-1], every=True), sorted(self.persons)
        marks = [nodes[column] for column in ("role", "organisation")]
        alike = [p for p in persons if self.names[p] == title]
        marked = [p for mark in marks for p in persons if f"{self.names[p]} ({mark.get(p)})" == title]
        # of two of one name the one without a mark is the one of whom neither role nor organisation is known
        return (
            alike if len(alike) < 2 else [p for p in alike if not any(mark.get(p) for mark in marks)] or alike
        ) or marked[:1]

    def month(self, row, column):
        """Give what the convener's page counts of the meetings that have a day; None for another column."""
        figures = {
            "day": self.of_meeting, "people there": self.of_meeting, "organisations there": self.of_meeting,
            "new there": self.of_meeting, "last day": self.of_comer, "acquaintances": self.of_comer,
            "most often with, equals": self.of_comer, "together": self.of_two, "equal contacts": self.of_organisation,
        }  # fmt: skip
        return (
            figures[column](row, column) if column in figures else self.of_month().get(column) if row == ALL else None
        )

    @cache
    def dated_frame(self):
        """Give who came to which dated meeting, from where, and whether they stay and do not convene."""
        order = [g for g in self.held(WHOLE) if self.on[g]]
        frame = self.homes()[self.homes()["gathering"].isin(order)].replace({"organisation": {"Not stated": ""}})
        convene = {name.casefold() for name in self.settings.get("study", {}).get("conveners", ())}
        frame = frame.assign(place=frame["gathering"].map({g: n for n, g in enumerate(order)}).astype(int))
        frame = frame.assign(stays=~frame["person"].isin(self.leavers))
        return frame.assign(
            advised=frame["stays"] & ~frame["person"].map(self.names).str.casefold().isin(convene)
        ), order

    @cache
    def outsize(self):
        frame, _order = self.dated_frame()
        sizes = frame.groupby("place").size().reindex(range(len(_order)), fill_value=0)
        return (
            sizes.idxmax()
            if len(sizes) and sizes.max() >= 2 * sizes.median() and (sizes == sizes.max()).sum() == 1
            else -1
        )

    def of_meeting(self, row, column):
        frame, order = self.dated_frame()
        place = int(row.removeprefix("meeting ")) - 1
        rows = frame[frame["place"] == place]
        first = frame.groupby("person")["place"].min()
        return {
            "day": self.on[order[place]], "people there": len(rows), "organisations there": len(set(rows["organisation"]) - {""}),
            "new there": int((first == place).sum()),
        }[column]  # fmt: skip

    def of_comer(self, row, column):
        frame, order = self.dated_frame()
        (person,) = self.ids(row)
        own = frame[frame["person"] == person]
        if column == "last day":
            return self.on[order[own["place"].max()]]
        if column == "acquaintances":
            return frame[frame["place"].isin(set(own["place"]) - {self.outsize()})]["person"].nunique() - 1
        now = self.nodes("", self.titles[-1], every=True)["organisation"]
        active = set(frame.loc[frame["advised"] & (frame["place"] >= len(order) - 6), "person"]) - {person}
        near = frame[frame["place"].isin(set(own["place"])) & frame["person"].isin(active)]
        elsewhere = near[[not now.get(person, "") or now.get(p, "") != now.get(person, "") for p in near["person"]]]
        times = elsewhere["person"].value_counts()
        return int((times == times.iloc[1]).sum())

    def of_two(self, row, column):
        frame, _order = self.dated_frame()
        ends = [self.ids(title) for title in row.split("; ")]
        return len(set.intersection(*(set(frame.loc[frame["person"].isin(people), "place"]) for people in ends)))

    def of_organisation(self, row, column):
        frame, order = self.dated_frame()
        late = frame[(frame["place"] >= len(order) - 6) & frame["advised"] & (frame["organisation"] == row)]
        ranks = [(n, int((frame["person"] == p).sum())) for p, n in late["person"].value_counts().items()]
        return ranks.count(max(ranks))

    @cache
    def of_month(self):
        frame, order = self.dated_frame()
        if not order:
            return {}
        start = max(0, len(order) - 6)
        at = frame[frame["organisation"] != ""].groupby("organisation")["place"].agg(set)
        still = set(frame.loc[frame["stays"] & (frame["place"] >= start), "organisation"])
        pairs = list(combinations([o for o in at.index if o in still], 2))
        last = frame[frame["stays"]].groupby("person")["place"].max()
        back, greet, alone = [], [], 0
        for person, own in frame[frame["advised"]].groupby("person")["place"]:
            places, able = set(own), [n for n, g in enumerate(order) if self.could(person, g)]
            if len(places) >= 4 and sum(n > max(places) for n in able) >= 5:
                back.append((-len(places), -max(places), len(able)))
            near = set(frame.loc[frame["place"].isin(places - {self.outsize()}), "person"]) - {person}
            if len(places) <= 2 and max(places) >= len(order) - 13 and places != {self.outsize()} and len(near) <= 25:
                greet.append((-max(places), len(near), len(places), len(able)))
            alone += places == {self.outsize()}
        return {
            "recent": len(order) - start, "recent since": self.on[order[start]], "active": int((last >= start).sum()),
            "not active": int((last < start).sum()),
            "staying": len(last), "pairs": len(pairs), "pairs never": sum(not at[a] & at[b] for a, b in pairs),
            "to ask back": len(back), "to greet": len(greet), "at the largest alone": alone,
            "comers": frame["person"].nunique(), "held": len(order),
        }  # fmt: skip

    def of_whom(self, row):
        """Give the attendances of a person, or of organisations as they stood on the day."""
        people = self.ids(row)
        if people:
            return self.present[self.present["person"].isin(people)]
        return self.homes()[self.homes()["organisation"].str.casefold().isin({n.casefold() for n in row.split("; ")})]

    def lately(self):
        number = len(self.on)
        return max(3, -(-number // 4)) if number >= 6 else 0

    def meetings(self, folder, period, row, column, by):
        """Give what is counted of the gatherings."""
        held, recent = self.held(WHOLE), self.lately()
        away = set(held[-recent:]) if recent else set()
        seats = self.gatherings.set_index("gathering")["seats"]
        full = {g: float(seats[g]) for g in held if seats.get(g)}
        there = Counter(self.present["gathering"]) + Counter(
            self.devices.drop_duplicates(["person", "gathering"])["gathering"]
        )
        by_person = {p: {g for q, g in self.came if q == p} for p in {p for p, _g in self.came} - self.leavers}
        gone = {p for p, gs in by_person.items() if recent and len(gs) >= 3 and not gs & away}
        staying = self.homes()[~self.present["person"].isin(self.leavers) & (self.homes()["organisation"] != "")]
        came = self.homes().groupby("organisation")["gathering"].agg(set)
        return {
            "held": len(held), "lately": recent, "faded": len(gone), "undated": sum(not self.on[g] for g in held),
            "drifted": sum(not came[o] & away for o in set(staying["organisation"])) if recent else 0,
            "with seats": len(full), "full": sum(there[g] >= n for g, n in full.items()),
            "seats taken": sum(min(there[g], n) for g, n in full.items()) / sum(full.values()) if full else None,
        }[column]  # fmt: skip

    @cache
    def organisations(self, period):
        """Give the organisations somebody came from; on a medium, those of whom somebody has a tie."""
        if self.alone:
            nodes = self.nodes("", self.titles[-1])
            tied = self.active(self.alone, WHOLE if period == WHOLE else period)
            names = {o for p, o in nodes["organisation"].items() if p in tied}
        else:
            rows = self.homes()
            names = set(rows.loc[rows["gathering"].isin(set(self.held(period))), "organisation"])
        return {name.casefold() for name in names} - {"", "not stated"}

    def reach(self, folder, period, row, column, by):
        table = self.read("organisations")
        wanted = table[table["reach"] == "True"].assign(key=lambda t: t["name"].str.casefold()).drop_duplicates("key")
        ever, now, before = (self.organisations(t) for t in (WHOLE, self.titles[-1], self.titles[0]))
        earlier = set().union(*(self.organisations(title) for title in self.titles[:-1]))
        came = {"ever": ever, "now": now, "before": before, "never": ever, "new": now - earlier, "earlier": ever - now}
        if column == "unlisted":
            return len(ever - set(wanted["key"]))
        kinds = {"Localities": "locality", "Sectors": "sector"}
        if row in kinds:
            parts = [set(rows["key"]) for name, rows in wanted.groupby(kinds[row]) if name]
            return sum(bool(part & came.get(column, part)) for part in parts)
        names = {row, *row.split("; ")}
        known = [wanted[by].replace("", f"{by.capitalize()} not known").isin(names) for by in BOUNDARIES[1:]]
        rows = wanted if row == "Organisations" else wanted[known[0] | known[1]]
        part, kind = set(rows["key"]), column.partition(" ")[0]
        count = len(part & came.get(kind, part))
        return len(part) - count if column == "never" else count / len(part) if "÷" in column else count

    def ledger(self, folder, period, row, column, by):
        table = self.read("ledger").astype({"records": int})
        used = set(table.loc[table["fate"].isin(["used", "merged"]) & (table["records"] > 0), "file"])
        lost = table[(table["fate"] == "rejected") & (table["records"] > 0)]
        if column in ("unread", "rejected in read files"):
            read = lost["file"].isin(used)
            return lost.loc[~read, "file"].nunique() if column == "unread" else lost.loc[read, "records"].sum()
        sums = {"records": table["records"].sum(), "files": table["file"].nunique(), "shown": 12}
        return sums.get(column, table.loc[table["fate"] == column, "records"].sum())

    # Pairs at equal numbers of gatherings, mixing at a gathering, turnover

    def change(self, folder, period, row, column, by):
        who, statistic = row.split("; ")
        sides = self.sides()
        drawn = min(map(len, sides))
        if statistic == "isolation":  # at fewer, where its figure is surest
            drawn = int(self.of_table(folder, "change", period, row, "gatherings_drawn", by))
        if column == "gatherings_drawn":
            return drawn
        if column not in ("before", "after", "difference"):
            return None
        before, after = (self.shares(by, who, drawn, place)[statistic] for place in (0, 1))
        return {"before": before, "after": after, "difference": after - before}[column]

    @cache
    def shares(self, by, who, drawn, place):
        """Give the share of pairs who meet in so many gatherings of these, of those who could (rarefied)."""
        sides, groups = self.sides(), {p: g for p, g in self.nodes("", WHOLE)[by].items() if g}
        if who == "same people":
            groups = {p: g for p, g in groups.items() if all(any(self.could(p, g) for g in side) for side in sides)}
        held = sides[place]
        there = {p: {g for g in held if (p, g) in self.came} for p in groups}
        able = {p: {g for g in held if self.could(p, g)} for p in groups}
        chance = [1 - comb(len(held) - n, drawn) / comb(len(held), drawn) for n in range(len(held) + 1)]
        sums = {True: [0.0, 0.0], False: [0.0, 0.0]}
        for a, b in combinations(sorted(groups), 2):
            side = sums[groups[a] == groups[b]]
            side[0] += chance[len(there[a] & there[b])]
            side[1] += chance[len(able[a] & able[b])]
        within, between = (met / could if could else float("nan") for met, could in (sums[True], sums[False]))
        density = (sums[True][0] + sums[False][0]) / max(sums[True][1] + sums[False][1], 1e-9)
        isolation = (within - between) / max(within + between - 2 * within * between, 1e-12)
        return {"within": within, "between": between, "density": density, "isolation": isolation}

    def sides(self):
        return [self.held(title) for title in (self.titles[0], self.titles[-1])]

    def ties_changed(self, folder, period, row, column, by):
        groups = {p: g for p, g in self.nodes("", WHOLE)[by].items() if g}
        first, last = (
            {p for p in self.pairs("", t, 10**9) if p <= groups.keys()} for t in (self.titles[0], self.titles[-1])
        )
        across = [p for p in first | last if len({groups[q] for q in p}) == 2]
        name = row.partition("; ")[2]
        across = [p for p in across if name == "two groups" or name in {groups[q] for q in p}]
        alike = {"gained": last - first, "kept": first & last, "lost": first - last}
        if column in alike:
            return sum(p in alike[column] for p in across)
        side = {"groups_before": first, "groups_after": last}.get(column)
        reached = {groups[q] for p in across if side and p in side for q in p} - {name}
        return len(reached) if side is not None else None

    def seat_diversity(self, folder, period, row, column, by):
        groups = {p: g for p, g in self.nodes("", period)[by].items() if g}
        there = [Counter(groups[p] for p, at in self.came if at == g and p in groups) for g in self.held(period)]
        there = [seats for seats in there if sum(seats.values()) > 1]
        blau = [1 - sum((n / sum(seats.values())) ** 2 for n in seats.values()) for seats in there]
        means = {"gatherings": len(there), "groups_present": np.mean([len(s) for s in there]), "blau": np.mean(blau)}
        return means.get(column)

    # How often people of one group were together

    def contact(self, folder, period, row, column, by):
        if row != ALL or column not in ("contact_before", "contact_after", "contact_change", "people"):
            return None
        return self.own_group(folder.strip("/") or self.alone, folder, by)[column]

    @cache
    def own_group(self, medium, folder, by):
        """Give how much more people turn to their own group than to others as busy, in the first and last period."""
        groups = {p: g for p, g in self.nodes(folder, WHOLE)[by].items() if g}
        people, titles = sorted(groups), [title for title in self.titles if len(self.deeds(medium, title))]
        every = self.acts[(self.acts["medium"] == medium) & (self.acts["source"] != self.acts["target"])]
        every = every[[day is not None for day in every["on"]]]
        start, end, quarter = min(every["on"]), max(every["on"]), dt.timedelta(91)
        seen = {}
        for row in every.itertuples():
            for person in (row.source, row.target):
                first, last = seen.get(person, (row.on, row.on))
                seen[person] = min(first, row.on), max(last, row.on)
        acts = [
            (people.index(row.source), people.index(row.target), (late, row.on - dt.timedelta(row.on.weekday())))
            for late, title in ((False, titles[0]), (True, titles[-1]))
            for row in self.deeds(medium, title).itertuples()
            if {row.source, row.target} <= groups.keys()
        ]
        weeks = sorted({week for _tail, _head, week in acts})
        could = np.ones((len(people), len(weeks)), bool)
        for at, person in enumerate(people):
            first, last = seen.get(person, (end, start))
            spans = self.spells.get(person) or [
                (None if first <= start + quarter else first, None if last >= end - quarter else last)
            ]
            for place, (_late, monday) in enumerate(weeks):
                sunday = monday + dt.timedelta(6)
                could[at, place] = any((s or sunday) <= sunday and monday <= (e or monday) for s, e in spans)
        tail, head = (np.array([act[end] for act in acts]) for end in (0, 1))
        week = np.array([weeks.index(act[2]) for act in acts])
        could[tail, week] = could[head, week] = True
        names = sorted(set(groups.values()))
        labels = np.array([names.index(groups[person]) for person in people])
        before, after = own_group_odds(tail, head, week, labels, np.array([late for late, _monday in weeks]), could)
        number = len({*tail, *head})
        return {"contact_before": before, "contact_after": after, "contact_change": after / before, "people": number}

    def overlap(self, folder, period, row, column, by):
        return self.overlaps(folder.strip("/"), folder, by).get(column)

    @cache
    def overlaps(self, medium, folder, by):
        """Give how often people in touch on a medium were at the same meetings of the last period, against chance."""
        groups = {p: g for p, g in self.nodes(folder, WHOLE)[by].items() if g}
        every = self.acts[(self.acts["medium"] == medium) & (self.acts["source"] != self.acts["target"])]
        every = every[[day is not None for day in every["on"]]]
        moments = [(p, day) for end in ("source", "target") for p, day in zip(every[end], every["on"], strict=True)]
        moments += [(p, self.on[g]) for p, g in self.came if self.on[g]]
        start, end, quarter = min(day for _p, day in moments), max(day for _p, day in moments), dt.timedelta(91)
        seen = {}
        for person, day in moments:
            first, last = seen.get(person, (day, day))
            seen[person] = min(first, day), max(last, day)

        def could(person, since, until):
            first, last = seen.get(person, (end, start))
            spans = self.spells.get(person) or [
                (None if first <= start + quarter else first, None if last >= end - quarter else last)
            ]
            return any((s or until) <= until and since <= (e or since) for s, e in spans)

        days = [*every["on"], *filter(None, self.on.values())]
        dated = [(day, t) for t, (since, until) in self.periods.items() for day in days if since <= day <= until]
        title = max(dated)[1] if dated else WHOLE
        acts = [row for row in self.deeds(medium, title).itertuples() if {row.source, row.target} <= groups.keys()]
        acts = [row for row in acts if row.on]
        held, pairs = self.held(title), {frozenset((row.source, row.target)) for row in acts}
        came = {p for p, g in self.came if g in set(held)}
        pairs = {pair for pair in pairs if pair <= came}
        people = sorted({p for pair in pairs for p in pair})
        presence = np.array([[(p, g) in self.came for g in held] for p in people]).reshape(len(people), len(held))
        able = presence | np.array(
            [[self.could(p, g) and (not self.on[g] or could(p, self.on[g], self.on[g])) for g in held] for p in people]
        ).reshape(presence.shape)
        tied = np.array([[frozenset((a, b)) in pairs for b in people] for a in people]).reshape(len(people), -1)
        weeks = Counter(row.on - dt.timedelta(row.on.weekday()) for row in acts)
        active = {(p, row.on - dt.timedelta(row.on.weekday())) for row in acts for p in (row.source, row.target)}
        there = np.array(
            [[(p, w) in active or could(p, w, w + dt.timedelta(6)) for w in weeks] for p in people], float
        ).reshape(len(people), len(weeks))
        met = presence.astype(float) @ presence.T
        homes = self.nodes("", WHOLE, every=True)[by]
        touch = {frozenset((groups[row.source], groups[row.target])) for row in acts}
        touch = {pair for pair in touch if len(pair) == 2}
        at = [{homes.get(p) for p, where in self.came if where == g} - {"", None} for g in held]
        figures = {
            "people": len(people), "pairs_in_touch": len(pairs), "pairs_never_together": int((tied & (met == 0)).sum()) // 2,
            "groups_in_touch": len(touch), "groups_only_in_touch": sum(not any(pair <= who for who in at) for pair in touch),
        }  # fmt: skip
        if len(people) >= 10:
            p, free = chances(presence, able)
            rest = (presence - p) * free
            shared = there * list(weeks.values()) @ there.T / len(acts)
            together = (tied * met).sum() / 2
            beyond = ((tied - touching(tied, shared)) * (rest @ rest.T) * (1 - np.eye(len(people)))).sum() / 2
            figures["overlap"] = together / (together - beyond)
        return figures

    def co_attendance(self, folder, period, row, column, by):
        names = (
            "together_before",
            "together_after",
            "together_change",
            "group_weight",
            "came_before",
            "came_after",
            "people",
        )
        if column not in names and not column.startswith("across"):
            return None
        figures = self.together(by)
        value = figures.get((row, column))
        return "compare" if value is None else value

    @cache
    def together(self, by):
        """Give R of all and of each group by the formula of two periods' residuals (one kind of gathering)."""
        sides, nodes = self.sides(), self.nodes("", WHOLE)
        people = [p for p in nodes.index if all(any(self.could(p, g) for g in side) for side in sides)]
        names = sorted({g for g in nodes[by] if g})
        labels = [nodes[by][p] or p for p in people]
        columns = names + sorted(set(labels) - set(names))
        member = np.array([[label == name for name in columns] for label in labels], float)
        parts, found = [], {}
        for side, when in zip(sides, ("before", "after"), strict=True):
            came = np.array([[(p, g) in self.came for g in side] for p in people])
            could = np.array([[self.could(p, g) for g in side] for p in people])
            shares = (member.T @ came).sum(1) / np.maximum((member.T @ could).sum(1), 1)
            found |= {(name, f"came_{when}"): share for name, share in zip(columns, shares, strict=True)}
            found[ALL, f"came_{when}"] = came.sum() / could.sum()
            telling = (came.sum(0) > 0) & (came.sum(0) < could.sum(0))
            parts.append(pieces(came[:, telling], could[:, telling], member))
        response, excess = ([part[name].sum(1) for part in parts] for name in ("times", "excess"))
        known = (response[0] > 0.02) & (response[1] > 0.02)
        pooled = sum(map(np.sum, excess)) / max(sum(map(np.sum, response)), 1e-9)
        spread = [own_variance(p, pooled) / np.maximum(r, 1e-9) ** 2 for p, r in zip(parts, response, strict=True)]
        weight = np.where(known, 1 / (spread[0] + spread[1]), 0)
        weight = weight / max(weight.sum(), 1e-12)
        level = [e / np.maximum(r, 1e-9) for e, r in zip(excess, response, strict=True)]
        for when, kappa, part in zip(("before", "after"), level, parts, strict=True):
            found[ALL, f"together_{when}"] = max(1 + (weight * kappa).sum(), 0.2)
            found[ALL, f"across_{when}"] = across(part)
            found |= {(n, f"together_{when}"): 1 + k for n, k, w in zip(columns, kappa, weight, strict=True) if w}
        for name, share, size in zip(columns, weight, member.sum(0), strict=True):
            found[name, "group_weight"], found[name, "people"] = share, int(size)
        found[ALL, "group_weight"], found[ALL, "people"] = 1.0, int(member[:, : len(names)].sum())
        for name in [ALL, *columns]:
            if (name, "together_before") in found:
                found[name, "together_change"] = found[name, "together_after"] / found[name, "together_before"]
        return found

    # Events and conveners

    @cache
    def first_days(self):
        """Give the first day of each person, the day of their first ordinary meeting after it, and if it was at one."""
        days = {}
        for person, gathering in self.came:
            if self.on[gathering]:
                days.setdefault(person, []).append((self.on[gathering], gathering))
        firsts = {}
        for person, rows in days.items():
            first = min(day for day, _at in rows)
            plain = [day for day, at in rows if at not in self.events]
            firsts[person] = first, min((day for day in plain if day > first), default=None), first not in plain
        return firsts

    def newcomers(self, event, side):
        """Give the first day of each newcomer, and of their first ordinary meeting after it; None if there is none."""
        day, start = self.on[event], min(d for d in self.on.values() if d)
        return [
            (first, again) for p, (first, again, at_event) in self.first_days().items()
            if (side == "event" and at_event and first == day and (p, event) in self.came)
            or (side != "event" and not at_event and abs(first - day).days <= 91 and (first - start).days >= 183)
        ]  # fmt: skip

    def returned(self, event, side):
        """Count the newcomers, those the record follows for half a year, and who of these came again in it."""
        end = max(d for at, d in self.on.items() if d and at not in self.events)
        new = self.newcomers(event, side)
        could = [(first, again) for first, again in new if (end - first).days >= 183]
        late = [first for first, again in new if (end - first).days < 183 and again is None]
        return (
            len(new),
            len(could),
            sum(again is not None and (again - first).days <= 183 for first, again in could),
            len(late),
        )

    def recruited(self, folder, period, row, column, by):
        event, _, side = row.partition("; ")
        if column == "to ring":
            firsts = self.first_days()
            guests = {p for p, (_day, _again, at_event) in firsts.items() if at_event and not self.has_met(p)}
            there = (
                {p for p, at in self.came if at == event and firsts[p][0] == self.on[event]} if event != ALL else guests
            )
            return len(guests & there - self.leavers)
        day, rows = (
            self.on[event],
            dict(zip(self.gatherings["gathering"], self.gatherings.to_dict("records"), strict=True)),
        )
        new, could, back, late = self.returned(event, side)
        after = [at for at, d in self.on.items() if d and at not in self.events and 0 < (d - day).days <= 183]
        if column in ("on", "title", "quarter"):
            return {"on": day, "title": f"“{rows[event]['title']}”", "quarter": quarters([day])}[column]
        if column.startswith("return_difference"):
            (p, low, high), (q, below, above) = (
                shares(*self.returned(event, part)[2:0:-1]) for part in ("event", "other")
            )
            ends = {"low": -np.hypot(p - low, above - q), "high": np.hypot(high - p, q - below)}
            return 100 * (p - q + ends.get(column.rpartition("_")[2], 0))
        counts = {
            "newcomers": new, "could_return": could, "returned": back, "not_followed": late,
            "ordinary_after": len(after), "seated_after": sum(bool(rows[at]["seats"]) for at in after),
        }  # fmt: skip
        if column.startswith("return_share"):
            return dict(
                zip(("return_share", "return_share_low", "return_share_high"), shares(back, could), strict=True)
            )[column]
        return 10 * back / could if column == "tenths returned" else counts.get(column.removesuffix(", rounded"))

    def return_curve(self, folder, period, row, column, by):
        """Multiply the shares who did not come again, day by day."""
        event, side, last = row.split("; ")
        end = max(d for at, d in self.on.items() if d and at not in self.events)
        lives = [
            ((again - first).days, True) if again and (again - first).days <= 183 else (min((end - first).days, 183), False)
            for first, again in self.newcomers(event, side)
        ]  # fmt: skip
        left = 1.0
        for moment in sorted({days for days, came in lives if came and days <= int(last)}):
            risk, then = (
                sum(days >= moment for days, _came in lives),
                sum(days == moment and came for days, came in lives),
            )
            left *= 1 - then / risk
        return {"days_after": int(last), "at_risk": risk, "returned_then": then, "return_by": 1 - left}[column]

    def has_met(self, person):
        return any(p == person and at not in self.events for p, at in self.came)

    def without(self, folder, period, row, column, by):
        """Give the counts of a community whose conveners have not stopped; else the table is looked at."""
        if column == "stopped_on":
            return max(self.settings["study"]["conveners_until"].values())
        table = self.long("without", folder, period, self.group)
        if row == ALL and column in set(table["verdict"]):
            rows = table if len(table) == 1 else table[table["cop"] != ALL]
            return int((rows["verdict"] == column).sum())
        if self.settings["study"].get("conveners_until") or row != ALL:
            return None
        names = {name.casefold() for name in self.settings["study"]["conveners"]}
        came = [(p, at) for p, at in self.came if at not in self.events]
        others = {p for p, _at in came if self.names[p].casefold() not in names}
        return len(others) if column == "others" else None

    # What is worked on, and taken up

    @cache
    def rooms(self):
        """Give the dated gatherings of 25 people or fewer, in order of time, each with who was there."""
        devices = Counter(self.devices["gathering"])
        there = {at: {p for p, other in self.came if other == at} for at in self.on}
        rooms = [(day, there[at]) for at, day in self.on.items() if day and len(there[at]) + devices[at] <= 25]
        return sorted(rooms, key=lambda room: room[0])

    def placed(self, name, person, by):
        """Give a list's rows, each with the group it is of: its own, that of its person, that of its organisation."""
        people, facts = self.nodes("", WHOLE, every=True), self.read("organisations").set_index("name")
        for row in self.read(name).to_dict("records"):
            home = people.loc[row[person]] if row[person] in people.index else {}
            organisation = row["organisation"] or home.get("organisation", "")
            written = row.get(by, "") or home.get(by, "")
            if by != "organisation" and not written and organisation in facts.index:
                written = facts.loc[organisation][by]
            group = organisation if by == "organisation" else written
            if group:
                yield {**row, "group": group}

    @cache
    def makers(self, by):
        """Give topic and group → the first day and the makers of work there."""
        rows = [row for row in self.placed("subjects", "owner", by) if row["topic"]]
        works = {}
        for row in rows:
            proposed = row["kind"] == "task" and not row["until"] and not row["closed"]
            if row["kind"] in ("task", "resource", "topic") and not proposed:
                entry = works.setdefault((row["topic"], row["group"]), ([], set()))
                entry[0].extend([row["since"][:10]] if row["since"] else [])
                entry[1].update([row["owner"]] if row["owner"] else [])
        for (topic, group), (_days, owners) in works.items():
            if not owners:
                owners |= {r["owner"] for r in rows if (r["topic"], r["group"]) == (topic, group) and r["owner"]}
        return {key: (min(spans, default=""), owners) for key, (spans, owners) in works.items()}

    def acquainted(self, heads, tails, day):
        """Tell whether two of them were twice in a room before a day, or one answered the other."""
        replies = self.acts[self.acts["kind"] == "reply"]
        answers = {
            frozenset((a, b))
            for a, b, on in zip(replies["source"], replies["target"], replies["on"], strict=True)
            if on and on < day
        }
        pairs = [frozenset((a, b)) for a in heads for b in tails]
        return any(
            len(pair) < 2 or pair in answers or sum(on < day and pair <= there for on, there in self.rooms()) > 1
            for pair in pairs
        )

    def isolated_work(self, folder, period, row, column, by):
        topic, group, other = row.split("; ")
        begun = {"begun_on": group, "begun_on_other": other}
        return f"{dt.date.fromisoformat(self.makers(by)[topic, begun[column]][0]):%b %Y}" if column in begun else None

    def isolated_work_summary(self, folder, period, row, column, by):
        works, states = self.makers(by), Counter()
        for (topic, group), (head, heads) in works.items():
            for (same, other), (tail, tails) in works.items():
                if same == topic and group < other:
                    known = bool(head and tail and heads and tails)
                    day = dt.date.fromisoformat(max(head, tail)) if known else None
                    states["unknown" if not known else "met" if self.acquainted(heads, tails, day) else "not met"] += 1
        counts = {"work_pairs": states.total(), "work_not_met": states["not met"], "work_unknown": states["unknown"]}
        counts["tenths apart"] = 10 * states["not met"] / max(1, states.total())
        return counts.get(column) if row == ALL else None

    @cache
    def taken(self, by):
        """Give practice → group → the first and last day on which it may have been taken up; empty if nobody knows."""
        practices = {}
        for row in self.placed("adoptions", "person", by):
            spans = practices.setdefault(row["practice"], {}).setdefault(row["group"], [])
            spans.append((row["earliest"], row["latest"]))
        return {
            name: {group: min((s for s in spans if all(s)), default=("", "")) for group, spans in groups.items()}
            for name, groups in practices.items()
        }

    def using(self, by):
        """Give practice and group of what is in use, as the last line of each says."""
        lines = sorted(self.placed("adoptions", "person", by), key=lambda row: row["earliest"])
        last = {(row["practice"], row["group"]): row["status"] for row in lines}
        return [pair for pair, status in last.items() if status == "in use"]

    @cache
    def partners(self, by, day):
        """Give group → other group → in how many rooms somebody of both was before a day."""
        homes, counts = self.nodes("", WHOLE, every=True)[by], {}
        for on, there in self.rooms():
            groups = {homes[p] for p in there if homes.get(p)} if on.isoformat() < day else set()
            for group in groups:
                counts.setdefault(group, Counter()).update(groups - {group})
        return counts

    @cache
    def compared(self, by):
        """Give the groups that came in the first half of the time from the first practice to the end."""
        spans = [span for groups in self.taken(by).values() for span in groups.values() if span[0]]
        start, end = min(s for s, _e in spans), max([e for _s, e in spans] + [self.rooms()[-1][0].isoformat()])
        start, end = (dt.date.fromisoformat(day).toordinal() for day in (start, end))
        middle, homes = dt.date.fromordinal((start + end) // 2), self.nodes("", WHOLE, every=True)[by]
        return {homes[p] for on, there in self.rooms() if on <= middle for p in there if homes.get(p)}

    def owners(self, by, practice, group):
        """Give who surely had a practice before a group, and which of them it had met."""
        groups = self.taken(by)[practice]
        had = {name for name, (_first, last) in groups.items() if last and last < groups[group][0]}
        return had, had & {*self.partners(by, groups[group][0]).get(group, {})}

    def spread(self, folder, period, row, column, by):
        practice, group = row.split("; ")
        had, met = self.owners(by, practice, group)
        own = self.partners(by, self.taken(by)[practice][group][0]).get(group, Counter())
        if column == "contact_share":
            return sum(own[name] for name in had) / own.total() if own else 0.0
        first = f"{dt.date.fromisoformat(self.taken(by)[practice][group][0]):%b %Y}"
        return {"earliest": first, "had_before": len(had), "met_before": len(met)}.get(column)

    def spread_summary(self, folder, period, row, column, by):
        takings, free = self.taken(by), self.compared(by)
        names = [*takings] if row == "all practices" else [row]
        every = [(name, group) for name in names for group in takings.get(name, {}) if group in free]
        dated = [(name, group) for name, group in every if takings[name][group][0]]
        first = [pair for pair in dated if not self.owners(by, *pair)[0]]
        counts = {
            "practices": len(takings), "took_up": len(every), "not the first": len(every) - len(first),
            "took_up_met": sum(bool(self.owners(by, *pair)[1]) for pair in dated),
            "practices in use": len({name for name, _group in self.using(by)}),
            "places in use, rounded": len({group for _name, group in self.using(by)}),
        }  # fmt: skip
        return counts.get(column)

    # Voice

    @cache
    def talk(self):
        """Give each meeting of which there is a transcript: its turns in order (person, follows the one above), and who was there."""
        acts = self.read("acts")
        acts = acts[acts["kind"] == "spoke"].astype({"turn": int})
        held = {}
        for gathering, rows in acts.sort_values(["gathering", "file", "turn"]).groupby("gathering"):
            order, last = [], None
            for row in rows.itertuples():
                close = last is not None and (row.file, row.turn) == (last.file, last.turn + 1)
                if not (close and row.person and row.person == last.person):
                    order.append((row.person, close))
                last = row
            held[gathering] = order
        own = self.attendance[(self.attendance["status"] == "present") & self.attendance["gathering"].isin(held)]
        there = {gathering: {*rows["person"]} for gathering, rows in own.groupby("gathering")}
        listed = own[own["evidence"].isin(["listed", "joined"])]
        return held, there, {*listed["gathering"]}

    @cache
    def voices(self):
        people = self.read("people")
        return {
            row.person: getattr(row, "voice", "") or row.role for row in people.itertuples() if row.kind == "person"
        }

    def in_part(self, part):
        held, _there, listed = self.talk()
        rows = self.gatherings[self.gatherings["gathering"].isin(listed & held.keys())]
        if part in self.periods:
            since, until = self.periods[part]
            rows = rows[[since <= day <= until for day in days(rows["date"])]]
        elif part != "all meetings":
            rows = rows[rows["mode"] == part]
        return [*rows["gathering"]]

    def ratio_of(self, part, role, *, others=False):
        """Give turns, and turns by presence, of a role or of all others."""
        held, there, _listed = self.talk()
        own = lambda person: self.voices().get(person, "") and (self.voices()[person] == role) is not others  # noqa: E731
        turns = base = 0
        for gathering in self.in_part(part):
            known = [person for person, _close in held[gathering] if self.voices().get(person, "")]
            company = [person for person in there[gathering] if self.voices().get(person, "")]
            turns += sum(map(bool, map(own, known)))
            base += len(known) * sum(map(bool, map(own, company))) / len(company)
        return turns, base

    def voice(self, folder, period, row, column, by):
        part, role = row.split("; ")
        _held, there, _listed = self.talk()
        parts = self.in_part(part)
        (turns, base), rest = self.ratio_of(part, role), self.ratio_of(part, role, others=True)
        return {
            "part": part, "voice_meetings": len(parts), "voice_turns": turns, "voice_ratio": turns / base,
            "voice_ratio in tens": round(10 * turns / base) / 10,
            "voice_share": turns / (turns + rest[0]), "voice_presence": base / (base + rest[1]),
            "voice_people": len({p for g in parts for p in there[g] if self.voices().get(p) == role}),
        }.get(column)  # fmt: skip

    def voice_change(self, folder, period, row, column, by):
        ends = [part for part in self.periods if self.in_part(part)]
        first, last = (
            np.divide(*self.ratio_of(part, row)) / np.divide(*self.ratio_of(part, row, others=True))
            for part in (ends[0], ends[-1])
        )
        return {
            "voice_first": first,
            "voice_last": last,
            "voice_times": last / first,
            "part first": ends[0],
            "part last": ends[-1],
        }.get(column)

    def turns(self, folder, period, row, column, by):
        before, after = row.split("; ")
        held, _there, _listed = self.talk()
        own = {p: role for p, role in self.voices().items() if any(p == who for o in held.values() for who, _c in o)}
        roles = {role for role, n in Counter(own.values()).items() if role and n >= 4}
        voice = {p: role for p, role in own.items() if role in roles}
        seen = expected = 0.0
        for order in held.values():
            counts = Counter(who for who, _close in order if who in voice)
            total = counts.total()
            for (head, _c), (tail, close) in pairwise(order):
                if not close or head not in voice or tail not in voice or voice[head] != before:
                    continue
                seen += voice[tail] == after
                same = sum(n for who, n in counts.items() if voice[who] == after and who != head)
                expected += same / (total - counts[head])
        return {"next_turns": seen, "next_expected": expected, "next_ratio": seen / expected}.get(column)

    @cache
    def spoken_at(self, gathering):
        """Give how often each spoke who was there, the most often first."""
        held, there, _listed = self.talk()
        counts = Counter(who for who, _close in held[gathering] if who)
        return sorted((counts[who] for who in there[gathering]), reverse=True)

    def voice_meeting(self, folder, period, row, column, by):
        counts, order = self.spoken_at(row), self.talk()[0][row]
        n, total = len(counts), sum(counts)
        gini = sum(abs(a - b) for a in counts for b in counts) / (2 * (n - 1) * total)
        half = next(k for k in range(1, n + 1) if 2 * sum(counts[:k]) >= total)
        return {
            "voice_present": n, "voice_speakers": sum(map(bool, counts)), "voice_turns": len(order), "voice_half": half,
            "silent_share": counts.count(0) / n, "turns_gini": gini,
        }.get(column)  # fmt: skip

    def voice_modes(self, folder, period, row, column, by):
        names = {"silent": "silent_share", "half of the turns": "voice_half"}
        if column == "both_modes_meetings":
            return len(self.in_part("virtual")) + len(self.in_part("in person"))
        mode = {"mode_person": "in person", "mode_virtual": "virtual"}.get(column)
        if row not in names or mode is None:
            return None
        return np.mean([self.voice_meeting(folder, period, g, names[row], by) for g in self.in_part(mode)])

    # Who leads, levels, and use

    def leading(self, row):
        """Give the acts of a year, period or quarter, of a kind or all."""
        span, kind = row.split("; ")
        acts = self.read("acts")
        acts = acts[(acts["kind"] != "spoke") & (acts["at"] != "")]
        quarters = [f"{at[:4]} Q{(int(at[5:7]) + 2) // 3}" for at in acts["at"]]
        since, until = self.periods.get(span, (dt.date.min, dt.date.max))
        on = days(acts["at"])
        inside = [
            since <= day <= until if span in self.periods else span in (quarter, quarter[:4])
            for day, quarter in zip(on, quarters, strict=True)
        ]
        acts = acts[inside]
        return acts if kind == "all acts" else acts[acts["kind"] == kind]

    def leadership(self, folder, period, row, column, by):
        acts = self.leading(row)
        counts = [*Counter(acts["person"]).values()]
        same = sum(count * (count - 1) for count in counts)
        until = self.settings.get("study", {}).get("conveners_until", {})
        conveners = {
            who: until.get(name, dt.date.max) for who, name in self.names.items()
            if name in self.settings.get("study", {}).get("conveners", [])
        }  # fmt: skip
        theirs = sum(
            on <= conveners.get(who, dt.date.min) for who, on in zip(acts["person"], days(acts["at"]), strict=True)
        )
        figures = {
            "led_acts": len(acts), "led_by": len(counts), "act_span": row.partition("; ")[0],
            "n_effective": len(acts) * (len(acts) - 1) / same if same else None,
            "others_acts_share": 1 - theirs / max(len(acts), 1),
        }  # fmt: skip
        return figures.get(column)

    def leadership_groups(self, folder, period, row, column, by):
        """Count the acts of a period by people of a role or level."""
        span, kind, group = row.split("; ")
        of = (
            self.nodes("", WHOLE, every=True)[kind] if kind == "role" else self.read("people").set_index("person")[kind]
        )
        theirs = [of.get(person, "") for person in self.leading(f"{span}; all acts")["person"]]
        share = theirs.count(group) / max(sum(map(bool, theirs)), 1)
        return {"act_span": span, "led_share in tenths": 10 * share}.get(column)

    def levels(self, folder, period, row, column, by):
        low, high, span = row.split("; ")
        if column == "act_span":
            return span
        level = {row.person: row.level for row in self.read("people").itertuples() if row.level}
        if column in ("level_people", "level_people_other"):
            return sum(name == (low if column == "level_people" else high) for name in level.values())
        if column != "level_ties":
            return None
        quarter = {day: f"{day.year} Q{(day.month + 2) // 3}" for day, _there in self.rooms()}
        return sum(
            {level.get(head), level.get(tail)} == {low, high}
            for day, there in self.rooms()
            if span in (quarter[day], ALL)
            for head, tail in combinations(there, 2)
        )

    def shown(self):
        """Give what was presented: name → source, day, and the first day it was in use (empty: it is not)."""
        taken = self.read("adoptions")
        taken = taken[taken["status"] == "in use"]
        begun = dict(sorted(zip(taken["practice"].str.casefold(), taken["latest"], strict=True), reverse=True))
        rows = self.subjects[(self.subjects["kind"] == "practice") & (self.subjects["comes_from"] != "")]
        return {row.text: (row.comes_from, row.since, begun.get(row.text.casefold(), "")) for row in rows.itertuples()}

    def used(self, folder, period, row, column, by):
        _source, since, begun = self.shown()[row]
        since, begun = (dt.date.fromisoformat(day) if day else None for day in (since, begun))
        if column == "days_to_use":
            return (begun - since).days
        day = {"presented_on": since, "used_on": begun}.get(column)
        return f"{day:%b %Y}" if day else None

    def used_by_source(self, folder, period, row, column, by):
        rows = [value for value in self.shown().values() if row in (ALL, value[0])]
        fresh = [value for value in rows if not value[2] or value[2] > value[1]]
        spans = [(dt.date.fromisoformat(end) - dt.date.fromisoformat(on)).days for _s, on, end in fresh if end]
        counts = {"things_presented": len(fresh), "used_within": sum(span <= 365 for span in spans)}
        return counts.get(column)

    def use_curve(self, folder, period, row, column, by):
        """Multiply the shares that were not yet in use, day by day."""
        source, last = row.split("; ")
        end = max([*self.on.values(), *days(self.read("adoptions")["earliest"])])
        lives = []
        for origin, since, begun in self.shown().values():
            span = ((dt.date.fromisoformat(begun) if begun else end) - dt.date.fromisoformat(since)).days
            if origin == source and (not begun or span > 0):
                lives.append((min(span, 365), bool(begun) and span <= 365))
        risk, left, spread = sum(span >= int(last) for span, _taken in lives), 1.0, 0.0
        for moment in sorted({span for span, taken in lives if taken and span <= int(last)}):
            then, able = lives.count((moment, True)), sum(span >= moment for span, _taken in lives)
            left *= 1 - then / able
            spread += then / (able * (able - then)) if able > then else 0.0
        reach = np.exp(1.959964 * np.sqrt(spread) / abs(np.log(left))) if 0 < left < 1 else 1.0
        return {
            "use_at_risk": risk, "used_by": 1 - left, "use_months": int(last) / 365 * 12,
            "used_by_low": 1 - left ** (1 / reach), "used_by_high": 1 - left**reach,
        }.get(column)  # fmt: skip

    # The rest

    def of_cops(self, folder, period, row, column, by):
        """Give the figures of a community, or of all."""
        sets, held = self.cops()
        names, homes = (
            list(sets) if row == "all communities" else [row],
            Counter(p for ids in sets.values() for p in ids),
        )
        people, own = set().union(*(sets[name] for name in names)), {g for name in names for g in held[name]}
        came = [(p, g) for p, g in self.came if g in own]
        conveners = {p for p, name in self.names.items() if name in self.settings.get("study", {}).get("conveners", [])}
        counts = {
            "people": len(people), "communities": len(sets), "joiners": sum(n > 1 for n in homes.values()),
            "held": len(own), "per_gathering": len(came) / max(len(own), 1),
            "conveners_share": sum(p in conveners for p, _g in came) / max(len(came), 1),
        }  # fmt: skip
        if column in ("cop_organisations", "cop_sectors"):
            facts = self.nodes("", WHOLE, every=True)[column.removeprefix("cop_").removesuffix("s")]
            return len({facts[p] for p in people if p in facts.index} - {""})
        if column in ("newcomers", "retention") and len(self.titles) > 1:
            by_period = [{p for p, g in came if g in set(self.held(title))} for title in self.titles]
            last = own & set(self.held(self.titles[-1]))
            able = {p for p in by_period[-2] if any(self.could(p, g) for g in last)}
            earlier = {p for p, g in came if g not in last}
            counts |= {
                "newcomers": len(by_period[-1] - earlier),
                "retention": len(able & by_period[-1]) / max(len(able), 1),
            }
        return counts.get(column)

    def of_overlap(self, folder, period, row, column, by):
        """Give whom two communities, or one and a medium, share."""
        sets, _held = self.cops()
        known = {p for p in self.persons if not p.startswith(("slack:", "x:"))}
        media = {title: set(self.acts.loc[self.acts["medium"] == name, "source"]) & known
                 for name, title in (("slack", "Slack"), ("x", "X"))}  # fmt: skip
        pairs = [(a, b) for a, b in combinations(sorted(sets), 2)]
        shared = {pair: sets[pair[0]] & sets[pair[1]] for pair in pairs}
        if row == ALL:
            linked = [pair for pair in pairs if shared[pair]]
            return {
                "pairs": len(pairs), "linked": len(linked), "single": sum(len(ids) == 1 for ids in shared.values()),
                "apart": sum(not any(name in pair for pair in linked) for name in sets),
            }.get(column)  # fmt: skip
        head, tail = (sets | media)[row.split("; ")[0]], (sets | media)[row.split("; ")[1]]
        return {
            "in_both": len(head & tail), "in_cop": len(head), "in_other": len(tail),
            "jaccard_share": len(head & tail) / max(len(head | tail), 1),
            "in_both_expected": len(head) * len(tail) / max(self.settings["study"].get("population", 0), 1),
        }.get(column)  # fmt: skip

    def of_joiners(self, folder, period, row, column, by):
        """Count who is in several communities, or in one and on a medium."""
        sets, _held = self.cops()
        homes = Counter(p for ids in sets.values() for p in ids)
        acting = set(self.acts.loc[self.acts["medium"].isin(["slack", "x"]), "source"])
        counts = {"joiners": sum(n > 1 for n in homes.values()), "on media": len(acting & homes.keys())}
        if column == "cop_pairs_lost":
            (person,) = [p for p, name in self.names.items() if name == row]
            return self.linked(sets) - self.linked({name: ids - {person} for name, ids in sets.items()})
        return counts.get(column)

    def linked(self, sets):
        """Count the pairs of communities between which a way leads."""
        parts = [{name} for name in sets]
        for head, tail in combinations(sets, 2):
            if sets[head] & sets[tail]:
                joined = [part for part in parts if part & {head, tail}]
                parts = [part for part in parts if part not in joined] + [set().union(*joined)]
        return sum(comb(len(part), 2) for part in parts)

    def people(self, folder, period, row, column, by):
        return int((self.nodes("", WHOLE, every=True)[column].replace("", "Not stated") == row).sum())

    def of_table(self, folder, name, period, row, column, by):
        """Give what a table beside the pages says: for what rests on random draws."""
        rows = self.long(name, folder, period, by or self.group).drop(columns=["medium", "period", "boundary"])
        table = pd.read_csv(io.StringIO(rows.to_csv(index=False)))
        several = (
            "change", "contact_changed", "recruited", "return_curve", "isolated_work", "spread", "unmet", "working_on",
            "voice", "turns",
            "leadership", "levels",
        )  # fmt: skip
        if name == "working_on" and row == ALL:
            every = table[(table["group"] == ALL) & (table["working_groups"] > 1) & (table["workers"] > 1)]
            return len(every)
        keys = row.split("; ") if name in several else [row]
        people = {p for p, n in self.names.items() if n in row.split("; ")}
        if table.columns[0] == "node":
            table = table if row == ALL else table[table["node"].isin(people)]
        elif column in ("tested", "p at most 0.05", "tested × 0.05"):
            pass
        elif row != ALL or table.iloc[:, 0].isin([ALL]).any():
            for place, key in enumerate(keys):
                table = table[table.iloc[:, place] == key]
        column, half = (f"ei{column.removeprefix('share')}", True) if column.startswith("share") else (column, False)
        if column in ("between_communities", "named"):
            column = table[column]
            return int((column == True).sum() if column.name == "named" else column.notna().sum())  # noqa: E712
        if column == "pairs_out" or column == "pairs_out_adjusted":
            end = column.removeprefix("pairs_out")
            return int(table[f"pairs_more{end}"].iloc[0] + table[f"pairs_less{end}"].iloc[0])
        if name == "ei_index" and column in ("tested", "p at most 0.05", "tested × 0.05"):
            rows = table[(table["group"] != ALL) & table["p"].notna()]
            return {"tested": len(rows), "tested × 0.05": 0.05 * len(rows)}.get(column, int((rows["p"] <= 0.05).sum()))
        if name == "seat_diversity":
            table = table[table["people"] > 1]
            return (
                table["blau_expected"].mean()
                if column == "blau_expected"
                else int((table["blau"] < table["blau_expected"]).sum())
            )
        if column == "points from chance":
            return abs(round(50 * (table["ei"].iloc[0] - table["ei_expected"].iloc[0])))
        value = table[column].iloc[0]
        return (1 + value) / 2 if half else value

    # What people want, offer and work on

    @property
    def subjects(self):
        return self.read("subjects") if (self.tables / "subjects.csv").exists() else pd.DataFrame()

    def open_wants(self):
        """Give the wants that are open, of people who have not left: one a person and topic."""
        wants = self.subjects[(self.subjects["kind"] == "want")]
        wants = wants[~wants["owner"].isin(self.leavers)].sort_values(["topic", "owner", "since"])
        wants = wants[~wants.duplicated(["topic", "owner"]) | (wants["owner"] == "")]
        return wants[wants["closed"] == ""]

    def at_usual(self, names):
        """Count the gatherings of 25 people or fewer at which two were."""
        people = [{p for p, n in self.names.items() if n == name} for name in names]
        there = {}
        for person, at in self.came:
            there.setdefault(at, set()).add(person)
        return sum(len(lot) <= 25 and all(ids & lot for ids in people) for lot in there.values())

    def introductions(self, folder, period, row, column, by):
        if row == ALL:
            rows = self.long("introductions", folder, period)
            counts = {"wants": len(self.open_wants()), "helped": len(rows)}
            counts["people who want, rounded"] = self.open_wants()["owner"].replace("", np.nan).nunique()
            counts["tenths helped"] = 10 * len(rows) / max(1, counts["wants"])
            counts["apart"] = sum(
                not self.at_usual((self.names[a], self.names[b]))
                for a, b in zip(rows["wanted_by"], rows["offered_by"], strict=True)
            )
            return counts.get(column, len(self.long("unused", folder, period)))
        names = row.split(" and ")
        rows = self.long("introductions", folder, period)
        lines = [
            line
            for line in rows.to_dict("records")
            if [self.names[line[end]] for end in ("wanted_by", "offered_by")] == names
        ]
        if column == "times_met":
            return self.at_usual(names)
        between = self.names.get(lines[0]["introduced_by"], "")
        return self.at_usual((between, names[0] if column == "knows_who_wants" else names[1]))

    def unmet(self, folder, period, row, column, by):
        wants = self.open_wants()
        if row == ALL:
            offers = self.subjects[(self.subjects["kind"] == "offer") & ~self.subjects["owner"].isin(self.leavers)]
            return len({*wants["topic"]} - {*offers["topic"]})
        topic, why = row.split("; ")
        if why != "not offered":
            return None
        rows = wants[wants["topic"] == topic]
        homes = {own or self.home_of(p) for own, p in zip(rows["organisation"], rows["owner"], strict=True)}
        return len(rows) if column == "wanting" else len(homes - {""})

    def needs(self, folder, period, row, column, by):
        wants = self.subjects[self.subjects["kind"] == "want"].sort_values(["owner", "topic"])
        wants = wants[~wants.duplicated(["owner", "topic"]) | (wants["owner"] == "")]
        met = int((wants["closed"] != "").sum())
        figures = {"wants": len(wants), "wants_met": met, "tenths met": 10 * met / max(1, len(wants))}
        figures |= zip(("wants_met_share", "wants_met_low", "wants_met_high"), shares(met, len(wants)), strict=True)
        return figures.get(column) if row == ALL else None

    def tasks(self, folder, period, row, column, by):
        rows = self.subjects[self.subjects["kind"] == "task"]
        rows = rows[(rows["until"] != "") | (rows["closed"] != "")]
        if column == "owners":
            return rows.loc[rows["owner"] != "", "owner"].nunique()
        if row != ALL:
            homes = rows["organisation"].where(rows["organisation"] != "", rows["owner"].map(self.home_of))
            owners = rows["owner"].map(self.names).fillna("Not named")
            rows = rows[(owners == row) | (homes == row)]
        if column == "tasks_in_minutes":
            given = self.read("interactions").query("kind == 'action'")["target"]
            homes, owners = given.map(self.home_of), given.map(self.names)
            return len(given) if row == ALL else int(((owners == row) | (homes == row)).sum())
        days_ = [day for name in ("since", "closed") for day in days(self.subjects[name]) if day]
        last = max([*days_, *(day for day in self.on.values() if day)])
        done = (rows["closed"] != "").to_numpy(bool)
        late = np.array([bool(day) and day < last for day in days(rows["until"])], dtype=bool) & ~done
        parts = {
            "tasks": len(rows),
            "tasks_done": done.sum(),
            "tasks_open": (~done & ~late).sum(),
            "tasks_overdue": late.sum(),
        }
        return int(parts[column])

    def home_of(self, person):
        nodes = self.nodes("", WHOLE, every=True)
        return nodes["organisation"].get(person, "")

    def working_on(self, folder, period, row, column, by):
        subjects = self.subjects
        proposed = (subjects["kind"] == "task") & (subjects["until"] == "") & (subjects["closed"] == "")
        work = subjects[subjects["kind"].isin({"topic", "task", "resource", "practice"}) & ~proposed]
        owned = work[work["owner"] != ""]
        if row == ALL:
            return owned["topic"].nunique() if column == "topics" else None
        topic = row.partition("; ")[0]
        if column in ("wants", "offers"):
            rows = subjects[
                (subjects["topic"] == topic) & (subjects["kind"] == column[:-1]) & (subjects["owner"] != "")
            ]
            return rows["owner"].nunique()
        return owned.loc[owned["topic"] == topic, "owner"].nunique() if column == "workers" else None

    # The check

    ROUTES = {
        "periods": sizes, "attendance": who_came, "gatherings": meetings, "trend": presence,
        "contact_changed": ties_changed, "cops": of_cops, "cops_overlap": of_overlap, "cops_joiners": of_joiners,
    }  # fmt: skip
    PLAIN = (
        "outside ei_index mixing group_reach centrality cohesion cut_off ties presence absences group_absences spanners "
        "reach ledger change ties_changed seat_diversity co_attendance contact overlap people recruited return_curve without "
        "introductions unmet needs tasks working_on isolated_work isolated_work_summary spread spread_summary "
        "voice voice_change turns voice_meeting voice_modes "
        "leadership leadership_groups levels used used_by_source use_curve"
    ).split()

    def place(self, table):
        """Give the folder, the name and the boundary of a table."""
        folder, _, name = table.rpartition("/")
        base, _, by = name.rpartition("_")
        return (folder, base, by) if by in BOUNDARIES else (folder, name, self.group)

    def figure(self, table, row, column, period):
        """Give a figure and whether it was worked out (else it is what the table says)."""
        folder, name, by = self.place(table)
        column = column.removesuffix(", rounded") if name in ("presence", "cops") else column
        column, _, less = column.partition(" − ")
        route = self.ROUTES.get(name) or (getattr(Route, name) if name in self.PLAIN else None)
        try:
            value = route(self, folder, period, row, column, by) if route else None
        except (KeyError, ValueError):
            value = None
        if value is None or (isinstance(value, str) and value == "compare"):
            value, anew = self.of_table(folder, name, period, row, column, by), False
        else:
            anew = True
        return value - int(less) if less else value, anew

    def check(self, page):
        """Go over a page: give counts, the figures it prints that are not so, and the words without a place."""
        text = Path(page).read_text(encoding="utf-8")
        counts, wrong = Counter(), []
        for parts in ELEMENT.findall(text):
            table, row, column, period, words = map(html.unescape, parts)
            kind = "rule" if table == "rule" else "masked" if self.is_masked(table, column) else ""
            if not kind and column == "note" and table != "ledger":
                folder, name, by = self.place(table)
                value = self.of_table(folder, name, period, row, column, by)
                kind = "compared"
                if words.casefold() != value.casefold():
                    wrong.append((table, row, column, period, words, value))
            elif not kind and column not in ("verdict", "note"):
                try:
                    value, anew = self.figure(table, row, column, period)
                except Exception as error:  # noqa: BLE001 - whatever goes wrong, the figure has no second route
                    value, anew = repr(error), True
                kind = "recomputed" if anew else "compared"
                if not agrees(words, value, table, column):
                    wrong.append((table, row, column, period, words, value))
            counts[kind or "compared"] += 1
        bare = self.bare(text)
        counts["without a place"] = len(bare)
        return counts, wrong, bare

    def is_masked(self, table, column):
        """Tell whether a figure cannot be looked at from outside: settled by somebody."""
        return table in ("identity-review", "problems", "letters", "opt-out") or column == "cut off"

    def bare(self, text):
        """Give the figures and quantifiers of a page's sentences that stand in no element that names their place."""
        if 'id="map"' in text:  # a map: what it says, not what its script draws and offers
            said = re.findall(r'<h1>.*?</h1>|<ol id="findings".*?</ol>|<p class="note">.*?</p>', text, re.DOTALL)
            text = "\n".join(f"<p>{part}</p>" for part in said)
        text = re.sub(
            r"<head>.*?</head>|<(style|script|svg|th|caption|figcaption|summary)\b.*?</\1>", "", text, flags=re.DOTALL
        )
        text = re.sub(
            r'<section class="methods">.*?</section>|<(p|div|li)[^>]* data-rule[^>]*>.*?</\1>',
            "",
            text,
            flags=re.DOTALL,
        )
        text = ELEMENT.sub("", text)
        own = {*self.title, *self.periods, *self.names.values(), *self.texts()} - {""}
        found, labels = [], {"All", "All comers", "All pairs who met"}  # of rows
        for block in re.split(r"</?(?:p|li|h\d|dd|dt|td|div)\b[^>]*>", text):
            words = html.unescape(re.sub(r"<[^>]+>", "", block))
            for name in sorted(own, key=len, reverse=True):
                words = words.replace(name, "")
            if words.strip() in labels:
                continue
            found += [(hit, words.strip()) for hit in re.findall(r"\d[\d,.]*", words) + QUANTIFIER.findall(words)]
        return found

    @cache
    def texts(self):
        """Give every text of the files that may hold a figure or such a word."""
        tables = [self.read("organisations"), self.attendance, self.gatherings, self.read("people"), self.subjects]
        tables += [self.read("adoptions")] if (self.tables / "adoptions.csv").exists() else []
        columns = ("name", "title", "organisation", "locality", "sector", "series", "role", "text", "topic", "practice")
        return {text for table in tables for column in columns if column in table for text in table[column]}


def shares(count, total):
    """Give a share and Wilson's interval: the two roots of its quadratic."""
    if not total:
        return (float("nan"),) * 3
    share, z = count / total, 1.959963984540054
    roots = np.roots([1 + z * z / total, -2 * share - z * z / total, share * share]).real
    return share, max(roots.min(), 0.0), min(roots.max(), 1.0)


def round_half(value):
    return int(value + 0.5)


def quarters(dates):
    months = "January February March April May June July August September October November December".split()
    first, last = min(dates), max(dates)
    start, end = months[3 * ((first.month - 1) // 3)], months[3 * ((last.month - 1) // 3) + 2]
    return f"{start} {first.year} to {end} {last.year}" if first.year != last.year else f"{start} to {end} {last.year}"


def in_words(words, value):
    """Tell whether a ratio, or so many tenths, are what is said in words."""
    if words in OFTEN:
        low, high = OFTEN[words]
        return low <= round_half(100 * value) < high
    if words.endswith(" of 100"):  # to the nearest five
        near = 100 * value - int(re.search(r"\d+", words)[0])
        return {"fewer": near < 0, "more": near > 0}.get(words.partition(" ")[0], abs(near) <= 2.5 + 1e-6)
    ends = [int(number) for number in re.findall(r"\d+", words)[:-1]] or [8, 10]
    rules = {"about": abs(ends[0] - value) <= 2, "fewer": value < 2, "between": ends[0] <= value <= ends[-1]}
    return rules.get(words.partition(" ")[0], value >= ends[0])


def agrees(words, value, table, column):
    """Tell whether what is printed is the value, rounded as it is printed."""
    plain = words.replace("\xa0", " ").strip()
    if isinstance(value, str):
        return plain == value
    if isinstance(value, dt.date) or value is None:
        return bool(value) and (
            plain
            in {
                f"{value.day} {value:%B %Y}",
                f"{value.day} {value:%b %Y}",
                f"{value.day} {value:%B}",
                f"{value:%B %Y}",
                f"{value:%B}",
            }
        )
    if plain in OFTEN or plain == "nearly all" or plain.endswith((" in 10", " of 100")):
        return in_words(plain, value)
    first = plain.casefold().split()[0].rstrip(",")
    if first in NONE or first in ("every", "everything") or plain.casefold() == "all":
        return value == 0
    if first in ("once", "twice"):
        return value == 1 + (first == "twice")
    if first in ONE:
        return value == 1
    if "time in" in plain or "times in" in plain:
        chance = "less than 1 time in 1,000" if value < 0.001 else f"about {max(1, round(100 * value))} times in 100"
        return plain == ("about 1 time in 100" if 0.001 <= value < 0.015 else chance)
    if plain == "less than one":
        return value < 1
    bound = re.fullmatch(r"(fewer than|More than|under|over) ([\d.]+)%?", plain)
    if bound:
        share = 100 * value if plain.endswith("%") else value
        return share < float(bound[2]) if bound[1] in ("fewer than", "under") else share > float(bound[2])
    if plain in ("p < 0.001", "p = 1"):
        return value < 0.001 if "<" in plain else value >= 0.995
    number = re.search(r"[\d,]+(?:\.(\d+))?", plain)
    if not number:
        return False
    shown, places = float(number[0].replace(",", "")), len(number[1] or "")
    shown = -shown if "−" in plain[: number.start()] else shown
    if "rounded" in column:  # up or down to a multiple of 5, by a secret
        return abs(shown - value) < 5
    times = re.match(
        r"(?:.*/)?(?:co_attendance|change|contact(?!_changed)|overlap|interruption|against|bounds|exposure)", table
    )
    hundredfold = plain.endswith("%") or (times and "." not in plain)
    counted = column in COUNTED or column.startswith(("pairs_", "groups_"))
    exact = 100 * value if hundredfold and not counted else value
    return abs(shown - exact) <= 0.5 * 10**-places + 1e-6


def chances(came, could):
    """Give the chances that keep everybody's total and every size, and where they are open."""
    free = could.copy()
    for _round in range(50):
        for axis in (0, 1):
            there, able = (came & free).sum(axis, keepdims=True), free.sum(axis, keepdims=True)
            free = free & (there > 0) & (there < able)
    rows, columns = (came & free).sum(1), (came & free).sum(0)
    a, b = np.zeros(len(rows)), np.zeros(len(columns))
    for _round in range(4000):
        p = free / (1 + np.exp(-a[:, None] - b))
        b = b + np.clip((columns - p.sum(0)) / np.maximum((p * (1 - p)).sum(0), 0.05), -2, 2)
        p = free / (1 + np.exp(-a[:, None] - b))
        move = np.clip((rows - p.sum(1)) / np.maximum((p * (1 - p)).sum(1), 0.05), -2, 2)
        a = a + move
        if np.abs(move).max(initial=0) < 1e-10:
            break
    return free / (1 + np.exp(-a[:, None] - b)), free


def touching(tied, shared):
    """Give each pair's chance to be in touch that adds up to everybody's ties: Newton's method on their log odds."""
    degree, a = tied.sum(1), np.zeros(len(tied))
    for _step in range(400):
        odds = shared * np.exp(a[:, None] + a)
        np.fill_diagonal(odds, 0)
        p = odds / (1 + odds)
        gap = degree - p.sum(1)
        if np.abs(gap).max() < 1e-10:
            break
        v = p * (1 - p)
        a = a + np.clip(np.linalg.solve(v + np.diag(v.sum(1) + 1e-9), gap), -0.5, 0.5)
    return p


def pieces(came, could, member):
    """Give the sums per group and gathering of one period."""
    p, free = chances(came, could)
    rest, v = (came - p) * free, p * (1 - p)
    h = np.minimum(v / np.maximum(v.sum(1, keepdims=True), 1e-9), 0.75)
    v, group = v / (1 - h), member.T
    d, V, v2, m, p2, pv = (group @ x for x in (rest, v, v * v, p, p * p, p * v))
    total = np.maximum(V.sum(0), 1e-9)
    f, q, s = group @ (v * (1 - h)) / np.maximum(V, 1e-9), 0.5 * np.maximum(V * V - v2, 0), V / total
    times = 0.5 * (m * m - p2) - m / total * (m * V - pv) + q * (m * m).sum(0) / total**2
    excess = 0.5 * (d * d - group @ rest**2) + f * q / total
    return {"d": d, "V": V, "v2": v2, "m": m, "f": f, "q": q, "s": s, "times": f * times, "excess": excess}


def own_variance(x, shock):
    """Give the model's variance of each group's excess."""
    broad = x["V"] + max(shock, 0.0) * x["m"] ** 2
    c = broad - 2 * x["s"] * broad + x["s"] ** 2 * broad.sum(0)
    own = 0.5 * (c**2 - x["v2"] * (1 - x["s"]) ** 2) * x["f"] ** 2
    return np.maximum(own, x["q"] * ((1 - x["s"]) * x["f"]) ** 2 + 1e-12).sum(1)


def across(x):
    """Give the ratio of people of different groups."""
    pairs = 0.5 * (x["m"].sum(0) ** 2 - (x["m"] ** 2).sum(0))
    excess = -0.5 * (x["d"] ** 2 - x["f"] * x["V"] * (1 - x["s"]))
    return 1 + excess.sum() / max(pairs.sum(), 1e-12)


def own_group_odds(tail, head, week, labels, last, could):
    """Give the odds of an act within a group in both periods: margins by Newton's method, roots by bisection."""
    groups, periods = np.unique(labels), [side(tail, head, week, labels, last == late, could) for late in (False, True)]

    def shrunk(score, period, theta):
        return score + 0.5 - own_share(period, theta)

    both = [bisected(lambda t: sum(shrunk(scores(p, t, groups)[0].sum(), p, t) for p in periods))]
    information = [scores(period, both[0], groups)[1] for period in periods]
    known = (information[0] > 0.5) & (information[1] > 0.5)
    weight = np.where(known, 1 / (1 / np.maximum(information[0], 1e-9) + 1 / np.maximum(information[1], 1e-9)), 0)
    weight = weight / weight.sum()

    def level(period, theta):
        score, information = scores(period, theta, groups)
        return (weight * score / np.maximum(information, 1e-12)).sum() + (
            0.5 - own_share(period, theta)
        ) / information.sum()

    return tuple(np.exp(bisected(lambda t, p=period: level(p, t))) for period in periods)


def side(tail, head, week, labels, weeks, could):
    """Give one period: acts between people × people, how many acts fell where both could act, who is of one group."""
    chosen = weeks[week]
    counts = np.zeros((len(labels), len(labels)))
    np.add.at(counts, (tail[chosen], head[chosen]), 1)
    volume = np.bincount(week[chosen], minlength=len(weeks))
    both = np.einsum("iw,jw,w->ij", could * 1.0, could * 1.0, volume * 1.0)
    np.fill_diagonal(both, 0)
    active = (counts.sum(0) > 0) | (counts.sum(1) > 0)
    counts, both = counts[np.ix_(active, active)], both[np.ix_(active, active)]
    return counts, both, labels[active]


def fitted(period, theta):
    """Fit senders and receivers to their totals: Poisson regression by damped Newton steps on both at once."""
    counts, both, labels = period
    base = both * np.exp(theta * (labels[:, None] == labels))
    n, rows, columns = len(labels), counts.sum(1), counts.sum(0)
    a, b = np.log(np.maximum(rows, 1e-9) / max(base.sum(), 1)), np.log(np.maximum(columns, 1e-9))
    live = np.concatenate([rows > 0, columns > 0])
    for _step in range(60):
        mean = np.where(base > 0, base * np.exp(a[:, None] + b), 0)
        gap = np.concatenate([rows - mean.sum(1), columns - mean.sum(0)]) * live
        if np.abs(gap).max() < 1e-9:
            break
        hessian = np.block([[np.diag(mean.sum(1)), mean], [mean.T, np.diag(mean.sum(0))]]) * np.outer(live, live)
        step = np.clip(np.linalg.solve(hessian + 1e-9 * np.eye(2 * n), gap), -1, 1)
        a, b = a + step[:n], b + step[n:]
    return mean


def own_share(period, theta):
    mean = fitted(period, theta)
    return mean[period[2][:, None] == period[2]].sum() / mean.sum()


def scores(period, theta, groups):
    """Give each group's score and information: the residual of the own-group sign on senders and receivers."""
    counts, _both, labels = period
    mean, n = fitted(period, theta), len(labels)
    own = 1.0 * (labels[:, None] == labels)
    hessian = np.block([[np.diag(mean.sum(1)), mean], [mean.T, np.diag(mean.sum(0))]])
    effect = np.linalg.solve(hessian + 1e-9 * np.eye(2 * n), np.concatenate([(mean * own).sum(1), (mean * own).sum(0)]))
    rest = own - effect[:n, None] - effect[n:]
    return tuple(
        np.array([part[labels == group].sum() for group in groups]) for part in (counts * rest, mean * rest**2)
    )


def bisected(function, low=-6.0, high=6.0):
    for _step in range(36):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


if __name__ == "__main__":
    import sys

    route = Route(*sys.argv[1:4])
    for page in sys.argv[4:]:
        counts, wrong, bare = route.check(page)
        print(json.dumps({"page": page, **counts}))
        print(*wrong, *bare, sep="\n")
