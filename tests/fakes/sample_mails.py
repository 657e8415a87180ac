"""The kinds of mail made of the sample edition, from contexts to bytes."""

from __future__ import annotations

from datetime import date, timedelta

from dispatcher.model import MessageKind
from dispatcher.templating import Links, Templates, compose, views
from dispatcher.templating.contexts import Context
from dispatcher.templating.encode import body_of, rendering_of
from dispatcher.templating.layouts import Told, alert_layout, digest_layout
from dispatcher.templating.locales import Locale
from dispatcher.templating.pieces import Layout
from dispatcher.templating.rendering import Rendering
from tests.fakes.sample_edition import EDITION, FERRIES
from tests.fakes.sample_letters import LETTERS, letter_context, welcome
from tests.fakes.sample_stories import MASTHEAD, NOON, Sample, message

LINKS = Links(
    unsubscribe_url="https://news.example.org/u/c2FtcGxlIHRva2VuIG9uZQ",
    preferences_url="https://news.example.org/p/c2FtcGxlIHRva2VuIHR3bw",
    edition_url="https://news.example.org/e/c2FtcGxlIHRva2VuIGZvdXI",
    confirm_url="https://news.example.org/c/c2FtcGxlIHRva2VuIHRocmVl",
)


PIECED = (MessageKind.DIGEST, MessageKind.ALERT, MessageKind.WELCOME)  # those made of pieces
KINDS = tuple(MessageKind)


TEMPLATES = Templates()


def locale(language: str = "en", templates: Templates = TEMPLATES) -> Locale:
    """How the sample's readers see it: on Tuesday, 24 November 2026, in Berlin."""
    return Locale(wording=templates.wording(language), day=date(2026, 11, 24), time_zone="Europe/Berlin")


def view(sample: Sample, *, shown_in: Locale | None = None, updated: bool = False) -> views.StoryView:
    """The sample as its reader sees it; `updated`: told yesterday at seven, and its last sentence of what happens is new."""
    since = None
    if updated and sample.briefing:
        new = sample.briefing.sections[0].sentences[-1].text
        since = views.Since(NOON - timedelta(days=1), (new,))
    return views.story_view(
        sample.story,
        sample.entries,
        sample.briefing,
        locale=shown_in or locale(),
        words=sample.words,
        topics=[sample.topic],
        base_url=MASTHEAD.base_url,
        since=since,
    )


def layout(
    kind: MessageKind,
    *,
    samples: tuple[Sample, ...] = EDITION,
    masthead=MASTHEAD,
    more: int = 3,
    full: int = 5,
    updated: tuple[Sample, ...] = (),
    at_once: int = 1,
    templates: Templates = TEMPLATES,
) -> Layout:
    """A digest or an alert of these samples: the first `full` told in full, the others in a sentence; an alert of the first `at_once`."""
    shown_in = locale(masthead.language, templates)
    seen = [view(sample, shown_in=shown_in, updated=sample in updated) for sample in samples]
    if kind is MessageKind.ALERT:
        return alert_layout(masthead, locale=shown_in, stories=seen[:at_once])
    told = [
        Told(story, sample.topic, short=at >= full)
        for at, (sample, story) in enumerate(zip(samples, seen, strict=True))
    ]
    told.sort(key=lambda story: [sample.topic for sample in samples].index(story.topic))
    if kind is MessageKind.WELCOME:
        return welcome(masthead, locale=shown_in, stories=told)
    return digest_layout(masthead, locale=shown_in, stories=told, more=more, cadence="daily", hour=7)


def context(kind: MessageKind, *, masthead=MASTHEAD, templates: Templates = TEMPLATES) -> Context:
    """What a mail without pieces is rendered from."""
    if kind in LETTERS:
        return letter_context(kind, masthead, locale=locale(masthead.language, templates))
    return views.confirm_context(masthead, wording=templates.wording(masthead.language))


def body(kind: MessageKind, templates: Templates = TEMPLATES, **made_of) -> Rendering:
    """A mail with its blanks still in it, as it travels, decoded."""
    if kind in PIECED:
        return rendering_of(templates.join(layout(kind, templates=templates, **made_of)))
    return templates.show(kind, context(kind, templates=templates, **made_of))


def mail(kind: MessageKind, rendered: Rendering | None = None, **changes) -> bytes:
    return compose(message(kind, **changes), body_of(rendered or body(kind)), LINKS)


__all__ = [
    "EDITION",
    "FERRIES",
    "LINKS",
    "PIECED",
    "TEMPLATES",
    "body",
    "context",
    "layout",
    "locale",
    "mail",
    "view",
]
