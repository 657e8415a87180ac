"""
The link "in the browser" → the mail it stands in, as it was mailed, but without what only its reader may do.

Mails are forwarded. So the name is left out, and the links to leave and to choose lead to a page that says where they are: whoever
has the link reads this one mail, and changes nothing of anybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

from dispatcher.app.bootstrap import App
from dispatcher.app.messages import edition_url
from dispatcher.model import Delivery, Message, MessageKind, Story
from dispatcher.subscriptions.tokens import Purpose, read_token
from dispatcher.templating import Links, compose
from dispatcher.templating.plain import plain

SHOWN = {MessageKind.DIGEST, MessageKind.ALERT, MessageKind.WELCOME}
MOST_DIGITS = 10  # of a database key


@dataclass(frozen=True, slots=True)
class MailedEdition:
    """The HTML of one mail, and the one place its images may come from ("" when it has none)."""

    html: str
    images_from: str


async def mailed(app: App, text: str) -> MailedEdition | None:
    """The mail of a link; None for a link nobody made, and for mails that are not editions."""
    number = read_token(app.secret, Purpose.EDITION, text)
    if number is None or not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        return None
    async with app.db.reading() as tx:
        delivery = await tx.archive.mailed(int(number))
        if delivery is None or delivery.message.kind not in SHOWN:
            return None
        message = delivery.message
        body = (await tx.outbox.bodies([message.body_hash]))[message.body_hash]
        more = await tx.stories.get(message.plan.more)
    data = compose(replace(message, name=""), body, _harmless(app, delivery))
    part = message_from_bytes(data, policy=default).get_body(("html",))
    html = part.get_content() if part else ""
    if message.plan.more:
        html = _with_more(app, html, message, [more[story_id] for story_id in message.plan.more if story_id in more])
    logo = urlsplit(message.masthead.brand.logo)
    return MailedEdition(html=html, images_from=f"{logo.scheme}://{logo.netloc}" if logo.scheme == "https" else "")


def _with_more(app: App, html: str, message: Message, stories: Sequence[Story]) -> str:
    """The stories that the mail had no room for, listed behind it."""
    base = message.masthead.base_url.rstrip("/")
    wording = app.templates.wording(message.masthead.language)
    listed = app.templates.page(
        "mailed_more.html",
        {
            "language": message.masthead.language,
            "direction": wording.direction,
            "stories": [(plain(story.headline), f"{base}/s/{story.id}") for story in stories],
        },
    )
    head, end, tail = html.rpartition("</body>")
    return f"{head}{listed}{end}{tail}" if end else html + listed


def _harmless(app: App, delivery: Delivery) -> Links:
    own = edition_url(app, delivery.message.masthead.base_url, delivery.id)
    return Links(unsubscribe_url=f"{own}/yours", preferences_url=f"{own}/yours", edition_url=own)
