import io
import sys

from sna.study import open_study, outputs, read_study, reading
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


def test_of_a_large_file_it_is_said_how_much_of_it_was_read(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "BATCH", 10)
    rows = [f"2024-03-{day:02d},Forum,Ann Lee,Oakdale" for day in range(1, 26)]
    (tmp_path / "register.csv").write_text("\n".join(["date,meeting,name,organisation", *rows]), encoding="utf-8")
    steps = []
    read_study(open_study([tmp_path]), lambda *step: steps.append(step))
    assert steps[:3] == [("Reading register.csv", *step) for step in ((0, 1), (10, 25), (20, 25))]
    assert [(done, total) for what, done, total in steps[3:] if what.startswith("Settling")] == [(0, 2), (1, 2)]
