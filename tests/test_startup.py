"""Help answers at once: nothing heavy is imported for it."""

import subprocess
import sys

import pytest

HEAVY = {"pandas", "networkx", "pyvis", "numpy", "scipy", "msgspec", "jinja2", "tweepy", "rich", "openpyxl"}


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    command = [sys.executable, "-X", "importtime", "-m", "sna", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "argparse" in imported
    assert not imported & HEAVY
