"""One thread for sums of matrices, as on the command line: workers of the test run would only get in each other's way."""

import os

for library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
