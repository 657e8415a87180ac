"""
Trouble → what the operator reads of it: in one line, in a few sentences, and the command to look at it with.

Pure. Moments are told in UTC, since an operator's zone is not known.
"""

from __future__ import annotations

from datetime import datetime

from dispatcher.templating.contexts import NoticeView
from dispatcher.templating.locales import Locale
from dispatcher.templating.plain import plain, shortened

MOST_OF_A_REASON = 300  # characters; strangers wrote it
MOST_OF_A_NAME = 80


def dead_feed(
    outlet: str, *, feed_id: int, failing_since: datetime, failures: int, reason: str, locale: Locale
) -> NoticeView:
    """A feed that has not answered for days."""
    return NoticeView(
        title=locale.wording.say("notice_feed", outlet=_name(outlet)),
        text=locale.wording.say(
            "notice_feed_text", failures, since=locale.moment(failing_since, zoned=True), reason=_reason(reason)
        ),
        command=f"dispatcher feed show {feed_id}",
    )


def late_list(
    title: str,
    *,
    due_at: datetime,
    locale: Locale,
    published_at: datetime | None = None,
    waiting: int = 0,
    skipped: bool = False,
) -> NoticeView:
    """A list whose edition was published late, or is not yet; `skipped` says that later ones fell due meanwhile."""
    say, due = locale.wording.say, locale.moment(due_at, zoned=True)
    text = say("notice_late_waiting", waiting, due=due)
    if published_at is not None:
        text = say("notice_late_published", due=due, at=locale.moment(published_at, zoned=True))
    if skipped:
        text = f"{text} {say('notice_late_skipped')}"
    return NoticeView(title=say("notice_late", title=_name(title)), text=text, command="dispatcher check")


def stopped_domain(domain: str, *, reason: str, waiting: int, locale: Locale) -> NoticeView:
    """A domain that refuses our mail as a policy, to which nothing more is sent."""
    return NoticeView(
        title=locale.wording.say("notice_domain", domain=_name(domain)),
        text=locale.wording.say("notice_domain_text", waiting, reason=_reason(reason)),
        command="dispatcher outbox list",
    )


def _name(text: str) -> str:
    return shortened(plain(text), MOST_OF_A_NAME)


def _reason(text: str) -> str:
    return shortened(plain(text), MOST_OF_A_REASON)
