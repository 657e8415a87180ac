"""Stories in our own words, told by outlets that do not exist: what a digest must be able to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dispatcher.model import (
    Arrival,
    Briefing,
    BriefingStatus,
    Citation,
    Entry,
    Masthead,
    Message,
    MessageKind,
    MissingReason,
    Plan,
    Section,
    SectionName,
    Sentence,
    Story,
)

NOON = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

MASTHEAD = Masthead(
    list_name="world",
    title="World briefing",
    sender_name="World briefing",
    sender_address="world@news.example.org",
    reply_to="",
    language="en",
    base_url="https://news.example.org",
)


@dataclass(frozen=True)
class Sample:
    """One story with all it is rendered from."""

    topic: str
    story: Story
    entries: tuple[Entry, ...]
    briefing: Briefing | None
    words: tuple[str, ...]


def entry(number: int, outlet: str, title: str, link: str | None) -> Entry:
    return Entry(
        id=number,
        feed_id=number,
        outlet=outlet,
        uid=f"uid-{number}",
        link=link,
        title=title,
        first_seen_at=NOON + timedelta(minutes=number),
        arrival=Arrival.NEWS,
        story_id=number // 10,
    )


def story(number: int, headline: str, *, entries: int, outlets: int) -> Story:
    return Story(
        id=number,
        headline=headline,
        version=entries,
        first_seen_at=NOON,
        changed_at=NOON + timedelta(minutes=40),
        alertable_at=NOON,
        lead_entry_id=number * 10,
        entries=entries,
        outlets=outlets,
        topics=("any",),
    )


def briefing(
    sections: dict[SectionName, list[tuple[str, list[int]]]],
    facts: dict | None = None,
    why: dict[SectionName, MissingReason] | None = None,
) -> Briefing:
    """Sentences with the ids of the entries they rest on; a section without any is missing, `why` says why."""
    return Briefing(
        status=BriefingStatus.FULL if len(sections) == len(SectionName) else BriefingStatus.PARTIAL,
        sections=tuple(
            Section(
                name=name,
                sentences=tuple(
                    Sentence(text, tuple(Citation(number, 0, len(text)) for number in cited))
                    for text, cited in sections.get(name, [])
                ),
                missing=None if name in sections else "no source says so",
                why=(why or {}).get(name),
            )
            for name in SectionName
        ),
        facts=facts or {},
    )


def told(number: int, topic: str, outlets: list[tuple[str, str]], *, words: tuple[str, ...], **written) -> Sample:
    """A story whose entries are numbered from ten times its own number."""
    entries = tuple(
        entry(10 * number + at, outlet, title, f"https://{host(outlet)}/2026/11/story-{number}-{at}")
        for at, (outlet, title) in enumerate(outlets)
    )
    shown = story(number, outlets[0][1], entries=len(entries), outlets=len({outlet for outlet, _ in outlets}))
    sections = written.get("sections")
    written_briefing = None if sections is None else briefing(sections, written.get("facts"), written.get("why"))
    return Sample(topic, shown, entries, written_briefing, words)


def host(outlet: str) -> str:
    return outlet.lower().replace("the ", "").replace(" ", "-").replace("’", "-") + ".example"


def message(kind: MessageKind = MessageKind.DIGEST, **changes) -> Message:
    values = {
        "kind": kind,
        "edition_id": 7 if kind in (MessageKind.DIGEST, MessageKind.ALERT) else None,
        "subscription_id": 3,
        "subscriber_id": 5,
        "address": "anna@example.org",
        "name": "Anna Example",
        "nonce": "n",
        "masthead": MASTHEAD,
        "plan": Plan(stories=()),
        "period": None,
        "body_hash": "h",
        "message_id": "<0123456789abcdef@news.example.org>",
        "date": datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
        "not_after": NOON + timedelta(hours=24),
    }
    return Message(**{**values, **changes})
