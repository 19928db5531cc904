"""Texts made comparable: Unicode, case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)  # letters Unicode does not take apart
_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"['’‘`´.]")
_INVISIBLE = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Normalise Unicode, drop what cannot be seen, and fold white space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text)
    return " ".join(text.split())


@lru_cache(maxsize=1 << 16)  # registers say the same few hundred texts thousands of times
def key(text: str) -> str:
    """Fold a text for comparing: no case, accents or punctuation, single spaces.

    Examples
    --------
    >>> key("Zoë O’Neil-Ward")
    'zoe oneil ward'
    """
    plain = clean(text).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold().translate(_STROKES)
    return " ".join(_WORD.findall(_APOSTROPHE.sub("", plain).replace("_", " ")))
