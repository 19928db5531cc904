"""The invented community behind the example: who is in it, and what they talk about."""
