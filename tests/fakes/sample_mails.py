"""The three kinds of mail made of the sample edition, from contexts to bytes."""

from __future__ import annotations

from datetime import date

from dispatcher.model import Body, MessageKind
from dispatcher.templating import Links, Templates, compose, views
from dispatcher.templating.contexts import Context
from tests.fakes.sample_edition import EDITION, FERRIES
from tests.fakes.sample_stories import MASTHEAD, Sample, message

LINKS = Links(
    unsubscribe_url="https://news.example.org/u/c2FtcGxlIHRva2VuIG9uZQ",
    preferences_url="https://news.example.org/p/c2FtcGxlIHRva2VuIHR3bw",
    confirm_url="https://news.example.org/c/c2FtcGxlIHRva2VuIHRocmVl",
)


def view(sample: Sample, *, language: str = "en") -> views.StoryView:
    return views.story_view(
        sample.story, sample.entries, sample.briefing, language=language, words=sample.words, topics=[sample.topic]
    )


def context(kind: MessageKind, *, samples: tuple[Sample, ...] = EDITION, masthead=MASTHEAD, more: int = 3) -> Context:
    if kind is MessageKind.CONFIRM:
        return views.confirm_context(masthead)
    if kind is MessageKind.ALERT:
        return views.alert_context(masthead, story=view(samples[0], language=masthead.language))
    topics: dict[str, list[views.StoryView]] = {}
    for sample in samples:
        topics.setdefault(sample.topic, []).append(view(sample, language=masthead.language))
    return views.digest_context(
        masthead,
        day=date(2026, 11, 24),
        topics=list(topics.items()),
        more=more,
        cadence="daily",
        hour=7,
        time_zone="Europe/Berlin",
    )


def body(kind: MessageKind, templates: Templates | None = None, **made_of) -> Body:
    return (templates or Templates()).render(kind, context(kind, **made_of))


def mail(kind: MessageKind, **changes) -> bytes:
    return compose(message(kind, **changes), body(kind), LINKS)


__all__ = ["EDITION", "FERRIES", "LINKS", "body", "context", "mail", "view"]
