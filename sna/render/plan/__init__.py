"""The plan of the next meetings, and the letter to a member: their words and their pages."""

from __future__ import annotations

from sna.render.plan.content import Figures, Limit, PlanContent, SeatRow, Series, Way, headline, sentences
from sna.render.plan.page import plan_html

__all__ = ["Figures", "Limit", "PlanContent", "SeatRow", "Series", "Way", "headline", "plan_html", "sentences"]
