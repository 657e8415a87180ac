"""
Subscription → goodbye: one last mail to who left, on lists that say so.

Off unless a list's `goodbye` is on: who leaves by one click wants no more mail, and the page says that it is done. It is the only mail
that an unsubscribed person can get; a suppressed address gets none.
"""

from __future__ import annotations

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import masthead_of
from dispatcher.model import Body, MailingList, MessageKind, Subscription, SubscriptionState
from dispatcher.templating.letters import goodbye_context

_JOINED = (SubscriptionState.CONFIRMED, SubscriptionState.PAUSED)  # who never confirmed gets no mail but the question
logger = log.get()


def prepare(app: App, person: Subscription, audience: MailingList) -> Body | None:
    """
    The goodbye to a person who is about to leave; None when none is to be said.

    None too when it cannot be made: that is logged, and nobody is kept from leaving by it.
    """
    if not audience.goodbye or person.state not in _JOINED:
        return None
    masthead = masthead_of(app, audience)
    try:
        context = goodbye_context(masthead, wording=app.templates.wording(masthead.language))
        return app.templates.render(MessageKind.GOODBYE, context)
    except Exception:
        logger.exception("goodbye.unmade", subscription=person.id)
        return None
