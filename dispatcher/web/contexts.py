"""What the templates in `templates/web/` may use, and the words their pages say of a subscription."""

from __future__ import annotations

from dataclasses import dataclass, field

from dispatcher.app.fewer import Fewer
from dispatcher.app.subscribe import SubscriptionPage
from dispatcher.model import Cadence, SubscriptionState

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_STATES = {
    SubscriptionState.UNCONFIRMED: "Waiting for your confirmation",
    SubscriptionState.CONFIRMED: "You get this mail",
    SubscriptionState.PAUSED: "Paused",
    SubscriptionState.UNSUBSCRIBED: "You have left",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionContext:
    """What `web/unsubscribe.html`, `web/confirm.html` and `web/preferences.html` may use."""

    subscription: SubscriptionPage = field(
        metadata={"help": "List title, masked address, topic titles, state and links"}
    )
    action: str = field(metadata={"help": "Where the page's form posts to: the page's own path"})
    done: bool = field(default=False, metadata={"help": "True on the answer to the button"})
    fewer: Fewer | None = field(
        default=None, metadata={"help": "Why a story came, where a mail's link asks; else none"}
    )

    @property
    def rhythm(self) -> str:
        """When mail comes, in words."""
        return rhythm(self.subscription)

    @property
    def standing(self) -> str:
        """The subscription's state, in words."""
        return _STATES[self.subscription.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContext:
    """What `web/message.html` may use: a page that only says something."""

    title: str = field(metadata={"help": "One line"})
    text: str = field(metadata={"help": "What happened and what to do"})


def rhythm(subscription: SubscriptionPage) -> str:
    """When mail comes: "Every day at 07:00 (Europe/Berlin)"."""
    if subscription.cadence is Cadence.IMMEDIATE:
        return "As soon as a story breaks"
    days = {
        Cadence.DAILY: "Every day",
        Cadence.WEEKDAYS: "Monday to Friday",
        Cadence.WEEKLY: f"Every {_WEEKDAYS[subscription.weekday]}",
    }[subscription.cadence]
    return f"{days} at {subscription.hour:02}:00 ({subscription.time_zone.replace('_', ' ')})"
