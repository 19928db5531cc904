"""Plans of tests that are about who may be asked and what is written are bettered twice, not thirteen times."""

import pytest


@pytest.fixture
def few_tries(monkeypatch):
    monkeypatch.setattr("sna.plan.series.TRIES", 1)
