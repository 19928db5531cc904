"""Charts as hand-written SVG: each function takes rows of plain data and gives one drawing."""
