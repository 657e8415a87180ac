"""
A preview → one real mail to one address, over the relay of the settings.

It leaves no trace: no delivery, no history. Its subject says [Test], it carries a header field of its own, and its links are nobody's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

from dispatcher.app.bootstrap import App
from dispatcher.app.preview import Previewed, Wanted, preview
from dispatcher.app.send import relay_of
from dispatcher.errors import TransportError
from dispatcher.model import Attempt, DeliveryState
from dispatcher.transport import Envelope, FolderRelay, send

MARK = "[Test]"
FIELD = b"X-Dispatcher-Test: yes\r\n"


async def send_test(app: App, wanted: Wanted, *, now: datetime) -> tuple[Previewed, str]:
    """
    Send it; returns the mail and what the server said.

    Raises InputError and TemplateError as `preview`, TransportError when no server took it.
    """
    made = await preview(app, wanted, now=now, subject_mark=MARK)
    made = replace(made, data=FIELD + made.data)
    relay = relay_of(app)
    if not isinstance(relay, FolderRelay):
        relay = replace(relay, connections=1)
    ledger = _NoLedger()
    envelope = Envelope(
        delivery_id=0,
        sender=made.sender,
        recipient=made.recipient,
        data=made.data,
        attempts=0,
        not_after=now + timedelta(hours=1),
        file_stem=f"test-{made.kind}",
    )
    report = await send(_only(envelope), relay=relay, ledger=ledger, now=lambda: now)
    attempt = ledger.attempt
    if attempt is None or attempt.state is not DeliveryState.SENT:
        said = attempt.reason if attempt else report.unreachable
        raise TransportError(
            f"the test mail was not taken: {said}",
            place=made.recipient,
            remedy="check the address, and [smtp] in dispatcher.toml",
        )
    return made, attempt.reason


async def _only(envelope: Envelope) -> AsyncIterator[Envelope]:
    yield envelope


class _NoLedger:
    """Remembers what came of the one mail, as long as the command runs."""

    def __init__(self) -> None:
        self.attempt: Attempt | None = None

    async def intend(self, delivery_id: int) -> bool:  # noqa: ARG002 - as Ledger has it
        return True

    async def settle(self, attempt: Attempt) -> None:
        self.attempt = attempt
