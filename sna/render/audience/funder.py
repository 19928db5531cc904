"""The funder's page, one A4: how far the community reaches, whether it lasts, and what became of isolation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from string import ascii_lowercase

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from sna.findings.counts import CERTAIN
from sna.findings.events import recruits_in_tenths, standing_counts
from sna.findings.leadership import led_in_tenths
from sna.findings.phrases import capital, counted, hundred, listed, nouns, number, probability
from sna.findings.practices import in_tenths, work_in_tenths
from sna.findings.record import Verdict
from sna.findings.robustness import AGAINST_SHORT
from sna.findings.sources import Source, cell, cite, constant, plain
from sna.findings.spanners import EVERY
from sna.findings.tables import ALL
from sna.findings.voice import voices_in_tens
from sna.render.audience.content import Bridge, Change, Coverage, FunderContent, Growth
from sna.render.chart import Mark, Scale, line_svg
from sna.render.page import Head, Paragraph, head, render

OFTEN = (
    (200, "far more often", "than"),
    (110, "more often", "than"),
    (90, "about as often", "as"),
    (50, "less often", "than"),
    (0, "far less often", "than"),
)
"""From so many times for every 100 expected: how often that is, and the word before "expected"."""
MOST_ROWS, MOST_PERIODS, ROOM = 8, 6, 240
"""So many rows of squares, periods, and characters of names in a list: what one A4 holds."""
TITLES = {
    "less isolated": "{groups} keep less to themselves than in {start}.",
    "more isolated": "{groups} keep more to themselves than in {start}.",
    "unchanged within a tenth": "{groups} keep to themselves as much as in {start}.",
}
BESIDES = {
    "less isolated": "they keep less to themselves than in {start}",
    "more isolated": "they keep more to themselves than in {start}",
    "unchanged within a tenth": "as much to themselves as in {start}",
}
IN_TOUCH = {
    "more than chance": "people in touch are also at the same meetings more often than luck gives",
    "fewer than chance": "people in touch are at the same meetings less often than luck gives",
}
WHEN = "before", "after"


class Squares(Struct, frozen=True):
    """The organisations of one sector or locality: a square for each, of its kind, and how many of them came."""

    label: str
    kinds: Sequence[str]
    text: str
    figure: str


class Bar(Struct, frozen=True):
    """How many came in one period: its title, the bar, and the figure."""

    label: str
    line: Markup
    figure: str


class Claim(Struct, frozen=True):
    """What is said of isolation in words, and the sign of the footnote that has its figures; empty for none."""

    title: str
    text: str
    figures: str
    sign: str = ""


class FunderPage(Struct, frozen=True, kw_only=True):
    """The content, and what is made of it for the page; empty where there is nothing to say."""

    head: Head
    content: FunderContent
    by: str
    headline: str
    lead: str
    key: Mapping[str, str]
    squares: Sequence[Squares]
    lists: Sequence[Paragraph]
    besides: str
    growth: Sequence[Bar]
    question: str
    claims: Sequence[Claim]
    letters: str
    groups_only: str = "Nobody is named."
    each_once: str
    expected: str = "For every 100 expected from how often each person came. p: how often luck does as much."
    maker: str
    to_check: str = "ask for report.html and tables.xlsx; see groups.csv."
    identify: str = "Please identify nobody."


def funder_html(content: FunderContent) -> str:
    """Write the funder's page: the same content gives the same bytes.

    Examples
    --------
    >>> page = funder_html(FunderContent(title="Falls & frailty forum"))
    >>> "<h1>Falls &amp; frailty forum: nothing to report yet</h1>" in page
    True
    """
    return render("funder.html", funder_page(content))


def funder_page(content: FunderContent) -> FunderPage:
    """Give all that the funder's page says, in its words."""
    signs, more = iter(ascii_lowercase), "" if content.medium else " More meetings bring more people."
    claims = [replace(claim, sign=next(signs, "*") if claim.figures else "") for claim in _claims(content)]
    return FunderPage(
        head=head("report.css", "funder.css"),
        content=content,
        headline=headline(content),
        lead=lead(content),
        key=_key(content) if content.reach.totals else {},
        by=content.reach.parts[-1].by if content.reach.parts else "",
        squares=list(_squares(content)),
        lists=list(_lists(content)),
        besides=_besides(content),
        growth=_bars(content),
        question=f"Do {nouns(content.group).plural} keep to themselves?" if content.changes else "Meetings and media",
        claims=claims,
        letters=_letters(content),
        each_once=f"Each person counts once.{more}",
        maker=f"{content.date} with sna by the evaluators of {content.title}." if content.date else "",
    )


# Reach


def headline(content: FunderContent) -> str:
    """Say from how many of the organisations to be reached somebody came, now and before; without a list how many came.

    Examples
    --------
    >>> from sna.render.audience.content import Reach
    >>> row = Coverage("Organisations", 23, 17, 15, 14)
    >>> plain(headline(FunderContent(title="Forum", periods=("Year 1", "Year 2"), reach=Reach(totals=(row,)))))
    'In Year 2 somebody from 15 of the 23 organisations we set out to reach came; in Year 1 it was 14'
    """
    if not content.reach.totals:
        return _people(content) or f"{content.title}: nothing to report yet"
    row = content.reach.totals[0]
    now, total = _reached(row, "now", content), _reached(row, "total", content)
    inside = f"In {content.periods[-1]} " if content.periods else ""
    noun = "organisation" if row.total == 1 else "organisations"
    reached = f"{inside}somebody from {now} of the {total} {noun} we set out to reach {_verb(content)}"
    if row.before is None or len(content.periods) < 2:
        return capital(reached)
    return f"{reached}; in {content.periods[0]} it was {_reached(row, 'before', content)}"


def lead(content: FunderContent) -> str:
    """Say how many people came, now and before, in rounded counts, and how many came again."""
    people, groups = _people(content), content.reach.groups
    counts = [
        f"{cite(number(count), Source('attendance', ALL, noun))} {noun}" for noun, count in groups.items() if count
    ]
    first = f"{people}." if content.reach.totals and people else ""
    second = f"Altogether they are from {listed(counts)}." if counts and people else ""
    return " ".join(part for part in (first, second, _again(content), _communities(content)) if part)


def _communities(content: FunderContent) -> str:
    """Say how many people are in several communities of practice and in more than one, in rounded counts."""
    if content.communities is None:
        return ""
    number_of = cell(content.communities.number, Source("cops", EVERY, "communities"))
    counts = {"people, rounded": content.communities.people, "joiners, rounded": content.communities.joiners}
    people, joiners = (
        ("about " if count.number else "") + cite(count.text, Source("cops", EVERY, column))
        for column, count in counts.items()
    )
    return f"{capital(people)} people are in {number(number_of)} communities of practice, {joiners} in more than one."


def _people(content: FunderContent) -> str:
    """Say how many people came, now and before; empty if nobody was counted."""
    if not content.growth:
        return ""
    now, before = content.growth[-1], content.growth[0]
    words = capital(f"{_about(now)} people {_verb(content)}")
    if not content.periods:
        return words
    if before is now:
        return f"{words} in {now.period}"
    return f"{words} in {now.period}, {_about(before)} in {before.period}"


def _about(row: Growth) -> str:
    """Write a rounded count."""
    words = cite(row.people.text, Source("presence", row.period, "came, rounded", row.period))
    return f"about {words}" if row.people.number else words


def _again(content: FunderContent) -> str:
    """Say how many in ten of those before came again; of more than two periods, how many now had come before."""
    if len(content.growth) < 2:
        return ""
    before, now = content.growth[-2:]
    if not now.again:
        return ""
    if len(content.growth) > 2:
        words = cite(now.again, Source("presence", now.period, "tenths before", now.period))
        return f"Of those who took part in {now.period}, {words} had done so before."
    words = cite(now.again, Source("presence", now.period, "tenths again", now.period))
    return f"Of those who came in {before.period}, {words} came again."


def _verb(content: FunderContent) -> str:
    return f"took part on {content.medium}" if content.medium else "came"


def _reached(row: Coverage, column: str, content: FunderContent) -> str:
    """Write how many were reached; where it stands is named by what the page calls it."""
    period = {"now": content.periods[-1:], "before": content.periods[:1]}.get(column, ())
    return cite(number(getattr(row, column) or 0), Source("reach", row.label, column, "".join(period)))


def _key(content: FunderContent) -> dict[str, str]:
    """Give the kinds of squares and what each means."""
    verb, when = _verb(content), f" in {content.periods[-1]}" if content.periods else ""
    return {"now": f"{verb}{when}", "earlier": f"{verb} before, not{when or ' now'}", "never": "not yet"}


def _squares(content: FunderContent) -> Iterator[Squares]:
    """Give a row for each sector (or locality), the largest if there are many; a row of all where neither is known."""
    parts, total = content.reach.parts, content.reach.totals[:1]
    rows = parts[-1].rows if parts else total
    order = sorted(rows, key=attrgetter("total"), reverse=True)
    rest = order[MOST_ROWS - 1 :] if len(rows) > MOST_ROWS else []
    for row in rows:
        if row not in rest:
            yield _row(row, row.label, content)
    if rest:
        names = "; ".join(row.label for row in rest)
        sums = {name: sum(getattr(row, name) for row in rest) for name in ("total", "ever", "now")}
        yield _row(Coverage(names, **sums), "The smaller ones", content)


def _row(row: Coverage, label: str, content: FunderContent) -> Squares:
    counts = {"now": row.now, "earlier": row.ever - row.now, "never": row.total - row.ever}
    text = "; ".join(f"{count} {_key(content)[kind]}" for kind, count in counts.items() if count)
    kinds = [kind for kind, count in counts.items() for _organisation in range(count)]
    return Squares(label, kinds, text, f"{_reached(row, 'now', content)} of {_reached(row, 'total', content)}")


def _lists(content: FunderContent) -> Iterator[Paragraph]:
    """Name the organisations that are new, that came before only, and that were not reached yet."""
    reach = content.reach
    new = f"new in {content.periods[-1]}" if content.periods else "new"
    titles = {"new": new, "earlier": _key(content)["earlier"], "never": "not reached yet"}
    for (column, title), names in zip(titles.items(), (reach.new, reach.absent, reach.missing), strict=True):
        if names:
            count = cell(len(names), Source("reach", "Organisations", column))
            yield Paragraph(f"{number(count)} {title}:", f"{listed(names, _most(names), total=count)}.")


def _most(names: Sequence[str]) -> int:
    """Give how many names there is room for."""
    lengths = [sum(len(name) + 2 for name in names[: place + 1]) for place in range(len(names))]
    return max(1, sum(length <= ROOM for length in lengths))


def _besides(content: FunderContent) -> str:
    """Say how many came ever, and how many that are not on the list."""
    sentences, reach = [], content.reach
    if reach.totals and content.periods:
        ever, total = (_reached(reach.totals[0], column, content) for column in ("ever", "total"))
        sentences.append(f"{ever} of {total} have ever come.")
    if reach.totals and reach.others:
        others = counted(cell(reach.others, Source("reach", "Organisations", "unlisted")), "organisation")
        sentences.append(f"{capital(others)} not on the list came too.")
    return " ".join(sentences)


# Growth


def _bars(content: FunderContent) -> list[Bar]:
    """Draw how many came in each of the last periods."""
    rows = content.growth[-MOST_PERIODS:] if len(content.growth) > 1 else ()
    along = Scale(0, max([row.people.number or 0 for row in rows], default=0))
    return [_bar(row, "now" if row is rows[-1] else "before", along) for row in rows]


def _bar(row: Growth, kind: str, along: Scale) -> Bar:
    size = ""
    if row.gatherings is not None:
        size = f" ({counted(cell(row.gatherings, Source('presence', row.period, 'held', row.period)), 'meeting')})"
    return Bar(f"{row.period}{size}", line_svg([Mark("box", kind, 0, row.people.number or 0)], along), _about(row))


# Isolation, in words


def _claims(content: FunderContent) -> Iterator[Claim]:
    """Say what became of isolation: the study's own groups first, the others besides, then each medium."""
    for row in content.changes:
        if row.by == content.group:
            yield change(row, content.periods)
    of_verdict = attrgetter("verdict")
    others = [row for row in content.changes if row.by != content.group]
    for verdict, alike in groupby(sorted(others, key=of_verdict), of_verdict):
        yield _looked_at(verdict, list(alike), content.periods)
    lines = [recruits_in_tenths(row.quarter, row.people.text, row.again, row.row) for row in content.recruits]
    several = sum(content.standing.values()) > 1  # of one community the evaluator's page speaks
    lines += [standing_counts(content.standing)] if several else []
    lines += [in_tenths(row.people.text, row.helped) for row in content.wishes]
    lines += [
        work_in_tenths(row.needs, (row.by, row.apart), (row.at, row.practices, row.places.text)) for row in content.work
    ]
    lines += [voices_in_tens([(row.role, row.part, row.share, row.verdict) for row in content.voices])]
    # what one A4 holds: who led gives way to any of these
    lines = [*filter(None, lines)] or [led_in_tenths(row.span, row.kind, row.group, row.share) for row in content.led]
    yield from (Claim("", line, "") for line in lines if line)
    for verdict, media in groupby(sorted(content.bridges, key=of_verdict), of_verdict):
        yield bridges(verdict, list(media))


def change(row: Change, periods: Sequence[str]) -> Claim:
    """Say in words whether the groups of one kind keep less to themselves, with both halves.

    Examples
    --------
    >>> row = Change(by="locality", verdict="less isolated", before=2.89, after=0.99, p=0.0001)
    >>> change(row, ("Year 1", "Year 2")).title
    'Localities keep less to themselves than in Year 1.'
    """
    words, start = nouns(row.by), periods[0] if periods else "before"
    if row.verdict in TITLES:
        title = TITLES[row.verdict].format(groups=capital(words.plural), start=start)
    elif row.verdict == "no evidence of change":
        title = f"{_figure('No clear change', row.by, 'verdict')} in how far {words.plural} keep to themselves."
    else:
        title = f"These records cannot tell whether {words.plural} keep less to themselves than in {start}."
    text = " ".join(part for part in (_halves(row, periods), _strength(row), _against(row)) if part)
    return Claim(title, text, _figures(row))


def _halves(row: Change, periods: Sequence[str]) -> str:
    if row.before is None or row.after is None or row.why:
        return f"{capital(row.why)}." if row.why else ""
    words, who = nouns(row.by), "were at the same meeting"
    (first, than), (then, _than) = _often(row.by, "together", (row.before, row.after))
    text = f"In {periods[0]}, people from the same {words.singular} {who} {first} {than} expected."
    text = f"{text} In {periods[-1]} it was {then}."
    if row.across is None:
        return text
    (first, _than), (then, _than) = _often(row.by, "across", row.across)
    crossed = f"{first} each time" if plain(first) == plain(then) else f"{first}, then {then}"
    return f"{text} For people from different {words.plural} it was {crossed}."


def _often(by: str, half: str, ratios: tuple[float, float]) -> Iterator[tuple[str, str]]:
    """Say how often that is, before and after, each with the word by which it is compared."""
    for ratio, when in zip(ratios, WHEN, strict=True):
        often, than = next((often, than) for least, often, than in OFTEN if round(100 * ratio) >= least)
        yield _figure(often, by, f"{half}_{when}"), than


def _strength(row: Change) -> str:
    if row.why or row.p is None:
        return ""
    if row.verdict == "unchanged within a tenth":
        return f"The change is surely smaller than {constant('a tenth')}, up or down."
    if row.verdict != "no evidence of change":
        return "Luck alone would hardly give so large a change."
    return "The change is small enough to be luck." if row.p > CERTAIN else "The signs of a change do not agree."


def _against(row: Change) -> str:
    """Say how it compares with another community: in words, because its people have no share in these roundings."""
    return cite(AGAINST_SHORT[Verdict(row.against)], Source("against", ALL, "verdict")) if row.against else ""


def _figures(row: Change) -> str:
    """Give the figures of a change for a footnote; empty if there are none."""
    if row.before is None or row.after is None or row.why:
        return ""
    words = nouns(row.by)
    halves = {"together": (f"same {words.singular}", (row.before, row.after))}
    if row.across is not None:
        halves["across"] = "different", row.across
    parts = []
    for half, (who, ratios) in halves.items():
        figures = [_figure(hundred(ratio), row.by, f"{half}_{when}") for ratio, when in zip(ratios, WHEN, strict=True)]
        parts.append(f"{who} {', then '.join(figures)}")
    chance = f" ({_figure(probability(row.p), row.by, 'p')})" if row.p is not None else ""
    return f"{capital('; '.join(parts))}{chance}."


def _looked_at(verdict: str, rows: Sequence[Change], periods: Sequence[str]) -> Claim:
    """Say in a sentence what became of other kinds of groups, alike in their verdict."""
    groups = capital(listed([nouns(row.by).plural for row in rows]))
    clear = BESIDES.get(verdict, "these records cannot tell").format(start=periods[0] if periods else "before")
    if verdict == "no evidence of change":
        clear = _figure("no clear change", rows[0].by, "verdict")
    figures = " ".join(filter(None, (_figures(row) for row in rows)))
    return Claim("", f"{groups}, besides: {clear}.", figures)


def bridges(verdict: str, rows: Sequence[Bridge]) -> Claim:
    """Say in a sentence whether those in touch on some media meet as well; all alike in their verdict.

    Examples
    --------
    >>> bridges("fewer than chance", [Bridge("Slack", "slack/overlap", "fewer than chance", 0.7, 0.0001)]).text
    'On Slack, people in touch are at the same meetings less often than luck gives.'
    """
    none = cite("no clear sign", Source(rows[0].table, ALL, "verdict"))
    sentence = IN_TOUCH.get(verdict, f"{none} that people in touch meet more or less than others")
    figures = []
    for row in rows:
        words = {"overlap": hundred(row.overlap), "p": probability(row.p)}
        ratio, chance = (cite(figure, Source(row.table, ALL, column)) for column, figure in words.items())
        figures.append(f"{row.medium} {ratio} ({chance})")
    return Claim("", f"On {listed([row.medium for row in rows])}, {sentence}.", f"{', '.join(figures)}.")


def _figure(words: str, by: str, column: str) -> str:
    return cite(words, Source(f"co_attendance_{by}", ALL, column))


def _letters(content: FunderContent) -> str:
    """Say which names of groups were replaced; empty if none."""
    counts = [
        counted(cell(count, Source("letters", ALL, by)), by, nouns(by).plural)
        for by, count in content.hidden.items()
        if count
    ]
    if not counts:
        return ""
    verb = "stands" if sum(content.hidden.values()) == 1 else "stand"
    return (
        f"{capital(listed(counts))} whose name is also that of a person {verb} under a letter, such as Organisation A."
    )
