"""What a study remembers from run to run: the folder ``.sna`` beside its files, readable by its owner alone.

It holds the key of the codes and of the rounding, and what was told to funders: the figures, and for each what every
person was in it, under a code that only the key can make. Nothing of it is ever in a released file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import secrets
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from sna.errors import StudyError, shown

FOLDER, KEY, RELEASES = ".sna", "key", "releases.json"
UNDO = "undo"
"""The folder in it of the files as they were before a step on the page (``sna open``)."""
SINCE = "since.json"
"""The file in it of what was new on the page when results were last made there."""
Figures = TypeVar("Figures")


class Part(Struct, frozen=True):
    """Figures that are told together: since when, what each person is in them, and the figures themselves."""

    since: dt.date
    people: Mapping[str, str]
    figures: msgspec.Raw


class Releases(Struct):
    """What was told to funders: the figures by name and rule, and which of the last release are of an earlier day."""

    parts: dict[str, Part] = {}
    stale: dict[str, dt.date] = {}


class Memory(Struct):
    """What a study remembers.

    Attributes
    ----------
    folder
        ``.sna`` in the study's folder; None where nothing can be written.
    key
        What nobody knows who holds the files alone; empty where there is no folder.
    releases
        What was told to funders.
    """

    folder: Path | None = None
    key: bytes = b""
    releases: Releases = msgspec.field(default_factory=Releases)

    def code(self, text: str) -> str:
        """Give what stands for somebody here."""
        return hmac.new(self.key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16]

    def figures(
        self, name: str, people: Mapping[str, Hashable], now: Figures, kind: type[Figures], fewest: int
    ) -> Figures:
        """Give figures as they may be told: the earlier ones, if from 1 to below `fewest` people differ from then.

        Whoever knows who joined could else read from two releases where they belong.

        Parameters
        ----------
        name
            Of the figures, with the rule they are told by.
        people
            Person → what they are in these figures.
        now, kind
            The figures of today, and their type.
        fewest
            So many people must have come, gone or changed before the figures may change.
        """
        self.releases.stale.pop(name, None)
        codes = {self.code(person): self.code(repr(part)) for person, part in people.items()}
        earlier = self.releases.parts.get(name)
        if earlier is not None:
            differing = sum(codes.get(person) != earlier.people.get(person) for person in {*codes, *earlier.people})
            if 0 < differing < fewest:
                self.releases.stale[name] = earlier.since
                figures: Figures = msgspec.json.decode(earlier.figures, type=kind)
                return figures
        day = dt.datetime.now(dt.UTC).date()
        self.releases.parts[name] = Part(day, codes, msgspec.Raw(msgspec.json.encode(now)))
        return now

    def save(self) -> None:
        """Write down what was told."""
        if self.folder is not None:
            private(self.folder / RELEASES, msgspec.json.encode(self.releases, order="deterministic"))


def memory(study: Path) -> Memory:
    """Open what a study remembers, and make its key if it has none; nothing where its folder cannot be written to.

    Raises
    ------
    StudyError
        If what is remembered is damaged.
    """
    folder = study / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not (folder / KEY).exists():
            private(folder / KEY, secrets.token_hex(32).encode())
        key, path = (folder / KEY).read_bytes(), folder / RELEASES
        releases = msgspec.json.decode(path.read_bytes(), type=Releases) if path.exists() else Releases()
    except msgspec.DecodeError as error:
        raise StudyError(f"{shown(folder)}: what is remembered of earlier releases is damaged. Delete it.") from error
    except OSError:
        return Memory()
    return Memory(folder, key, releases)


def stale_figures(study: Path) -> str:
    """Say that the last release told figures of an earlier day, and how to tell those of today; empty if it did not."""
    path = study / FOLDER / RELEASES
    days = memory(study).releases.stale.values() if path.exists() else ()
    if not days:
        return ""
    return (
        f"funder: some figures are those of {min(days)}: too few people have come, gone or changed since to tell of. "
        "If nobody was given that release, sna purge STUDY --before DATE forgets it."
    )


def private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)
