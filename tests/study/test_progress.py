import io
import sys

from sna.study import outputs
from sna.study.reading import silent


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_nobody_watching_means_no_progress(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with outputs.progress_bar() as report:
        assert report is silent


def test_a_bar_appears_on_a_terminal_after_a_while(monkeypatch):
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    monkeypatch.setattr(outputs, "PATIENCE", -1.0)
    monkeypatch.setenv("TERM", "xterm")
    with outputs.progress_bar() as report:
        report("Reading [red]a.csv", 1, 2)
    assert "Reading [red]a.csv" in screen.getvalue()


def test_quick_work_shows_no_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    with outputs.progress_bar() as report:
        report("Reading a.csv", 1, 2)
    assert "Reading" not in screen.getvalue()
