"""Writers of the file formats that real services export; the worked examples' make.py scripts use them.

Each writer is a pure function of its arguments, so that the same world gives the same bytes on every machine. None
of them knows a person or a meeting, and none uses `sna`: what they write is an independent test of its loaders.
"""
