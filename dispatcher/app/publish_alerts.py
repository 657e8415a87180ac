"""
Developments → alerts: what breaks goes to those who want its topic at once and have not had it, each person's share in one mail.

Every development is an edition of its own, opened when the first person is told of it or begins to wait for it. A mail that tells
several belongs to the edition of the story it leads with; the history notes all of them as told, so that none is told again. Who cannot
be told now (quiet hours, the day's cap) waits: that they do is not written down, only when the first of them is to be looked at again
(`db.alerts`). They are looked at then as if it were the first time, with whatever else broke meanwhile.

Killed between two chunks, or held by a template that raises, the edition is still `publishing`: all readers are looked at again, and
those who were told have had it. When that is too late for news, the others miss it and the edition ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app.alert_readers import Decided, decided
from dispatcher.app.bootstrap import App
from dispatcher.app.breaking import Turn, nobody_wants, turns
from dispatcher.app.messages import NOT_AFTER, Letterhead, masthead_of, message_to
from dispatcher.app.telling import alert_body, gather
from dispatcher.errors import TemplateError
from dispatcher.model import Body, Edition, MailingList, Message, MessageKind, Plan
from dispatcher.subscriptions.alert import Verdict
from dispatcher.subscriptions.alert_hours import Hours
from dispatcher.subscriptions.digest import told_by

CHUNK = 1_000
# A server that puts off what it does not know yet takes it within minutes; what is later than that is not for the night.
INTO_THE_NIGHT = timedelta(minutes=30)
logger = log.get()


async def run(app: App, *, now: datetime) -> int:
    """
    Publish every alert that is due at `now`: what breaks, what a kill cut short, what people waited for. Returns the messages queued.

    A template that raises holds up its own list; when all were looked at it is raised as TemplateError.
    """
    async with app.db.reading() as tx:
        unsettled = await tx.alerts.unsettled()
        lists = await tx.lists.all()
    queued, trouble = 0, None
    for audience in lists:
        mine = [each for each in unsettled if each.edition.list_id == audience.id]
        try:
            if due := await turns(app, audience, mine, now=now):
                queued += await _publish(app, audience, due, now=now)
        except TemplateError as error:
            trouble = trouble or error
            logger.error("alerts.stopped", list=audience.id, error=str(error))  # noqa: TRY400 - the error names template and line
    if trouble is not None:
        raise trouble
    return queued


@dataclass(slots=True)
class _Look:
    """One look at all readers of a list."""

    audience: MailingList
    turns: Mapping[int, Turn]  # by story, best first
    editions: dict[int, Edition]  # by story
    bodies: dict[Plan, Body] = field(default_factory=dict)
    waits_until: dict[int, datetime] = field(default_factory=dict)  # story → the earliest of those who wait
    missed: Counter[int] = field(default_factory=Counter)  # story → people for whom it is no news any more
    queued: int = 0

    def edition(self, plan: Plan) -> Edition:
        """The edition a mail belongs to: that of the story it leads with."""
        return self.editions[plan.stories[0].story_id]


async def _publish(app: App, audience: MailingList, due: Sequence[Turn], *, now: datetime) -> int:
    look = _Look(
        audience=audience,
        turns={turn.development.story.id: turn for turn in due},
        editions={turn.development.story.id: turn.edition for turn in due if turn.edition is not None},
    )
    developments = [turn.development for turn in due]
    after_id = 0
    while True:
        async with app.db.reading() as tx:
            people = await tx.subscriptions.immediate(audience.id, after_id=after_id, limit=CHUNK)
        if not people:
            await _settle(app, look)
            return look.queued
        after_id = people[-1].id
        await _queue(app, look, await decided(app, audience, developments, people, now=now), now=now)


async def _queue(app: App, look: _Look, people: Sequence[Decided], *, now: datetime) -> None:
    """One chunk: its messages and what these people now had are one commit."""
    for each in people:
        look.missed.update(each.verdict.missed)
        for story_id, until in each.verdict.waiting.items():
            look.waits_until[story_id] = min(until, look.waits_until.get(story_id, until))
    await _open(app, look, [each.verdict for each in people])
    plans = [(each.person, each.hours, each.verdict.plan) for each in people if each.verdict.plan]
    if not plans:
        return
    await _render(app, look, {plan for *_, plan in plans}, now=now)
    async with app.db.transaction() as tx:
        hashes = {plan: await tx.outbox.put_body(look.bodies[plan]) for plan in {plan for *_, plan in plans}}
        messages = [
            message_to(app, person, _letterhead(look, plan, hours, now=now), plan=plan, body_hash=hashes[plan], now=now)
            for person, hours, plan in plans
        ]
        new = await tx.outbox.add_all(messages, now)
        by_edition: dict[int, list[Message]] = {}
        for message in messages:
            if message.message_id in new and message.edition_id is not None:
                by_edition.setdefault(message.edition_id, []).append(message)
        for edition_id, mine in by_edition.items():
            told = [(message.subscriber_id, story.story_id) for message in mine for story in message.plan.stories]
            await tx.history.add(told, edition_id, told_at=now)
            # All entries, where a digest notes the lead: a later look must find that this turn is known. No moment: it was not told.
            counted = [(message.subscriber_id, story_id) for message in mine for story_id in message.plan.more]
            await tx.history.add(counted, edition_id)
            await tx.archive.tell(edition_id, {message.plan for message in mine})
    look.queued += len(new)
    for edition_id, mine in by_edition.items():
        logger.info("alert.queued", edition=edition_id, messages=len(mine))


async def _open(app: App, look: _Look, verdicts: Sequence[Verdict]) -> None:
    """An edition for every development that one of these people is told of or waits for."""
    wanted = {story_id for each in verdicts for story_id in (*(told_by(each.plan) if each.plan else ()), *each.waiting)}
    missing = [story_id for story_id in look.turns if story_id in wanted and story_id not in look.editions]
    if not missing:
        return
    async with app.db.transaction() as tx:
        for story_id in missing:
            turn = look.turns[story_id].development
            look.editions[story_id] = await tx.alerts.open(
                look.audience.id, turn.story, masthead_of(app, look.audience), number=turn.number, now=turn.broke_at
            )


async def _render(app: App, look: _Look, plans: set[Plan], *, now: datetime) -> None:
    new = plans - look.bodies.keys()
    if not new:
        return
    telling = await gather(app, {story.story_id for plan in new for story in plan.stories}, now=now)
    since = {story_id: turn.since for story_id, turn in look.turns.items() if turn.since is not None}
    for plan in new:
        masthead = look.edition(plan).masthead
        look.bodies[plan] = alert_body(app, telling, masthead, plan, time_zone=look.audience.time_zone, since=since)


def _letterhead(look: _Look, plan: Plan, hours: Hours, *, now: datetime) -> Letterhead:
    not_after = now + NOT_AFTER[MessageKind.ALERT]
    night = hours.quiet_from_moment(now)
    if night is not None:
        not_after = min(not_after, max(night, now + INTO_THE_NIGHT))
    return Letterhead(
        kind=MessageKind.ALERT,
        masthead=look.edition(plan).masthead,
        edition_id=look.edition(plan).id,
        not_after=not_after,
    )


async def _settle(app: App, look: _Look) -> None:
    """All were looked at. What nobody waits for any more is over, and how many missed it is said once, now."""
    async with app.db.transaction() as tx:
        for story_id, edition in look.editions.items():
            await tx.alerts.looked_at(edition.id, waits_until=look.waits_until.get(story_id))
        for turn in look.turns.values():
            if turn.earlier is not None:
                await tx.alerts.looked_at(turn.earlier.id, waits_until=None)
    for story_id, turn in look.turns.items():
        _tell_the_log(app, look, story_id, turn)


def _tell_the_log(app: App, look: _Look, story_id: int, turn: Turn) -> None:
    edition = look.editions.get(story_id)
    if edition is None:
        nobody_wants(app, look.audience, turn.development.story)
    elif until := look.waits_until.get(story_id):
        logger.info("alert.waiting", edition=edition.id, until=until.isoformat())
    else:
        logger.info("edition.published", edition=edition.id, list=edition.list_id, kind=str(edition.kind))
        if look.missed[story_id]:
            logger.warning("alert.missed", edition=edition.id, story=story_id, people=look.missed[story_id])
