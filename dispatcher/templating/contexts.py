"""
What templates may use: one dataclass for each kind of mail, every field with its help.

Texts are plain (the environment escapes them), addresses are http or https or "". Blanks are filled per message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from dispatcher.model import Cadence
from dispatcher.templating.blanks import blank


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One entry a story is told by."""

    number: int = field(metadata={"help": "Counts from 1 within its story"})
    outlet: str = field(metadata={"help": "Name of the outlet, or the host when it has none"})
    title: str = field(metadata={"help": "The entry's title"})
    url: str = field(metadata={"help": 'Link to the article; "" when the feed gave no http(s) link'})
    host: str = field(metadata={"help": "Where the link goes, without www.; look-alikes as A-label"})
    cited: bool = field(metadata={"help": "A sentence of the briefing rests on it"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceView:
    """One sentence of a section."""

    text: str = field(metadata={"help": "The sentence"})
    sources: tuple[SourceView, ...] = field(metadata={"help": "What it rests on, in order of number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One of the four sections."""

    name: str = field(metadata={"help": "happening, important, next or beyond"})
    title: str = field(metadata={"help": "Its title in the list's language"})
    sentences: tuple[SentenceView, ...] = field(metadata={"help": "Empty when the sources say nothing"})
    missing: str = field(metadata={"help": 'Why there are no sentences, in English; "" when there are'})
    why: str = field(metadata={"help": 'The same as one word or two (MissingReason); "" when not known'})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """A fact beside the sentences: a figure on which outlets differ, a date to come, a person quoted, an earlier briefing."""

    label: str = field(metadata={"help": "What is counted; the date; the person's name; when it was told"})
    text: str = field(metadata={"help": 'Who counts how many; what happens then; as what, or ""; what was told'})
    sources: tuple[SourceView, ...] = field(metadata={"help": "Who says so; empty for an earlier briefing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """One story with its briefing and sources."""

    anchor: str = field(metadata={"help": "Id for links within the mail"})
    headline: str = field(metadata={"help": "Headline of the lead source"})
    url: str = field(metadata={"help": 'Link to the lead source; "" when it has none'})
    topics: tuple[str, ...] = field(metadata={"help": "Titles of the topics it belongs to"})
    words: tuple[str, ...] = field(metadata={"help": "The words that matched the topic it stands under"})
    outlets: int = field(metadata={"help": "How many outlets tell it"})
    coverage: str = field(
        metadata={"help": "How many outlets where, since when, and what was read, as far as known: one line"}
    )
    updated_at: datetime = field(metadata={"help": "When the newest account joined (UTC)"})
    updated: str = field(metadata={"help": "The same in the reader's time zone and language, such as 07:40 CET"})
    sections: tuple[SectionView, ...] = field(metadata={"help": "All four, in order; empty without a briefing"})
    silence: str = field(
        metadata={"help": 'What the sources do not tell: one line; "" when all sections have sentences'}
    )
    figures: tuple[FactView, ...] = field(metadata={"help": "Figures on which outlets differ, four at most"})
    agenda: tuple[FactView, ...] = field(metadata={"help": "Dates to come, four at most"})
    quoted: tuple[FactView, ...] = field(metadata={"help": "Who is quoted, four at most"})
    timeline: tuple[FactView, ...] = field(metadata={"help": "What earlier briefings told, oldest first, four at most"})
    sources: tuple[SourceView, ...] = field(
        metadata={"help": "All cited ones, then those of facts and others, twelve in all"}
    )
    more_sources: int = field(metadata={"help": "How many more sources there are"})

    @property
    def told(self) -> tuple[SectionView, ...]:
        """The sections that have sentences."""
        return tuple(section for section in self.sections if section.sentences)

    @property
    def untold(self) -> tuple[SectionView, ...]:
        """The sections the sources say nothing on."""
        return tuple(section for section in self.sections if not section.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """The stories of a digest that stand under one topic."""

    title: str = field(metadata={"help": 'Title of the topic; "" for stories without one'})
    stories: tuple[StoryView, ...] = field(metadata={"help": "In order of rank"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestContext:
    """What `mail/digest/*` may use."""

    language: str = field(metadata={"help": "Language of the list, such as en or de"})
    direction: str = field(metadata={"help": "ltr or rtl, from the language"})
    list_title: str = field(metadata={"help": "Title of the list"})
    day: date = field(metadata={"help": "The slot's local date; `say_date(day)` writes it out"})
    cadence: Cadence = field(metadata={"help": "How often this digest comes"})
    hour: int | None = field(metadata={"help": "The slot's local hour; none when not known"})
    time_zone: str = field(metadata={"help": 'Zone of the hour; "" when not known'})
    topics: tuple[TopicView, ...] = field(metadata={"help": "The stories by topic, in order"})
    more: int = field(metadata={"help": "How many stories had no room"})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    name: str = field(default=blank("name"), metadata={"help": 'Blank: the reader\'s name, or ""'})
    unsubscribe_url: str = field(
        default=blank("unsubscribe_url"), metadata={"help": "Blank: one-click link; must stand in both parts"}
    )
    preferences_url: str = field(
        default=blank("preferences_url"), metadata={"help": "Blank: link to the reader's choices"}
    )

    @property
    def stories(self) -> tuple[StoryView, ...]:
        """All stories, in the order they are told."""
        return tuple(story for topic in self.topics for story in topic.stories)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContext:
    """What `mail/alert/*` may use."""

    language: str = field(metadata={"help": "Language of the list, such as en or de"})
    direction: str = field(metadata={"help": "ltr or rtl, from the language"})
    list_title: str = field(metadata={"help": "Title of the list"})
    story: StoryView = field(metadata={"help": "The story that broke"})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    name: str = field(default=blank("name"), metadata={"help": 'Blank: the reader\'s name, or ""'})
    unsubscribe_url: str = field(
        default=blank("unsubscribe_url"), metadata={"help": "Blank: one-click link; must stand in both parts"}
    )
    preferences_url: str = field(
        default=blank("preferences_url"), metadata={"help": "Blank: link to the reader's choices"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmContext:
    """What `mail/confirm/*` may use: nothing that whoever filled in the form could have written."""

    language: str = field(metadata={"help": "Language of the list, such as en or de"})
    direction: str = field(metadata={"help": "ltr or rtl, from the language"})
    list_title: str = field(metadata={"help": "Title of the list"})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    confirm_url: str = field(
        default=blank("confirm_url"), metadata={"help": "Blank: the link that confirms; must stand in both parts"}
    )


Context: TypeAlias = DigestContext | AlertContext | ConfirmContext
