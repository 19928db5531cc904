"""Domains of addresses: they are an organisation's where most who have one there work for it."""

import datetime as dt

from sna.dataset import Builder
from sna.facts import Affiliation, Origin, Person
from sna.identity import match
from sna.membership import Membership


def settled(*roster, strangers=("slack:U9",), domain="age-well.example"):
    """Roster rows of (name, address, organisation), and accounts of which only the domain is known."""
    builder = Builder()
    for line, (name, email, organisation) in enumerate(roster, 2):
        at, id_ = Origin("people.csv", f"line {line}"), f"name:{name.casefold()}"
        builder.add([Person(id_, name, at, name, email), Affiliation(id_, organisation, at, declared=True)])
    for number, account in enumerate(strangers):
        at = Origin("slack.zip", f"users.json#{number}")
        builder.add([Person(account, f"Zed Quill{number}", at, email=f"zed{number}@{domain}")])
        builder.add([Affiliation(account, domain, at)])
    dataset = match(builder.dataset(), rosters=["people.csv"]).dataset
    members = Membership(dataset.affiliations, dataset.organisations)
    (person,) = dataset.people.loc[dataset.people["name"] == "Zed Quill0", "id"]
    return members.post(person, dt.date(2024, 3, 5)).organisation


def test_the_domain_most_of_whose_people_work_for_a_body_is_that_body():
    told = [
        ("Ann Smith", "ann@age-well.example", "Age Well"),
        ("Bo Li", "bo@age-well.example", "AGE WELL"),
        ("Cy Orr", "cy@age-well.example", "Pond Trust"),
    ]
    assert settled(*told) == "Age Well"


def test_a_domain_two_bodies_share_evenly_stays_a_domain():
    told = [("Ann Smith", "ann@age-well.example", "Age Well"), ("Bo Li", "bo@age-well.example", "Pond Trust")]
    assert settled(*told) == "age-well.example"


def test_a_domain_nobody_known_has_stays_a_domain():
    assert settled(("Ann Smith", "ann@pond.example", "Pond Trust")) == "age-well.example"
