"""The measurement of large exports, on small ones: all readings must find the same ties."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "exports.py"


@pytest.mark.slow
def test_the_measurement_runs_and_all_readings_agree():
    command = [sys.executable, str(SCRIPT), "--messages", "900", "--tweets", "900"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={"PYTHONPATH": str(SCRIPT.parents[1])}, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("ties agree") == 2
