"""Towards the end of a report: how far it reaches, and what could not be read."""

from __future__ import annotations

from markupsafe import Markup

from sna.findings.presence import texts
from sna.findings.reach import Reach, Reached, reach
from sna.render.chart.bars import Bar, bars_svg
from sna.render.page import drawn
from sna.render.report.ties import Picture
from sna.render.reported import ReportContent
from sna.render.table import Column, table_html
from sna.render.words.numbers import capital, counted, listed, number, percent

MOST_PROBLEMS = 20
NO_WHOLE = (
    "The study does not say which organisations the community wants to reach, so there is no whole to measure this "
    "against."
)


def reach_charts(content: ReportContent) -> list[Picture]:
    """Draw how many of the organisations to be reached have come, in all, by locality and by sector."""
    found = reach(content)
    if found.organisations is None:
        return []
    charts: list[tuple[str, str, tuple[Reached, ...]]] = [("In all", "reach-all", (found.organisations,))]
    charts += [(f"By {name}", f"reach-{name}", rows) for name, rows in _parts(found) if len(rows) > 1]
    return [
        Picture(caption, drawn(bars_svg(mark, [_bar(row) for row in rows], title=f"Organisations reached: {caption}")))
        for caption, mark, rows in charts
    ]


def reach_notes(content: ReportContent) -> list[str]:
    """Say what was reached of what, and who has not come yet."""
    found, before, came = reach(content), content.before, "took part" if content.medium else "came"
    if found.organisations is None:
        others = capital(counted(len(found.others), "organisation"))
        return [f"{others} {came}. {NO_WHOLE}" if found.others else f"No organisation is known. {NO_WHOLE}"]
    whole = found.organisations
    where = f" in {content.now.title}" if content.now.title else ""
    earlier = f"; in {before.title} it was {whole.before}" if before else ""
    notes = [f"Somebody from {whole.now} of the {_whole(whole.whole)} to be reached {came}{where}{earlier}."]
    parts = [_covered(name, rows) for name, rows in _parts(found) if rows]
    if parts:
        notes.append(f"They cover {listed(parts)}.")
    if before:
        notes.append(f"The upright mark on a bar shows where it stood in {before.title}.")
    if found.missing:
        ever = "taken part" if content.medium else "come"
        notes.append(f"Nobody has ever {ever} from {listed(found.missing, 20, 'or')}.")
    if found.others:
        others = capital(counted(len(found.others), "organisation"))
        which = f": {listed(found.others)}" if content.names else ""
        notes.append(f"{others} {came} besides those to be reached{which}.")
    return notes


def problems_table(content: ReportContent) -> Markup | None:
    """List the first records that could not be read; None if all could, or if what stood in them may not be shown."""
    found = content.problems.head(MOST_PROBLEMS)
    if not len(found) or not content.names:
        return None
    columns = [Column(label) for label in ("Where", "What is wrong", "What to do")]
    parts = {name: texts(found, f"_{name}") for name in ("file", "place", "code", "reason", "value", "fix")}
    rows = []
    for at in found.index:
        value = f' "{parts["value"][at]}":' if parts["value"][at] else ""
        where = ", ".join(part for part in (parts["file"][at], parts["place"][at]) if part)
        rows.append([where, f"{parts['code'][at]}{value} {parts['reason'][at]}".strip(), parts["fix"][at]])
    return table_html("Records that could not be read", columns, rows)


def problems_note(content: ReportContent) -> str:
    """Say how many records could not be read, and where all of them are listed."""
    rejected = int(content.ledger["rejected"].sum()) if "rejected" in content.ledger.columns else len(content.problems)
    if not rejected:
        return "Every record could be read."
    shown = min(len(content.problems), MOST_PROBLEMS) if content.names else 0
    first = "" if shown >= rejected else f" The first {shown} stand here." if shown else ""
    where = f" All are listed in {content.rejects_file}, to be mended and read again." if content.rejects_file else ""
    return f"{counted(rejected, 'record').capitalize()} could not be read; everything else was.{first}{where}"


def sources_table(content: ReportContent) -> Markup:
    """List the files and what became of their records."""
    columns = [Column("File"), Column("Kind")]
    columns += [Column(label, "number") for label in ("Records", "Used", "Merged", "Rejected", "Left out")]
    names = ["records", "used", "merged", "rejected", "excluded"]
    rows = [
        [str(row["file"]), str(row["loader"]), *(number(int(row[name])) for name in names)]
        for row in content.ledger.to_dict("records")
    ]
    return table_html("What was read", columns, rows)


def files_table(content: ReportContent) -> Markup:
    """List the files beside the report that hold every figure."""
    rows = [[name, meaning] for name, meaning in content.files.items()]
    return table_html("Files beside this report", [Column("File"), Column("What is in it")], rows)


def _parts(found: Reach) -> list[tuple[str, tuple[Reached, ...]]]:
    return [("locality", found.localities), ("sector", found.sectors)]


def _many(name: str) -> str:
    return "localities" if name == "locality" else f"{name}s"


def _bar(row: Reached) -> Bar:
    share = percent(row.now, row.whole)
    return Bar(row.label, row.now, row.whole, f"{row.now} of {row.whole} ({share})", row.before)


def _whole(count: int) -> str:
    return counted(count, "organisation")


def _covered(name: str, rows: tuple[Reached, ...]) -> str:
    return f"{sum(1 for row in rows if row.now)} of {counted(len(rows), name, _many(name))}"
