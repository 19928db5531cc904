"""R opens every export and finds the same nodes, ties and weights."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sna.errors import csv_text
from sna.export import export
from sna.export.lists import dl_labels, pajek_labels, write_siena

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here"),
]
FORMS = ("csv", "dl", "graphml", "kumu", "pajek")


@pytest.fixture(params=["meetings", "replies"])
def opened(request, tmp_path):
    network = request.getfixturevalue(request.param)
    for form in FORMS:
        export(network, tmp_path, form)
    write_siena({"Year 1": network, "Year 2": network}, tmp_path)
    script = Path(__file__).with_name("oracle.R")
    done = subprocess.run(["Rscript", "--vanilla", script, tmp_path], capture_output=True, text=True, check=False)
    if "there is no package called" in done.stderr:
        pytest.skip("R has no igraph, network or jsonlite here")
    assert done.returncode == 0, done.stderr
    return network, json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))


def weights(network, told):
    size = len(network)
    made = np.zeros((size, size))
    np.add.at(made, (np.array(told["source"]) - 1, np.array(told["target"]) - 1), told["weight"])
    return made if told["directed"] else made + made.T


def test_every_reader_of_r_finds_the_network(opened):
    network, found = opened
    wanted = network.adjacency().toarray()
    for form in FORMS:
        assert np.allclose(weights(network, found[form]), wanted, rtol=1e-12), form
    assert len(found["paj"]["source"]) == len(network.ties)


def test_every_reader_of_r_finds_the_names(opened):
    network, found = opened
    names = list(network.nodes["name"])
    assert found["graphml"]["nodes"] == names
    assert [csv_text(name) for name in found["csv"]["nodes"]] == names
    assert found["kumu"]["nodes"][:9] == names[:9]
    assert found["pajek"]["nodes"] == pajek_labels(network)
    assert found["dl"]["nodes"] == dl_labels(network)
    assert [csv_text(name) for name in found["siena"]["nodes"]] == names
    assert found["siena"]["waves"] == 2
