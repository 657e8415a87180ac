"""Welcome, goodbye, changed and notice of the sample list, to the sample's reader and operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dispatcher.model import Cadence, Masthead, MessageKind
from dispatcher.templating import letters
from dispatcher.templating.contexts import Context
from dispatcher.templating.layouts import Sheet, Told, line_to, with_stories
from dispatcher.templating.locales import Locale
from dispatcher.templating.notice_views import (
    dead_feed,
    late_list,
    paused,
    skipped_list,
    stopped_domain,
    stopped_edition,
    unreachable_relay,
)
from dispatcher.templating.pieces import Layout

SINCE = datetime(2026, 11, 21, 5, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 6, tzinfo=UTC)
LETTERS = (MessageKind.GOODBYE, MessageKind.CHANGED, MessageKind.NOTICE)


def welcome(masthead: Masthead, *, locale: Locale, stories: Sequence[Told]) -> Layout:
    sheet = Sheet(masthead, locale)
    around = letters.welcome_around(
        sheet,
        [line_to(told.story, told.topic) for told in stories],
        chosen=list(dict.fromkeys(told.topic for told in stories)),
        often=letters.rhythm(locale.wording, Cadence.DAILY, weekday=0, hour=7, time_zone="Europe/Berlin"),
        first_at=datetime(2026, 11, 25, 6, tzinfo=UTC),
    )
    return with_stories(around, sheet, stories)


def letter_context(kind: MessageKind, masthead: Masthead, *, locale: Locale) -> Context:
    wording = locale.wording
    daily = letters.rhythm(wording, Cadence.DAILY, weekday=0, hour=7, time_zone="Europe/Berlin")
    weekly = letters.rhythm(wording, Cadence.WEEKLY, weekday=0, hour=8, time_zone="Europe/Berlin")
    if kind is MessageKind.GOODBYE:
        return letters.goodbye_context(masthead, wording=wording)
    if kind is MessageKind.CHANGED:
        changes = [("topics", "Islands, Harbours", "Harbours"), ("often", daily, weekly)]
        return letters.changed_context(masthead, wording=wording, changes=changes)
    utc = replace(locale, time_zone="")
    dead = dead_feed("Example Post", feed_id=12, failing_since=SINCE, failures=11, reason="404 Not Found", locale=utc)
    late = late_list("World briefing", due_at=DUE, waiting=312, skipped=True, locale=utc)
    stopped = stopped_domain("mail.example", reason="550 5.7.1 refused by policy", waiting=1, locale=utc)
    edition = stopped_edition("Harbour news", reason="550 5.7.1 refused by content", waiting=7, locale=utc)
    resting = paused(reason="the database is older than what was sent from here", waiting=812, locale=utc)
    relay = unreachable_relay(since=SINCE, reason="connection refused", waiting=2, locale=utc)
    missed = skipped_list("World briefing", due_at=DUE, readers=1, locale=utc)
    return letters.notice_context(
        replace(masthead, title="Dispatcher, news.example.org"),
        wording=wording,
        notices=[dead, late, stopped, edition, resting, relay, missed],
    )
