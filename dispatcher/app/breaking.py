"""
Story → Developments of a list: what breaks now, what was cut short, and what somebody still waits for.

Nothing is written here: a development has an edition from the moment somebody is told of it or waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.db import Broke, Transaction
from dispatcher.model import Edition, MailingList, Story
from dispatcher.stories.material import Changed, material
from dispatcher.stories.rank import rank, weight
from dispatcher.subscriptions.alert import Development
from dispatcher.subscriptions.alert_break import BREAKING_FOR, breaks, may_follow
from dispatcher.templating.views import Since

MOST_REMEMBERED = 10_000  # answers about versions of stories that a process keeps: they are found again, only later


@dataclass(frozen=True, slots=True)
class Turn:
    """A development, and its edition when it has one."""

    development: Development
    edition: Edition | None = None  # null while nobody was told of it and nobody waits
    since: Since | None = None  # what the turn before told, and what is new; null for the first
    earlier: Edition | None = None  # of the story, for which somebody still waited; it ends with this look


async def turns(app: App, audience: MailingList, unsettled: Sequence[Broke], *, now: datetime) -> list[Turn]:
    """
    The developments that readers of a list are to be looked at for, the story of highest rank first; empty when none is due.

    `unsettled` are this list's developments that were cut short or that somebody waits for. A paused list breaks nothing and
    keeps people waiting, but what was begun is finished.
    """
    if audience.paused:
        unsettled = [each for each in unsettled if each.was_cut_short]
    async with app.db.reading() as tx:
        fresh = [] if audience.paused else await _fresh(app, tx, audience, now=now)
        due = any(each.waits_until is None or each.waits_until <= now for each in unsettled)
        if not fresh and not due:
            return []
        known = await tx.stories.get([each.story_id for each in unsettled])
        found = {turn.development.story.id: turn for turn in fresh}
        for each in unsettled:  # one of a story at most: opening a later one ends it
            latest = found.get(each.story_id)
            if latest is not None:
                found[each.story_id] = replace(latest, earlier=each.edition)
            elif each.story_id in known:
                found[each.story_id] = await _turn(app, tx, each, known[each.story_id])
    ranked = rank([turn.development.story for turn in found.values()], now=now)
    return [found[story.id] for story in ranked]


async def _turn(app: App, tx: Transaction, broke: Broke, story: Story) -> Turn:
    """A development that has an edition."""
    number, earlier = broke.edition.development, None
    if number > 1:
        told = (await tx.alerts.of_stories(broke.edition.list_id, [story.id])).get(story.id, ())
        earlier = next((each for each in told if each.edition.development == number - 1), None)
    return Turn(
        Development(
            story=story,
            number=number,
            broke_at=broke.broke_at,
            after=earlier.version if earlier else None,
            as_of=broke.as_of,
            unfinished=broke.was_cut_short,
        ),
        edition=broke.edition,
        since=_since(earlier, await _changes(app, tx, story, told=earlier.version)) if earlier else None,
    )


def _since(earlier: Broke, changes: Sequence[Changed] | None) -> Since:
    return Since(earlier.broke_at, tuple(words for each in changes or () if (words := each.words)))


async def _fresh(app: App, tx: Transaction, audience: MailingList, *, now: datetime) -> list[Turn]:
    alertable = await tx.stories.alertable(audience.topics, outlets=audience.alert_outlets, after=now - BREAKING_FOR)
    stories = [story for story in alertable if breaks(story, audience, score=weight(story, now=now), now=now)]
    before = await tx.alerts.of_stories(audience.id, [story.id for story in stories])
    fresh = []
    for story in stories:
        if (audience.id, story.id, story.version) in app.unwanted:
            continue
        broke, since, after = before.get(story.id, []), None, None
        if broke:
            if not may_follow(story, [each.broke_at for each in broke], now=now):
                continue
            after = broke[-1].version
            changes = await _changes(app, tx, story, told=after)
            if not changes:
                continue
            since = _since(broke[-1], changes)
        turn = Development(story=story, number=len(broke) + 1, broke_at=now, after=after, as_of=story.changed_at)
        fresh.append(Turn(turn, since=since))
    return fresh


def nobody_wants(app: App, audience: MailingList, story: Story) -> None:
    """All readers were looked at, and none is told of this story nor waits for it: not asked again before it changes."""
    if len(app.unwanted) >= MOST_REMEMBERED:
        app.unwanted.clear()
    app.unwanted.add((audience.id, story.id, story.version))


async def _changes(app: App, tx: Transaction, story: Story, *, told: int) -> tuple[Changed, ...] | None:
    """
    What changed materially in a story since its version that was `told`; None while its newest version is not written.

    Remembered: a tick asks every time.
    """
    versions = (story.id, told, story.version)
    if versions not in app.compared:
        before, after = await tx.briefings.at(story.id, told), await tx.briefings.at(story.id, story.version)
        if before is None or after is None or after[0] != story.version:
            return None
        if len(app.compared) >= MOST_REMEMBERED:
            app.compared.clear()
        app.compared[versions] = material(before[1], after[1])
    return app.compared[versions]
