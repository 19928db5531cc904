"""Which ways of writing somebody are one person: by rules a person can read, each match with its evidence.

`compare` takes writings and gives what is sure, what is doubtful, and who is who. It knows nothing of files or tables.
"""

from __future__ import annotations

from sna.identity.matching.writings import Match, Matching, Verdict, Writing

__all__ = ["Match", "Matching", "Verdict", "Writing"]
