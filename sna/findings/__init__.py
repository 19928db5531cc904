"""What the tables say: small records, from which report and map take their sentences."""

from sna.findings.evidence import Evidence, Medium, PeriodTables
from sna.findings.kinds import KINDS, findings
from sna.findings.record import Finding, Verdict

__all__ = ["KINDS", "Evidence", "Finding", "Medium", "PeriodTables", "Verdict", "findings"]
