"""From tables to networks: who was at what, who turned to whom, and whose groups that ties."""

from sna.network import LARGEST, check_projection, project, reduce, undrawn
from sna.weave.affiliation import affiliation, contact

__all__ = ["LARGEST", "affiliation", "check_projection", "contact", "project", "reduce", "undrawn"]
