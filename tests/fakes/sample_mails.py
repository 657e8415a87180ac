"""The three kinds of mail made of the sample edition, from contexts to bytes."""

from __future__ import annotations

from datetime import date

from dispatcher.model import Body, MessageKind
from dispatcher.templating import Links, Templates, compose, views
from dispatcher.templating.contexts import Context
from dispatcher.templating.locales import Locale
from tests.fakes.sample_edition import EDITION, FERRIES
from tests.fakes.sample_stories import MASTHEAD, Sample, message

LINKS = Links(
    unsubscribe_url="https://news.example.org/u/c2FtcGxlIHRva2VuIG9uZQ",
    preferences_url="https://news.example.org/p/c2FtcGxlIHRva2VuIHR3bw",
    confirm_url="https://news.example.org/c/c2FtcGxlIHRva2VuIHRocmVl",
)


TEMPLATES = Templates()


def locale(language: str = "en", templates: Templates = TEMPLATES) -> Locale:
    """How the sample's readers see it: on Tuesday, 24 November 2026, in Berlin."""
    return Locale(wording=templates.wording(language), day=date(2026, 11, 24), time_zone="Europe/Berlin")


def view(sample: Sample, *, shown_in: Locale | None = None) -> views.StoryView:
    return views.story_view(
        sample.story,
        sample.entries,
        sample.briefing,
        locale=shown_in or locale(),
        words=sample.words,
        topics=[sample.topic],
    )


def context(
    kind: MessageKind,
    *,
    samples: tuple[Sample, ...] = EDITION,
    masthead=MASTHEAD,
    more: int = 3,
    templates: Templates = TEMPLATES,
) -> Context:
    shown_in = locale(masthead.language, templates)
    if kind is MessageKind.CONFIRM:
        return views.confirm_context(masthead, wording=shown_in.wording)
    if kind is MessageKind.ALERT:
        return views.alert_context(masthead, locale=shown_in, story=view(samples[0], shown_in=shown_in))
    topics: dict[str, list[views.StoryView]] = {}
    for sample in samples:
        topics.setdefault(sample.topic, []).append(view(sample, shown_in=shown_in))
    return views.digest_context(
        masthead,
        locale=shown_in,
        topics=list(topics.items()),
        more=more,
        cadence="daily",
        hour=7,
    )


def body(kind: MessageKind, templates: Templates = TEMPLATES, **made_of) -> Body:
    return templates.render(kind, context(kind, templates=templates, **made_of))


def mail(kind: MessageKind, rendered: Body | None = None, **changes) -> bytes:
    return compose(message(kind, **changes), rendered or body(kind), LINKS)


__all__ = ["EDITION", "FERRIES", "LINKS", "TEMPLATES", "body", "context", "locale", "mail", "view"]
