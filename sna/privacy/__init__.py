"""Who may see what: small numbers, codes in place of names, those who opted out, and the search for names left over."""

from __future__ import annotations

from sna.privacy.disclosure import RoundedCount, SmallNumbers, Sum, alone, codes, too_rare
from sna.privacy.identifiers import Known, Leak, known, leaks, names_somebody

__all__ = [
    "Known", "Leak", "RoundedCount", "SmallNumbers", "Sum",
    "alone", "codes", "known", "leaks", "names_somebody", "too_rare",
]  # fmt: skip
