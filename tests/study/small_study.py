"""A small invented study on disk: three dozen people, nine organisations, twelve gatherings, and a few posts."""

import json

import numpy as np

GIVEN = (
    "Abena Aidan Anwen Bashir Carys Chidi Dafydd Delyth Eilidh Emeka Farah Fergus Gwen Hamish Idris Imogen Jago "
    "Jemima Kamal Keir Leila Lowri Maeve Malik Merryn Nadine Olwen Padma Quentin Roshni Saira Tamsin Uma Winnie "
    "Xanthe Zebedee"
).split()
FAMILY = "Ackerley Bramwell Corrigan Dunmore Ellwood Farquhar Garrick Holloway Iveson Jessop Kilbride Lorimer".split()
ORGANISATIONS = {
    "Wexholm Hospitals": ("NHS trust", "Wexholm"),
    "Tarrow Community Trust": ("NHS trust", "Tarrow"),
    "Wexholm Council": ("Council", "Wexholm"),
    "Tarrow Council": ("Council", "Tarrow"),
    "Later Life": ("Voluntary sector", "Wexholm"),
    "Orchard View": ("Care provider", "Tarrow"),
    "Saltby Carers": ("Voluntary sector", "Saltby"),
    "Hearthside": ("Care provider", "Saltby"),
}
TRADER = "Zebedee Lorimer Podiatry"
"""A sole trader: the last of the people, under their own name."""
UNREACHED = {"Eastmere Hospice": ("Voluntary sector", "Eastmere")}
SETTINGS = """
[study]
title = "Wexholm Forum"
seed = 4
[periods]
"Year 1" = [2023-01-01, 2023-12-31]
"Year 2" = [2024-01-01, 2024-12-31]
[network]
permutations = 49
"""


def people():
    """Give name, organisation, role and address of everybody."""
    names = [f"{given} {FAMILY[(at * 5 + at // 12) % 12]}" for at, given in enumerate(GIVEN)]
    places = list(ORGANISATIONS)
    rows = [
        (
            name,
            places[at % len(places)],
            ("Nurse", "Manager")[at % 2],
            f"{name.casefold().replace(' ', '.')}@care.example",
        )
        for at, name in enumerate(names)
    ]
    rows[-1] = ("Zebedee Lorimer", TRADER, "Podiatrist", "zebedee.lorimer@care.example")
    return rows


def write_study(folder, *, settings="", title="Forum"):
    """Write the study's files; whoever is of Saltby Carers stops coming, the last of Hearthside never comes."""
    random, told = np.random.default_rng(5), people()
    rows = ["date,meeting,seats,name,organisation,email"]
    for number in range(12):
        day = f"{2023 + number // 6}-{1 + 2 * (number % 6):02d}-1{number % 6}"
        for at, (name, organisation, _role, email) in enumerate(told):
            gone = organisation == "Saltby Carers" and number > 5
            if random.random() < 0.55 and not gone and at != 31:
                rows.append(f"{day},{title},18,{name},{organisation},{email}")
    members = ["name,organisation,role,sector,locality"]
    members += [f"{name},{place},{role},{','.join(home(place))}" for name, place, role, _email in told]
    known = {**ORGANISATIONS, **UNREACHED}
    wanted = ["organisation,sector,locality,reach", *(f"{name},{','.join(known[name])},yes" for name in known)]
    texts = {"register.csv": rows, "people.csv": members, "organisations.csv": wanted}
    for name, lines in texts.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    (folder / "posts.jsonl").write_text(posts(told[0][0], told[9][0]), encoding="utf-8")
    (folder / "aliases.csv").write_text(f"handle,person,consent\n@abena_writes,{told[0][0]},yes\n", encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS + settings, encoding="utf-8")
    return folder


def home(organisation):
    return ORGANISATIONS.get(organisation, ("Care provider", "Wexholm"))


def posts(first, second):
    """A post in which one account turns to another."""
    users = [
        {"id": "120001", "username": "abena_writes", "name": first},
        {"id": "130002", "username": "quill_and_co", "name": second},
    ]
    mention = {"username": "quill_and_co", "id": "130002", "start": 0, "end": 3}
    post = {
        "id": "1", "author_id": "120001", "text": "@quill_and_co", "created_at": "2024-03-05T10:00:00.000Z",
        "conversation_id": "1", "entities": {"mentions": [mention]},
    }  # fmt: skip
    return json.dumps({"data": [post], "includes": {"users": users}, "meta": {"result_count": 1}}) + "\n"
