"""
What templates may use: one dataclass for each frame and each piece of mail, every field with its help.

A frame is a whole document (`mail/<kind>/body.*`) with places for pieces; a piece is rendered by itself and knows nothing of its
neighbours, so that all who are told the same share it. Texts are plain (the environment escapes them), addresses are http or https or "".
Blanks are filled per message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from dispatcher.model import Cadence
from dispatcher.templating.blanks import blank
from dispatcher.templating.brand import BrandView
from dispatcher.templating.story_context import FactView, SectionView, SentenceView, SourceView, StoryView

__all__ = [
    "AlertContext",
    "BrandView",
    "ChangeView",
    "ChangedContext",
    "ChoicesContext",
    "ConfirmContext",
    "Context",
    "DigestContext",
    "FactView",
    "GoodbyeContext",
    "HeadingContext",
    "LineView",
    "MailContext",
    "MoreContext",
    "NoticeContext",
    "NoticeView",
    "OpeningContext",
    "SectionView",
    "SentenceView",
    "SourceView",
    "StoryContext",
    "StoryView",
    "WelcomeContext",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContext:
    """What every template of a mail may use."""

    language: str = field(metadata={"help": "Language of the list, such as en or de"})
    direction: str = field(metadata={"help": "ltr or rtl, from the language"})
    list_title: str = field(metadata={"help": "Title of the list"})
    brand: BrandView = field(default_factory=BrandView, metadata={"help": "How the list's mails look"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Framed(MailContext):
    """What frames have in common."""

    preheader: str = field(
        default=blank("preheader"), metadata={"help": "Blank: where `mail/preheader` goes, alone on its line"}
    )
    opening: str = field(
        default=blank("opening"), metadata={"help": "Blank: where the opening goes, alone on its line in both parts"}
    )
    stories: str = field(
        default=blank("stories"), metadata={"help": "Blank: where the stories go, alone on its line in both parts"}
    )
    name: str = field(default=blank("name"), metadata={"help": 'Blank: the reader\'s name, or ""'})
    unsubscribe_url: str = field(
        default=blank("unsubscribe_url"), metadata={"help": "Blank: one-click link; must stand in both parts"}
    )
    preferences_url: str = field(
        default=blank("preferences_url"), metadata={"help": "Blank: link to the reader's choices"}
    )
    edition_url: str = field(
        default=blank("edition_url"), metadata={"help": "Blank: this mail in the browser, with all it had no room for"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestContext(_Framed):
    """What `mail/digest/body.*` may use: the frame of a digest, the same for all who get it at one slot."""

    day: date = field(metadata={"help": "The slot's local date; `say_date(day)` writes it out"})
    cadence: Cadence = field(metadata={"help": "How often this digest comes"})
    hour: int | None = field(metadata={"help": "The slot's local hour; none when not known"})
    time_zone: str = field(metadata={"help": 'Zone of the hour; "" when not known'})


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContext(_Framed):
    """What `mail/alert/body.*` may use: the frame of an alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of the contents."""

    anchor: str = field(metadata={"help": "Id of its story within the mail"})
    headline: str = field(metadata={"help": "Headline of its story"})
    topic: str = field(metadata={"help": 'Title of the topic it stands under; "" when it stands under none'})
    updated: bool = field(metadata={"help": "The reader was told of it before, and it changed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningContext(MailContext):
    """What `opening.*`, `subject.txt` and `mail/preheader` of digest and alert may use: what the mail holds."""

    day: date = field(metadata={"help": "The day it is read, local; `say_date(day)` writes it out"})
    stories: tuple[LineView, ...] = field(metadata={"help": "In the order they are told, one at least", "least": 1})
    more: int = field(metadata={"help": "How many stories had no room"})
    lead: str = field(metadata={"help": "How many stories it tells, and how many of them are updates: one line"})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    name: str = field(default=blank("name"), metadata={"help": 'Blank: the reader\'s name, or ""'})

    @property
    def updated(self) -> int:
        """How many of the stories are updates of what the reader was told."""
        return sum(story.updated for story in self.stories)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingContext(MailContext):
    """What `heading.*` may use: the topic above its stories."""

    title: str = field(metadata={"help": "Title of the topic"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContext(MailContext):
    """What `story.*` and `short.*` may use: one story, told in full or in a line."""

    story: StoryView = field(metadata={"help": "The story"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreContext(MailContext):
    """What `more.*` may use: the stories that had no room."""

    more: int = field(metadata={"help": "How many they are"})
    edition_url: str = field(
        default=blank("edition_url"), metadata={"help": "Blank: this mail in the browser, with all it had no room for"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmContext(MailContext):
    """What `mail/confirm/*` may use: nothing that whoever filled in the form could have written."""

    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    confirm_url: str = field(
        default=blank("confirm_url"), metadata={"help": "Blank: the link that confirms; must stand in both parts"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeContext(_Framed):
    """What `mail/welcome/body.*` may use: the frame of a welcome, the same for all of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesContext(MailContext):
    """What `mail/welcome/opening.*` and `subject.txt` may use: what the reader chose."""

    chosen: tuple[str, ...] = field(metadata={"help": "Titles of the topics this reader gets"})
    often: str = field(metadata={"help": "How often and at what hour, in words"})
    first: str = field(metadata={"help": 'When the first digest is due, in words; "" for alerts'})
    stories: int = field(metadata={"help": "How many of the latest stories follow; may be none"})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    name: str = field(default=blank("name"), metadata={"help": 'Blank: the reader\'s name, or ""'})


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodbyeContext(MailContext):
    """What `mail/goodbye/*` may use."""

    answer_to: str = field(metadata={"help": "The address to write to for who wants it back"})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    name: str = field(default=blank("name"), metadata={"help": 'Blank: the reader\'s name, or ""'})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One choice that is another one now."""

    label: str = field(metadata={"help": "What was changed, such as Topics"})
    before: str = field(metadata={"help": "What it was, in words"})
    after: str = field(metadata={"help": "What it is now, in words"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedContext(MailContext):
    """What `mail/changed/*` may use."""

    changes: tuple[ChangeView, ...] = field(metadata={"help": "What was changed; never empty", "least": 1})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})
    name: str = field(default=blank("name"), metadata={"help": 'Blank: the reader\'s name, or ""'})
    unsubscribe_url: str = field(
        default=blank("unsubscribe_url"), metadata={"help": "Blank: one-click link; must stand in both parts"}
    )
    preferences_url: str = field(
        default=blank("preferences_url"), metadata={"help": "Blank: link to the reader's choices; must stand in both"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """One thing that needs the operator's hand."""

    title: str = field(metadata={"help": "What it is, in one line"})
    text: str = field(metadata={"help": "Since when, how often, and what was said"})
    command: str = field(metadata={"help": "The command to look at it with"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContext(MailContext):
    """What `mail/notice/*` may use; its `list_title` says which dispatcher it is."""

    notices: tuple[NoticeView, ...] = field(metadata={"help": "What needs a hand; never empty", "least": 1})
    preheader: str = field(metadata={"help": "What inboxes show behind the subject"})


Context: TypeAlias = MailContext
