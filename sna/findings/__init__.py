"""What the tables say: small records, from which report and map take their sentences."""

from sna.findings.record import Finding, Verdict

__all__ = ["Finding", "Verdict"]
