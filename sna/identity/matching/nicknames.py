"""Short and pet names, and one given name as several languages write it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from sna.identity.matching.letters import canonical


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(
        files("sna.identity.matching").joinpath("nicknames.toml").read_text(encoding="utf-8")
    )
    return tables


@cache
def _full_names() -> Mapping[str, frozenset[str]]:
    """Short name → the full names it may stand for."""
    full = defaultdict(set)
    for name, short in _table()["short"].items():
        for nick in short.split():
            full[canonical(nick)].add(canonical(name))
    return {nick: frozenset(names) for nick, names in full.items()}


@cache
def _variants() -> Mapping[str, str]:
    """Name → what stands for all the ways of writing it."""
    canonical_names: dict[str, str] = {}
    for name, spellings in _table()["variants"].items():
        canonical_names |= {canonical(spelling): canonical(name) for spelling in [name, *spellings.split()]}
    return canonical_names


def variant_of(forename: str) -> str:
    """Give what stands for all the ways of writing a given name.

    Examples
    --------
    >>> variant_of("sergey") == variant_of("serhii")
    True
    """
    return _variants().get(forename, forename)


@lru_cache(maxsize=1 << 16)
def formal(forename: str) -> frozenset[str]:
    """Give the full names a given name may stand for, itself among them.

    Examples
    --------
    >>> sorted(formal("bob"))
    ['bob', 'robert']
    """
    return frozenset({variant_of(name) for name in (forename, *_full_names().get(forename, ()))})


def in_full(forename: str) -> str:
    """Give the full name a given name most likely stands for: the first in the alphabet, or itself.

    Examples
    --------
    >>> in_full("bob"), in_full("robert")
    ('robert', 'robert')
    """
    return min(formal(forename) - {variant_of(forename)}, default=variant_of(forename))


def is_short_for(short: str, full: str) -> bool:
    """Tell whether one given name is a short or pet form of the other.

    Examples
    --------
    >>> is_short_for("liz", "elisabeth"), is_short_for("bill", "will")
    (True, False)
    """
    return variant_of(full) in formal(short) - {variant_of(short)}


@cache
def _unsure() -> frozenset[str]:
    return frozenset(map(canonical, _table()["unsure"]["forms"].split()))


def may_be_others(head: str, tail: str) -> bool:
    """Tell whether the shorter of two given names is a short form of many others too, or as often a whole name.

    Examples
    --------
    >>> may_be_others("alex", "alexander"), may_be_others("william", "bill")
    (True, False)
    """
    return min(head, tail, key=len) in _unsure()


@cache
def all_forenames() -> frozenset[str]:
    """Give every given name of the table."""
    return frozenset(_full_names()) | {canonical(name) for name in _table()["short"]} | frozenset(_variants())
