"""What the templates of the public pages may use: one dataclass for each page, every field with its help."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from dispatcher.app.archive import ListArchive, Shelf, ShelvedDate, ShelvedEdition, ShelvedTopic, ToldStory
from dispatcher.templating.contexts import StoryView

MOST_HEADLINES = 3  # of a date, in the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListContext:
    """What all pages of a list may use; a story's are of the list that told it last."""

    language: str = field(metadata={"help": "Language of the list"})
    direction: str = field(metadata={"help": "ltr or rtl, from the language"})
    list_title: str = field(metadata={"help": "Title of the list"})
    archive_url: str = field(metadata={"help": "The list's archive; a date's edition is below it"})
    atom_url: str = field(metadata={"help": "The list's Atom feed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContext(_ListContext):
    """What `web/story_page.html` may use."""

    story: StoryView = field(metadata={"help": "The story, with all its sources"})

    @classmethod
    def of(cls, told: ToldStory, direction: str) -> Self:
        """The page of a story."""
        return cls(
            **_of(told.shelf, direction),
            story=told.view,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveContext(_ListContext):
    """What `web/archive.html` may use."""

    dates: tuple[ShelvedDate, ...] = field(metadata={"help": "The dates, each with its headlines, the newest first"})
    most_headlines: int = field(metadata={"help": "How many headlines of a date to show"})
    older: date | None = field(metadata={"help": "The next page begins before this date; none when this is the last"})

    @classmethod
    def of(cls, found: ListArchive, direction: str) -> Self:
        """The page of a list."""
        return cls(
            **_of(found.shelf, direction),
            dates=found.dates,
            most_headlines=MOST_HEADLINES,
            older=found.older,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContext(_ListContext):
    """What `web/edition.html` may use."""

    day: date = field(metadata={"help": "The edition's date; `say_date(day)` writes it out"})
    topics: tuple[ShelvedTopic, ...] = field(metadata={"help": "The stories by topic, in order"})
    stories: tuple[StoryView, ...] = field(metadata={"help": "All stories, in the order they are told"})
    earlier: date | None = field(metadata={"help": "Date of the edition before; none for the first"})
    later: date | None = field(metadata={"help": "Date of the edition after; none for the newest"})

    @classmethod
    def of(cls, edition: ShelvedEdition, direction: str) -> Self:
        """The page of one date."""
        return cls(
            **_of(edition.shelf, direction),
            day=edition.day,
            topics=edition.topics,
            stories=tuple(story for topic in edition.topics for story in topic.stories),
            earlier=edition.earlier,
            later=edition.later,
        )


def _of(shelf: Shelf, direction: str) -> dict[str, str]:
    """What `_ListContext` holds."""
    return {
        "language": shelf.language,
        "direction": direction,
        "list_title": shelf.title,
        "archive_url": f"/l/{shelf.name}",
        "atom_url": f"/l/{shelf.name}/atom.xml",
    }
