"""The map: what it shows, where people stand, how it is drawn, and the page it stands in."""
