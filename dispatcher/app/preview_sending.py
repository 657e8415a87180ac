"""
A preview → one real mail to one address, over the relay of the settings.

It leaves no trace: no delivery, no history. Its subject says [Test], it carries a header field of its own, and its links are nobody's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dispatcher.app.bootstrap import App
from dispatcher.app.one_mail import send_one
from dispatcher.app.preview import Previewed, Wanted, preview
from dispatcher.errors import TransportError
from dispatcher.transport import Envelope

MARK = "[Test]"
FIELD = b"X-Dispatcher-Test: yes\r\n"


async def send_test(app: App, wanted: Wanted, *, now: datetime) -> tuple[Previewed, str]:
    """
    Send it; returns the mail and what the server said.

    Raises InputError and TemplateError as `preview`, TransportError when no server took it.
    """
    made = await preview(app, wanted, now=now, subject_mark=MARK)
    made = replace(made, data=app.signer.sign(FIELD + made.data, sender=made.sender, at=now))
    envelope = Envelope(
        delivery_id=0,
        sender=made.sender,
        recipient=made.recipient,
        data=made.data,
        attempts=0,
        not_after=now + timedelta(hours=1),
        file_stem=f"test-{made.kind}",
    )
    taken, said = await send_one(app, envelope, now=now)
    if not taken:
        raise TransportError(
            f"the test mail was not taken: {said}",
            place=made.recipient,
            remedy="check the address, and [smtp] in dispatcher.toml",
        )
    return made, said
