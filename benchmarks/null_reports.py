"""How often a whole page claims what is not so: studies in which nothing happens, from files to findings.

Run ``python benchmarks/null_reports.py [--studies N] [--seed N] [--worlds WORD …] [--file FILE]``. Each study is
written as registers, a list of members, Slack's export, posts of X; it is read, matched, analysed; what its findings
claim is counted, also what is said of each medium. Where nobody prefers anybody, nobody has stopped and nothing
changed, every claim is false. Beside it stand worlds in which something was planted. With ``--file`` a run goes on
where another stopped: each study is known by its seed.

- ``any``: share of pages with any false claim; ``headline``, ``stopped``, ``coming``, ``spanner``, ``against`` (a
  comparison community), ``medium`` (contact, overlap, exposure), ``other``: with one of that kind
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.findings.boundaries import verdict
from sna.findings.media import medium_boundary
from sna.findings.record import Finding, Verdict
from sna.render.report.content import ReportContent
from sna.study import open_study, read_study
from sna.study.evidence import compared, comparison, report_content
from sna.study.results import analysed

CLAIMS = (Verdict.MORE, Verdict.FEWER, Verdict.LESS_APART, Verdict.MORE_APART)
SURNAMES = (
    "Abbott Barlow Cole Dunmore Eldred Farlow Garrick Holt Inskip Jarrold Kempton Lathom Mayhew Norbury Oxley Penrose "
    "Quarmby Rawdon Selby Thorne Upton Vance Whitby Yates"
).split()
FORENAMES = (
    "Ann Bela Carys Dora Emil Fran Gita Hugh Ines Jago Kara Lars Mona Nils Olga Pavel Quin Rosa Sven Tess".split()
)
SIZES = (18, 14, 10, 8, 6, 4)
LABELS, LAST = np.repeat(np.arange(len(SIZES)), SIZES), np.arange(24) >= 12
EVENT = "Learning together"
START = dt.datetime(2023, 1, 2, 9, tzinfo=dt.UTC)


class Study(NamedTuple):
    """A study that can be written.

    Attributes
    ----------
    came, titles, online
        Who came (people × gatherings), the titles of the gatherings, whether each was online (empty: not said).
    joined
        When people joined.
    acts
        Medium → who turned to whom at which hour of the two years: acts × 3.
    truth
        Which kinds of claim are true.
    lost
        The meetings whose registers are lost, by number.
    rival
        The comparison community; None for none.
    homes
        The communities that the list of members has each person in; empty: it says none.
    resources, adoptions
        What was made, by whom and in which month: topic, person, month. What was taken up: practice, organisation,
        month.
    voices, orders
        Whose voice each person brings; of each meeting who spoke in turn.
    leading
        Who did what at which meeting, in the minutes: kind, person, meeting.
    levels
        The level of each person; empty: the list of members has none.
    presented
        What was presented: the source, the month, and the month it was in use (24: it is not).
    """

    came: np.ndarray
    titles: list[str]
    joined: list[str]
    online: tuple[bool, ...] = ()
    acts: Mapping[str, np.ndarray] = {}
    truth: frozenset[str] = frozenset()
    lost: tuple[int, ...] = ()
    rival: Study | None = None
    homes: Collection[str] = ()
    resources: Collection[tuple[int, int, int]] = ()
    adoptions: Collection[tuple[int, int, int]] = ()
    leading: Collection[tuple[str, int, int]] = ()
    levels: Collection[str] = ()
    presented: Collection[tuple[str, int, int]] = ()
    voices: Collection[str] = ()
    orders: Collection[list[int]] = ()


World = Callable[[np.random.Generator], Study]
"""A kind of study: how it is drawn."""
NOBODY = np.zeros((len(LABELS), 0), bool)


def forum(  # noqa: PLR0913 - what may differ in life
    random: np.random.Generator,
    *,
    spread: float = 0.8,
    later: float = 0.0,
    recruited: float = 0.0,
    shock: tuple[float, float] = (0.0, 0.0),
    streak: float = 0.0,
    always: float = 0.0,
    newcomers: int = 0,
    online: tuple[float, float] = (0.0, 0.0),
    media: Collection[str] = (),
    own: float = 1.0,
    truth: Collection[str] = (),
) -> Study:
    """Draw sixty people at twenty-four meetings who come by their own coin, but for what the options say."""
    wish = random.normal(-0.9, spread, 60)[:, np.newaxis] + later * (LABELS == 0)[:, np.newaxis] * LAST
    wish = wish + recruited * (LABELS >= 3)[:, np.newaxis] * LAST + 9.0 * (random.random((60, 1)) < always)
    wish = wish + random.normal(0, 1, (len(SIZES), 24))[LABELS] * np.where(LAST, shock[1], shock[0])
    noise = random.normal(0, 1, (60, 24))
    for place in range(1, 24):
        noise[:, place] = streak * noise[:, place - 1] + np.sqrt(1 - streak**2) * noise[:, place]
    came = random.random((60, 24)) < 1 / (1 + np.exp(-wish - (noise if streak else 0.0)))
    joined = np.array(["2023-01-01"] * 60, dtype=object)
    late = random.permutation(60)[:newcomers]
    came[np.ix_(late, ~LAST)], joined[late] = False, "2024-01-01"
    held: tuple[bool, ...] = ()
    if any(online):
        mode = random.random(24) < np.where(LAST, online[1], online[0])
        prefers = random.normal(0, 0.8, len(SIZES))[LABELS][:, np.newaxis] * np.where(mode, 1, -1)
        came, held = random.random((60, 24)) < 1 / (1 + np.exp(-wish - prefers)), tuple(mode.tolist())
    acts = {medium: contact(random, own) for medium in media}
    return Study(came, ["Forum"] * 24, list(joined), held, acts, frozenset(truth))


def contact(random: np.random.Generator, own: float = 1.0, threads: int = 250) -> np.ndarray:
    """Draw threads in which a few people, some far busier than others, turn to each other for a day.

    Some groups are busier as well; who answers whom has nothing to do with it, unless people of the group of who begins
    join `own` times as readily.
    """
    busy = np.exp(random.normal(0, 0.8, 60) + random.normal(0, 0.6, len(SIZES))[LABELS])
    acts = []
    for hour in random.integers(0, 2 * 365 * 24, threads):
        home = LABELS[random.choice(60, p=busy / busy.sum())] if own != 1 else -1
        wish = busy * np.where(home == LABELS, own, 1.0)
        people = random.choice(60, 1 + random.poisson(2) + 1, replace=False, p=wish / wish.sum())
        acts += [
            [*random.choice(people, 2, replace=False), hour + random.integers(24)]
            for _act in range(random.poisson(3) + 1)
        ]
    return np.array(acts)


def media_alone(random: np.random.Generator, *media: str, own: float = 1.0) -> Study:
    """Draw a community that never meets."""
    acts, truth = {medium: contact(random, own) for medium in media}, frozenset(APART if own != 1 else ())
    return Study(NOBODY, [], ["2023-01-01"] * 60, acts=acts, truth=truth)


def two_communities(
    random: np.random.Generator, *, joiners: int = 0, events: int = 0, late: int = 0, declared: bool = False
) -> Study:
    """Draw two communities of thirty who meet apart, but for some who join them and events to which all may come.

    Some may come a year later than the others; only where the communities are declared it is said when they joined.
    """
    came = random.random((60, 48)) < 0.35
    came[: 30 - joiners, 24:] = came[30 + joiners :, :24] = False
    joined = np.array(["2023-01-01"] * 60, dtype=object)
    newcomers = random.permutation(60)[:late]
    came[np.ix_(newcomers, np.arange(48) % 24 < 12)] = False
    joined[newcomers] = "2024-01-01" if declared else "2023-01-01"
    came = np.column_stack([came, random.random((60, events)) < 0.5])
    came[np.ix_(newcomers, np.arange(48, 48 + events // 2))] = False
    homes = ["Alpha CoP"] * (30 - joiners) + ["Alpha CoP; Beta CoP"] * (2 * joiners) + ["Beta CoP"] * (30 - joiners)
    titles = ["Alpha CoP"] * 24 + ["Beta CoP"] * 24 + [EVENT] * events
    truth = frozenset({"coming"} if late else ())
    return Study(came, titles, list(joined), homes=homes if declared else [], truth=truth)


def both(random: np.random.Generator) -> Study:
    """Draw people who meet, and who turn to each other on Slack and on X."""
    return forum(random, media=("slack", "x"))


def registers_lost(random: np.random.Generator) -> Study:
    """Draw a community that grows, of which a register of the first year and two of the second are lost."""
    lost = (*random.choice(12, 1), *random.choice(12, 2, replace=False) + 12)
    return forum(random, newcomers=15)._replace(lost=tuple(map(int, lost)))


def lists(random: np.random.Generator, *, apart: bool = False, busy: bool = False) -> Study:
    """Draw a forum with lists of resources and of practices, which come by lot.

    With `busy` organisations that come often have more topics, and take everything up sooner.
    """
    study = forum(random, shock=(1.0, 1.0) if apart else (0.0, 0.0), truth=APART if apart else ())
    organisations = len(SIZES)
    often = np.ones(organisations)
    if busy:
        often = np.array([study.came[number == LABELS].any(axis=0).mean() for number in range(organisations)])
    entries: set[tuple[int, int]] = set()
    while len(entries) < 20:
        entries.add((int(random.integers(8)), int(random.choice(organisations, p=often / often.sum()))))
    made = [
        (topic, int(random.choice(np.flatnonzero(home == LABELS))), int(random.integers(24)))
        for topic, home in sorted(entries)
    ]
    months = np.floor(
        random.exponential(1, (8, organisations)) / (0.12 * often * np.exp(random.normal(0, 0.7, (8, 1))))
    )
    months[np.arange(8), random.integers(organisations, size=8)] = 0
    taken = [(int(which), int(home), int(months[which, home])) for which, home in np.argwhere(months < 24)]
    return study._replace(resources=made, adoptions=taken)


def spoken(random: np.random.Generator, *, apart: bool = False) -> Study:
    """Draw a forum whose meetings have transcripts, by turns virtual: whose voice it is has nothing to do with talk."""
    study = forum(random, shock=(1.0, 1.0) if apart else (0.0, 0.0), truth=APART if apart else ())
    voices = random.permutation(np.repeat(["academic", "clinician", "patient"], 20))
    liking, orders = random.lognormal(0, 1, 60), list[list[int]]()
    for meeting in range(24):
        there = np.flatnonzero(study.came[:, meeting])
        order = [int(random.choice(there))] if len(there) > 1 else []
        while order and len(order) < 60:
            back = len(order) > 1 and random.random() < 0.4
            chosen = order[-2] if back else int(random.choice(there, p=liking[there] / liking[there].sum()))
            order += [chosen] if chosen != order[-1] else []
        orders.append(order)
    return study._replace(voices=list(voices), orders=orders, online=tuple(meeting % 2 == 0 for meeting in range(24)))


def led(random: np.random.Generator, *, spells: bool = False, homes: bool = False) -> Study:
    """Draw a forum with minutes, levels and things presented, which have nothing to do with years, ties or sources.

    With `spells` somebody does nearly half of it for a quarter; with `homes` all of an organisation are of one level,
    and organisations come together, which they claim rightly.
    """
    shock, truth = ((1.0, 1.0), APART) if homes else ((0.0, 0.0), ())
    study = forum(random, shock=shock, truth=truth)
    keen, leading, busy = random.lognormal(0, 1, 60), list[tuple[str, int, int]](), 0
    for meeting in range(24):
        there = np.flatnonzero(study.came[:, meeting])
        busy = busy if meeting % 3 or not len(there) else int(random.choice(there))
        for kind in ("Chair", "Notes", "talk", *["action"] * 4) if len(there) > 1 else ():
            own = there if not (spells and busy in there and random.random() < 0.4) else np.array([busy])
            leading.append((kind, int(random.choice(own, p=keen[own] / keen[own].sum())), meeting))
    names = np.array(["team", "local", "regional", "national"])
    levels = names[random.integers(0, 4, len(SIZES))[LABELS] if homes else random.integers(0, 4, 60)]
    months = random.integers(0, 12, 45)
    used = np.minimum(months + 1 + np.floor(random.exponential(15, 45)).astype(int), 24)
    shown = [
        (f"Source {place % 3}", int(month), int(end))
        for place, (month, end) in enumerate(zip(months, used, strict=True))
    ]
    return study._replace(leading=leading, levels=list(levels), presented=shown)


def two_forums(random: np.random.Generator, shock: tuple[float, float] = (0.0, 0.0)) -> Study:
    """Draw a community and another to compare it with, of which the same is so."""
    truth = ("change", *APART) if any(shock) else ()
    return forum(random, shock=shock, truth=truth)._replace(rival=forum(random, shock=shock))


NULL: dict[str, World] = {
    "one community": forum,
    "several communities": two_communities,
    "several communities, events": lambda random: two_communities(random, joiners=2, events=4),
    "several communities, growth": lambda random: two_communities(random, joiners=2, events=4, late=12),
    "several communities, declared": lambda random: two_communities(
        random, joiners=2, events=4, late=12, declared=True
    ),
    "unequal keenness": lambda random: forum(random, spread=1.8),
    "always-comers": lambda random: forum(random, always=0.1),
    "streaks": lambda random: forum(random, streak=0.8),
    "growth": lambda random: forum(random, newcomers=20),
    "recruiting": lambda random: forum(random, recruited=1.0, newcomers=8, truth=("coming",)),
    "online move": lambda random: forum(random, online=(0.2, 0.8), truth=("coming",)),
    "Slack": lambda random: media_alone(random, "slack"),
    "X": lambda random: media_alone(random, "x"),
    "both": both,
    "the largest comes more": lambda random: forum(random, later=1.2, truth=("coming",)),
    "groups apart, both years": lambda random: forum(random, shock=(1.0, 1.0), truth=APART),
    "registers lost": registers_lost,
    "work and practices": lists,
    "work and practices, who comes often": lambda random: lists(random, busy=True),
    "work and practices, groups apart": lambda random: lists(random, apart=True, busy=True),
    "voice and leadership: who leads": led,
    "voice and leadership: who leads for a quarter": lambda random: led(random, spells=True),
    "voice and leadership: levels by organisation": lambda random: led(random, homes=True),
    "voice and leadership: who speaks": spoken,
    "voice and leadership: who speaks, groups apart": lambda random: spoken(random, apart=True),
    "against, nothing in either": two_forums,
    "against, both fall alike": lambda random: two_forums(random, shock=(2.0, 0.2)),
    "Slack, groups apart": lambda random: media_alone(random, "slack", own=4.0),
    "X, groups apart": lambda random: media_alone(random, "x", own=4.0),
    "both, groups apart": lambda random: forum(
        random, shock=(1.0, 1.0), media=("slack", "x"), own=4.0, truth=(*APART, "overlap")
    ),
}
APART = ("boundary", "mixing", "cut-off", "spanner", "community")
"""What is so where groups keep to themselves in both periods alike."""
PLANTED: dict[str, World] = {
    "planted: less apart": lambda random: forum(random, shock=(2.0, 0.2), truth=("change", *APART)),
}


# The files


def written(study: Study, folder: Path, first: int = 0) -> None:
    """Write the study's files; people are named from a number on."""
    names = [f"{FORENAMES[number % 20]} {SURNAMES[number % 24]}" for number in range(first, first + len(study.came))]
    if study.titles:
        (folder / "register.csv").write_text("\n".join(_register(study, names)) + "\n", encoding="utf-8")
    people = [
        f"{name},Org {label + 1},Locality {label % 3 + 1},{joined}"
        for name, label, joined in zip(names, LABELS, study.joined, strict=True)
    ]
    listed = "name,organisation,locality,joined"
    if study.homes:
        listed, people = f"{listed},community", [f"{row},{home}" for row, home in zip(people, study.homes, strict=True)]
    if study.voices:
        listed = f"{listed},voice"
        people = [f"{row},{voice}" for row, voice in zip(people, study.voices, strict=True)]
    if study.levels:
        listed = f"{listed},level"
        people = [f"{row},{level}" for row, level in zip(people, study.levels, strict=True)]
    listed = "\n".join([listed, *people]) + "\n"
    (folder / "people.csv").write_text(listed, encoding="utf-8")
    periods = '"Year 1" = [2023-01-01, 2023-12-31]\n"Year 2" = [2024-01-01, 2024-12-31]\n'
    tied = '[sources]\naliases = "aliases.csv"\n' if "x" in study.acts else ""
    days = ", ".join(str(_day(study, number)) for number in study.lost)
    text = f'[study]\ntitle = "Forum"\ngroup = "organisation"\nno_register = [{days}]\n[periods]\n{periods}{tied}'
    (folder / "study.toml").write_text(text, encoding="utf-8")
    _write_lists(study, names, folder)
    _minutes(study, names, folder)
    for meeting, order in enumerate(study.orders):
        cues = [
            f"00:{turn:02}:00.000 --> 00:{turn:02}:50.000\n<v {names[who]}>words</v>\n"
            for turn, who in enumerate(order)
        ]
        text = "\n".join(["WEBVTT", "", *cues])
        (folder / f"{_day(study, meeting)}.vtt").write_text(text, encoding="utf-8")
    for medium, acts in study.acts.items():
        {"slack": _slack, "x": _posts}[medium](acts, names, folder)


def _write_lists(study: Study, names: list[str], folder: Path) -> None:
    def month(number: int) -> dt.date:
        return dt.date(2023 + number // 12, 1 + number % 12, 1)

    if study.resources:
        rows = [
            f"Pack {topic} {names[who]},Topic {chr(65 + topic)},{names[who]},{month(on)}"
            for topic, who, on in study.resources
        ]
        (folder / "resources.csv").write_text("\n".join(["title,topic,owner,made_on", *rows]) + "\n", encoding="utf-8")
    if study.adoptions:
        rows = [
            f"Practice {chr(65 + which)},Org {home + 1},{month(on):%B %Y},in use" for which, home, on in study.adoptions
        ]
        text = "\n".join(["practice,organisation,adopted_on,status", *rows]) + "\n"
        (folder / "adoptions.csv").write_text(text, encoding="utf-8")

    if study.presented:
        things = [
            f"Thing{place}x,practice,{source},{month(on)}" for place, (source, on, _end) in enumerate(study.presented)
        ]
        text = "\n".join(["text,kind,source,presented on", *things]) + "\n"
        (folder / "presented.csv").write_text(text, encoding="utf-8")
        rows = [
            f"Thing{place}x,Org 1,{month(end)},in use"
            for place, (_source, _on, end) in enumerate(study.presented)
            if end < 24
        ]
        text = "\n".join(["practice,organisation,adopted_on,status", *rows]) + "\n"
        (folder / "adoptions.csv").write_text(text, encoding="utf-8")


def _minutes(study: Study, names: list[str], folder: Path) -> None:
    """Write the minutes of each meeting at which somebody did something, in the register's place."""
    for meeting in sorted({meeting for _kind, _person, meeting in study.leading}):
        acts = [(kind, names[person]) for kind, person, number in study.leading if number == meeting]
        lines = [f"# {study.titles[meeting]}", "", f"Minutes of {_day(study, meeting)}", ""]
        lines += [f"{kind}: {name}" for kind, name in acts if kind in {"Chair", "Notes"}]
        lines += ["", "## Present", "", *(f"- {names[person]}" for person in np.flatnonzero(study.came[:, meeting]))]
        lines += ["", "## Matters", "", *(f"{name} presented the audit." for kind, name in acts if kind == "talk")]
        lines += ["", "## Actions", "", *(f"- {name} to write" for kind, name in acts if kind == "action")]
        text = "\n".join(lines) + "\n"
        (folder / f"{_day(study, meeting)}-minutes.md").write_text(text, encoding="utf-8")


def _register(study: Study, names: list[str]) -> Iterator[str]:
    yield "Meeting,Date,Name" + (",Mode" if study.online else "")
    for gathering, title in enumerate(study.titles):
        if gathering in study.lost or any(meeting == gathering for _kind, _person, meeting in study.leading):
            continue
        day = _day(study, gathering)
        mode = (",Online" if study.online[gathering] else ",In person") if study.online else ""
        yield from (f"{title},{day},{names[person]}{mode}" for person in np.flatnonzero(study.came[:, gathering]))


def _day(study: Study, gathering: int) -> dt.date:
    """Give the day of a gathering: each title is held once a month, events each half-year."""
    title = study.titles[gathering]
    number = study.titles[:gathering].count(title)
    if title == EVENT:
        return dt.date(2023 + number // 2, 3 + number % 2 * 6, 25)
    return dt.date(2023 + number // 12, 1 + number % 12, 9 if title != "Beta CoP" else 19)


def _moments(acts: np.ndarray) -> Iterator[tuple[int, int, dt.datetime]]:
    """Give who turned to whom, when: each act at a moment of its own."""
    for number, (tail, head, hour) in enumerate(acts):
        yield int(tail), int(head), START + dt.timedelta(hours=int(hour), milliseconds=number)


def _slack(acts: np.ndarray, names: list[str], folder: Path) -> None:
    root = folder / "slack"
    (root / "general").mkdir(parents=True)
    users = [{"id": f"U{n:03}", "name": f"user{n}", "profile": {"real_name": name}} for n, name in enumerate(names)]
    channels = [{"id": "C001", "name": "general", "members": [user["id"] for user in users]}]
    days: dict[str, list[dict[str, str]]] = {}
    for tail, head, at in _moments(acts):
        text, moment = f"thank you <@U{head:03}>", f"{at.timestamp():.6f}"
        days.setdefault(f"{at:%Y-%m-%d}", []).append(
            {"type": "message", "user": f"U{tail:03}", "text": text, "ts": moment}
        )
    for name, rows in {"users": users, "channels": channels}.items():
        (root / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    for day, messages in days.items():
        (root / "general" / f"{day}.json").write_text(json.dumps(messages), encoding="utf-8")


def _posts(acts: np.ndarray, names: list[str], folder: Path) -> None:
    accounts = [{"id": str(7000 + n), "username": f"account{n}", "name": f"Account {n}"} for n in range(len(names))]
    posts = [
        {
            "id": str(10**15 + number),
            "author_id": accounts[tail]["id"],
            "created_at": f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
            "text": f"@account{head} thank you",
            "entities": {"mentions": [{"username": f"account{head}", "id": accounts[head]["id"]}]},
        }
        for number, (tail, head, at) in enumerate(_moments(acts))
    ]
    (folder / "x").mkdir()
    (folder / "x" / "posts.json").write_text(json.dumps({"data": posts, "includes": {"users": accounts}}), "utf-8")
    rows = [f"@account{number},{name},yes" for number, name in enumerate(names)]
    (folder / "aliases.csv").write_text("\n".join(["handle,person,consent", *rows]) + "\n", encoding="utf-8")


# What is claimed


def page_content(study: Study) -> ReportContent:
    """Give what the page of a study says, from its files."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as elsewhere:
        written(study, Path(name))
        opened = open_study([Path(name)])
        reading = read_study(opened)
        results = analysed(reading, opened.settings)
        if study.rival is not None:
            written(study.rival, Path(elsewhere), len(study.came))
            results = compared(results, opened.settings, comparison(opened, open_study([Path(elsewhere)])))
        return report_content(reading, opened.settings, results, "Forum")


def claims(study: Study) -> Iterator[Finding]:
    """Give what the page of a study claims that is not so."""
    content = page_content(study)
    of_media = [(medium.title, medium_boundary(content, medium)) for medium in content.tying_media]
    crossings = [
        Finding(what="boundary", by=boundary.by, medium=title, verdict=verdict(share))
        for title, boundary in of_media
        if boundary is not None
        for share in (boundary.before, boundary.now)
        if share is not None
    ]
    for finding in [*content.findings, *crossings]:
        if finding.verdict in CLAIMS and finding.what not in study.truth:
            yield finding


def kind_of(finding: Finding) -> str:
    """Say under which kind a claim is counted."""
    if finding.what == "change":
        return "headline" if finding.by == "organisation" else "other"
    return _KIND_OF.get(finding.what, finding.what if finding.what in KINDS else "other")


KINDS = ("headline", "stopped", "coming", "spanner", "against", "medium", "other")
_KIND_OF = dict.fromkeys(("faded", "drifted"), "stopped") | dict.fromkeys(("contact", "overlap", "exposure"), "medium")


def page(name: str, seed: int) -> str:
    """Give the kinds of false claim of one study's page, with what they claim; empty for none."""
    found = claims({**NULL, **PLANTED}[name](np.random.default_rng([seed, *name.encode()])))
    return " ".join(sorted({f"{kind_of(finding)}:{finding.what}-{finding.by}-{finding.medium}" for finding in found}))


def run(name: str, seeds: range, kept: Path | None) -> pd.Series[str]:
    """Give the pages of a kind of world, those that are in the file already from there; the others are added to it."""
    columns = ["seed", "claims"]
    old = pd.read_csv(kept, sep="\t", dtype=str).fillna("") if kept is not None and kept.exists() else None
    pages = (
        {} if old is None else dict(zip(*(old.loc[old["world"] == name, column] for column in columns), strict=True))
    )
    for seed in seeds:
        if str(seed) in pages:
            continue
        pages[str(seed)] = page(name, seed)
        if kept is not None:
            row = pd.DataFrame({"world": [name], "seed": [seed], "claims": [pages[str(seed)]]})
            row.to_csv(kept, sep="\t", mode="a", header=not kept.exists(), index=False)
    return pd.Series(pages, dtype=str)


def measured(pages: pd.Series[str]) -> dict[str, float]:
    """Give the share of pages with any false claim, and with one of each kind."""
    return {"any": (pages != "").mean(), **{kind: pages.str.contains(f"{kind}:").mean() for kind in KINDS}}


def main() -> None:
    """Print a line for each kind of world."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", nargs="*", default=[""], help="words of the worlds to run")
    parser.add_argument("--file", type=Path, help="a file outside the repository to which every page is added")
    options = parser.parse_args()
    print(f"{'world':28}" + "".join(f"{kind:>10}" for kind in ("pages", "any", *KINDS, "seconds")))
    for name in {**NULL, **PLANTED}:
        if any(word in name for word in options.worlds):
            start = time.perf_counter()
            pages = run(name, range(options.seed, options.seed + options.studies), options.file)
            line = "".join(f"{100 * share:10.1f}" for share in measured(pages).values())
            print(f"{name:28}{len(pages):10}{line}{time.perf_counter() - start:10.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
