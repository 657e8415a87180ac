"""
Facts of a briefing → what templates see of them: figures on which outlets differ, dates to come, who is quoted, how the story unfolded.

Read as `stored` reads; a row whose source is not listed is left out, since nobody could look it up.
    "figures":  [{"what": "injured", "values": [{"value": "50", "outlet": "Example Post", "article": 9, "at": "2026-11-24T13:20:00+00:00"}, …]}]
    "agenda":   [{"date": "2026-12-01", "time": "14:00", "zone": "GMT", "text": "The court hears the case.", "article": 7}]
    "quoted":   [{"name": "Ilse Karan", "as": "mayor of Dorvan", "article": 7}]
    "timeline": [{"version": 1, "at": "2026-11-23T06:40:00+00:00", "text": "…"}]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from dispatcher.templating.contexts import FactView, SourceView
from dispatcher.templating.locales import Locale
from dispatcher.templating.plain import isolated, shortened
from dispatcher.templating.stored import Json, clock, day, moment, number, rows, text

MOST = 4  # of each kind, values of a figure, people: facts stand beside the briefing, they are not the briefing
MOST_TEXT = 160  # characters of a row
MOST_AGAIN = 60  # characters of a sentence that stands in the briefing too: here its date is what counts, on one line
MOST_WORDS = 80  # characters of a name, a value, a label
MOST_ZONE = 12

Sources = Mapping[int, SourceView]


def figures(facts: Json, sources: Sources, locale: Locale) -> tuple[FactView, ...]:
    """What outlets count differently: "50 (Example Post, 14:20); 5 (Example Times, 09:10)"."""
    return tuple(islice(_figures(facts, sources, locale), MOST))


def agenda(facts: Json, sources: Sources, locale: Locale, *, told: Collection[str] = ()) -> tuple[FactView, ...]:
    """Dates to come, with what is said to happen then; `told` are the sentences of the briefing, which need not be told whole again."""
    return tuple(islice(_agenda(facts, sources, locale, told), MOST))


def quoted(facts: Json, sources: Sources) -> tuple[FactView, ...]:
    """Who is quoted, and as what."""
    views = (
        FactView(label=name, text=text(row, "as", most=MOST_WORDS), sources=(source,))
        for row in rows(facts, "quoted")
        if (name := text(row, "name", most=MOST_WORDS)) and (source := _source(row, sources))
    )
    return tuple(islice(views, MOST))


def timeline(facts: Json, locale: Locale) -> tuple[FactView, ...]:
    """What earlier briefings told that was new then, oldest first; between where it began and the latest ones some may be left out."""
    told = [
        (at, text(row, "text", most=MOST_TEXT))
        for row in rows(facts, "timeline")
        if (at := moment(row, "at")) and text(row, "text", most=MOST_TEXT)
    ]
    told.sort()
    kept = told if len(told) <= MOST else [told[0], *told[1 - MOST :]]
    return tuple(FactView(label=locale.moment(at), text=said, sources=()) for at, said in kept)


def _figures(facts: Json, sources: Sources, locale: Locale) -> Iterator[FactView]:
    way = locale.wording.direction
    for row in rows(facts, "figures"):
        label = text(row, "what", most=MOST_WORDS)
        said = [
            (value, source, moment(each, "at"))
            for each in rows(row, "values")
            if (value := text(each, "value", most=MOST_WORDS)) and (source := _source(each, sources))
        ][:MOST]
        if label and len({value for value, *_ in said}) > 1:
            told = (
                f"{isolated(value, way)} ({isolated(source.outlet, way)}{locale.wording.words['comma'] + locale.moment(at) if at else ''})"
                for value, source, at in said
            )
            yield FactView(
                label=_as_heading(label),
                text=locale.wording.words["semicolon"].join(told),
                sources=tuple(dict.fromkeys(source for _, source, _ in said)),
            )


def _agenda(facts: Json, sources: Sources, locale: Locale, told: Collection[str]) -> Iterator[FactView]:
    for row in rows(facts, "agenda"):
        date, said, source = day(row, "date"), text(row, "text", most=MOST_TEXT), _source(row, sources)
        if date and said and source:
            at, label = clock(row, "time"), locale.weekday(date)
            if at:
                zone = text(row, "zone", most=MOST_ZONE)
                hour = locale.wording.say_time(at) + (
                    f"\u00a0{isolated(zone, locale.wording.direction)}" if zone else ""
                )
                label = locale.wording.say("day_and_time", day=label, time=hour)
            yield FactView(
                label=_as_heading(label), text=shortened(said, MOST_AGAIN) if said in told else said, sources=(source,)
            )


def _as_heading(label: str) -> str:
    return label[:1].upper() + label[1:]


def _source(row: Json, sources: Sources) -> SourceView | None:
    article = number(row, "article")
    return None if article is None else sources.get(article)
