"""The report: one page for evaluators, conveners and funders, whole in one file."""

from sna.findings.evidence import Medium, PeriodTables
from sna.render.report.content import Methods, ReportContent
from sna.render.report.page import method_html, report_html

__all__ = ["Medium", "Methods", "PeriodTables", "ReportContent", "method_html", "report_html"]
