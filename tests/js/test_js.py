"""The page's scripts, checked and tested where node is; ``tests/js/run`` does the same by hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
def test_the_scripts_fit_the_scene_and_pass_their_own_tests():
    if not (shutil.which("node") and shutil.which("npm")):
        reason = "no node or no npm on the path"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    environment = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(HERE.parents[1])}
    run = subprocess.run([HERE / "run"], env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
