"""
Subscription → welcome: what was chosen, and the stories of it that the list told last, so that a new reader sees at once what comes.

Prepared before the transaction that confirms, queued within it. Nothing is written for it: a story without a briefing is left out,
so that a click never waits for a writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.app.press import Press
from dispatcher.app.telling import Telling, read
from dispatcher.db import Transaction
from dispatcher.errors import StorageError
from dispatcher.model import Body, Cadence, EditionKind, MailingList, Masthead, MessageKind, Plan, Story, Subscription
from dispatcher.stories.rank import rank
from dispatcher.subscriptions.digest import Extent, chosen_topics, digest
from dispatcher.subscriptions.slots import Rhythm, first_due_at
from dispatcher.templating.contexts import LineView
from dispatcher.templating.layouts import Sheet
from dispatcher.templating.letters import rhythm, welcome_around
from dispatcher.templating.locales import Locale, day_in
from dispatcher.templating.pieces import Layout

# How far it looks back: as far as the last edition of this cadence may be, over a weekend too.
LOOK_BACK = {
    Cadence.IMMEDIATE: timedelta(days=1),
    Cadence.DAILY: timedelta(days=1),
    Cadence.WEEKDAYS: timedelta(days=3),
    Cadence.WEEKLY: timedelta(days=7),
}
EVER = datetime.min.replace(tzinfo=UTC)
logger = log.get()


@dataclass(frozen=True, slots=True)
class Welcome:
    """A welcome that waits for its reader to confirm."""

    masthead: Masthead
    plan: Plan
    body: Body


async def prepare(app: App, person: Subscription, *, now: datetime) -> Welcome | None:
    """
    The welcome of a person who is about to confirm.

    None when it cannot be made: that is logged, and nobody is kept from confirming by it.
    """
    try:
        return await make(app, person, now=now)
    except StorageError:
        raise
    except Exception:
        logger.exception("welcome.unmade", subscription=person.id)
        return None


async def make(app: App, person: Subscription, *, now: datetime) -> Welcome | None:
    """As `prepare`, but what a template raises is raised. None when the list is gone."""
    async with app.db.reading() as tx:
        audience = await tx.lists.get(person.list_id)
        if audience is None:
            return None
        latest = await _latest(tx, person, audience, now=now)
        had = {story_id for _, story_id in await tx.history.had([person.subscriber_id], [each.id for each in latest])}
        written = await tx.briefings.latest([each.id for each in latest])
    shown = rank([story for story in latest if story.id in written], now=now)
    plan = digest(
        chosen_topics(person, audience), shown, had=had, since=EVER, extent=Extent(full_stories=audience.full_stories)
    ) or Plan(stories=())
    press = _press(app, person, audience, await read(app, [planned.story_id for planned in plan.stories]), now=now)
    plan = Plan(stories=press.fitted(plan).stories)  # what it has no room for is left to the first digest
    return Welcome(press.sheet.masthead, plan, press.body(plan))


async def put(app: App, tx: Transaction, person: Subscription, welcome: Welcome, *, now: datetime) -> None:
    """Put it into the outbox in the transaction that confirms; its stories count as had, so that the first digest does not repeat them."""
    message = message_to(
        app,
        person,
        Letterhead(kind=MessageKind.WELCOME, masthead=welcome.masthead),
        plan=welcome.plan,
        body_hash=await tx.outbox.put_body(welcome.body),
        now=now,
    )
    if await tx.outbox.add_all([message], now):
        had = [(person.subscriber_id, planned.story_id) for planned in welcome.plan.stories]
        await tx.history.add(had, None, told_at=message.date)
        logger.info("welcome.queued", subscription=person.id, stories=len(had))


async def _latest(tx: Transaction, person: Subscription, audience: MailingList, *, now: datetime) -> Sequence[Story]:
    """
    The stories the list's editions told last; none before its first one, because what no edition told has no page that a link leads to.

    To who wants alerts only what broke is shown: what counts as had is no alert later on.
    """
    kinds = (EditionKind.ALERT,) if person.cadence is Cadence.IMMEDIATE else tuple(EditionKind)
    told = await tx.editions.told_since(audience.id, *kinds, after=now - LOOK_BACK[person.cadence])
    return list((await tx.stories.get(told)).values())


def _press(app: App, person: Subscription, audience: MailingList, telling: Telling, *, now: datetime) -> Press:
    """What one person's welcome is printed with: its stories are cut to what a mail holds as those of a digest are."""
    masthead = masthead_of(app, audience)
    wording = app.templates.wording(masthead.language)
    sheet = Sheet(masthead, Locale(wording=wording, day=day_in(person.time_zone, now), time_zone=person.time_zone))
    titles = [telling.title(name) for name in chosen_topics(person, audience)]

    def around(lines: Sequence[LineView], _more: int) -> Layout:
        return welcome_around(
            sheet,
            lines,
            chosen=[title for title in titles if title],
            often=rhythm(wording, person.cadence, weekday=person.weekday, hour=person.hour, time_zone=person.time_zone),
            first_at=first_due_at(Rhythm.of(person), now),
        )

    return Press(app.templates, sheet, around, telling)
