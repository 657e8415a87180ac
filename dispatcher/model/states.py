"""The states and kinds that nouns can be in; every member carries a line."""

from __future__ import annotations

from enum import StrEnum


class Arrival(StrEnum):
    """How an entry came to us, which decides where it may be told."""

    NEWS = "news"  # seen by a later poll: digests and alerts
    OPENING = "opening"  # young enough at the feed's first poll: digests only
    BACKGROUND = "background"  # already old when first seen: remembered, never told


class ArticleState(StrEnum):
    """What became of an attempt to read the article behind an entry's link."""

    READ = "read"
    REFUSED = "refused"  # by robots.txt, by the outlet's switch, or no page of text: not asked again
    FAILED = "failed"  # for now


class TextFrom(StrEnum):
    """What a source's text was taken from."""

    ARTICLE = "article"  # the page behind the link
    FEED = "feed text"  # the full text that the feed carries
    TEASER = "feed summary"


class Cadence(StrEnum):
    """How often a subscription wants mail."""

    IMMEDIATE = "immediate"  # an alert when a story reaches the list's threshold
    DAILY = "daily"
    WEEKDAYS = "weekdays"  # Monday to Friday
    WEEKLY = "weekly"  # on the subscription's weekday


class SubscriptionState(StrEnum):
    """Where a person stands with one list."""

    UNCONFIRMED = "unconfirmed"  # asked for, not yet confirmed by the address's owner
    CONFIRMED = "confirmed"
    PAUSED = "paused"
    UNSUBSCRIBED = "unsubscribed"  # for ever, until the person joins again


class SuppressionKind(StrEnum):
    """Why an address is not mailed any more."""

    OPERATOR = "operator"  # the operator said so
    REFUSED = "refused"  # a server refused it for good, while we were sending
    BOUNCED = "bounced"  # a report came back that says so, or too many that say "for now"
    COMPLAINED = "complained"  # the reader pressed "spam"


class EditionKind(StrEnum):
    """The two kinds of edition."""

    DIGEST = "digest"  # many stories at a cadence
    ALERT = "alert"  # one story now


class EditionState(StrEnum):
    """An edition grows while publishing and never changes once published."""

    PUBLISHING = "publishing"
    PUBLISHED = "published"


class MessageKind(StrEnum):
    """What a message is for; the name of its folder in `templates/mail/`."""

    DIGEST = "digest"
    ALERT = "alert"
    CONFIRM = "confirm"
    WELCOME = "welcome"
    GOODBYE = "goodbye"
    CHANGED = "changed"  # preferences were changed
    NOTICE = "notice"  # to the operator


class DeliveryState(StrEnum):
    """The states of a delivery (DESIGN: the ledger)."""

    QUEUED = "queued"
    SENDING = "sending"  # the intent: durable before the body leaves
    SENT = "sent"  # a server took it; not a promise that a person has it
    DEFERRED = "deferred"
    IN_DOUBT = "in doubt"  # the body may have left, no reply was seen
    HELD = "held"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Stage(StrEnum):
    """The steps of one SMTP conversation, in order (RFC 5321 §3)."""

    CONNECT = "connect"
    GREETING = "greeting"
    EHLO = "ehlo"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    REPLY = "reply"  # after the final dot


class Role(StrEnum):
    """What a sentence does in its article (Choubey et al., ACL 2020)."""

    MAIN = "main"
    CONSEQUENCE = "consequence"
    PREVIOUS = "previous"
    CONTEXT = "context"
    HISTORY = "history"
    ANECDOTE = "anecdote"
    EVALUATION = "evaluation"
    EXPECTATION = "expectation"
    NONE = "none"


class SectionName(StrEnum):
    """The four sections of a briefing, in the order they are always listed."""

    HAPPENING = "happening"
    IMPORTANT = "important"
    NEXT = "next"
    BEYOND = "beyond"


class MissingReason(StrEnum):
    """Why a section of a briefing has no sentences."""

    NO_EVIDENCE = "no evidence"  # the sources do not report it
    THIN = "thin"  # the sources are summaries, too short to say
    HEADLINES = "headlines"  # the sources are headlines only
    OVER = "over"  # all that was expected is over
    UNSUPPORTED = "unsupported"  # what was written is not borne out by the sources
    LANGUAGE = "language"  # the sources are in a language of which we cannot tell
    FAILED = "failed"  # it could not be written


class BriefingStatus(StrEnum):
    """How much of a briefing its sources could carry."""

    FULL = "full"  # all four sections
    PARTIAL = "partial"  # two or three
    BRIEF = "brief"  # what happened, and no more
