"""What each reader gets of one reading and one analysis: what is not for them is never handed to the page."""
