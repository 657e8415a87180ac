"""
The nouns of the house (docs/glossary.md) as frozen data; a noun knows only what can be read off itself.

Times are aware datetimes in UTC. Ids are database keys; `uid` is what a feed calls its entry.
"""

from dispatcher.model.briefings import Briefing, Citation, EarlierBriefing, Section, Sentence
from dispatcher.model.mail import Attempt, Body, Delivery, Edition, Masthead, Message, Plan, PlannedStory, Reply, Slot
from dispatcher.model.news import (
    ArrivingEntry,
    Article,
    Entry,
    Feed,
    Match,
    ParsedEntry,
    PollRecord,
    SourceText,
    Span,
    Story,
    Topic,
)
from dispatcher.model.people import MailingList, Subscription
from dispatcher.model.states import (
    Arrival,
    ArticleState,
    BriefingStatus,
    Cadence,
    DeliveryState,
    EditionKind,
    EditionState,
    MessageKind,
    MissingReason,
    Role,
    SectionName,
    Stage,
    SubscriptionState,
    TextFrom,
)

__all__ = [
    "Arrival",
    "ArrivingEntry",
    "Article",
    "ArticleState",
    "Attempt",
    "Body",
    "Briefing",
    "BriefingStatus",
    "Cadence",
    "Citation",
    "Delivery",
    "DeliveryState",
    "EarlierBriefing",
    "Edition",
    "EditionKind",
    "EditionState",
    "Entry",
    "Feed",
    "MailingList",
    "Masthead",
    "Match",
    "Message",
    "MessageKind",
    "MissingReason",
    "ParsedEntry",
    "Plan",
    "PlannedStory",
    "PollRecord",
    "Reply",
    "Role",
    "Section",
    "SectionName",
    "Sentence",
    "Slot",
    "SourceText",
    "Span",
    "Stage",
    "Story",
    "Subscription",
    "SubscriptionState",
    "TextFrom",
    "Topic",
]
