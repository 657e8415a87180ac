"""
Choices, changes, trouble → what the templates of welcome, goodbye, changed and notice see.

Pure. The mails between us and one person, beside the news: what everyone gets stands in `views.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dispatcher.model import Cadence, Masthead, MessageKind
from dispatcher.templating.contexts import (
    ChangedContext,
    ChangeView,
    ChoicesContext,
    GoodbyeContext,
    LineView,
    NoticeContext,
    NoticeView,
    WelcomeContext,
)
from dispatcher.templating.layouts import Sheet
from dispatcher.templating.pieces import Layout, Part
from dispatcher.templating.plain import plain, shortened
from dispatcher.templating.views import PREHEADER, of_mail
from dispatcher.templating.wording import Wording


def welcome_around(
    sheet: Sheet, lines: Sequence[LineView], *, chosen: Sequence[str], often: str, first_at: datetime | None
) -> Layout:
    """
    A welcome without its stories: a greeting and what was chosen, around the stories that `lines` lead to.

    The sheet's locale is the reader's, today; `chosen` are titles, `often` is `rhythm`'s; `first_at` is null for alerts.
    """
    wording = sheet.locale.wording
    mail = of_mail(sheet.masthead, wording)
    choices = ChoicesContext(
        **mail,
        chosen=tuple(map(plain, chosen)),
        often=often,
        first=sheet.locale.moment(first_at) if first_at else "",
        stories=len(lines),
        preheader=shortened(wording.say("welcome_often", title=mail["list_title"], often=often), PREHEADER),
    )
    return Layout(
        kind=MessageKind.WELCOME,
        subject=choices,
        frame=WelcomeContext(**mail),
        places={"preheader": [Part("preheader", choices)], "opening": [Part("welcome/opening", choices)]},
    )


def goodbye_context(masthead: Masthead, *, wording: Wording) -> GoodbyeContext:
    """That it is done, and how to come back."""
    mail = of_mail(masthead, wording)
    return GoodbyeContext(
        **mail,
        answer_to=plain(masthead.reply_to or masthead.sender_address),
        preheader=shortened(wording.say("goodbye_done", title=mail["list_title"]), PREHEADER),
    )


def changed_context(masthead: Masthead, *, wording: Wording, changes: Sequence[tuple[str, str, str]]) -> ChangedContext:
    """What was changed: (the key of its label, what it was, what it is), both in words."""
    views = tuple(
        ChangeView(label=wording.say(f"changed_{key}"), before=plain(before), after=plain(after))
        for key, before, after in changes
    )
    return ChangedContext(
        **of_mail(masthead, wording),
        changes=views,
        preheader=shortened(" · ".join(f"{view.label}: {view.after}" for view in views), PREHEADER),
    )


def notice_context(masthead: Masthead, *, wording: Wording, notices: Sequence[NoticeView]) -> NoticeContext:
    """What needs the operator's hand, all of it in one mail."""
    return NoticeContext(
        **of_mail(masthead, wording),
        notices=tuple(notices),
        preheader=shortened(notices[0].text, PREHEADER),
    )


def rhythm(wording: Wording, cadence: Cadence, *, weekday: int, hour: int, time_zone: str) -> str:
    """How often mail comes, and at what local hour: "every day at 07:00 (Europe/Berlin)"."""
    if cadence is Cadence.IMMEDIATE:
        return wording.say_cadence(cadence)
    return wording.say_cadence(cadence, weekday=weekday, hour=hour, time_zone=time_zone)
