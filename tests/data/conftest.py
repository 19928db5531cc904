"""The examples as studies, each read and analysed once for its tests."""

import pytest

from sna.study import open_study, read_study
from sna.study.cache import Cache
from sna.study.evidence import report_content
from sna.study.results import analysed


@pytest.fixture(scope="session")
def example_study():
    """Give a function from an example to what was read, the tables of its meetings, and the content of its report."""

    def study_of(folder, title):
        study = open_study([folder])
        reading = read_study(study)
        results = analysed(reading, study.settings, Cache.of(study))
        return reading, results.meetings[0][1], report_content(reading, study.settings, results, title)

    return study_of
