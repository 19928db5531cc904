"""The measurement of many minutes, on few: each part is read, and every record is found again in the larger one."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "minutes.py"


@pytest.mark.slow
def test_the_measurement_reads_each_part():
    command = [sys.executable, str(SCRIPT), "--files", "8", "--kilobytes", "4"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={"PYTHONPATH": str(SCRIPT.parents[1])}, timeout=300
    )
    assert done.returncode == 0, done.stderr
    files, records = zip(*((line.split()[0], int(line.split()[-2])) for line in done.stdout.splitlines()), strict=True)
    assert files == ("2", "4", "8")
    assert sorted(records) == list(records)
    assert records[0] > 2 * 24
