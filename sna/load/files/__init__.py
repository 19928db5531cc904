"""How bytes become rows, whatever kind of file they lie in."""
