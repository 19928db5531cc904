"""How everything was made: definitions, formulas, what chance means, sources, settings, fingerprints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import astuple

from sna.findings.attendance import gatherings, lately, sizes
from sna.findings.boundaries import SATURATED
from sna.findings.counts import (
    BOUNDARY_LEVEL,
    FEWEST_GATHERINGS_COMPARED,
    FEWEST_PEOPLE,
    HEADLINE_LEVEL,
    OTHERS_LEVEL,
    PASSED_ON,
    PRINTED,
    counts,
)
from sna.findings.phrases import capital, counted, nouns, number, span
from sna.findings.sources import Source, cell, cite
from sna.findings.tables import ALL
from sna.glossary import TERMS
from sna.render.chart import Cell, numbers, spark_svg, table_html
from sna.render.report.change import boundaries_table, change_table, quarters_table, ties_table, together_table
from sna.render.report.content import ReportContent

EXPLAINED = (
    "ei_index", "mixing", "outside", "group_reach", "spanners", "cut_off", "cohesion", "community_summary",
    "seat_diversity", "lift_summary",
)  # fmt: skip
"""The tables of a period whose words are explained."""
EXPLAINED_OF_CHANGE = (
    "co_attendance", "interruption", "contact", "overlap", "exposure", "change", "trend", "contact_changed", "presence",
)  # fmt: skip
"""The tables of the whole time whose words are explained."""
MOST_PROBLEMS = 20
MOST_SPARKS = 60
"""So many of the last gatherings have a column in the middle of a table."""


class Measure(Struct, frozen=True):
    """A measure of the report: what it is, its formula, what it is compared with, and who defined it."""

    name: str
    meaning: str
    formula: str = ""
    chance: str = ""
    source: str = ""


FEW_PEOPLE = f"With fewer than {FEWEST_PEOPLE} people there are counts and no verdict."
FEW_GATHERINGS = (
    f"With fewer than {FEWEST_PEOPLE} people, or fewer than {FEWEST_GATHERINGS_COMPARED} gatherings in a period that "
    "is compared, there are counts and no verdict: even the clearest change between 4 and 4 gatherings could come "
    "about by luck 29 times in 1,000, between 3 and 3 once in 10."
)
DEALT = "The same ties, with the groups dealt out at random among people who have about as many ties"
REDRAWN = (
    "Attendance drawn anew, with how often each person came to meetings of each mode (online, in person), how many "
    "were at each meeting and who could be there kept"
)
MEASURES = {
    "tie": Measure("Tie", "{tie}"),
    "headline": Measure(
        "Headline",
        "Where two periods are compared it gives the answer for the study's own groups, whatever that is; other "
        "boundaries are looked at besides. Else it counts the people linked to somebody {words.another}; where at "
        "least {saturated} in 10 of those who took part are linked so, the count says nothing, and the headline speaks "
        "of the boundary that stood out most: the one with the smallest p, of equal ones (p below {printed} counts as "
        "equal) the one furthest from chance, then the study's own.",
    ),
    "change": Measure(
        "Together before and now",
        "Times people of one group were at the same meeting for every 100 expected from how often each person came "
        "and how many were at each meeting, period by period: 100 is as if everybody had come for themselves, however "
        "keen a group is. Of the people who could be at meetings of both periods. Each group is compared with itself "
        "and counts the same in both periods, more the surer its figure. Meetings of one kind (online or not) are "
        "compared with each other. No verdict with fewer than 5 meetings in a period at which some were and some were "
        "not; where nearly every pair met; where the kind of meeting changed with the period; where meetings were full "
        "in one period only; or where it turns without the largest meeting.",
        "R = 1 + Σω·A ÷ D; A the sum over the pairs of a group of the products of their residuals (came less chance) "
        "less its expectation, D what a shock of variance 1 common to group and meeting would give, ω the group's "
        "weight",
        "the meetings' contributions dealt out to the two periods anew, studentised, on the scales of odds and of "
        "times; p is the larger of the two. Where meetings next to each other are alike, Student's t must agree and "
        "intervals are wider. The study's own groups are judged at p of at most {headline}.",
        "Chung, E., & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. The Annals of "
        "Statistics 41(2), 484-507. https://doi.org/10.1214/13-AOS1090. Neal, Z. P. (2014). The backbone of bipartite "
        "projections. Social Networks 39, 84-97. https://doi.org/10.1016/j.socnet.2014.06.001. Beside it, pairs "
        "who met at equal numbers of meetings: Hurlbert, S. H. (1971). Ecology 52(4), 577-586. https://doi.org/10.2307/1934145",
    ),
    "outside": Measure(
        "Linked to somebody {words.another}",
        "A person with at least one tie to somebody whose {words.singular} is not their own. Tied to nobody: no tie "
        "at all in these records and this time; it says nothing about ties that left no record.",
        chance="not tested; it is a count, which rises with the number of {rises}.",
    ),
    "ei_index": Measure(
        "Share of ties across {words.plural} (E-I index)",
        "Of all ties, those between people of different {words.plural}. The E-I index is the same share on a scale "
        "from −1 (all inside) to +1 (all outside). Every tie counts once, whatever its weight; on a medium it counts "
        "each way: a pair of whom each turned to the other has two.",
        "E-I = (external − internal) ÷ (external + internal); share = (1 + E-I) ÷ 2",
        "{chance}. p = (b + 1) ÷ (deals + 1), where b deals lie at least as far from the mean.",
        "Krackhardt, D., & Stern, R. N. (1988). Informal networks and organizational crises. Social Psychology "
        "Quarterly 51(2), 123-140. https://doi.org/10.2307/2786835",
    ),
    "mixing": Measure(
        "Ties between two {words.plural}",
        "Pairs of people, one of each of the two {words.plural}, who are tied.",
        "Mean by chance = all ties × pairs of people of the two ÷ all pairs of people",
        "The same number of ties, the {words.plural} dealt out at random.",
    ),
    "spanners": Measure(
        "Boundary-spanner",
        "The rule stands where they are named. Paths are shortest where ties are strongest: a tie is 1 ÷ weight long. "
        "Up to 200 draws are made, and fewer once it is clear who is named: a stop too early turns a verdict "
        "at most 1 time in 1,000 (Gandy 2009, https://doi.org/10.1198/jasa.2009.tm08368).",
        chance="Means if {words.plural} were dealt out at random, for somebody with the same ties.",
        source="Flom, P. L., et al. (2004). A new measure of linkage between two sub-networks. Connections 26(1), "
        "62-70. Gould, R. V., & Fernandez, R. M. (1989). Structures of mediation. Sociological Methodology 19, "
        "89-126. https://doi.org/10.2307/270949",
    ),
    "cut_off": Measure(
        "Cut off",
        "One {words.singular} without a tie to another {words.singular} in this period and on this medium; or with "
        "fewer such ties than 97.5 of 100 deals of the labels give and Yule's Q, with its interval, above the "
        "community's. It hangs on one person if that person has all its ties outside.",
    ),
    "community_summary": Measure(
        "Communities",
        "People more tied to one another than to the rest, found by many runs of Louvain's method and what they agree "
        "on; how far they are the {words.plural} say the adjusted Rand index and the normalised mutual information.",
        chance="attendance drawn anew with everybody's number of gatherings and each gathering's size kept.",
        source="Newman, M. E. J. (2006). https://doi.org/10.1073/pnas.0601602103. Lancichinetti, A., & Fortunato, S. "
        "(2012). https://doi.org/10.1038/srep00336",
    ),
    "cohesion": Measure(
        "Pairs tied (density)",
        "Pairs of people who are tied, of all pairs. It rises with every gathering, so it is never compared alone.",
        chance="the same gatherings, each with as many people as came, filled at random from those who could come.",
    ),
    "seat_diversity": Measure(
        "Mix of {words.plural} at a gathering (Blau index)",
        "The chance that two people picked from a gathering, the first put back, are of different groups.",
        "1 − Σp², p the share of each group",
        "as many people drawn from all who could come.",
        "Blau, P. M. (1977). Inequality and Heterogeneity. Free Press.",
    ),
    "drifted": Measure(
        "Drifted away",
        "An organisation whose people came before, but none of them to the last {recent} gatherings (a quarter of all, "
        "at least 3). It has stopped coming, and somebody has stopped, only if luck gives such a gap so rarely that it "
        "stands within the budget of the page; who has left, by the list of members, is not missed.",
        "C(T − m, k) ÷ C(T, k): of T gatherings they could come to they came to k, and missed the last m",
        "their gatherings drawn at random from those they could come to; p times the number of all who came.",
    ),
    "verdict": Measure(
        "Verdict",
        "A page has one budget of error: the answer for the study's own groups is judged at {headline} on two scales "
        "at once, which errs in about 3 of 100 studies; boundaries in each period together at {half} (each at "
        "{clear}), all other claims together at {half}, by Holm's method; an answer that holds passes {passed} on. "
        "What does not stand is not to be told from chance; where it lies "
        "within one percentage point of it, it is as chance would have it. {few}",
    ),
    "medium": Measure(
        "Ties on a medium",
        "One person turned to another at least once, by a reply, a mention, a reaction and the like. Each such act is "
        "one interaction. Pairs are counted whoever turned to whom; shares of ties count each way. Sharing a channel "
        "alone makes no tie.",
    ),
    "contact": Measure(
        "Own group on a medium, before and now",
        "How many times people turned to somebody of their own {words.singular} for every 100 times to somebody as "
        "busy from another: 100 is no preference, however much a group writes. Each group is compared with itself and "
        "counts the same in both periods. Who is on a list of members could act while on it, others from their first "
        "act to their last. No verdict with fewer than 10 people, or in a period 8 weeks with acts or 100 acts.",
        "acts from s to t = a_s · b_t · h^(same group); a, b fitted to what everybody sent and received; told is h",
        "the weeks' contributions dealt out to the two periods anew, studentised; Student's t, which allows for weeks "
        "near each other being alike, must agree. It is one of the page's other claims.",
        "Goodman, L. A. (1968). Journal of the American Statistical Association 63(324), 1091-1131. "
        "https://doi.org/10.2307/2285873. Chung, E., & Romano, J. P. (2013). The Annals of Statistics 41(2), 484-507. "
        "https://doi.org/10.1214/13-AOS1090",
    ),
    "overlap": Measure(
        "In touch, and at the same meetings",
        "Of the last period, and of people who came to a meeting and were in touch with somebody who did: how often "
        "pairs in touch were at the same meeting for every 100 times expected. Who comes how often, who could come, "
        "and with how many everybody is in touch is given; that two people do both because they are of one "
        "{words.singular} is not. No verdict with fewer than 10 people, 3 meetings or 20 pairs in touch.",
        "overlap = together ÷ (together − Σ (in touch − chance of it) × (came − chance of it), both people multiplied)",
        "the people dealt out anew among about ten in touch with about as many, both networks kept whole. It is one of "
        "the page's other claims.",
        "Krackhardt, D. (1988). Predicting with networks. Social Networks 10(4), 359-381. "
        "https://doi.org/10.1016/0378-8733(88)90004-4",
    ),
    "exposure": Measure(
        "Mixed meetings, and contacts afterwards",
        "With how many people of other {words.plural} somebody is in touch in the last period, against what share of "
        "the others at their meetings of the first were of another {words.singular}. Compared are people of one "
        "{words.singular} who came as often, acted as often and were in touch with as many before. It is an "
        "association. No verdict with fewer than 20 people.",
        "log(contacts + 1) on the share, {words.plural}, logarithms of times came and of acts with their squares, and "
        "of contacts before",
        "what these leave dealt out anew within {words.plural}, studentised by everybody's own scatter; Student's t "
        "must agree. It is one of the page's other claims.",
        "Freedman, D., & Lane, D. (1983). Journal of Business & Economic Statistics 1(4), 292-298. "
        "https://doi.org/10.1080/07350015.1983.10509354",
    ),
    "against": Measure(
        "Against a comparison community",
        "The change here divided by the change there over the same periods, each adjusted for who comes there. Nobody "
        "can tell where either change cannot be told or more than one in ten of the people are in both.",
        "(R after ÷ R before here) ÷ (R after ÷ R before there)",
        "Student's t of the difference of logarithms on the scales of odds and of times, both of which must say so. "
        "It is judged at p of at most {headline}, and only where the change here holds.",
        "Angrist, J. D., & Pischke, J.-S. (2009). Mostly Harmless Econometrics. Princeton University Press.",
    ),
    "bounds": Measure(
        "Meetings without a register",
        "The figures of the change worked out with these meetings added, as large as the smallest, the middle and the "
        "largest of their period: people in whole {words.plural}, or of every {words.singular} its usual part. The "
        "lowest and the highest are told.",
        chance="not tested.",
    ),
    "interruption": Measure(
        "Month by month",
        "A straight line through the meetings' own figures in each period, where they meet a step. From 8 months with "
        "meetings of one kind in each period; told where there was a change.",
        "figure = R of the period + the meeting's contribution; least squares",
        "Student's t on the scales of odds and of times; errors allow for meetings near each other being alike.",
        "Wagner, A. K., et al. (2002). Journal of Clinical Pharmacy and Therapeutics 27(4), 299-309. "
        "https://doi.org/10.1046/j.1365-2710.2002.00430.x",
    ),
}
"""The measures of a report; what stands in braces is filled in."""
FIGURES = (together_table, change_table, boundaries_table, quarters_table, ties_table)
"""The tables of every figure that was tested."""


class Problems(Struct, frozen=True):
    """What could not be read: how much, and the first records."""

    note: str
    table: Markup | None


class MethodsSection(Struct, frozen=True, kw_only=True):
    """How the report was made; `facts` are settings, seed and versions, with which it can be made again."""

    measures: Sequence[Measure]
    figures: Sequence[Markup]
    problems: Problems
    sizes: Markup
    sources: Markup
    facts: Mapping[str, str]
    files: Markup | None
    inputs: Markup | None
    glossary: Markup


def methods_section(content: ReportContent) -> MethodsSection:
    """Say how the report was made."""
    inputs, files = sorted(content.methods.inputs.items()), list(content.files.items())
    return MethodsSection(
        measures=_measures(content),
        figures=[table for make in FIGURES if (table := make(content)) is not None],
        problems=Problems(_problems_note(content), _problems_table(content)),
        sizes=_sizes_table(content),
        sources=_sources_table(content),
        facts=_facts(content),
        files=_pairs("Files beside this report", ("File", "What is in it"), files),
        inputs=_pairs("Fingerprints of the files (SHA-256)", ("File", "Fingerprint"), inputs),
        glossary=_glossary_table(content),
    )


def _measures(content: ReportContent) -> list[Measure]:
    """Give the measures this report uses, in the order of its pages."""
    tables, recent = content.now.tables, lately(len(gatherings(content)))
    uses = {
        "tie": True,
        "headline": True,
        "change": bool(content.findings_of("change")),
        "outside": tables.outside.made,
        "ei_index": tables.ei_index.made,
        "mixing": tables.mixing.made,
        "spanners": tables.spanners.made,
        "cut_off": tables.cut_off.made,
        "community_summary": tables.community_summary.made,
        "cohesion": tables.cohesion.made,
        "seat_diversity": tables.seat_diversity.made,
        "drifted": recent > 0,
        "verdict": True,
        "medium": bool(content.media),
        "contact": bool(content.findings_of("contact")),
        **{
            kind: bool(content.findings_of(kind))
            for kind in ("overlap", "exposure", "against", "bounds", "interruption")
        },
    }
    blanks = {
        "words": nouns(content.group),
        "tie": content.tie,
        "recent": recent,
        "chance": DEALT if content.medium else REDRAWN,
        "rises": "interactions" if content.medium else "gatherings and with their size",
        "few": FEW_PEOPLE if content.medium else FEW_GATHERINGS,
        "printed": PRINTED,
        "headline": HEADLINE_LEVEL,
        "half": OTHERS_LEVEL / 2,
        "passed": PASSED_ON,
        "clear": number(BOUNDARY_LEVEL, 4),
        "saturated": round(10 * SATURATED),
    }
    chosen = [MEASURES[name] for name, used in uses.items() if used]
    return [Measure(*(text.format_map(blanks) for text in astuple(measure))) for measure in chosen]


def _sizes_table(content: ReportContent) -> Markup:
    """List how much each period rests on."""
    meetings = not content.medium
    sparks = content.names and meetings
    acts = ["Gatherings", "Attendances"] if meetings else ["Interactions"]
    rest = ["People", f"With a known {content.group}", "Ties", *(["Pairs not drawn"] if meetings else [])]
    heads = ["Period", "When", *numbers(*acts, *rest), *(["People at each gathering"] if sparks else [])]
    rows: list[list[Cell]] = []
    for place, period in enumerate(content.periods):
        when = span(period.since, period.until) if period.since and period.until else "not dated"
        sums = [period.gatherings, period.attendances] if meetings else [period.acts]
        sums += [period.people, counts(period).people, period.ties, *([period.pairs_not_drawn] if meetings else [])]
        cells = [number(total) for total in sums]
        rows.append([period.title or "All", when, *cells, *([_spark(content, place)] if sparks else [])])
    return table_html("What each period rests on", heads, rows)


def _spark(content: ReportContent, place: int) -> Markup:
    sums = sizes(content, content.periods[place])
    people = [people + devices for people, devices in zip(sums.people, sums.unidentified, strict=True)][-MOST_SPARKS:]
    return spark_svg(f"people-{place}", people, title=f"People there: {', '.join(map(str, people))}")


def _sources_table(content: ReportContent) -> Markup:
    """List the files and what became of their records."""
    heads = ["File", "Kind", *numbers("Records", "Used", "Merged", "Rejected", "Left out")]
    rows = [
        [row.file, row.loader, *map(number, (row.records, row.used, row.merged, row.rejected, row.excluded))]
        for row in content.rows.ledger
    ]
    return table_html("What was read", heads, rows)


def _facts(content: ReportContent) -> dict[str, str]:
    """Give the settings, seed and versions a report can be made again with."""
    methods = content.methods
    settings = {name: number(value) if type(value) is int else str(value) for name, value in methods.settings.items()}
    versions = {f"Version of {name}": version for name, version in sorted(methods.versions.items())}
    return {**settings, "Seed of everything random": str(methods.seed), **versions}


def _pairs(caption: str, heads: tuple[str, str], rows: Sequence[tuple[str, str]]) -> Markup | None:
    return table_html(caption, heads, rows) if rows else None


def _glossary_table(content: ReportContent) -> Markup:
    """List the terms of the tables behind the report: meaning, range and source."""
    tables = [period.tables[name] for period in content.periods for name in EXPLAINED if name in period.tables]
    tables += [content.whole.tables[name] for name in EXPLAINED_OF_CHANGE if name in content.whole.tables]
    columns = {str(column) for table in tables for column in table.columns} - {"note"}
    terms = {TERMS[name].label: TERMS[name] for name in sorted(columns) if name in TERMS}
    rows = [
        [label, term.meaning, _range(term.lowest, term.highest, term.unit), term.source]
        for label, term in sorted(terms.items(), key=lambda entry: entry[0].casefold())
    ]
    return table_html("Words of the result tables", ["Word", "Meaning", "Unit and range", "Source"], rows)


def _range(lowest: float | None, highest: float | None, unit: str) -> str:
    bounds = [
        "" if lowest is None else f"from {_bound(lowest)}",
        "" if highest is None else f"to {_bound(highest)}",
    ]
    return ", ".join(part for part in (unit, " ".join(filter(None, bounds))) if part)


def _bound(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _problems_table(content: ReportContent) -> Markup | None:
    """List the first records that could not be read; None if all could, or if what stood in them may not be shown."""
    records = content.rows.problems[:MOST_PROBLEMS]
    if not records or not content.names:
        return None
    rows = []
    for record in records:
        value = f' "{record.value}":' if record.value else ""
        where = ", ".join(part for part in (record.file, record.place) if part)
        rows.append([where, f"{record.code}{value} {record.reason}".strip(), record.fix])
    return table_html("Records that could not be read", ["Where", "What is wrong", "What to do"], rows)


def _problems_note(content: ReportContent) -> str:
    """Say how many records could not be read, and where all of them are listed."""
    problems, sources = content.rows.problems, content.rows.ledger
    count = sum(source.rejected for source in sources) if sources.made else len(problems)
    rejected = cell(count, Source("ledger", ALL, "rejected"))
    if not rejected:
        return f"{cite('Every', rejected)} record could be read."
    rows = min(len(problems), MOST_PROBLEMS) if content.names else 0
    part = "" if rows >= rejected else f" The first {rows} stand here." if rows else ""
    where = f" All are listed in {content.rejects_file}, to be mended and read again." if content.rejects_file else ""
    return f"{capital(counted(rejected, 'record'))} could not be read.{part}{where}"
