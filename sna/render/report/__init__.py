"""The report: one page for evaluators, conveners and funders, whole in one file."""

from sna.render.report.page import report_html
from sna.render.reported import Medium, Methods, PeriodTables, ReportContent

__all__ = ["Medium", "Methods", "PeriodTables", "ReportContent", "report_html"]
