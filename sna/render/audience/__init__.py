"""The pages for those who are not the evaluator: one for the convener, with names, one for the funder, without."""

from __future__ import annotations

from sna.render.audience.convener import convener_html
from sna.render.audience.funder import funder_html

__all__ = ["convener_html", "funder_html"]
