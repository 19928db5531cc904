"""Names of organisations made comparable: abbreviations written out, legal forms, statuses that are none."""

from __future__ import annotations

import re
from functools import lru_cache

from sna.names import key

_WRITTEN_OUT = {
    "ft": "foundation trust",
    "nhsft": "nhs foundation trust",
    "nhst": "nhs trust",
    "ccg": "clinical commissioning group",
    "icb": "integrated care board",
    "ics": "integrated care system",
    "pcn": "primary care network",
    "pct": "primary care trust",
    "csu": "commissioning support unit",
    "lmc": "local medical committee",
    "mbc": "metropolitan borough council",
    "cc": "county council",
    "dc": "district council",
    "bc": "borough council",
    "cvs": "council for voluntary service",
    "chc": "community health council",
    "cncl": "council",
    "ltd": "limited",
    "inc": "incorporated",
    "corp": "corporation",
    "co": "company",
    "univ": "university",
    "uni": "university",
    "hosp": "hospital",
    "hosps": "hospitals",
    "assoc": "association",
    "assn": "association",
    "dept": "department",
    "govt": "government",
    "intl": "international",
    "natl": "national",
    "inst": "institute",
    "fed": "federation",
    "fdn": "foundation",
    "grp": "group",
    "svc": "service",
    "svcs": "services",
    "ctr": "centre",
    "center": "centre",
    "comm": "community",
    "mgmt": "management",
    "st": "saint",
    "mt": "mount",
    "n": "and",
}
_NEVER_FIRST = frozenset({"cc", "dc", "bc", "co", "corp", "inc", "ltd", "uni", "fed", "comm", "inst"})
"""Abbreviations that stand for these words only behind another word: ``BC`` alone is somebody's initials."""

COMPANY = frozenset(
    "limited incorporated plc llp llc gmbh ag bv nv sa sarl srl pty corporation company cic cio".split()
)
"""Legal forms that say nothing of which body is meant."""

FORM = COMPANY | frozenset("nhs trust foundation".split())
"""Words a name is often shortened by; without them it may be another body."""

_SMALL = frozenset("and of the for in at de la".split())

STATUSES = frozenset(
    """invited expert|invited experts|invited guest|observer|observers|guest|guests|visitor|individual|individuals|
    individual contributor|individual member|independent|independent contributor|independent consultant|
    independent expert|self|self employed|selfemployed|freelance|freelancer|unaffiliated|no affiliation|none|nil|n a|na|
    not applicable|not known|unknown|tbc|tbd|apologies|present|absent|attended|speaker|presenter|member|members|
    public|member of the public|retired|student|alternate|delegate|external|other|chair|scribe|volunteer|new member"""
    .replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)


def is_status(name: str) -> bool:
    """Tell whether a text where an organisation should stand says what somebody is, or, like a lone letter, nothing.

    Examples
    --------
    >>> is_status("Invited Expert"), is_status("n/a"), is_status("@"), is_status("Observer Media Ltd")
    (True, True, True, False)
    """
    return bool(name) and (key(name) in STATUSES or len(key(name)) < 2)


def is_domain(name: str) -> bool:
    """Tell whether a text is the domain of an address and no name: ``age-well.example``."""
    return " " not in name and _DOMAIN.fullmatch(name) is not None


@lru_cache(maxsize=1 << 14)
def comparable(name: str) -> str:
    """Fold the name of an organisation for comparing: abbreviations written out, the company's legal form left off.

    Examples
    --------
    >>> comparable("NORTHSHIRE NHS FT") == comparable("Northshire N.H.S. Foundation Trust")
    True
    >>> comparable("St. Mary's & All Saints Care Ltd")
    'saint marys and all saints care'
    """
    words = key(name.replace("&", " and ").replace("+", " and ")).split()
    words = words[1:] if len(words) > 1 and words[0] == "the" else words
    full = " ".join(_word(word, at) for at, word in enumerate(words)).split()
    while len(full) > 1 and full[-1] in COMPANY:
        full.pop()
    return " ".join(full)


def _word(word: str, at: int) -> str:
    return word if at == 0 and word in _NEVER_FIRST else _WRITTEN_OUT.get(word, word)


def core(folded: str) -> str:
    """Leave the words of legal form out of a comparable name; the name itself if nothing else is in it."""
    return " ".join(word for word in folded.split() if word not in FORM) or folded


def initials(folded: str) -> set[str]:
    """Give what a comparable name may be shortened to: its initials, with and without the small words.

    Examples
    --------
    >>> sorted(initials("royal college of nursing"))
    ['rcn', 'rcon']
    """
    words = folded.split()
    large = [word for word in words if word not in _SMALL]
    return {"".join(word[0] for word in chosen) for chosen in (words, large) if len(chosen) > 1}
