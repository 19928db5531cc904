"""The invented community behind the example: who they are, when they met, and what the files say of it."""
