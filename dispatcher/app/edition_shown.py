"""Edition → what an operator wants to see of it: slot, states of its deliveries, stories, sizes of its mails."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from dispatcher.app.bootstrap import App
from dispatcher.app.messages import bytes_of
from dispatcher.db import Going
from dispatcher.templating.mail_parts import mail_parts

LATELY = timedelta(minutes=5)
MOST_MEASURED = 20  # bodies; readers of one list share few


async def shown(app: App, edition_id: int, *, now: datetime) -> dict[str, Any] | None:
    """
    One edition as plain values; None when there is none.

    How fast it goes is reckoned from what servers took in the last five minutes; when it will be done, from that.

    Sizes are bytes as encoded, of the largest of the first bodies; a mail differs from its body by the length of a name.
    """
    async with app.db.reading() as tx:
        edition = await tx.archive.edition(edition_id)
        if edition is None:
            return None
        states = await tx.archive.states(edition_id)
        going = await tx.by_hand.going(edition_id, since=now - LATELY)
        number, deliveries = await tx.archive.bodies_of(edition_id, limit=MOST_MEASURED)
        bodies = await tx.outbox.bodies({each.message.body_hash for each in deliveries})
        planned = (await tx.archive.stories_of([edition_id])).get(edition_id, [])
        stories = await tx.stories.get([each.story_id for each in planned])
    measured = [
        mail_parts(bytes_of(app, each.message, bodies[each.message.body_hash], delivery_id=each.id))
        for each in deliveries
    ]
    slot = edition.slot
    return {
        "id": edition.id,
        "list": edition.masthead.list_name,
        "kind": str(edition.kind),
        "state": str(edition.state),
        "slot": f"{slot.cadence} {slot.day} {slot.hour:02}:00 {slot.time_zone}" if slot else None,
        "published_at": edition.published_at,
        "messages": states,
        "left": going.left,
        **_pace(going, now=now),
        "bodies": number,
        "largest_html": max((each.html_size for each in measured), default=0),
        "largest_text": max((each.text_size for each in measured), default=0),
        "largest_mail": max((each.size for each in measured), default=0),
        "warnings": sorted({warning for each in measured for warning in each.warnings}),
        "stories": [
            {
                "story": each.story_id,
                "version": each.version,
                "topic": each.topic,
                "headline": stories[each.story_id].headline if each.story_id in stories else "",
            }
            for each in planned
        ],
    }


def _pace(going: Going, *, now: datetime) -> dict[str, Any]:
    """Deliveries a minute, and when the last of them will be sent; null when nothing was sent lately, or nothing is left."""
    if going.lately_from is None:
        return {"a_minute": None, "finished_at": None}
    seconds = max((now - going.lately_from).total_seconds(), 1.0)
    a_minute = going.lately / seconds * 60
    finished_at = now + timedelta(minutes=going.left / a_minute) if going.left else None
    return {"a_minute": round(a_minute, 1), "finished_at": finished_at}
