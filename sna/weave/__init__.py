"""From tables to networks: who was at what, who turned to whom, and whose groups that ties."""

from sna.weave.affiliation import affiliation, contact
from sna.weave.projection import LARGEST, check_projection, project, reduce, undrawn

__all__ = ["LARGEST", "affiliation", "check_projection", "contact", "project", "reduce", "undrawn"]
