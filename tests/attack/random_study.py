"""Random studies on disk, for those who try to undo what a page hides."""

import json
import random
from itertools import product

FORENAMES = (
    "Abe Bea Cal Dee Eli Fay Gus Hal Ida Jon Kay Lee Mia Ned Oda Pia Quin Ray Sue Tom Una Vic Wes Xena Yan Zoe".split()
)
SURNAMES = "Ashby Brook Coates Drury Elwin Frost Garth Hobbs Irwin Jolly Kerr Lunt Marsh Noble Ogden Poole".split()
HEADS = "Bar Cor Den Far Gil Hol Kes Lan Mor Nor Pel Ren Sal Tor Vin Wal Yar Zim Ash Bel".split()
TAILS = (
    "eck eld ens ick ild ins old ons ort ust ley ton ham wick ford by dale more stead worth bourne combe cote den "
    "ditch field gate hurst land low mead mere ridge rose side thorpe wade well wood yate"
).split()
ORGANISATIONS = ("Northgate Trust", "Westmoor Council", "Harbour Homes", "Fenland Charity", "Castle College")
SETTINGS = """
[study]
title = "Forum"
[periods]
"Year 1" = [2023-01-01, 2023-12-31]
"Year 2" = [2024-01-01, 2024-12-31]
[network]
permutations = 9
"""


def people(seed, least=12, most=18, organisations=4):
    """Give name, organisation, role and locality of some people, in no order."""
    chance = random.Random(seed)
    names = chance.sample([" ".join(pair) for pair in product(FORENAMES, SURNAMES)], chance.randint(least, most))
    places = chance.sample(ORGANISATIONS, chance.randint(2, organisations))
    roles = ("Nurse", "Manager", "Carer")[: chance.randint(1, 3)]
    return [
        (name, place, chance.choice(roles), place.split()[0]) for name in names for place in [chance.choice(places)]
    ]


def write_study(folder, seed, members=None, gatherings=6):
    """Write a list of members and a register, each in an order of its own; give the people."""
    chance, members = random.Random(f"register {seed}"), members or people(seed)
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["name,organisation,role,locality", *(",".join(member) for member in members)]
    register = ["date,event,name,organisation"]
    for number in range(gatherings):
        day = f"{2023 + 2 * number // gatherings}-{1 + number % 12:02d}-1{number % 10}"
        came = [member for member in members if chance.random() < 0.6]
        register += [f"{day},Forum {number},{name},{place}" for name, place, *_rest in chance.sample(came, len(came))]
    texts = {"people.csv": rows, "register.csv": register}
    for name, lines in texts.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    return members


def write_varied(folder, seed):
    """Write a study of any size, in two of three with minutes or a Slack export too; give the people."""
    chance = random.Random(f"varied {seed}")
    least, most = chance.choice([(6, 11), (12, 18), (19, 30), (31, 48)])
    members = write_study(folder, seed, people(seed, least, most, chance.randint(2, 5)), chance.randint(4, 8))
    names = [name for name, *_rest in members]
    names = chance.sample(names, min(len(names), chance.randint(5, 20)))
    if seed % 3 == 1:
        roll = "\n".join(f"- {name}" for name in names)
        (folder / "minutes.md").write_text(f"# Forum, 20 November 2024\n\nPresent:\n\n{roll}\n", encoding="utf-8")
    if seed % 3 == 2:
        write_slack(folder / "slack", names, chance)
    return members


def write_crowd(folder, people, groups, largest=0):
    """Write a register of very many people: 20 to 200 at a meeting, everybody at one or more.

    With `largest` one meeting had so many; of no `groups` nobody's organisation is known.
    """
    chance, meetings = random.Random(f"crowd {people}"), max(24, people // 80)
    surnames = (head + tail for head, tail in product(HEADS, TAILS))
    names = [f"{forename} {surname}" for surname, forename in product(surnames, FORENAMES)][:people]
    keen, still = [chance.paretovariate(1.5) for _name in names], chance.sample(range(people), people)
    rows = ["event,date,name,organisation"]
    for number in range(meetings):
        new = [still.pop() for _turn in range(-(-len(still) // (meetings - number)))]
        size = max(0, min(people, chance.randint(20, 200)) - len(new))
        came = {*new, *chance.choices(range(people), keen, k=size)}
        came |= {*range(min(largest, people))} if number == meetings // 2 else set()
        day = f"{2023 + 2 * number // meetings}-{1 + 24 * number // meetings % 12:02d}-{1 + number % 28:02d}"
        ends = [f"{names[at]},{f'Trust {at % groups}' if groups else ''}" for at in sorted(came)]
        rows += [f"Forum {number},{day},{end}" for end in ends]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "register.csv").write_text("\n".join(rows), encoding="utf-8")


def write_slack(folder, names, chance):
    """Write an export: who is in the channel in an order of its own, and who mentioned whom."""
    users = [{"id": f"U{at:03d}", "team_id": "T1", "name": name.split()[0].lower(), "real_name": name,
              "profile": {"real_name": name}} for at, name in enumerate(names)]  # fmt: skip
    talk = []
    for at in range(3 * len(names)):
        source, target = chance.sample(users, 2)
        stamp = f"{1705000000 + 86_400 * at}.000001"
        talk.append({"type": "message", "user": source["id"], "text": f"<@{target['id']}> hello", "ts": stamp})
    members = [user["id"] for user in users]
    contents = {"users.json": users, "general/2024-03-05.json": talk}
    contents["channels.json"] = [{"id": "C1", "name": "general", "members": members, "topic": {"value": ""}}]
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
