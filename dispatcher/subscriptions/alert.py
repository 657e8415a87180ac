"""
Developments × Reader → Verdict: what one person is told now, what waits, until when, and what they will not hear of.

Nothing is remembered between two looks: what a person had, and when they got alerts, stands in rows, and what they wait for follows
from these. So a story that broke in somebody's night is told when it ends, what was over the day's cap in the morning after or with the
next alert of that day, and all that waited goes out in one mail.

A person is told the latest development of a story only: who slept through the first two has one alert, with what is known now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.model import Plan, PlannedStory, Story
from dispatcher.subscriptions.alert_break import BREAKING_FOR
from dispatcher.subscriptions.alert_hours import Hours

MOST_TOLD = 5  # stories of one alert; the rest is counted, as in a digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """One turn of a story that broke for a list."""

    story: Story  # as it stands now
    number: int  # 1 when it broke first
    broke_at: datetime
    after: int | None = None  # version of the story that the turn before told; null for the first
    as_of: datetime  # when the newest account it tells was grouped: who had that one knows this turn
    unfinished: bool = False  # its publishing was cut short: not everybody was looked at when it broke


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What decides about one person's alerts."""

    topics: tuple[str, ...]
    hours: Hours
    since: datetime | None = None  # confirmed then: what broke before is not for them; null when nobody told
    # Story → when the newest account they had of it was grouped.
    had: Mapping[int, datetime] = field(default_factory=dict)
    sent: Sequence[datetime] = ()  # alerts they got, back to the local day before the oldest development


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the developments a person wants and has not had. Each is in one of the three."""

    plan: Plan | None = None
    waiting: Mapping[int, datetime] = field(default_factory=dict)  # story → when to look again
    missed: tuple[int, ...] = ()  # stories that were no news any more when this person could be told


def alert(developments: Sequence[Development], reader: Reader, *, now: datetime) -> Verdict:
    """
    Decide on the latest development of each story, best first; the first of a plan leads it.

    As soon as one of them may be told, everything that waits for this person goes with it: it counts as one alert.
    """
    wanted = {each.story.id: (each, topic) for each in developments if (topic := _wanted(each, reader)) is not None}
    allowed = {each.story.id: reader.hours.allowed_from(each.broke_at, reader.sent) for each, _ in wanted.values()}
    missed = {
        each.story.id for each, _ in wanted.values() if _news_from(each, allowed[each.story.id]) <= now - BREAKING_FOR
    }
    news = [pair for story_id, pair in wanted.items() if story_id not in missed]
    next_time = reader.hours.allowed_from(now, reader.sent)
    if next_time > now or all(allowed[each.story.id] > now for each, _ in news):
        waiting = {each.story.id: max(next_time, allowed[each.story.id]) for each, _ in news}
        return Verdict(waiting=waiting, missed=tuple(missed))
    return Verdict(_plan(news, reader), missed=tuple(missed))


def _wanted(development: Development, reader: Reader) -> str | None:
    """The topic under which this person wants it; None when it is not theirs or they know it."""
    if reader.since is not None and development.broke_at < reader.since:
        return None
    newest = reader.had.get(development.story.id)
    if newest is not None and (development.number == 1 or newest >= development.as_of):
        return None
    return next((topic for topic in reader.topics if topic in development.story.topics), None)


def _news_from(development: Development, allowed: datetime) -> datetime:
    """From when on a development is news to a person who may be told from `allowed`, and may be kept from them for a while."""
    if development.unfinished and allowed == development.broke_at:
        return development.as_of  # they were not asleep, the service was: it is as old as what it tells
    return allowed


def _plan(news: Sequence[tuple[Development, str]], reader: Reader) -> Plan:
    return Plan(
        stories=tuple(
            PlannedStory(each.story.id, each.story.version, topic, each.after if each.story.id in reader.had else None)
            for each, topic in news[:MOST_TOLD]
        ),
        more=tuple(each.story.id for each, _ in news[MOST_TOLD:]),
    )
