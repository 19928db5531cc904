"""An invented falls forum: sixty people who do not exist, fourteen organisations, two years of gatherings."""

import datetime as dt
from inspect import signature

import numpy as np
import pandas as pd
from msgspec.structs import replace
from scipy import sparse

from sna.analyse import NEEDS, analysis
from sna.findings.evidence import Medium, PeriodTables
from sna.findings.tables import Tables
from sna.network import Network, TwoMode, project
from sna.render.map.composition import scene
from sna.render.map.content import MapContent, Period
from sna.render.report.content import Methods, ReportContent

ORGANISATIONS = {
    "Wexholm Hospitals NHS Trust": ("NHS trust", "Wexholm", 9),
    "Tarrow Community NHS Trust": ("NHS trust", "Tarrow", 7),
    "Saltby Ambulance Service": ("NHS trust", "Saltby", 4),
    "Wexholm GP Federation": ("Primary care", "Wexholm", 5),
    "Tarrow Valley Primary Care Network": ("Primary care", "Tarrow", 4),
    "Saltby Primary Care Network": ("Primary care", "Saltby", 3),
    "Wexholm City Council Adult Care": ("Council", "Wexholm", 6),
    "Tarrow District Council": ("Council", "Tarrow", 3),
    "Saltby Fire & Rescue": ("Council", "Saltby", 2),
    "Later Life Wexholm": ("Voluntary sector", "Wexholm", 5),
    "Saltby Carers Centre": ("Voluntary sector", "Saltby", 3),
    "Orchard View Care Homes": ("Care provider", "Tarrow", 4),
    "Hearthside Homecare": ("Care provider", "Saltby", 2),
    "University of Wexholm": ("Research", "Wexholm", 3),
}
UNREACHED = {"Tarrow Hospice": ("Voluntary sector", "Tarrow"), "Eastmere Care Homes": ("Care provider", "Eastmere")}
GIVEN = (
    "Abena Aidan Anwen Bashir Beth Callum Carys Chidi Clare Dafydd Delyth Duncan Eilidh Emeka Enid Farah Fergus Gareth "
    "Gwen Hamish Hettie Idris Imogen Ingrid Jago Jemima Kamal Keir Lachlan Leila Lowri Maeve Malik Merryn Mina Morag "
    "Nadine Nia Olwen Orla Owain Padma Piran Quentin Rhona Rory Roshni Saira Seren Sunil Tamsin Tegan Teo Uma Vikram "
    "Winnie Xanthe Yusra Zara Zebedee"
).split()
FAMILY = "Ackerley Bramwell Corrigan Dunmore Ellwood Farquhar Garrick Holloway Iveson Jessop Kilbride Lorimer".split()
USED = ("centrality", "ei_index", "mixing", "outside", "group_reach", "spanners")
CONNECTORS = ("Uma", "Quentin")
TOPICS = ("Launch", "Falls clinic", "Care homes", "Data", "Medicines", "Review")


def people() -> pd.DataFrame:
    rows = [
        (organisation, sector, locality, "person")
        for organisation, (sector, locality, size) in ORGANISATIONS.items()
        for _person in range(size)
    ]
    table = pd.DataFrame(rows, columns=["organisation", "sector", "locality", "kind"])
    names = [f"{GIVEN[at % 60]} {FAMILY[(at * 5 + at // 12) % 12]}" for at in range(len(table))]
    table.insert(0, "name", names)
    return table.set_axis(pd.Index([f"name:{name.casefold()}" for name in names], dtype="str"))


def gatherings(first: int, second: int) -> pd.DataFrame:
    """So many gatherings in each of the two years from September 2023."""
    days = [dt.date(2023, 9, 5) + dt.timedelta(days=round(360 * at / max(first, 1))) for at in range(first)]
    days += [dt.date(2024, 9, 3) + dt.timedelta(days=round(360 * at / max(second, 1))) for at in range(second)]
    rows = [(f"gathering:{day} forum", TOPICS[at % len(TOPICS)], day, 20) for at, day in enumerate(days)]
    return pd.DataFrame(rows, columns=["id", "title", "on", "seats"]).astype({"on": object})


def attendance(who: pd.DataFrame, held: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Twenty or so people a gathering; early ones mostly of two trusts; one organisation never, one stops coming."""
    random = np.random.default_rng(seed)
    keen = random.uniform(0.2, 1.0, len(who))
    trust = who["organisation"].isin(list(ORGANISATIONS)[:2]).to_numpy()
    rows = []
    for gathering, on in zip(held["id"], held["on"], strict=True):
        late = on >= dt.date(2024, 9, 1)
        chance = np.clip(keen * np.where(trust, 0.55 if late else 0.75, 0.42 if late else 0.16), 0, 1)
        chance = np.where(who["organisation"] == "Hearthside Homecare", 0.0, chance)
        chance[[at for at, name in enumerate(who["name"]) if late and name.split()[0] in CONNECTORS]] = 0.96
        gone = (who["organisation"] == "Saltby Carers Centre").to_numpy() & (on > dt.date(2024, 10, 1))
        draw = random.random(len(who))
        here = (draw < chance) & ~gone
        sorry = ~here & (draw < chance + 0.04) & ~gone
        rows += [(person, gathering, "present") for person in who.index[here]]
        rows += [(person, gathering, "apologies") for person in who.index[sorry]]
        rows += [(f"device:{gathering}", gathering, "present")] * (random.random() < 0.3)
    return pd.DataFrame(rows, columns=["person", "gathering", "status"], dtype="str")


def organisations() -> pd.DataFrame:
    rows = [(name, sector, locality, True) for name, (sector, locality, _size) in ORGANISATIONS.items()]
    rows += [(name, sector, locality, True) for name, (sector, locality) in UNREACHED.items()]
    return pd.DataFrame(rows, columns=["name", "sector", "locality", "reach"])


def network(who: pd.DataFrame, held: pd.DataFrame, came: pd.DataFrame) -> Network:
    here = came[(came["status"] == "present") & came["gathering"].isin(held["id"]) & came["person"].isin(who.index)]
    pairs = list(here[["person", "gathering"]].itertuples(index=False, name=None))
    two_mode = TwoMode.of(pairs) if pairs else None
    if two_mode is None:
        return Network(who, pd.DataFrame({"source": [], "target": [], "weight": []}))
    ties = project(two_mode, largest=30).ties
    ties = ties[~ties["source"].str.startswith("device:") & ~ties["target"].str.startswith("device:")]
    return Network(who, ties[ties["count"] >= 2].reset_index(drop=True))


def period(title: str, who: pd.DataFrame, held: pd.DataFrame, came: pd.DataFrame, group: str) -> PeriodTables:
    made = network(who, held, came)
    here = came[(came["status"] == "present") & came["gathering"].isin(held["id"])]
    tables = analysed(made, group)
    return PeriodTables(
        title=title, since=held["on"].min() if len(held) else None, until=held["on"].max() if len(held) else None,
        gatherings=len(held), attendances=len(here), people=len(who), ties=len(made.ties), tables=tables,
    )  # fmt: skip


def analysed(made: Network, group: str) -> dict[str, pd.DataFrame]:
    """Every table a report reads, with the boundaries beside the group."""
    tables = {}
    for name in USED:
        options = {"ei_index": {"permutations": 199}, "spanners": {"draws": 20}}.get(name, {})
        tables[name] = analysis(name)(made, **({"by": group} if "by" in NEEDS[name] else {}), **options)
    for other in {"organisation", "locality", "sector"} - {group}:
        tables[f"ei_index_{other}"] = analysis("ei_index")(made, by=other, permutations=199)
    return tables


LATER = (
    "group_absences",
    "co_attendance",
    "interruption",
    "contact",
    "change",
    "trend",
    "ties_changed",
    "contact_changed",
)


def whole(who, years, came, group: str) -> PeriodTables:
    """The tables of the whole time, which compare the years."""
    held = pd.concat([part.assign(period=title) for title, part in years]).set_index("id")
    here = came[(came["status"] == "present") & came["person"].isin(who.index)]
    two_mode = TwoMode.of(list(here[["person", "gathering"]].itertuples(index=False, name=None)))
    told = held.loc[two_mode.gatherings.index, ["on", "period"]]
    behind = TwoMode(two_mode.people, two_mode.gatherings.assign(**told), two_mode.incidence)
    tied = project(behind)
    made = Network(who.reindex(tied.nodes.index.union(who.index)), tied.ties, behind=tied.behind)
    tables = {name: analysis(name)(made) for name in ("presence", "absences")}
    for by in dict.fromkeys([group, "organisation", "locality", "sector"]):
        for name in LATER:
            some = {"permutations": 199} if name in {"co_attendance", "change"} else {}
            tables[name if by == group else f"{name}_{by}"] = analysis(name)(made, by=by, **some)
    return PeriodTables(gatherings=len(held), people=len(who), ties=len(made.ties), tables=tables)


def compared(
    first: int = 8, second: int = 8, *, group: str = "organisation", seed: int = 1, **changes
) -> ReportContent:
    """The report of the forum with the tests of change, and every table of the last year."""
    given = forum(first, second, group=group, seed=seed, scene=None)
    years = [("Year 1", given.gatherings.iloc[:first]), ("Year 2", given.gatherings.iloc[first:])]
    periods = tuple(
        replace(one, tables={**one.tables, **more(given.people, held, given.attendance, group)})
        for one, (_title, held) in zip(given.periods, years, strict=True)
    )
    content = {"whole": whole(given.people, years, given.attendance, group), "periods": periods}
    return replace(given, **content)


def more(who, held, came, group: str) -> dict[str, pd.DataFrame]:
    """The tables of one year that rest on its attendance."""
    here = came[(came["status"] == "present") & came["gathering"].isin(held["id"]) & came["person"].isin(who.index)]
    two_mode = TwoMode.of(list(here[["person", "gathering"]].itertuples(index=False, name=None)))
    on = held.set_index("id").loc[two_mode.gatherings.index, "on"]
    tied = project(TwoMode(two_mode.people, two_mode.gatherings.assign(on=on), two_mode.incidence))
    made = Network(who, tied.ties, behind=tied.behind)
    few = {"cut_off": {"permutations": 199}, "lift_summary": {"draws": 0}, "community_summary": {"runs": 10},
           "communities": {"runs": 10}}  # fmt: skip
    names = ("cut_off", "communities", "community_summary", "cohesion", "lift_summary", "seat_diversity")
    return {
        name: analysis(name)(made, **({"by": group} if "by" in NEEDS[name] else {}), **few.get(name, {}))
        for name in names
    }


def medium(name: str = "slack", title: str = "Slack", *, group: str = "organisation", seed: int = 5) -> Medium:
    """A medium two dozen people write on: half as much in the first year, where two stay silent."""
    who, random = people(), np.random.default_rng(seed)
    who = who.iloc[np.sort(random.permutation(len(who))[:24])]
    periods = []
    for year, (title_, tries) in enumerate((("Year 1", 60), ("Year 2", 120))):
        first = 0 if year else 2
        ends = random.integers(first, len(who), (tries, 2))
        pairs = pd.DataFrame(ends[ends[:, 0] != ends[:, 1]]).value_counts().sort_index()
        ties = [(who.index[one], who.index[other], int(count)) for (one, other), count in pairs.items()]
        table = pd.DataFrame(ties, columns=["source", "target", "count"])
        made = Network(who, table.assign(weight=table["count"].astype(float)), directed=True)
        periods.append(
            PeriodTables(
                title=title_, acts=int(table["count"].sum()), people=len(who), ties=len(made.undirected().ties),
                tables=analysed(made, group),
            )
        )  # fmt: skip
    return Medium(name=name, title=title, map_file=f"map-{name}.html", people=who, periods=tuple(periods))


def on_slack(**changes) -> ReportContent:
    """The report of a community that nobody ever met in: all it has is Slack."""
    slack, none = medium(), pd.DataFrame()
    content = {
        "medium": "Slack", "people": slack.people, "periods": slack.periods, "gatherings": none, "attendance": none,
        "problems": none, "scene": None,
        "tie": "Two people are tied when one of them turned to the other on Slack: reply.",
        "methods": Methods(settings={"Permutations": 199}),
    }  # fmt: skip
    return forum(**{**content, **changes})


def forum(first: int = 6, second: int = 12, *, group: str = "organisation", seed: int = 1, **changes) -> ReportContent:
    """Give the report of the forum; with `first` = 0 it is one period."""
    who, held = people(), gatherings(first, second)
    came = attendance(who, held, seed)
    years = [("Year 1", held.iloc[:first]), ("Year 2", held.iloc[first:])] if first else [("", held)]
    periods = tuple(period(title, who, part, came, group) for title, part in years)
    content = {
        "title": "Wexholm Falls & Frailty Forum",
        "subtitle": "Invented data.",
        "group": group,
        "ledger": ledger(len(came)),
        "problems": problems(),
        "rejects_file": "rejects.csv",
        "people": who,
        "gatherings": held,
        "attendance": came,
        "organisations": organisations(),
        "periods": periods,
        "scene": picture(who, years, came, periods, group),
        "tie": "Two people are tied when they were at two or more gatherings of at most 30 people together.",
        "methods": methods(),
    }
    return ReportContent(**{**content, **changes})


def picture(who, years, came, periods, group):
    parts = tuple(
        Period(title, network(who, held, came), tuple(sorted(_spanners(tables))))
        for (title, held), tables in zip(years, periods, strict=True)
    )
    return scene(MapContent(title="Forum", people=who, periods=parts, group=group))


def _spanners(tables):
    found = tables.tables["spanners"]
    return found.index[found["spanner"].fillna(False).astype(bool)]


def ledger(used: int) -> pd.DataFrame:
    columns = ["file", "loader", "records", "used", "merged", "rejected", "excluded"]
    register = ["register-2023.xlsx", "register", used + 20, used, 12, 3, 5]
    return pd.DataFrame([register, ["minutes.docx", "minutes", 40, 11, 29, 0, 0]], columns=columns)


def problems() -> pd.DataFrame:
    columns = ["_file", "_place", "_code", "_reason", "_column", "_value", "_fix"]
    file, hint = "register-2023.xlsx", 'Set marks."?" = "present", or correct the cell.'
    rows = [
        [file, "Register!D9", "R-MARK", "This is not an attendance mark.", "12/02/2024", "?", hint],
        [file, "Register!A14", "R-NO-NAME", "The row has no name.", "Name", "", "Give the name, or delete the row."],
        [file, "Register!F1", "R-DATE", "There is no such day.", "", "31/02/2024", "Correct the date."],
    ]
    return pd.DataFrame(rows, columns=columns)


def methods() -> Methods:
    return Methods(
        seed=0,
        versions={"sna": "0.1.0", "Python": "3.11"},
        inputs={"register-2023.xlsx": "9f" * 32, "minutes.docx": "60" * 32},
        settings={"Weight of a tie": "newman", "Largest gathering that makes ties": 30, "Permutations": 9999},
    )


def several(sets: dict[str, list[str]], population: int = 0, media: dict[str, list[str]] | None = None) -> PeriodTables:
    """The tables of several communities of practice, whose people are these."""
    pairs = [(person, f"{name} 1") for name, ids in sets.items() for person in ids] or [("nobody", "nothing")]
    two_mode = TwoMode.of(pairs)
    names = [name.removesuffix(" 1") for name in two_mode.gatherings.index]
    made = project(TwoMode(two_mode.people, two_mode.gatherings.assign(community=names), two_mode.incidence))
    tables = {
        "cops": analysis("cops")(made, enrolled=sets),
        "cops_overlap": analysis("cops_overlap")(made, enrolled=sets, population=population, media=media),
        "cops_joiners": analysis("cops_joiners")(made, enrolled=sets, media=media),
    }
    return PeriodTables(tables=tables)


def event_tables(visits: dict[str, set[int]], events: tuple[int, ...] = (), **options: object) -> PeriodTables:
    """The tables about events and conveners of people who came on these days after 1 September 2022."""
    days = sorted({*range(0, 721, 30), *events})
    incidence = np.array([[day in visits[person] for day in days] for person in sorted(visits)], float)
    held = pd.DataFrame(
        {
            "on": [dt.date(2022, 9, 1) + dt.timedelta(day) for day in days],
            "kind": ["event" if day in events else "meeting" for day in days],
            "seats": np.nan,
            "community": "",
        },
        index=[f"gathering:{day:03}" for day in days],
    ).astype({"on": object})
    made = project(TwoMode(pd.DataFrame(index=sorted(visits)), held, sparse.csr_array(incidence)))
    tables = {name: analysis(name)(made) for name in ("recruited", "return_curve")}
    return PeriodTables(tables=tables | {"without": analysis("without")(made, **options)})


TEAMS = [f"Team {chr(65 + number)}" for number in range(12)]


def work_tables(
    practices: dict[str, list[str]], work: dict[str, dict[str, int]], *, wants: bool = False
) -> PeriodTables:
    """The tables about work and practices of twelve teams of one, who meet by threes, and a guest, for two years.

    Practice → the teams in the order in which they took it up, one every other month; topic → team → month it began.
    With `wants` there are the tables of these too: one want can be met, one nobody meets, one offer nobody wants.
    """
    first = [dt.date(2023 + month // 12, month % 12 + 1, 1) for month in range(30)]
    people = [team.casefold() for team in TEAMS]
    circles = [[*people[month % 4 * 3 :][:3], people[(5 * month + 3) % 12]] for month in range(24)]
    two_mode = TwoMode.of([(who, f"m{month:02}") for month, circle in enumerate(circles) for who in circle])
    two_mode.gatherings["on"] = [day.replace(day=9) for day in first[:24]]
    two_mode.gatherings["mode"] = ["virtual", "in person"] * 12
    made = project(two_mode)
    made.nodes["team"] = [who.replace("team ", "Team ").title() for who in made.nodes.index]
    taken = [
        (name, team, first[2 * place], first[2 * place + 1] - dt.timedelta(1), "in use", teams[max(place - 1, 0)])
        for name, teams in practices.items()
        for place, team in enumerate(teams)
    ]
    works = [
        ("resource", topic, team.casefold(), team, first[month])
        for topic, begun in work.items()
        for team, month in begun.items()
    ]
    adoptions = pd.DataFrame(taken, columns=["practice", "team", "earliest", "latest", "status", "learned_from"])
    subjects = pd.DataFrame(works, columns=["kind", "topic", "owner", "team", "since"])
    lists = {"adoptions": adoptions.astype(object), "subjects": subjects.astype(object)}
    tables = {
        name: analysis(name)(made, by="team", **{need: lists[need]})
        for part, need in (("isolated_work", "subjects"), ("spread", "adoptions"))
        for name in (part, f"{part}_summary")
    }
    if wants:
        made.nodes["organisation"] = made.nodes["team"]
        rows = [("want", "a", "Slides"), ("offer", "d", "Slides"), ("want", "b", "Money"), ("offer", "e", "Time"),
                ("task", "c", "Letter"), ("barrier", "f", "Travel")]  # fmt: skip
        columns = {"text": "", "locality": "", "since": None, "until": first[3], "closed": None}
        lists["subjects"] = pd.DataFrame(
            [
                {"kind": kind, "owner": f"team {who}", "topic": topic, "team": f"Team {who.upper()}",
                 "organisation": f"Team {who.upper()}"} | columns
                for kind, who, topic in rows
            ]
        ).astype(object)  # fmt: skip
        tables |= {
            name: analysis(name)(
                made,
                **({"by": "team"} if "by" in needs else {}),
                **({"subjects": lists["subjects"]} if "subjects" in needs else {}),
            )
            for name, needs in NEEDS.items()
            if {"subjects", "modes"} & {*needs} and name not in tables
        }
    return PeriodTables(tables=tables)


def voice_tables(
    quiet=0.25, *, later=1.0, roles=("patient", "clinician"), register=True, self_first=1.0
) -> PeriodTables:
    """The tables about voice: twelve meetings, half virtual, of twelve of two roles of eight, in two years.

    The first role speaks so much of what the other does in the first year, and `later` in the second; after themselves
    `self_first` times as readily.
    """
    random = np.random.default_rng(11)
    people = np.array([f"p{number:02}" for number in range(16)])
    first = np.arange(16) < 8
    rows, visits = [], []
    for month in range(12):
        there = np.sort(random.choice(16, 12, replace=False))
        day, held = dt.date(2023 + month // 6, month % 6 + 1, 9), f"m{month:02}"
        weight = np.where(first[there], quiet if month < 6 else later, 1.0)
        base = {"gathering": held, "on": day, "mode": ("virtual", "in person")[month % 2], "file": "t.vtt"}
        speaker = -1
        for turn in range(1, 61):
            now = weight * np.where((speaker >= 0) & first[there] & first[there[max(speaker, 0)]], self_first, 1.0)
            now[max(speaker, 0)] *= speaker < 0
            speaker = int(random.choice(12, p=now / now.sum()))
            rows.append(base | {"person": people[there[speaker]], "turn": turn, "seconds": 3.0})
        visits += [(people[who], held) for who in there]
        rows += [base | {"person": people[who], "turn": None, "seconds": np.nan} for who in there if register]
    two_mode = TwoMode.of(visits)
    two_mode.gatherings["period"] = ["Year 1" if held < "m06" else "Year 2" for held in two_mode.gatherings.index]
    speech = pd.DataFrame(rows).astype({"turn": object, "on": object})
    speech["voice"] = [roles[int(person >= "p08")] for person in speech["person"]]
    names = [name for name, needs in NEEDS.items() if "speech" in needs]
    return PeriodTables(tables={name: analysis(name)(project(two_mode), speech=speech) for name in names})


def leading_tables(
    leaders=(3, 9), levels=("team", "local"), sources=("research", "practice"), thing="Thing", things=12
) -> PeriodTables:
    """The tables about who leads: twelve people who meet twice a month for two years, and share seven acts a meeting.

    In each year as many lead as `leaders` says, all alike. Half of the people are of each level; before the second year
    each level meets by itself. So many `things` come from each of the sources; all of the first are used at once.
    """
    random = np.random.default_rng(3)
    people = [f"person {letter}" for letter in "abcdefghijkl"]
    level_of = dict(zip(people, np.repeat(levels, 6), strict=True))
    visits, deeds, days = [], [], {}
    for month in range(24):
        for half in (0, 1):
            meeting, day = f"m{month:02}{half}", dt.date(2023 + month // 12, month % 12 + 1, 9 + half)
            there = people if month > 11 else people[6 * half :][:6]
            visits += [(who, meeting) for who in there]
            days[meeting] = day
        kinds = ["chaired", "presented", "noted", *["owns action"] * 3, "started thread"]
        doers = random.choice(people[: leaders[month // 12]], len(kinds))
        deeds += [(who, kind, meeting, day, "Team A", "", "", "") for who, kind in zip(doers, kinds, strict=True)]
    two_mode = TwoMode.of(visits)
    two_mode.gatherings["on"] = [days[meeting] for meeting in two_mode.gatherings.index]
    made = project(two_mode)
    made.nodes["organisation"] = [f"Org {number % 6}" for number in range(12)]
    columns = ["person", "kind", "gathering", "on", "organisation", "role", "level", "host"]
    options = {"deeds": pd.DataFrame(deeds, columns=columns).astype({"on": object})}
    options |= {"conveners": {people[0]: dt.date.max}, "level_of": level_of}
    shown = [(f"{thing} {source} {number}", source) for source in sources for number in range(things)]
    rows = [("practice", name, source, dt.date(2023, 1, 5)) for name, source in shown]
    taken = [
        (name, dt.date(2023, 3, 1), dt.date(2023, 3, 1), "in use") for name, source in shown if source == sources[0]
    ]
    options["subjects"] = pd.DataFrame(rows, columns=["kind", "text", "comes_from", "since"]).astype(object)
    options["adoptions"] = pd.DataFrame(taken, columns=["practice", "earliest", "latest", "status"]).astype(object)
    names = [name for name, needs in NEEDS.items() if {*needs} & {"deeds", "levels", "things"} and name in Tables.kinds]
    tables = {}
    for name in names:
        function, options["permutations"] = analysis(name), 199 if name == "levels" else 9_999
        wanted = {option: value for option, value in options.items() if option in signature(function).parameters}
        tables[name] = function(made, **wanted)
    return PeriodTables(tables=tables)
