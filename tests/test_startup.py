"""Help answers at once, and a second run sooner than the first: nothing is imported that they do not need."""

import subprocess
import sys

import pytest

REGISTER = (
    "Name,Organisation,2024-01-10,2024-02-14\nAnn Lee,Pond Trust,P,P\nBob Ray,Age Well,P,A\nCy Fox,Age Well,P,P\n"
)
SOLVERS = {"scipy.optimize", "scipy.stats", "networkx", "IPython", "rich", "docx", "tweepy"}
HEAVY = {"pandas", "networkx", "pyvis", "numpy", "scipy", "msgspec", "jinja2", "tweepy", "rich", "openpyxl"}


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    command = [sys.executable, "-X", "importtime", "-m", "sna", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "argparse" in imported
    assert not imported & HEAVY


def test_a_second_run_imports_nothing_that_only_computes_tables(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER)
    (tmp_path / "study.toml").write_text('[study]\ntitle = "Forum"\n[network]\npermutations = 9\n')
    run = "import sys; from sna.cli import run; code = run(sys.argv[1:]); print(*sys.modules); sys.exit(code)"
    command = [sys.executable, "-c", run, "run", tmp_path, "--out", tmp_path / "results", "--no-open"]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _run in range(2))
    assert {"pyvis.network", "scipy.sparse", "openpyxl"} <= {*second.split()}
    assert not SOLVERS & {*second.split()}
    assert "networkx" in first.split()
