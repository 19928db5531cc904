"""No regular expression takes more than in proportion to what it reads, however hostile the text."""

import ast
import importlib
import os
import pkgutil
import re
import time
from collections import defaultdict
from pathlib import Path
from re import _constants as codes
from re import _parser as parser

import pytest

import sna
from sna.load.files.cells import bounded

whole = pytest.mark.skipif(
    "SNA_PATTERNS" not in os.environ, reason="measures times for some minutes, on a quiet machine: .ci/long does it"
)
BRIEF = (12, 16, 20, 24, 32, 250)
"""Letters: for texts so short every pattern is tried in the gate; one that doubles its time with each letter shows."""
SLOW = 0.05  # seconds for a brief text
SHORT, LONG = 2_000, 16_000
"""Letters: a pattern in proportion takes 8 times as long for the longer text, a quadratic one 64 times."""
MOST = 24
QUICK = 0.02  # seconds, for the longer text: below it nothing is measured
UNITS = [*"aA1 ,-(.\t'é</\n", "a ", "A ", "Ab ", "1 ", "a-", "a.", "A. ", ", ", "a@", "/ "]
METHODS = {"search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
ANCHORED = {"match", "fullmatch"}
TABLES = {"QUESTIONS": {"match"}, "_DEPUTY": {"fullmatch"}}
"""Tables of patterns → how those in them are used."""


def patterns():
    """Give every compiled pattern of a module, also in its tables: name → pattern."""
    for module in pkgutil.walk_packages(sna.__path__, "sna."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                for at, pattern in enumerate(inside(value)):
                    yield f"{module.name}.{name}.{at}", pattern


def inside(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, (dict, tuple, list, set, frozenset)):
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        for part in parts:
            yield from inside(part, depth + 1)


def uses():
    """Give by which methods each name of a pattern is used; a private one is used in its module alone."""
    found, root = defaultdict(set), Path(sna.__file__).parent
    for path in root.rglob("*.py"):
        module = ".".join(["sna", *path.relative_to(root).with_suffix("").parts]).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                name = getattr(node.value, "id", getattr(node.value, "attr", ""))
                found[f"{module}.{name}" if name.startswith("_") else name].add(node.attr)
    return found


def methods_of(name, known):
    """Say by which methods the pattern of a name is tried: searching stands for all that begin anew at each letter."""
    place = name.rpartition(".")[0]
    methods = (
        TABLES.get(place.rpartition(".")[2]) or known.get(place) or known.get(place.rpartition(".")[2]) or {"search"}
    )
    return {*(methods & ANCHORED), *(["search"] if methods - ANCHORED else [])}


def sample(tree):
    """Give a text that a pattern may match."""
    text = ""
    for code, value in tree:
        if code is codes.LITERAL:
            text += chr(value)
        elif code is codes.IN:
            text += member(value)
        elif code is codes.BRANCH:
            text += sample(value[1][0])
        elif code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            text += sample(value[2]) * max(1, value[0])
        elif code is codes.SUBPATTERN:
            text += sample(value[3])
        elif code is codes.ATOMIC_GROUP:
            text += sample(value)
        elif code in {codes.ANY, codes.NOT_LITERAL}:
            text += "a"
    return text


def member(parts):
    classes = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_WORD: "."}
    for code, value in parts:
        if code is codes.LITERAL:
            return chr(value)
        if code is codes.RANGE:
            return chr(value[0])
        if code is codes.CATEGORY:
            return classes.get(value, "a")
    return "a"


def repeats(tree):
    """Give a text for each part that may be repeated without end."""
    for code, value in tree:
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            if value[1] > 99:
                yield sample(value[2])
            yield from repeats(value[2])
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from repeats(branch)
        elif code is codes.SUBPATTERN:
            yield from repeats(value[3])
        elif code is codes.ATOMIC_GROUP:
            yield from repeats(value)
        elif code in {codes.ASSERT, codes.ASSERT_NOT}:
            yield from repeats(value[1])


def seconds(pattern, method, text):
    start = time.process_time()
    if method in ANCHORED:
        getattr(pattern, method)(text)
    else:
        for _match in pattern.finditer(text):
            pass
    return time.process_time() - start


def hostile(pattern):
    """Give what is repeated without end, and what stands before and behind it."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    whole, parts = sample(tree), list(dict.fromkeys(filter(None, repeats(tree))))[:8]
    units = [*UNITS, *parts, *(head + tail for head in parts[:5] for tail in parts[:5]), whole, whole + " "]
    for unit in dict.fromkeys(filter(None, units)):
        yield from ((unit, "", "\x00"), (unit, whole[:-1], "\x01"))


def slowness(pattern, methods, lengths=(*BRIEF, SHORT, LONG)):
    """Say for which text a pattern takes more than in proportion; empty if for none."""
    binary = isinstance(pattern.pattern, bytes)
    for unit, start, end in hostile(pattern):
        for method in methods:
            times = []
            for length in lengths:
                text = bounded(start + (unit * length)[:length] + end)
                text = text.encode("utf-8", "replace") if binary else text
                times.append(seconds(pattern, method, text))
                if times[-1] > (1 if length > BRIEF[-1] else SLOW):
                    break
            if length <= BRIEF[-1]:
                if times[-1] > SLOW and min(seconds(pattern, method, text) for _time in range(2)) > SLOW:
                    return f"{method} of {unit!r} after {start!r}: {times[-1]:.2f} s for {length:,} letters"
            elif times[-1] > QUICK and times[-1] > MOST * times[-2]:
                again = min(seconds(pattern, method, text) for _time in range(2))
                if again > QUICK and again > MOST * times[-2]:
                    return f"{method} of {unit!r} after {start!r}: {again:.2f} s for {length:,} letters"
    return ""


@pytest.mark.parametrize("lengths", [BRIEF, pytest.param((*BRIEF, SHORT, LONG), marks=[pytest.mark.slow, whole])])
def test_no_pattern_takes_more_than_in_proportion_to_the_text(lengths):
    known, slow, tried = uses(), {}, set()
    for name, pattern in patterns():
        methods = methods_of(name, known)
        key = pattern.pattern, pattern.flags, *sorted(methods)
        if key not in tried and (why := slowness(pattern, methods, lengths)):
            slow[name] = why
        tried.add(key)
    assert len(tried) > 300
    assert not slow, "\n".join(f"{name}: {why}" for name, why in slow.items())


@whole
def test_the_measure_knows_a_quadratic_pattern_from_one_in_proportion():
    assert slowness(re.compile(r"(?:a )+c"), {"search"})
    assert not slowness(re.compile(r"(?:a )+c"), {"match"})
    assert "32 letters" in slowness(re.compile(r"(a|aa)+$"), {"match"})
