"""
List, reader, moment → the body of each kind of mail as it would be made now, its blanks still in it, and what is unusual about it.

Only read; where the world gives no occasion (nothing is new, no story breaks, no feed fails) one is taken that does, and said so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from dispatcher.app import changed, welcome
from dispatcher.app.bootstrap import App
from dispatcher.app.due_digests import decide
from dispatcher.app.messages import masthead_of
from dispatcher.app.press import Press
from dispatcher.app.preview_stories import gather_in_memory
from dispatcher.app.subscribe import invitation
from dispatcher.app.telling import alert_body
from dispatcher.errors import InputError
from dispatcher.model import (
    Body,
    Cadence,
    MailingList,
    MessageKind,
    Plan,
    PlannedStory,
    Story,
    Subscription,
)
from dispatcher.stories.rank import rank
from dispatcher.subscriptions.digest import chosen_topics, digest
from dispatcher.templating import notice_views
from dispatcher.templating.letters import goodbye_context, notice_context
from dispatcher.templating.locales import Locale, day_in

EVER = datetime.min.replace(tzinfo=UTC)
RECENT = 300  # stories looked through where a reader's own time has none
NOTHING_NEW = "nothing is new to this reader now: no mail would be sent; shown are the newest stories on these topics"
Made: TypeAlias = tuple[Plan, Body, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a body is made."""

    app: App
    audience: MailingList
    person: Subscription
    now: datetime


async def _digest(asked: Asked) -> Made:
    app, audience, person, now = asked.app, asked.audience, asked.person, asked.now
    if person.cadence is Cadence.IMMEDIATE:
        person = replace(person, cadence=Cadence.DAILY)
    decided = await decide(app, [person], {audience.id: audience}, now=now, gathered=gather_in_memory)
    (due,) = decided.dues
    notes: tuple[str, ...] = ()
    plan = due.plan
    if plan is None:
        async with app.db.reading() as tx:
            recent = await tx.stories.recent(RECENT)
        known = [story for story in recent if story.changed_at <= now] or recent
        plan = digest(due.topics, rank(known, now=now), had=set(), since=EVER, extent=due.extent)
        notes = (NOTHING_NEW,)
    if plan is None:
        raise _no_stories(audience)
    press = Press.of(app.templates, masthead_of(app, audience), due.slot)
    press.telling = await gather_in_memory(app, [planned.story_id for planned in plan.stories], now=now)
    press.sinces = decided.sinces
    plan = press.fitted(plan)
    return plan, press.body(plan), notes


async def _alert(asked: Asked) -> Made:
    app, audience = asked.app, asked.audience
    topics = chosen_topics(asked.person, audience)
    async with app.db.reading() as tx:
        recent = await tx.stories.recent(RECENT)
    stories: Sequence[Story] = [story for story in recent if set(topics) & set(story.topics)]
    stories = [story for story in stories if story.changed_at <= asked.now] or stories
    if not stories:
        raise _no_stories(audience)
    story = max(stories, key=lambda each: (each.outlets >= audience.alert_outlets, each.changed_at))
    notes = (
        () if story.outlets >= audience.alert_outlets else ("no story has enough outlets to break as an alert here",)
    )
    topic = next(name for name in topics if name in story.topics)
    plan = Plan(stories=(PlannedStory(story.id, story.version, topic),))
    telling = await gather_in_memory(app, [story.id], now=asked.now)
    return plan, alert_body(app, telling, masthead_of(app, audience), plan, time_zone=audience.time_zone), notes


async def _confirm(asked: Asked) -> Made:
    return Plan(stories=()), invitation(asked.app, asked.audience), ()


async def _welcome(asked: Asked) -> Made:
    made = await welcome.make(asked.app, asked.person, now=asked.now)
    if made is None:
        raise InputError("this list is gone", remedy="see `dispatcher list list`")
    return made.plan, made.body, ()


async def _goodbye(asked: Asked) -> Made:
    masthead = masthead_of(asked.app, asked.audience)
    context = goodbye_context(masthead, wording=asked.app.templates.wording(masthead.language))
    body = asked.app.templates.render(MessageKind.GOODBYE, context)
    notes = () if asked.audience.goodbye else ("this list says no goodbye: its `goodbye` is off",)
    return Plan(stories=()), body, notes


async def _changed(asked: Asked) -> Made:
    async with asked.app.db.reading() as tx:
        titles = {topic.name: topic.title for topic in await tx.topics.all()}
    cadence = Cadence.DAILY if asked.person.cadence is Cadence.WEEKLY else Cadence.WEEKLY
    after = replace(asked.person, cadence=cadence)
    body = changed.prepare(asked.app, asked.audience, asked.person, after, titles=titles)
    if body is None:
        raise InputError("the language file has one word for two cadences", remedy="see `dispatcher check`")
    return Plan(stories=()), body, (f"shown as if the cadence had been changed to {cadence}",)


async def _notice(asked: Asked) -> Made:
    language = asked.app.settings.operator.language
    wording = asked.app.templates.wording(language)
    view = notice_views.dead_feed(
        "Example Times",
        feed_id=1,
        failing_since=asked.now - timedelta(days=3),
        failures=12,
        reason="the server answered 503",
        locale=Locale(wording=wording, day=day_in("", asked.now)),
    )
    masthead = replace(masthead_of(asked.app, asked.audience), language=language)
    body = asked.app.templates.render(MessageKind.NOTICE, notice_context(masthead, wording=wording, notices=[view]))
    return Plan(stories=()), body, ("shown as if a feed had failed for three days",)


MAKERS: Mapping[MessageKind, Callable[[Asked], Awaitable[Made]]] = {
    MessageKind.DIGEST: _digest,
    MessageKind.ALERT: _alert,
    MessageKind.CONFIRM: _confirm,
    MessageKind.WELCOME: _welcome,
    MessageKind.GOODBYE: _goodbye,
    MessageKind.CHANGED: _changed,
    MessageKind.NOTICE: _notice,
}


def _no_stories(audience: MailingList) -> InputError:
    return InputError(
        f"there are no stories yet on the topics of {audience.name!r}",
        remedy="`dispatcher poll --once` and `dispatcher write --once` bring some",
    )
