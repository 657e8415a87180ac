"""
aiosmtplib: `send_message` per recipient over kept connections. `python -m … PORT MESSAGES CONNECTIONS FILE [once]`.

The same mail as ours, a message of text and HTML for each recipient, made as its documentation makes them; `once`: made and parsed once.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import aiosmtplib
import uvloop

from tests.benchmarks.peers.measure import measured

SENDER = "world@news.example.org"


def main(port: int, messages: int, connections: int, file: Path, *, once: bool) -> None:
    """Send to so many recipients."""
    data = file.read_bytes()
    parsed, read = message_from_bytes(data, policy=SMTP), message_from_bytes(data, policy=default)
    text, html = (read.get_body((kind,)).get_content() for kind in ("plain", "html"))

    def made(number: int) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        for field in ("From", "Subject", "Date", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"):
            mail[field] = read[field]
        mail["To"] = f"reader{number}@example.org"
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
        return mail

    uvloop.run(_send(port, messages, connections, (lambda _: parsed) if once else made))


async def _send(port: int, messages: int, connections: int, made: Callable[[int], EmailMessage]) -> None:
    numbers = iter(range(messages))

    async def connection() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="news.example.org")
        async with client:
            for number in numbers:
                await client.send_message(made(number), sender=SENDER, recipients=[f"reader{number}@example.org"])

    with measured(messages):
        await asyncio.gather(*(connection() for _ in range(connections)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), once="once" in sys.argv)
