"""
What templates may use of one story, every field with its help.

Texts are plain (the environment escapes them), addresses are http or https or "".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


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
    story_url: str = field(metadata={"help": 'The whole story in the browser; "" where nothing is served'})
    sources_url: str = field(metadata={"help": 'All its sources in the browser; "" where nothing is served'})
    fewer_url: str = field(
        metadata={"help": "The reader's choices, with this story as an example of what to send less of"}
    )
    topics: tuple[str, ...] = field(metadata={"help": "Titles of the topics it belongs to"})
    words: tuple[str, ...] = field(metadata={"help": "The words that matched the topic it stands under"})
    why: str = field(metadata={"help": 'Why its reader gets it, topics and words: one line; "" when not known'})
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
    updated_since: str = field(
        metadata={"help": 'When its reader was last told of it, in words; "" when it is new to its reader'}
    )
    changes: tuple[SentenceView, ...] = field(
        metadata={"help": "What it says that it did not say then; empty when it is new"}
    )
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
