"""
"Fewer like this" → why a story came to one person, and one topic less.

Looking changes nothing. A topic is dropped from one subscription only, and the last one is not: that is leaving, and has its own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatcher.app import prefer
from dispatcher.app.bootstrap import App
from dispatcher.db import Transaction
from dispatcher.model import Preferences
from dispatcher.subscriptions.digest import chosen_topics
from dispatcher.subscriptions.tokens import Purpose, read_token
from dispatcher.templating.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One topic that brought a story."""

    topic: str  # its name
    title: str
    words: tuple[str, ...]  # as they stand in the story's entries
    chosen: bool  # by this person, still


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewer:
    """Why a story came, and what may be dropped."""

    headline: str
    story_id: int
    reasons: tuple[Reason, ...]
    dropped: str  # title of the topic just dropped; "" before
    is_last: bool  # only one topic is left, which cannot be dropped


async def why(app: App, text: str, *, story_id: int | None) -> Fewer | None:
    """Why a story came to whom this preferences link belongs; None when it did not come by a topic of theirs."""
    async with app.db.reading() as tx:
        return None if story_id is None else await _fewer(app, tx, text, story_id)


async def drop(app: App, text: str, topic: str, *, story_id: int | None, now: datetime) -> Fewer | None:
    """
    Take a topic out of those this person gets, of what they chose or of all that the list offers. Twice is as good as once.

    Effective from the next edition on, and told by a mail. One who chose "all" has chosen the others by this, not those that may be offered later.
    """
    async with app.db.reading() as tx:
        before = None if story_id is None else await _fewer(app, tx, text, story_id)
        reason = next((each for each in before.reasons if each.topic == topic), None) if before else None
        nonce = read_token(app.secret, Purpose.PREFERENCES, text)
        person = None if nonce is None else await tx.subscriptions.by_nonce(nonce)
        audience = None if person is None else await tx.lists.get(person.list_id)
    if before is None or reason is None or person is None or audience is None:
        return before
    left = tuple(name for name in chosen_topics(person, audience) if name != topic)
    if reason.chosen and left:
        wanted = Preferences(
            topics=left,
            cadence=person.cadence,
            weekday=person.weekday,
            hour=person.hour,
            time_zone=person.time_zone,
        )
        await prefer.run(app, person.id, wanted, now=now)
    async with app.db.reading() as tx:
        return await _fewer(app, tx, text, before.story_id, dropped=reason.title if left else "")


async def _fewer(app: App, tx: Transaction, text: str, story_id: int, *, dropped: str = "") -> Fewer | None:
    nonce = read_token(app.secret, Purpose.PREFERENCES, text)
    person = None if nonce is None else await tx.subscriptions.by_nonce(nonce)
    audience = None if person is None else await tx.lists.get(person.list_id)
    story = (await tx.stories.get([story_id])).get(story_id)
    if person is None or audience is None or story is None:
        return None
    titles = {topic.name: topic.title for topic in await tx.topics.all()}
    words = (await tx.matches.of_stories([story_id])).get(story_id, {})
    chosen = chosen_topics(person, audience)
    reasons = tuple(
        Reason(
            topic=name,
            title=plain(titles.get(name, name)),
            words=tuple(plain(word) for word in words.get(name, ())),
            chosen=name in chosen,
        )
        for name in audience.topics
        if name in story.topics
    )
    if not reasons:  # no topic of this list brought it: it is nobody's business here
        return None
    return Fewer(
        headline=plain(story.headline),
        story_id=story_id,
        reasons=reasons,
        dropped=dropped,
        is_last=len(chosen) < 2,  # noqa: PLR2004 - one cannot be dropped
    )
