"""Who is who, which meeting is which, and what each organisation is called.

`match` takes the dataset as the loaders filled it and gives one whose names are people. What is sure is done and told,
what is doubtful is asked (`questions`), and every match can be undone by a "no".
"""

from __future__ import annotations

from sna.identity.answers import Answers, answer
from sna.identity.match import Identity, Matched, match
from sna.identity.relabel import COPY, REPEATED, copy_of, same_gatherings

__all__ = [
    "COPY", "REPEATED", "Answers", "Identity", "Matched", "answer", "copy_of", "match", "same_gatherings",
]  # fmt: skip
