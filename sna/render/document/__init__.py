"""The pages as documents for boards: one record, and what writes it as slides, for Word and as a PDF."""
