"""An invented community of practice: nobody in it exists, and its ties are drawn by lot."""

import numpy as np
import pandas as pd

from sna.network import Network
from sna.render.map.content import Finding, MapContent, Period

ORGANISATIONS = {
    "Wexholm Hospitals NHS Trust": ("NHS trust", 9),
    "Tarrow Community NHS Trust": ("NHS trust", 7),
    "Saltby Ambulance Service": ("NHS trust", 4),
    "Wexholm GP Federation": ("Primary care", 5),
    "Tarrow Valley Primary Care Network": ("Primary care", 4),
    "Saltby Primary Care Network": ("Primary care", 3),
    "Wexholm City Council Adult Care": ("Council", 6),
    "Tarrow District Council": ("Council", 3),
    "Saltby Fire & Rescue": ("Council", 2),
    "Later Life Wexholm": ("Voluntary sector", 5),
    "Saltby Carers Centre": ("Voluntary sector", 3),
    "Orchard View Care Homes": ("Care provider", 4),
    "Hearthside Homecare": ("Care provider", 2),
    "University of Wexholm": ("Lived experience & research", 3),
}
FIRST = (
    "Abena Aidan Aisling Anwen Bashir Beth Callum Carys Chidi Clare Dafydd Delyth Duncan Eilidh Emeka Enid Farah Fergus"
    " Gareth Gwen Hamish Hettie Idris Imogen Ingrid Jago Jemima Kamal Keir Lachlan Leila Lowri Maeve Malik Merryn Mina"
    " Morag Nadine Nia Olwen Orla Owain Padma Piran Quentin Rhona Rory Roshni Ruaridh Saira Seren Sunil Tamsin Tegan"
    " Teo Uma Vikram Winnie Xanthe Yusra Zara Zebedee"
).split()
LAST = "Ackerley Bramwell Corrigan Dunmore Ellwood Farquhar Garrick Holloway Iveson Jessop Kilbride Lorimer".split()
ROLES = ("Falls lead", "Occupational therapist", "Social worker", "Pharmacist", "Coordinator", "Nurse", "Manager")


def community(people: int = 60, seed: int = 3, organisations: int = 14) -> MapContent:
    """Give a map of so many people in two years."""
    random = np.random.default_rng(seed)
    table = _people(people, organisations)
    where = pd.Index(table["organisation"].unique()).get_indexer(table["organisation"])
    first, second = _pairs(random, where, 0.35, 0.4), _pairs(random, where, 0.6, 1.9)
    periods = tuple(
        Period(title, _network(table.index, pairs), _connectors(table.index, where, pairs))
        for title, pairs in (("Year 1", first), ("Year 2", {**first, **second}))
    )
    return MapContent(
        title="Most members now know somebody in another organisation",
        subtitle="Wexholm Falls & Frailty community of practice. Each dot is a person; a line means they met in a small"
        " gathering.",
        people=table,
        periods=periods,
        findings=_findings(table, periods[-1]),
        footnote="Invented data. Gatherings of more than 12 people make no tie.",
        gatherings={f"gathering:{number}": f"{number} March 2024, Forum {number}" for number in range(1, 29)},
    )


def national(people: int = 2000, places: int = 18, seed: int = 5) -> tuple[MapContent, pd.Series]:
    """Give a map of people who mostly meet those of their own place, and the number of each one's place.

    Organisations lie across places; every twelfth person has met nobody.
    """
    random = np.random.default_rng(seed)
    table = _people(people, 14)
    sizes = random.dirichlet(np.full(places, 4.0))
    where = random.choice(places, size=people, p=sizes)
    pairs = set()
    for one in range(people):
        if one % 12 == 0:
            continue
        near = np.flatnonzero(where == where[one])
        met = [*random.choice(near, 4), *random.choice(people, 1)[: random.random() < 0.25]]
        pairs |= {(min(one, other), max(one, other)) for other in map(int, met) if other != one and other % 12}
    met = {pair: "; ".join(f"gathering:{number}" for number in (pair[0] % 9 + 1, pair[1] % 9 + 10)) for pair in pairs}
    tied = np.unique(np.array(sorted(pairs)))
    content = MapContent(
        title="Local circles, loosely joined",
        people=table,
        periods=(Period("", _network(table.index, met), _connectors(table.index, where, met)),),
        gatherings={f"gathering:{number}": f"{number} March 2024, Forum {number}" for number in range(1, 29)},
    )
    return content, pd.Series(where[tied] + 1, index=table.index[tied])


def busy(people: int = 40) -> MapContent:
    """Give a map on which nearly everybody met nearly everybody, but few often; every fifth joined in year 2."""
    random = np.random.default_rng(7)
    table = _people(people, 8)
    joined = [person for at, person in enumerate(table.index) if at % 5]
    periods = (_met(random, joined, table.index, joined), _met(random, table.index, table.index, None))
    return MapContent(title="Most have met", people=table, periods=periods)


def _met(random, present, everybody, members):
    """Everybody but the last has met everybody, most of them once."""
    pairs = [(one, other) for at, one in enumerate(present[:-1]) for other in present[:at]]
    times = np.minimum(random.geometric(0.5, len(pairs)), 9)
    ties = pd.DataFrame(pairs, columns=["source", "target"]).assign(weight=1.0 * times, count=times)
    title = "Year 2" if members is None else "Year 1"
    return Period(title, Network(pd.DataFrame(index=everybody), ties), members=members and tuple(members))


def _people(count: int, organisations: int) -> pd.DataFrame:
    kinds = list(ORGANISATIONS.items())[:organisations]
    rota = [(name, sector) for name, (sector, size) in kinds for _person in range(size)]
    names = [f"{FIRST[at % len(FIRST)]} {LAST[(at * 5 + at // 12) % len(LAST)]}" for at in range(count)]
    rows = [
        (name, *rota[at % len(rota)], ROLES[at % len(ROLES)], ("Wexholm", "Tarrow", "Saltby")[at % 3])
        for at, name in enumerate(names)
    ]
    columns = ["name", "organisation", "sector", "role", "locality"]
    return pd.DataFrame(rows, columns=columns, index=[f"p{at:04d}" for at in range(count)])


def _pairs(random, where, inside, outside):
    """Tie people by lot; the last of each organisation and everybody of the thirteenth stay alone."""
    count = len(where)
    last = {int(np.flatnonzero(where == group)[-1]) for group in (1, 2, 4)} if where.max(initial=0) > 3 else set()
    quiet = last | set(np.flatnonzero(where == 12).tolist())
    pairs = {}
    for one in range(count):
        for other in range(one + 1, count):
            chance = inside if where[one] == where[other] else outside / max(count, 2)
            if one not in quiet and other not in quiet and random.random() < chance:
                met = sorted(random.choice(28, size=random.integers(1, 4), replace=False) + 1)
                pairs[one, other] = "; ".join(f"gathering:{number}" for number in met)
    return pairs


def _network(ids, pairs):
    rows = [(ids[one], ids[other], float(via.count(";") + 1), via) for (one, other), via in pairs.items()]
    ties = pd.DataFrame(rows, columns=["source", "target", "weight", "via"]).astype({"weight": float})
    return Network(pd.DataFrame(index=ids), ties)


def _connectors(ids, where, pairs):
    outside = np.zeros(len(ids), dtype=int)
    for one, other in pairs:
        if where[one] != where[other]:
            outside[[one, other]] += 1
    order = np.argsort(-outside, kind="stable")[:6]
    return tuple(ids[at] for at in order if outside[at] > 2)


def _findings(table, period):
    if not period.connectors:
        return ()
    first = period.connectors[0]
    ties = period.network.ties
    near = [*ties.loc[ties["source"] == first, "target"], *ties.loc[ties["target"] == first, "source"]]
    tied = {*ties["source"], *ties["target"]}
    alone = [person for person in table.index if person not in tied]
    name = table.loc[first, "name"]
    return (
        Finding(f"{name} reaches the most people", f"Tied to {len(near)} people. A good person to open doors.",
                (first, *near), f"{name.split()[0]} knows the most people elsewhere"),
        Finding(f"{len(alone)} members are still on their own",
                ", ".join(table.loc[alone, "name"]) + ". Invite them to a small session.", tuple(alone)),
    )  # fmt: skip
