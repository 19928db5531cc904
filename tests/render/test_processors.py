"""The same places whichever way the processor's library of matrices sums."""

import os
import subprocess
import sys

PROGRAM = """
import hashlib, numpy as np
from sna.render.map.layout import by_connection
from sna.render.map.layout import by_group

random = np.random.default_rng(5)
ties = np.triu(random.random((70, 70)) < 0.06, 1) * random.integers(1, 9, (70, 70)) / 7
star = np.zeros((70, 70))
star[0, 1:] = 1.0
for strength in (ties + ties.T, star + star.T):
    where = np.arange(70) % 11
    radii = np.full(70, 8.0)
    for places in (by_group(where, strength, seed=3).positions, by_connection(where, strength, radii).positions):
        print(hashlib.sha256(places.tobytes()).hexdigest())
"""


def placed(kernel):
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_people_stand_in_the_same_places_whichever_kernel_sums():
    # OpenBLAS takes the kernel named; another library ignores the name, and then the two are the same by themselves
    assert placed("Nehalem") == placed("Haswell")
    assert len(set(placed("Haswell"))) == 4
