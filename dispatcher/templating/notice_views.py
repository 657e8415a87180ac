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
STOPS = "dispatcher outbox stops"


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
        command=STOPS,
    )


def stopped_edition(title: str, *, reason: str, waiting: int, locale: Locale) -> NoticeView:
    """An edition that servers refuse as a policy, of which nothing more is sent."""
    return NoticeView(
        title=locale.wording.say("notice_edition", title=_name(title)),
        text=locale.wording.say("notice_edition_text", waiting, reason=_reason(reason)),
        command=STOPS,
    )


def paused(*, reason: str, waiting: int, locale: Locale) -> NoticeView:
    """Sending as a whole is stopped: by the operator, or since the database was restored or copied."""
    return NoticeView(
        title=locale.wording.say("notice_paused"),
        text=locale.wording.say("notice_paused_text", waiting, reason=_reason(reason)),
        command=STOPS,
    )


def unreachable_relay(*, since: datetime, reason: str, waiting: int, locale: Locale) -> NoticeView:
    """No server takes mail, for an hour or more."""
    return NoticeView(
        title=locale.wording.say("notice_relay"),
        text=locale.wording.say(
            "notice_relay_text", waiting, since=locale.moment(since, zoned=True), reason=_reason(reason)
        ),
        command="dispatcher outbox list --counts",
    )


def skipped_list(title: str, *, due_at: datetime, readers: int, locale: Locale) -> NoticeView:
    """A list whose edition was too late to be published; `due_at` is the last of those."""
    return NoticeView(
        title=locale.wording.say("notice_skipped", title=_name(title)),
        text=locale.wording.say("notice_skipped_text", readers, due=locale.moment(due_at, zoned=True)),
        command="dispatcher edition list",
    )


def unread_mailbox(*, reason: str, locale: Locale) -> NoticeView:
    """The mailbox of what comes back cannot be read."""
    return NoticeView(
        title=locale.wording.say("notice_mailbox"),
        text=locale.wording.say("notice_mailbox_text", reason=_reason(reason)),
        command="dispatcher bounce look",
    )


def unconfirmed_hook(provider: str, *, locale: Locale) -> NoticeView:
    """A provider that asks to be confirmed before it calls."""
    return NoticeView(
        title=locale.wording.say("notice_hook", provider=_name(provider)),
        text=locale.wording.say("notice_hook_text"),
        command="dispatcher bounce hooks",
    )


def _name(text: str) -> str:
    return shortened(plain(text), MOST_OF_A_NAME)


def _reason(text: str) -> str:
    return shortened(plain(text), MOST_OF_A_REASON)
