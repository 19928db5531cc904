"""Networks and tables → maps and reports."""
