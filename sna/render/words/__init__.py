"""Tables → sentences. Every sentence of a report is computed here, from numbers that stand in a table."""
