"""
What sending costs: messages/s and CPU per message of `send`, beside aiosmtplib's `send_message` per recipient.

Both over the same number of connections to the same sink on loopback, which is a process of its own; rounds take turns, ratios are
medians of rounds, and a peer that spreads too much is called noisy instead of judged.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from email import message_from_bytes
from email.policy import SMTP
from multiprocessing.connection import Connection
from statistics import median

import aiosmtplib

from dispatcher.model import Attempt
from dispatcher.transport import Envelope
from tests.fakes.envelopes import envelope, one_by_one, sent_to
from tests.fakes.smtp import FaultServer

BAR = 1 / 4  # of the peer's CPU per message, while every command waits for its answer
NOISY = 1.5  # the slowest round of the peer against its fastest
CONNECTIONS, MESSAGES, ROUNDS = 4, 400, 5
_LINES = "".join(f"Line {n} of a story, as long as a line of a letter tends to be.=\r\n" for n in range(480))
DATA = (
    "From: World briefing <world@news.example.org>\r\nTo: reader@example.org\r\nSubject: World briefing\r\n"
    "Message-ID: <1@news.example.org>\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' + _LINES
).encode()


class Nothing:
    """A ledger that costs nothing, so that the conversations alone are measured."""

    async def intend(self, _delivery_id: int) -> bool:
        return True

    async def settle(self, _attempt: Attempt) -> None:
        return


def main() -> bool:
    """Print the ratios; returns whether they miss the bar."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    sink = context.Process(target=_sink, args=(theirs,), daemon=True)
    sink.start()
    try:
        port = ours.recv()
        rounds = [(_measured(lambda: _by_send(port)), _measured(lambda: _by_library(port))) for _ in range(ROUNDS + 1)]
    finally:
        sink.terminate()
        sink.join()
    rounds = rounds[1:]  # the first warms up
    for name, figures in zip(("send", "aiosmtplib.send_message"), zip(*rounds, strict=True), strict=True):
        took, cpu = median(each[0] for each in figures), median(each[1] for each in figures)
        size = len(DATA) // 1024
        print(f"{name}: {MESSAGES / took:.0f} messages/s, {cpu / MESSAGES * 1e6:.0f} µs of CPU per {size} KB message")
    faster = median(peer[0] / mine[0] for mine, peer in rounds)
    ratio = median(mine[1] / peer[1] for mine, peer in rounds)
    print(f"send against it: {faster:.1f} × the messages/s, 1/{1 / ratio:.1f} of the CPU (bar 1/{1 / BAR:.0f})")
    peers = [peer[1] for _, peer in rounds]
    if max(peers) / min(peers) > NOISY:
        print("noisy: not judged")
        return False
    return ratio > BAR


def _measured(run: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Seconds, and seconds of this process's CPU."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_awaited(run))
    after, took = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - began
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


async def _awaited(run: Callable[[], Awaitable[None]]) -> None:
    await run()


async def _by_send(port: int) -> None:
    report = await sent_to(port, Nothing(), _envelopes(), connections=CONNECTIONS)
    assert report.sent == MESSAGES, report


async def _by_library(port: int) -> None:
    mails, parsed = one_by_one(_envelopes()), message_from_bytes(DATA, policy=SMTP)  # parsed once: not its fault
    taking = asyncio.Lock()

    async def connection() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="x.example.org")
        async with client:
            while True:
                async with taking:
                    mail = await anext(mails, None)
                if mail is None:
                    return
                await client.send_message(parsed, sender=mail.sender, recipients=[mail.recipient])

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


def _envelopes() -> Iterator[Envelope]:
    return (envelope(number, data=DATA) for number in range(MESSAGES))


def _sink(pipe: Connection) -> None:
    async def run() -> None:
        async with FaultServer(keep=False) as server:
            pipe.send(server.port)
            await asyncio.Event().wait()

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(run())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """As the command line runs: on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
