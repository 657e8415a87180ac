"""
Subscription, before and after → changed: a mail that says what was changed, from what to what, and where to change it back.

Whoever changes a subscription prepares it before the transaction and queues it within: nothing that shows in a reader's mail is changed
without their hearing of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dispatcher.app.bootstrap import App
from dispatcher.app.messages import masthead_of
from dispatcher.model import Body, Cadence, MailingList, MessageKind, Subscription
from dispatcher.subscriptions.digest import chosen_topics
from dispatcher.templating.letters import changed_context, rhythm
from dispatcher.templating.wording import Wording


def prepare(
    app: App, audience: MailingList, before: Subscription, after: Subscription, *, titles: Mapping[str, str]
) -> Body | None:
    """
    The mail on what is another one now: topics, cadence and hour, paused or not; None when nothing is.

    `titles` are those of topics by name. Raises TemplateError: who could not be told is not changed.
    """
    masthead = masthead_of(app, audience)
    wording = app.templates.wording(masthead.language)
    was, now_is = (_in_words(wording, audience, person, titles) for person in (before, after))
    changes = [(key, was[key], words) for key, words in now_is.items() if was[key] != words]
    if not changes:
        return None
    return app.templates.render(MessageKind.CHANGED, changed_context(masthead, wording=wording, changes=changes))


def _in_words(
    wording: Wording, audience: MailingList, person: Subscription, titles: Mapping[str, str]
) -> dict[str, str]:
    often = rhythm(wording, person.cadence, weekday=person.weekday, hour=person.hour, time_zone=person.time_zone)
    if person.cadence is Cadence.IMMEDIATE:  # a rhythm names no zone, but nights are reckoned by it
        often = f"{often} ({person.time_zone})"
    topics = [titles[name] for name in chosen_topics(person, audience) if name in titles]
    return {
        "topics": wording.words["comma"].join(topics) or wording.say("changed_nothing"),
        "often": often,
        "standing": wording.say(f"standing_{person.state}"),
    }
