"""The benchmark of the measures runs, and finds the same results on both sides."""

import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "measures.py"


def test_the_quick_benchmark_compares_every_measure_and_prints_its_ratio():
    command = [sys.executable, str(BENCHMARK), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    for measure in ("betweenness, steps", "louvain", "leiden", "constraint, without fast", "roles, without fast"):
        found = [line for line in lines if measure in line]
        assert len(found) == 2, measure
        assert all("x  same" in line or "x  modularity" in line for line in found)
