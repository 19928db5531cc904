"""What stands beside the names of a list: which of it is an organisation, and which a role, a nickname or a mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct, structs

from sna import names
from sna.load.minutes.claims import Claim
from sna.load.minutes.person import Listed
from sna.names.annotations import has_organisation_word
from sna.names.vocabulary import BODIES

_FORMS = BODIES | frozenset(  # words that only an organisation's name has where it stands beside a person's
    "board club committee company library museum church fund bank systems software technologies solutions consulting "
    "labs international commission bureau cooperative".split()
)
MARK = 3  # characters of a mark that several may have, as all who teach have ``PT``


def annotation_reader(people: Sequence[Listed | None], *, offices: bool) -> Callable[[Listed], Listed]:
    """Say what stands beside the names of a list where it is no body's name and only one has it.

    Where two or more have a short form of their own name there, all are nicknames; where most have an office, all are,
    if these may be `offices`: not where a column holds them.
    """
    listed = [person for person in people if person]
    bodies = Counter(person.organisation for person in listed)
    odd = {body for body, times in bodies.items() if body and times == 1 and not names.looks_like_organisation(body)}
    nicknames = sum(person.organisation in odd and _is_nickname(person) for person in listed) > 1
    initials = sum(bool(person.initials) for person in listed) * 2 > len(listed)
    roles = sum(bool(person.role) for person in listed)
    offices = offices and roles >= max(3, 2 * len(odd)) and (odd == set(bodies) - {""} or roles * 2 > len(listed))

    def read(person: Listed) -> Listed:
        if person.role and bodies[person.organisation] == 1 and bodies[person.role]:  # of a body's department
            return structs.replace(person, organisation=person.role, role=person.organisation)
        if (
            initials
            and not person.initials
            and bodies[person.organisation] == 1
            and re.fullmatch("[A-Z]{2,3}", person.organisation)
        ):
            return structs.replace(person, organisation="", initials=person.organisation)
        if person.organisation not in odd or not (nicknames or (offices and not person.role)):
            return person
        return structs.replace(person, organisation="", role=person.role if nicknames else person.organisation)

    return read


def _is_nickname(person: Listed) -> bool:
    short = {word[:3] for word in names.key(person.organisation).split() if len(word) > 2}
    return any(word[:3] in short for word in person.name.key.split())


def without_false_organisations(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Take away what stands as somebody's organisation and is none: another person, their own initials, a mere mark.

    What is doubtful goes with the role, so that it is not lost.
    """
    bodies = _Bodies.of(claims)
    for claim in claims:
        listed = claim.listed
        own = names.key(listed.organisation) if listed else ""
        if listed is None or not own:
            yield claim
        elif (
            own in bodies.people or own in listed.name.key.split() or (bodies.shared[own] < 2 and _are_initials(listed))
        ):
            yield structs.replace(claim, listed=structs.replace(listed, organisation=""))
        elif "organisation" in claim.declared or bodies.holds(listed.organisation):
            yield claim
        else:
            role = listed.role or listed.organisation
            yield structs.replace(claim, listed=structs.replace(listed, organisation="", role=role))


class _Bodies(Struct, frozen=True):
    """What a document shows of organisations: how many people have each, and whether most have one or rather a role."""

    people: frozenset[str]
    shared: Counter[str]
    employed: int
    officers: int
    known: bool  # whether one of them can be nothing else

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> _Bodies:
        told = [claim for claim in claims if claim.listed and claim.listed.is_person]
        listed = [claim.listed for claim in told if claim.listed]
        pairs = {(names.key(person.organisation), person.name.key) for person in listed if person.organisation}
        employed = {person for _organisation, person in pairs}
        beside = [claim.listed for claim in told if claim.listed and "role" not in claim.declared]
        officers = {person.name.key for person in beside if person.role} - employed
        known = any(names.looks_like_organisation(person.organisation) for person in listed)
        shared = Counter(organisation for organisation, _person in pairs)
        return cls(frozenset(person.name.key for person in listed), shared, len(employed), len(officers), known)

    def holds(self, text: str) -> bool:
        """Whether a text beside a name is believed: it says so, several have it, or most have such beside them."""
        if has_organisation_word(text) or _FORMS & set(names.key(text).split()):
            return True
        several, capitals = self.shared[names.key(text)] > 1, names.looks_like_organisation(text)
        if several and (capitals or len(text) > MARK):
            return True
        usual = self.employed > self.officers and (self.known or 2 * self.employed >= len(self.people))
        return usual or (capitals and self.officers <= 2 * self.employed)


def _are_initials(listed: Listed) -> bool:
    """Whether an organisation nobody else has is two to four capitals that begin and end as the name does."""
    short, words = listed.organisation, listed.name.key.upper().split()
    return (
        bool(re.fullmatch("[A-Z]{2,4}", short))
        and len(words) > 1
        and short[0] + short[-1] == words[0][0] + words[-1][0]
    )
