"""Every analysis of a network, and the tables other tools take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from inspect import signature

import numpy as np
import pandas as pd
from msgspec import Struct

from sna.analyse import ANALYSES, NEEDS, analysis
from sna.analyse.recruited import EVENT
from sna.dataset import Dataset, described
from sna.errors import StudyError, shown
from sna.facts import Kind, Status
from sna.findings.frames import Deferred
from sna.findings.tables import BOUNDARIES
from sna.glossary import TERMS
from sna.identity.writings import ROLLS
from sna.membership import organisation_facts
from sna.names import key
from sna.network import Network, TwoMode
from sna.study.cache import Cache, Options, Shelf
from sna.study.networks import medium
from sna.study.settings import Settings
from sna.weave import belonging

_BESIDES = ("ei_index", "group_absences")
"""What is also made for each boundary that is not the study's own group."""
OF_PERIODS = frozenset(
    "period acts meetings cops events conveners subjects adoptions deeds levels things speech modes".split()
)
"""What an analysis of the whole time needs."""
MOST_OF_CHANGE = 499
"""How often the periods are dealt out anew for the table `change`."""
OF_EACH_NETWORK = (
    "centrality", "ei_index", "mixing", "outside", "group_reach", "cut_off", "spanners", "contact", "overlap",
    "exposure",
)  # fmt: skip
OF_THE_MEETINGS = (
    "cohesion", "communities", "community_summary", "presence", "absences", "group_absences", "seat_diversity",
    "lift_summary", "co_attendance", "against", "bounds", "interruption", "change", "trend", "ties_changed",
    "contact_changed", "cops", "cops_overlap", "cops_joiners", "recruited", "return_curve", "without",
    "without_quarters", "introductions", "unmet", "unused", "needs", "tasks", "working_on", "barriers", "modes",
    "isolated_work", "isolated_work_summary", "spread", "spread_summary", "voice", "voice_change", "voice_meeting",
    "voice_modes", "turns", "leadership", "leadership_groups", "leadership_change", "levels", "used", "used_by_source",
    "use_curve",
)  # fmt: skip
"""What a run writes beside the pages, which read nothing else: of each network, and of the meetings, or of the medium
in their place, alone. Every other table is written when it is asked for."""
SERVICES = {"slack": "Slack", "x": "X"}
"""The media on which somebody may be who also belongs to a community: namespace → title."""
ACCOUNTS = tuple(f"{service}:" for service in SERVICES)
Tables = Mapping[str, pd.DataFrame]
"""The tables of one network: name of the analysis, with the boundary if it is not the study's own group → table."""


def among(network: Network, chosen: np.ndarray) -> Network:
    """Give the network among some of its nodes (`chosen`: one truth value per node, in node order)."""
    nodes = network.nodes[chosen]
    inside = network.ties["source"].isin(set(nodes.index)) & network.ties["target"].isin(set(nodes.index))
    ties = network.ties[inside].reset_index(drop=True)
    return Network(nodes, ties, directed=network.directed, behind=network.behind, acts=network.acts)


def members(network: Network) -> Network:
    """Give the network of those who were members in its window."""
    return among(network, network.nodes["member"].to_numpy(bool))


def grouped(network: Network, by: str) -> Network:
    """Give the network of those whose group is known."""
    return among(network, (network.nodes[by] != "").to_numpy(bool))


class Community(Struct, frozen=True):
    """What the analyses need to know of the community.

    Attributes
    ----------
    targets
        Column → the groups of it that the community wants to reach, also those nobody has come from.
    conveners
        Ids of the people who tie everybody to everybody by their task.
    enrolled
        Community → ids of those who are declared to belong to it or came to one of its meetings; where several meet, or
        a list names any.
    population
        How many people could belong to any, as the settings state it; 0 if they do not.
    media
        ``"Slack"``, ``"X"`` → ids of those who acted there and are known by a name.
    conveners_until
        Id → the last day of a convener who has stopped.
    acts
        Who did something on which day (``person``, ``on``): took on an action in the minutes, began a thread on Slack,
        turned to somebody in a post on X.
    subjects, adoptions
        What people work on, and what they took up, each with the organisation, the locality and the sector it is of;
        None where there is none.
    replies
        Who answered whom on which day: ``source``, ``target``, ``on``.
    actions
        Id → how many actions the minutes gave somebody.
    deeds
        Who led when: chaired, presented, took notes, owns an action, began a thread; None where nobody is known to.
    level_of
        Id → the level somebody acts at.
    speech
        The turns of transcripts, and who was on a register of the same meeting, each with the person's voice, or else
        role; None where there is no transcript.
    """

    targets: Mapping[str, tuple[str, ...]] = {}
    conveners: tuple[str, ...] = ()
    enrolled: Mapping[str, tuple[str, ...]] = {}
    population: int = 0
    media: Mapping[str, tuple[str, ...]] = {}
    conveners_until: Mapping[str, dt.date] = {}
    acts: pd.DataFrame | None = None
    subjects: pd.DataFrame | None = None
    adoptions: pd.DataFrame | None = None
    replies: pd.DataFrame | None = None
    actions: Mapping[str, int] = {}
    deeds: pd.DataFrame | None = None
    level_of: Mapping[str, str] = {}
    speech: pd.DataFrame | None = None


def community(dataset: Dataset, settings: Settings, meetings: TwoMode | None = None) -> Community:
    """Look up whom the community wants to reach, who convenes it, and who belongs to which where there are several.

    `meetings` are those of the whole time, which say of which community each is.
    """
    targets = dataset.organisations[dataset.organisations["reach"]]
    columns = {by: "name" if by == "organisation" else by for by in BOUNDARIES}
    groups = {by: tuple(sorted({*targets[column]} - {""})) for by, column in columns.items()}
    names, people = {key(name) for name in settings.study.conveners}, dataset.people
    conveners = tuple(sorted(people.loc[[key(name) in names for name in people["name"]], "id"]))
    enrolled = {} if meetings is None else belonging(meetings, dataset.enrolments)
    return Community(
        groups,
        conveners,
        enrolled if len(enrolled) > 1 or len(dataset.enrolments) else {},
        settings.study.population,
        _on_media(dataset),
        _until(people, conveners, settings),
        _deeds(dataset),
        _placed(dataset, dataset.subjects, "owner"),
        _placed(dataset, dataset.adoptions, "person"),
        _replies(dataset),
        dataset.interactions.loc[dataset.interactions["kind"] == "action", "target"].value_counts().to_dict(),
        _leading(dataset),
        {person: level for person, level in zip(people["id"], people["level"], strict=True) if level},
        _speech(dataset),
    )


def _leading(dataset: Dataset) -> pd.DataFrame | None:
    """Give the acts but speech, with the day and what is known of whoever did them; None where there are none."""
    acts = dataset.acts[(dataset.acts["kind"] != "spoke") & (dataset.acts["person"] != "")]
    if acts.empty:
        return None
    days = dict(zip(dataset.gatherings["id"], dataset.gatherings["on"], strict=True))
    on = [
        days.get(gathering) or (dt.date.fromisoformat(at[:10]) if at else None)
        for gathering, at in zip(acts["gathering"], acts["at"], strict=True)
    ]
    people = described(dataset).set_index("id").reindex(acts["person"]).fillna("")
    known = {by: people[by].to_numpy() for by in ("organisation", "role", "level")}
    host = people["host"].map({"yes": "of the host", "no": "from outside"}).fillna("").to_numpy()
    return acts[["person", "kind", "gathering"]].assign(on=pd.Series(on, acts.index, dtype=object), **known, host=host)


def _speech(dataset: Dataset) -> pd.DataFrame | None:
    """Give a row a turn, and one for each person on a register of a meeting of which there is a transcript."""
    acts = dataset.acts[(dataset.acts["kind"] == "spoke") & (dataset.acts["gathering"] != "")]
    if acts.empty:
        return None
    rolls = dataset.attendance
    rolls = rolls[rolls["gathering"].isin(set(acts["gathering"])) & rolls["evidence"].isin(ROLLS)]
    rolls = rolls[rolls["status"] == Status.PRESENT].drop_duplicates(["person", "gathering"])
    table = pd.concat(
        [acts, rolls[["person", "gathering", "file"]].assign(seconds=np.nan, turn=None)], ignore_index=True
    )
    people, meetings = described(dataset).set_index("id"), dataset.gatherings.set_index("id")
    voices = people["voice"].where(people["voice"] != "", people["role"])
    voices = voices.where(people["kind"] == Kind.PERSON, "")
    usual = voices.groupby(voices.map(key)).agg(lambda texts: texts.value_counts().index[0])
    table["voice"] = table["person"].map(voices).fillna("").map(lambda voice: usual[key(voice)] if voice else "")
    table["on"], table["mode"] = (table["gathering"].map(meetings[name]) for name in ("on", "mode"))
    columns = ["person", "gathering", "on", "mode", "voice", "file", "turn", "seconds"]
    return table[columns].astype({"on": object, "turn": object})


def _placed(dataset: Dataset, table: pd.DataFrame, person: str) -> pd.DataFrame | None:
    """Give a table with the organisation, locality and sector of each row: its own, or those of the person it names.

    `learned_organisation` and so on are those of whom or where a practice was learned from, where that is known.
    """
    if table.empty:
        return None
    people, facts = described(dataset).set_index("id"), organisation_facts(dataset.organisations)
    posts = people.reindex(table[person]).fillna("")
    own = [name or post for name, post in zip(table["organisation"], posts["organisation"], strict=True)]
    of_own = pd.DataFrame([facts.get(name, {}) for name in own], columns=["sector", "locality"], dtype=object).fillna(
        ""
    )
    groups = {"organisation": own}
    for by, written in (("locality", [*table["locality"]]), ("sector", [""] * len(table))):
        groups[by] = [a or b or c for a, b, c in zip(written, posts[by], of_own[by], strict=True)]
    if "learned_from" in table:
        homes = {key(name): (name, *(of.get(by, "") for by in ("locality", "sector"))) for name, of in facts.items()}
        homes |= {
            key(name): home
            for name, *home in people[["name", *BOUNDARIES]].itertuples(index=False)
            if key(name) not in homes
        }
        learned = [homes.get(key(name), (name, name, name)) for name in table["learned_from"]]
        groups |= {f"learned_{by}": [home[place] for home in learned] for place, by in enumerate(BOUNDARIES)}
    return table.assign(**groups)


def _replies(dataset: Dataset) -> pd.DataFrame:
    """Give who answered whom, and when; what has no day is left out."""
    acts = dataset.interactions
    replies = acts.loc[(acts["kind"] == "reply") & (acts["at"] != ""), ["source", "target", "at"]]
    days = pd.Series([dt.date.fromisoformat(at[:10]) for at in replies["at"]], replies.index, dtype=object)
    return replies[["source", "target"]].assign(on=days)


def _until(people: pd.DataFrame, conveners: tuple[str, ...], settings: Settings) -> dict[str, dt.date]:
    last = {key(name): day for name, day in settings.study.conveners_until.items()}
    names = {person: key(name) for person, name in zip(people["id"], people["name"], strict=True)}
    return {person: last[names[person]] for person in conveners if names[person] in last}


def _deeds(dataset: Dataset) -> pd.DataFrame:
    """Give who did something on which day, which nobody had to: more than an answer.

    An action is its owner's; a thread on Slack of whoever began it, whom the replies to it are turned to; a post on X
    of its account, once, however many it mentions.
    """
    acts, gatherings = dataset.interactions, dataset.gatherings
    acts = acts[acts["at"] != ""]
    actions = acts.loc[acts["kind"] == "action", ["target", "at"]].set_axis(["person", "on"], axis=1)
    posts = acts.loc[medium(acts) == "x", ["source", "at"]].drop_duplicates().set_axis(["person", "on"], axis=1)
    threads = gatherings.loc[(gatherings["kind"] == "thread") & gatherings["on"].notna()].set_index("id")["on"]
    writers = dataset.attendance[dataset.attendance["gathering"].isin(threads.index)]
    replies = writers.merge(acts.loc[acts["kind"] == "reply", ["file", "place", "target"]], on=["file", "place"])
    began = replies.drop_duplicates("gathering").set_index("gathering")["target"].reindex(threads.index)
    dated = pd.concat([actions, posts], ignore_index=True)
    dated["on"] = [dt.date.fromisoformat(at[:10]) for at in dated["on"]]
    begun = pd.DataFrame({"person": began.to_numpy(), "on": threads.to_numpy()}, dtype=object).dropna()
    return pd.concat([dated, begun], ignore_index=True)


def _on_media(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Give who acted on each medium and is known by a name; an account that nothing ties to one is nobody known."""
    acts, services = dataset.interactions, medium(dataset.interactions)
    people = set(dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "id"])
    actors = {title: set(acts.loc[services == name, "source"]) & people for name, title in SERVICES.items()}
    persons = {title: {id_ for id_ in ids if not id_.startswith(ACCOUNTS)} for title, ids in actors.items()}
    return {title: tuple(sorted(ids)) for title, ids in persons.items() if ids}


def tables(
    network: Network,
    settings: Settings,
    of: Community = Community(),  # noqa: B008
    cache: Cache = Cache(),  # noqa: B008
) -> Tables:
    """Give every analysis of a network's members, each made when it is first read.

    Those that compare groups are of the people whose group is known. The E-I index and the absences are also made for
    each other boundary, as ``ei_index_locality`` and so on. Those that compare periods are made of the whole
    time only, for each boundary: `trend` wherever gatherings are known, the rest where there are two periods or more.

    Raises
    ------
    StudyError
        If a table has a column that the glossary does not explain.
    """
    people, by = members(network), settings.study.group
    options: Options = {
        "by": by,
        "seed": settings.study.seed,
        "permutations": settings.network.permutations,
        "targets": of.targets.get(by, ()),
        "without": of.conveners,
        "conveners": {person: of.conveners_until.get(person, dt.date.max) for person in of.conveners},
        "acts": of.acts,
        "enrolled": of.enrolled,
        "population": of.population,
        "media": of.media,
        "subjects": of.subjects,
        "adoptions": of.adoptions,
        "replies": of.replies,
        "actions": of.actions,
        "deeds": of.deeds,
        "level_of": of.level_of,
        "periods": dict(settings.periods),
        "speech": of.speech,
        "elsewhere": _tied_to_the_unknown(people, by),
    }
    own, later = grouped(people, by), [*_of_periods(network, settings, of), *_of_communities(network, of)]
    shelves = Shelf(own, cache), Shelf(people, cache)
    makers = {
        name: partial(_table, name, shelves["by" not in NEEDS[name]], options)
        for name in ANALYSES
        if name in later or not OF_PERIODS & {*NEEDS[name]}
    }
    for boundary in BOUNDARIES:
        if boundary != by and len(set(people.nodes[boundary]) - {""}) > 1:
            part, besides = Shelf(grouped(people, boundary), cache), {**options, "by": boundary}
            names = [*_BESIDES, *(name for name in later if "by" in NEEDS[name] and "meetings" not in NEEDS[name])]
            makers |= {f"{name}_{boundary}": partial(_table, name, part, besides) for name in names}
    return Deferred(makers)


def _tied_to_the_unknown(network: Network, by: str) -> tuple[str, ...]:
    """Give the ids of people who are tied to somebody whose group is not known: they are not alone."""
    unknown, ends = network.nodes[by] == "", network.ties[["source", "target"]]
    unknown_ends = ends.apply(lambda end: end.map(unknown))
    across = unknown_ends["source"] != unknown_ends["target"]
    return tuple(sorted({*ends["source"][across], *ends["target"][across]}))


def _of_periods(network: Network, settings: Settings, of: Community) -> list[str]:
    """Name the analyses that compare periods and can be made: of the whole time, whose gatherings know their period.

    Of contacts, whose acts know it. Those of several communities are among them where there are any.
    """
    if network.acts is not None:
        met, several = network.acts.meetings is not None, len(settings.periods) > 1
        return [name for name, needs in NEEDS.items() if ("acts" in needs and several) or ("meetings" in needs and met)]
    if network.behind is None or "period" not in network.behind.gatherings.columns:
        return []
    names = [name for name in ANALYSES if "period" in NEEDS[name]]
    names = names if len(settings.periods) > 1 else [name for name in names if name == "trend"]
    return [*names, *(name for name in ANALYSES if "cops" in NEEDS[name] and of.enrolled)]


def _of_communities(network: Network, of: Community) -> list[str]:
    """Name the analyses of events, conveners, work and practices that have something to say, of the whole time.

    What would be without the conveners is asked wherever the settings name any.
    """
    if network.behind is None or "period" not in network.behind.gatherings:
        return []
    gatherings = network.behind.gatherings
    present = {"events": bool((gatherings["kind"] == EVENT).any()), "conveners": bool(of.conveners)}
    present["modes"] = "mode" in gatherings and len({*gatherings["mode"].dropna()} - {""}) > 1
    present |= {"subjects": of.subjects is not None, "adoptions": of.adoptions is not None}
    things = of.subjects is not None and bool((of.subjects["comes_from"] != "").any())
    present |= {"deeds": of.deeds is not None, "levels": len({*of.level_of.values()}) > 1, "things": things}
    present["speech"] = of.speech is not None
    return [name for name, needs in NEEDS.items() if any(present.get(need) for need in needs)]


def _table(name: str, shelf: Shelf, options: Options) -> pd.DataFrame:
    """Give one analysis, as an earlier run made it or made now."""
    return shelf.table(name, options, lambda: computed(name, shelf.network, options))


def computed(name: str, network: Network, options: Options) -> pd.DataFrame:
    """Make one analysis with those of the options that it has."""
    function = analysis(name)
    if name == "change":  # figures without a verdict: the deals are slow, and nobody decides by them
        options = {**options, "permutations": min(int(str(options["permutations"])), MOST_OF_CHANGE)}
    parameters = signature(function).parameters
    table = function(network, **{option: value for option, value in options.items() if option in parameters})
    unknown = [column for column in table.columns if column not in TERMS]
    if unknown:
        raise StudyError(
            f"The analysis {name} gives the column {shown(unknown[0])!r}, which the glossary does not explain. "
            "Add it to sna/glossary, or correct its name."
        )
    return table


def node_table(network: Network, results: Tables) -> pd.DataFrame:
    """Give the people with what is known and found about each, ready for other tools."""
    nodes = network.nodes.copy()
    if network.behind is not None:
        attendances = pd.Series(network.behind.attended(), index=network.behind.people.index)
        nodes["gatherings"] = attendances.reindex(nodes.index)
    for name in ("centrality", "outside"):
        table = results[name]
        nodes = nodes.join(table[[column for column in table.columns if column not in {*nodes.columns, "note"}]])
    return nodes


def tie_table(network: Network) -> pd.DataFrame:
    """Give the ties: source, target, count (of meetings: newman, jaccard), weight, what else is known, via."""
    ties = network.ties.copy()
    ties["via"] = network.via()
    leading = [column for column in ("source", "target", "count", "newman", "jaccard") if column in ties.columns]
    return ties[[*leading, *(column for column in ties.columns if column not in {*leading, "via"}), "via"]]
