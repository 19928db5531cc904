"""Who is meant by initials, a first name or a full name, among the people a meeting's rolls name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sna.load.minutes.person import Listed
from sna.names import key


class Directory:
    """Names by what they may be called by; what fits two people fits nobody."""

    def __init__(self, people: Iterable[Listed]) -> None:
        self._by: list[dict[str, set[str]]] = [{}, {}, {}]
        self.names: dict[str, Listed] = {}
        for person in people:
            if person.is_person and person.name.key:
                self.names.setdefault(person.name.key, person)
                self._enter(person)

    def _enter(self, person: Listed) -> None:
        full, first_name, written = person.name.key, person.name.key.split()[0], key(person.name.written)
        initials = person.initials or "".join(word[0] for word in re.findall(r"[^\W\d_]+", person.name.display))
        for word in {full, written, key(person.handle)} - {""}:
            self._by[0].setdefault(word, set()).add(full)
        self._by[1].setdefault(key(initials), set()).add(full)
        self._by[2].setdefault(first_name, set()).add(full)

    def find(self, text: str) -> Listed | None:
        """Find the one person a text may mean.

        Examples
        --------
        >>> from sna.load.minutes.person import read_person
        >>> directory = Directory([read_person("Ann Smith (AS)"), read_person("Bob Ray")])
        >>> directory.find("AS").name.display, directory.find("Bob").name.display, directory.find("Cat")
        ('Ann Smith', 'Bob Ray', None)
        """
        word = key(text.lstrip("@"))
        for table in self._by:
            keys = table.get(word, set())
            if len(keys) == 1:
                return self.names[next(iter(keys))]
        return None
