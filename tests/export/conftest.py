"""An invented community whose names try every format."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from sna.network import Network, TwoMode, project

NAMES = [
    'Ann "Nan" Okafor',
    "Smith, Bob",
    "Line\nBreak",
    "Zoë O’Brien",
    "李 雷",
    "Ольга Петрова",
    "=SUM(A1:A9)",
    "'quoted",
    "<b>&amp;</b>",
    "Same Name",
    "Same Name",
    "Alone\tTab",
]


def meetings() -> Network:
    """Twelve people, three dated meetings; the last person met nobody."""
    ids = [f"name:{number:02} {name}" for number, name in enumerate(NAMES)]
    people = pd.DataFrame({"name": NAMES, "organisation": ["A & B", "C, D", 'E "F"'] * 4}, index=ids)
    people["member"] = True
    people["score"] = np.linspace(0, 1, 12) / 3
    days = [dt.date(2024, 1, 9), dt.date(2024, 2, 13), None]
    held = pd.DataFrame({"title": ["x", "y", "z"], "on": days}, index=["gathering:1", "gathering:2", "gathering:3"])
    there = np.zeros((12, 3))
    there[:5, 0] = there[3:9, 1] = there[8:11, 2] = 1
    return project(TwoMode(people, held, there))


def replies() -> Network:
    """The same people, who answered some others so often."""
    plain = meetings()
    ids = list(plain.nodes.index)
    ties = [(ids[1], ids[0], 1 / 3), (ids[0], ids[1], 2.0), (ids[4], ids[9], 7.0)]
    return Network(plain.nodes, pd.DataFrame(ties, columns=["source", "target", "weight"]), directed=True)


def nobody() -> Network:
    """Nobody at all."""
    return Network.of([])


def strangers() -> Network:
    """Two people without a tie."""
    return Network.of([], nodes=["a", "b"])


NETWORKS = {"meetings": meetings, "replies": replies, "nobody": nobody, "strangers": strangers}


@pytest.fixture(params=NETWORKS.values(), ids=NETWORKS)
def network(request):
    return request.param()


@pytest.fixture(name="meetings")
def the_meetings():
    return meetings()


@pytest.fixture(name="replies")
def the_replies():
    return replies()
