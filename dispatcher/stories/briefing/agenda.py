"""
Candidates → the agenda: days still to come on which something is planned or expected, each with the sentence that says so.

Any good sentence of any source counts, not only the chosen ones; what two outlets say of one day stands once. In doubt, no row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from dispatcher.model import SourceText
from dispatcher.stories.briefing.ahead import Tense, is_called_off, tense_at
from dispatcher.stories.briefing.candidates import Candidate, containment, outlet_of
from dispatcher.stories.briefing.clock_times import ClockTime, clock_times, hours_of, local
from dispatcher.stories.briefing.dates import Kind, Named, days_named
from dispatcher.stories.briefing.words import content, words

MOST = 8
FARTHEST = timedelta(days=3 * 366)  # past that it is a vision, no date
LATE = timedelta(hours=60)
NEAR = 60  # code points between a day and its time
SAME = 0.25  # containment that makes two sentences about one day one row
MOST_OF_A_DAY = 2
_IS_ON = re.compile(
    r"\b(?:is|are) (?:on |for |from |until )?$"
)  # "The election is on 8 November", not "is seen on 8 November"
_NEVER = datetime.min.replace(tzinfo=UTC)
_DAY_WORDS = content(
    words(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
        "november december jan feb mar apr jun jul aug sept sep oct nov dec tomorrow expect due schedule plan set next"
    )
)


def agenda(
    found: Sequence[Candidate], sources: Sequence[SourceText], *, kept: Collection[int], now: datetime
) -> list[dict[str, Any]]:
    """
    Rows `{"date", "time", "zone", "text", "article", "citation"}` by date, at most `MOST`; `now` decides what is over.

    `kept` are the `id()`s of candidates that stand in the briefing: they are about the story for certain. Others must share a word
    that carries content with a headline.
    """
    told = {source.id: source for source in sources}
    titles = frozenset().union(*(content(words(source.title)) for source in sources))
    late = _latecomers(sources)
    rows = []
    for each in found:
        if each.english and each.trust == 1.0 and (id(each) in kept or each.also or titles & each.content):
            row = _row(each, told, now=now, plain_only=each.citation.article in late)
            if row is not None:
                rows.append((each, row))
    rows.sort(key=lambda pair: _better_first(*pair, kept=id(pair[0]) in kept))
    chosen: list[tuple[Candidate, dict[str, Any]]] = []
    for each, row in rows:
        of_the_day = [known for known, other in chosen if row["date"] == other["date"]]
        if len(of_the_day) < MOST_OF_A_DAY and not any(_says_the_same(each, known) for known in of_the_day):
            chosen.append((each, row))
    listed = sorted((row for _, row in chosen), key=lambda row: (row["date"], row["time"] or "", str(row["article"])))
    return listed[:MOST]


def _row(
    each: Candidate, told: Mapping[str | int, SourceText], *, now: datetime, plain_only: bool
) -> dict[str, Any] | None:
    """The first day to come of a sentence; with `plain_only` only one that is named by its date."""
    published = _published(each, told)
    if is_called_off(each.text):
        return None
    today = now.date()
    named = days_named(each.text, published)
    for at, one in enumerate(named):
        if plain_only and one.kind is not Kind.DATE:
            continue
        day = _to_come(each.text, one, published)
        if day is None or not today <= day or day - today > FARTHEST:
            continue
        clock = _clock(each.text, one, [other for other in named if other is not one])
        if clock and _has_passed(day, clock, now):
            continue
        if at and one.kind is Kind.DATE and named[at - 1].day == day:
            continue
        return {
            "date": day.isoformat(),
            "time": clock.at.strftime("%H:%M") if clock else None,
            "zone": clock.zone if clock else None,
            "text": each.text,
            "article": each.citation.article,
            "citation": {"article": each.citation.article, "start": each.citation.start, "end": each.citation.end},
        }
    return None


def _latecomers(sources: Sequence[SourceText]) -> set[str | int]:
    """
    Accounts that came days after all other outlets had told the story: feeds give old articles new dates.

    Which Thursday such an account means cannot be told.
    """
    told = [(outlet_of(source), source.published_at, source.id) for source in sources if source.published_at]
    return {
        article
        for outlet, at, article in told
        if len({other for other, then, _ in told if other != outlet and at - then >= LATE}) > 1
        and not any(other != outlet and abs(at - then) < LATE for other, then, _ in told)
    }


def _published(each: Candidate, told: Mapping[str | int, SourceText]) -> date | None:
    """The day on which this was first said, on the clock of who said it: what an older account said already is as old as that."""
    articles = {each.citation.article, *(citation.article for citation in each.also)}
    days = [
        local(at, told[article].country).date()
        for article in articles
        if (at := told[article].published_at) is not None
    ]
    return min(days, default=None)


def _to_come(sentence: str, named: Named, published: date | None) -> date | None:
    """The day, where the sentence plans or expects something for it."""
    tense = tense_at(sentence, named.start, named.end)
    if tense is Tense.AHEAD:
        day = named.ahead
    else:
        told = tense is Tense.UNTOLD or (tense is Tense.PRESENT and _IS_ON.search(sentence[: named.start]))
        day = named.day if told and named.kind is Kind.DATE and published and named.day != published else None
    return day if day and (published is None or day >= published) else None


def _clock(sentence: str, named: Named, others: Sequence[Named]) -> ClockTime | None:
    """The time that stands nearest to the day, with no other day between them."""
    near = []
    for each in clock_times(sentence):
        low, high = min(each.end, named.end), max(each.start, named.start)
        between = sentence[low:high]
        if (
            high - low <= NEAR
            and "." not in between.replace("a.m.", "").replace("p.m.", "")
            and not any(low <= other.start < high for other in others)
        ):
            near.append(each)
    if not near:
        return None
    return min(near, key=lambda each: (each.zone is None, abs(each.start - named.start)))


def _has_passed(day: date, clock: ClockTime, now: datetime) -> bool:
    hours = hours_of(clock.zone)
    if hours is None or day != now.date():
        return False
    try:
        return datetime.combine(day, clock.at, timezone(timedelta(hours=hours))) < now
    except OverflowError:
        return False


def _better_first(each: Candidate, row: Mapping[str, Any], *, kept: bool) -> tuple[Any, ...]:
    age = -(each.published_at or _NEVER).toordinal()
    return (row["time"] is None, not kept, -len(each.also), age, each.position, str(each.citation.article))


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return containment(one.content - _DAY_WORDS, other.content - _DAY_WORDS) >= SAME
