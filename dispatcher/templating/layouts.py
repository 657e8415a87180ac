"""
Stories in their order → Layout: what a digest or an alert is made of, piece by piece.

Pure. Each part is made of the list's masthead and of what it tells, never of its neighbours; what counts and lists the stories is the opening.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from dispatcher.model import Cadence, Masthead, MessageKind
from dispatcher.templating.contexts import (
    AlertContext,
    DigestContext,
    HeadingContext,
    LineView,
    MoreContext,
    OpeningContext,
    StoryContext,
    StoryView,
)
from dispatcher.templating.locales import Locale
from dispatcher.templating.pieces import Layout, Part
from dispatcher.templating.plain import plain, shortened
from dispatcher.templating.views import PREHEADER, of_mail

FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One story of a mail."""

    story: StoryView
    topic: str = ""  # title; "" for a story under none
    short: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Makes the contexts of one list's mails, as its readers see them."""

    masthead: Masthead
    locale: Locale

    def digest(self, *, cadence: Cadence | str = Cadence.DAILY, hour: int | None = None) -> DigestContext:
        """The frame of a digest. Day and time zone of the locale, and `hour`, are the slot's."""
        return DigestContext(
            **self._mail(),
            day=self.locale.day,
            cadence=Cadence(cadence),
            hour=hour,
            time_zone=self.locale.time_zone,
        )

    def alert(self) -> AlertContext:
        """The frame of an alert."""
        return AlertContext(**self._mail())

    def opening(
        self,
        lines: Sequence[LineView],
        *,
        more: int = 0,
        preheader: str = "",
        cadence: Cadence | str = Cadence.DAILY,
    ) -> OpeningContext:
        """What the mail holds; inboxes show `preheader` behind the subject, or the headlines the subject leaves out."""
        headlines = [line.headline for line in lines]
        return OpeningContext(
            **self._mail(),
            day=self.locale.day,
            stories=tuple(lines),
            more=more,
            lead=lead(lines, more=more, cadence=Cadence(cadence), locale=self.locale),
            preheader=shortened(preheader or " · ".join(headlines[1:] or headlines), PREHEADER),
        )

    def heading(self, topic: str) -> Part:
        """The title of a topic, above its stories."""
        return Part("digest/heading", HeadingContext(**self._mail(), title=plain(topic)))

    def story(self, story: StoryView, *, name: str) -> Part:
        """A story; `name` is `digest/story`, `digest/short` or `alert/story`."""
        return Part(name, StoryContext(**self._mail(), story=story))

    def grouped(self, stories: Iterable[Told]) -> list[Part]:
        """Stories in order, those that stand together under one topic below its title."""
        parts: list[Part] = []
        for topic, group in groupby(stories, key=lambda told: told.topic):
            if topic:
                parts.append(self.heading(topic))
            parts += [self.story(told.story, name="digest/short" if told.short else "digest/story") for told in group]
        return parts

    def more(self, count: int) -> Part:
        """How many stories had no room."""
        return Part("digest/more", MoreContext(**self._mail(), more=count))

    def _mail(self) -> dict[str, Any]:
        return of_mail(self.masthead, self.locale.wording)


def lead(lines: Sequence[LineView], *, more: int, cadence: Cadence, locale: Locale) -> str:
    """
    "6 stories, 2 updated since yesterday"; those that had no room count as stories.

    Since when is told by the cadence: the slot before this one.
    """
    say = locale.wording.say
    stories, updated = say("stories", count=len(lines) + more), sum(line.updated for line in lines)
    if not updated:
        return stories
    since = say("since_yesterday")
    if cadence is Cadence.WEEKLY:
        since = say("since_week")
    elif cadence is Cadence.WEEKDAYS and not locale.day.weekday():  # on a Monday
        since = say("since_weekday", weekday=locale.wording.weekday(FRIDAY))
    return say("lead_updated", count=updated, stories=stories, when=since)


def line_to(story: StoryView, topic: str = "") -> LineView:
    """The line that leads to a story."""
    return LineView(anchor=story.anchor, headline=story.headline, topic=plain(topic), updated=bool(story.updated_since))


def first_sentence(story: StoryView) -> str:
    """What a story says first; its headline when it says nothing."""
    return next((sentence.text for section in story.told for sentence in section.sentences), story.headline)


def digest_around(
    sheet: Sheet,
    lines: Sequence[LineView],
    *,
    more: int = 0,
    cadence: Cadence | str = Cadence.DAILY,
    hour: int | None = None,
) -> Layout:
    """A digest without its stories: what stands around those that `lines` lead to."""
    opening = sheet.opening(lines, more=more, cadence=cadence)
    return Layout(
        kind=MessageKind.DIGEST,
        subject=opening,
        frame=sheet.digest(cadence=cadence, hour=hour),
        places={"preheader": [Part("preheader", opening)], "opening": [Part("digest/opening", opening)]},
    )


def with_stories(around: Layout, sheet: Sheet, stories: Sequence[Told], *, more: int = 0) -> Layout:
    """The whole mail: stories in order, those that stand together under one topic below its title."""
    parts = sheet.grouped(stories)
    if more:
        parts.append(sheet.more(more))
    return replace(around, places={**around.places, "stories": parts})


def digest_layout(
    masthead: Masthead,
    *,
    locale: Locale,
    stories: Sequence[Told],
    more: int = 0,
    cadence: Cadence | str = Cadence.DAILY,
    hour: int | None = None,
) -> Layout:
    """A digest: stories in order, those that stand together under one topic below its title."""
    sheet = Sheet(masthead, locale)
    lines = [line_to(told.story, told.topic) for told in stories]
    around = digest_around(sheet, lines, more=more, cadence=cadence, hour=hour)
    return with_stories(around, sheet, stories, more=more)


def alert_layout(masthead: Masthead, *, locale: Locale, stories: Sequence[StoryView], more: int = 0) -> Layout:
    """An alert: what breaks now, one story or several at once; `more` of them had no room."""
    sheet = Sheet(masthead, locale)
    opening = sheet.opening([line_to(story) for story in stories], more=more, preheader=first_sentence(stories[0]))
    return Layout(
        kind=MessageKind.ALERT,
        subject=opening,
        frame=sheet.alert(),
        places={
            "preheader": [Part("preheader", opening)],
            "opening": [Part("alert/opening", opening)],
            "stories": [
                *(sheet.story(story, name="alert/story") for story in stories),
                *([sheet.more(more)] if more else ()),
            ],
        },
    )
