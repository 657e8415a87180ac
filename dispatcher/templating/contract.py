"""
Template → what it may use: the table that the reference is written from, and that `template check` renders with samples.

A new kind of mail or piece has its line here; a test holds the table to the files there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dispatcher.templating.contexts import (
    AlertContext,
    ChangedContext,
    ChoicesContext,
    ConfirmContext,
    DigestContext,
    GoodbyeContext,
    HeadingContext,
    MailContext,
    MoreContext,
    NoticeContext,
    OpeningContext,
    StoryContext,
    WelcomeContext,
)

FRAMES: Final[Mapping[str, type[MailContext]]] = {
    "digest": DigestContext,
    "alert": AlertContext,
    "confirm": ConfirmContext,
    "welcome": WelcomeContext,
    "goodbye": GoodbyeContext,
    "changed": ChangedContext,
    "notice": NoticeContext,
}
SUBJECTS: Final[Mapping[str, type[MailContext]]] = {
    **FRAMES,
    "digest": OpeningContext,
    "alert": OpeningContext,
    "welcome": ChoicesContext,
}
PIECES: Final[Mapping[str, type[MailContext]]] = {
    "preheader": OpeningContext,
    "digest/opening": OpeningContext,
    "digest/heading": HeadingContext,
    "digest/story": StoryContext,
    "digest/short": StoryContext,
    "digest/more": MoreContext,
    "alert/opening": OpeningContext,
    "alert/story": StoryContext,
    "welcome/opening": ChoicesContext,
}
