"""One thread for sums of matrices, as on the command line: the workers of a test run would get in each other's way."""

import os

for library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
