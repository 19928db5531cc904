"""What may be left of those who asked to be left out: their names are masked, and what resembles them is listed.

A title ("Farewell to Quillon Zebrowski"), the name of a file or of an organisation, and another writing of them
("Q. Zebrowski") are no record of theirs, so nothing takes them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import TABLES, Dataset
from sna.errors import ResemblanceError, StudyError, shown
from sna.facts import Kind, Origin
from sna.identity import Identity
from sna.identity.answers import ends_of
from sna.ledger import Account, Ledger
from sna.names import key, read_name
from sna.privacy import Known, known, leaks
from sna.privacy.identifiers import CAPITALS, LONGEST_PHRASE, SHORTEST_WORD, writings

MASK = "(left out)"
MOST_LISTED = 20
_WORD = re.compile(r"[^\W_]+(?:['’‘`´-]+(?!s\b)[^\W_]+)*")
NAMES = ("name", "written", "formerly", "also")


class Objectors(Struct, frozen=True):
    """Those who asked to be left out, as they are written.

    Attributes
    ----------
    spellings
        All that is surely theirs: full names in any order, names of one word, addresses, accounts, ids.
    names
        Their names in words, given name first.
    surnames
        Their surnames, as far as they are long enough to be looked for by themselves.
    """

    spellings: Known = Known()
    names: tuple[tuple[str, ...], ...] = ()
    surnames: frozenset[str] = frozenset()

    @classmethod
    def of(cls, dataset: Dataset, identity: Identity, people: frozenset[str], listed: Iterable[str] = ()) -> Objectors:
        """Gather every way in which these people are written: in the files, and in what was asked (`listed`)."""
        statements = dataset.statements[dataset.statements["id"].isin(people)]
        columns = [column for column in NAMES if column in statements.columns]
        names = {read_name(text).display for column in columns for text in statements[column] if text}
        names |= {name for id_, name in identity.aliases.items() if id_ in people}
        marks = [*statements["email"], *statements["handle"], *people, *listed]
        spellings, folded = known(sorted(names), marks), sorted(tuple(key(name).split()) for name in names if key(name))
        # "O'Neil-Ward, Zoë": what stands before the comma may be several words
        turned = {
            " ".join([*words[1:], words[0]]) for name in names for words in map(str.split, writings(name)) if words[1:]
        }
        single = frozenset(words[0] for words in folded if len(words) == 1 and len(words[0]) >= SHORTEST_WORD)
        several = tuple(words for words in folded if len(words) > 1)
        return cls(Known(spellings.phrases | turned, single, spellings.marks), several, spellings.words - single)

    def masked(self, text: str) -> str:
        """Give a text with their names masked.

        Examples
        --------
        >>> objectors = Objectors(known(["Quillon Zebrowski"]))
        >>> objectors.masked("Farewell to Zebrowski, Quillon!"), objectors.masked("Forum")
        ('Farewell to (left out)!', 'Forum')
        """
        if self.spellings == Known():
            return text
        for mark in self.spellings.marks:
            text = re.sub(rf"(?<![^\W_]){re.escape(mark)}(?![^\W_])", MASK, text, flags=re.IGNORECASE)
        words, parts, end = list(_WORD.finditer(text)), list[str](), 0
        place = 0
        while place < len(words):
            length = self._length(text, words[place : place + LONGEST_PHRASE])
            if length:
                parts += [text[end : words[place].start()], MASK]
                end = words[place + length - 1].end()
            place += length or 1
        return "".join([*parts, text[end:]])

    def _length(self, text: str, words: list[re.Match[str]]) -> int:
        """Give of how many words the longest name is that begins here."""
        for length in range(len(words), 0, -1):
            written = {*writings(text[words[0].start() : words[length - 1].end()])}
            if written & (self.spellings.phrases if length > 1 else self.spellings.phrases | self.spellings.words):
                return length
        return 0

    def resembles(self, name: str) -> bool:
        """Tell whether a name may be another writing of one of them: surname and initial, or one of the two alone.

        Examples
        --------
        >>> objectors = Objectors(names=(("quillon", "zebrowski"),))
        >>> [objectors.resembles(name) for name in ("Q. Zebrowski", "Zebrowski", "QZ", "Anna Zebrowski", "Quillon")]
        [True, True, True, False, True]
        """
        parts = key(read_name(name).display).split()
        return any(_alike(parts, own) for own in self.names) if parts else False

    def traces(self, text: str) -> str:
        """Name what a text that is about something else may hold of one of them; empty if nothing.

        Examples
        --------
        >>> objectors = Objectors(names=(("quillon", "mary", "zebrowski"),), surnames=frozenset({"zebrowski"}))
        >>> [objectors.traces(text) for text in ("Zebrowski lecture", "Farewell to QMZ", "Quillon Z. and all", "Forum")]
        ['a surname', 'the initials', 'a given name and an initial', '']
        """
        words = [word for written in writings(text.replace("_", " ")) for word in written.split()]
        if self.surnames & {*words}:
            return "a surname"
        capitals = {"".join(word[0] for word in own).upper() for own in self.names if len(own) > 2}
        if capitals & {*CAPITALS.findall(text.replace(".", ""))}:
            return "the initials"
        short = {(own[0], word[0]) for own in self.names for word in own[1:]}
        return "a given name and an initial" if short & {*pairwise(words)} else ""


def _alike(parts: list[str], own: tuple[str, ...]) -> bool:
    initials = "".join(word[0] for word in own)
    if len(parts) == 1:
        return parts[0] in {own[0], own[-1]} or (len(initials) > 1 and parts[0] == initials)
    return own[-1] in parts and any(part[0] == own[0][0] for part in parts if part != own[-1])


def masked(dataset: Dataset, objectors: Objectors) -> Dataset:
    """Give the dataset with their names masked in every text; ids that become alike get a number."""
    tables = {name: getattr(dataset, name) for name in (*TABLES, "statements")}
    texts = {
        str(text)
        for table in tables.values()
        for column in table.columns
        if isinstance(table[column].dtype, pd.StringDtype) or table[column].dtype == object
        for text in table[column].unique()
        if isinstance(text, str)
    }
    instead = {text: mask for text in sorted(texts) if (mask := objectors.masked(text)) != text}
    for id_, title in zip(dataset.gatherings["id"], dataset.gatherings["title"], strict=True):
        if title in instead and (folded := key(title)):  # an address that stands in it is folded there
            instead[id_] = id_.replace(folded, instead[title])
    ids = {*dataset.gatherings["id"], *dataset.people["id"]}
    labels = ids - instead.keys()
    for id_ in sorted(ids & instead.keys()):
        mask, number = instead[id_], 2
        while instead[id_] in labels:
            instead[id_], number = f"{mask} {number}", number + 1
        labels.add(instead[id_])
    return dataset.with_tables(**{name: table.replace(instead) if instead else table for name, table in tables.items()})


def ledger_without_names(ledger: Ledger, objectors: Objectors) -> Ledger:
    """Give the ledger with their names masked in the names of files."""
    return Ledger(_masked_account(account, objectors) for account in ledger)


def _masked_account(account: Account, objectors: Objectors) -> Account:
    account.file = objectors.masked(account.file)
    account.unused = [
        replace(entry, origin=Origin(account.file, entry.origin.place), into=objectors.masked(entry.into))
        for entry in account.unused
    ]
    return account


def resemblances(dataset: Dataset, identity: Identity, people: frozenset[str], objectors: Objectors) -> Iterator[str]:
    """List what may be them and is nobody's to say: other writings, and texts that hold a surname.

    `dataset` and `identity` are those of everybody. An answer of no to a pair settles it.
    """
    digests = {digest for person in identity.people if person.id in people for digest in person.writings}
    other = {digest: person.id for person in identity.people if person.id not in people for digest in person.writings}
    pairs = [ends_of(pair) for pair, same in identity.answers.decisions.items() if not same]
    apart = {other[end] for ends in pairs if digests & {*ends} for end in ends if end in other}
    doubtful = [match.ends for match in identity.matching.doubtful]
    likely = {other[end] for ends in doubtful if digests & {*ends} for end in ends if end in other}
    for row in dataset.people.itertuples():
        alike = row.id in likely or any(objectors.resembles(text) for text in (row.name, row.written) if text)
        if row.id not in people | apart and alike and row.kind in {Kind.PERSON, Kind.UNIDENTIFIED}:
            yield f"{row.file} {row.place}: {shown(row.name or row.written)!r} may be them."
    for what, text, where in _texts(dataset):
        rest = objectors.masked(text)
        if found := objectors.traces(rest):
            yield f"{where}: the {what} {shown(rest)!r} holds {found} of theirs."


def _texts(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """Give what may name somebody without being about them: what it is, the text, and where it stands first."""
    columns = {
        "gatherings": ("title", "series"),
        "enrolments": ("series",),
        "interactions": ("channel",),
        "organisations": ("name",),
        "attendance": ("organisation",),
        "subjects": ("text", "topic", "organisation", "link", "comes_from"),
        "adoptions": ("practice", "locality", "organisation", "learned_from"),
    }
    for name, kinds in columns.items():
        for column in kinds:
            table = getattr(dataset, name).drop_duplicates(column)
            what = "organisation" if name == "organisations" else column
            for text, file, place in zip(table[column], table["file"], table["place"], strict=True):
                yield what, str(text or ""), f"{file} {place}"
    files = {file for name in TABLES for file in getattr(dataset, name)["file"].unique()}
    yield from (("name of the file", file, "study") for file in sorted(files))


def refuse_resemblances(texts: Iterable[str]) -> None:
    """Stop where something resembles somebody left out.

    Raises
    ------
    ResemblanceError
        Listing what and where, and what to do.
    """
    lines = list(texts)
    if lines:
        more = f"\n  and {len(lines) - MOST_LISTED} more" if len(lines) > MOST_LISTED else ""
        raise ResemblanceError(
            "Something resembles somebody who asked to be left out. Nothing was written. If it is them, add it to the "
            "list of those left out or change it; if it is not, answer no in identity-review.csv, or go on with "
            "--anyway.\n  " + "\n  ".join(lines[:MOST_LISTED]) + more
        )


def audit(folder: Path, spellings: Known) -> None:
    """Search every byte of what is about to be published for those left out.

    Raises
    ------
    StudyError
        If one of them is named.
    """
    files: Mapping[str, bytes] = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    if names := leaks(files, spellings) if spellings != Known() else []:
        raise StudyError(
            f"{names[0].file} would name somebody who asked to be left out ({names[0].kind}). Nothing was written. "
            "Change the title, subtitle, period, convener or name of a file that it stands in."
        )
