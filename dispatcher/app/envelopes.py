"""
Delivery → Envelope: the bytes of what was leased, made as the connections ask for them, and signed ahead of them.

Signing takes twenty times as long as composing, and lets other threads run meanwhile. So where there are keys, messages are made in a few
threads, a few of them ahead of those who ask; where there are none, nobody waits for a thread.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import signed_bytes_of
from dispatcher.app.verp import envelope_sender
from dispatcher.errors import DispatcherError
from dispatcher.model import Attempt, Body, Delivery, DeliveryState, Stage
from dispatcher.templating import Composer
from dispatcher.transport import Envelope, GroupLedger

READ_AT_ONCE = 100  # deliveries whose bodies are read together
MOST_BODIES = 256  # kept, some 45 KB each; what more there are is read again
AHEAD = 32  # messages that are made before anyone asks for them
A_HOP = 16  # messages of one hop to a thread: hops and what goes with them then cost little beside signatures
SIDE_BY_SIDE = min(4, os.cpu_count() or 1)
logger = log.get()

Made = Envelope | Exception  # or why it cannot be made
Slice = tuple[Sequence[Delivery], Mapping[str, Body]]


class Envelopes:
    """
    Leased deliveries as envelopes, in their order. A message that cannot be made fails by itself and holds up no other.

    `deliveries`: one batch, or batches as they come; a source that keeps us waiting does not hold up what is made. To be iterated once.
    """

    def __init__(
        self,
        app: App,
        deliveries: Sequence[Delivery] | AsyncIterable[Sequence[Delivery]],
        ledger: GroupLedger,
        clock: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._deliveries = deliveries
        self._ledger = ledger
        self._clock = clock
        self._composer = Composer()
        self._bodies: dict[str, Body] = {}
        self.unmade = 0

    def __aiter__(self) -> AsyncGenerator[Envelope]:
        """The envelopes; whoever stops before the end closes it."""
        return self._made_ahead() if self._app.signer else self._made_when_asked()

    async def _made_when_asked(self) -> AsyncGenerator[Envelope]:
        async for deliveries, bodies in self._slices(READ_AT_ONCE):
            for delivery in deliveries:
                made = self._made(delivery, bodies)
                if isinstance(made, Envelope):
                    yield made
                else:
                    await self._fail(delivery, made)

    async def _made_ahead(self) -> AsyncGenerator[Envelope]:
        slices = self._slices(A_HOP)
        coming: asyncio.Task[Slice | None] | None = asyncio.create_task(_next(slices))
        ahead: deque[asyncio.Future[list[tuple[Delivery, Made]]]] = deque()
        pool = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="signing")
        loop = asyncio.get_running_loop()
        try:
            while coming is not None or ahead:
                wanted = coming if len(ahead) * A_HOP < AHEAD else None
                if not (ahead and ahead[0].done()):
                    awaited = [each for each in (wanted, *list(ahead)[:1]) if each is not None]
                    await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                if wanted is not None and wanted.done():
                    taken = wanted.result()
                    coming = None if taken is None else asyncio.create_task(_next(slices))
                    if taken is not None:
                        ahead.append(loop.run_in_executor(pool, self._all_made, *taken))
                elif ahead and ahead[0].done():
                    for delivery, made in ahead.popleft().result():
                        if isinstance(made, Envelope):
                            yield made
                        else:
                            await self._fail(delivery, made)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            if coming is not None:
                coming.cancel()
                await asyncio.wait([coming])
            await slices.aclose()

    async def _slices(self, size: int) -> AsyncGenerator[Slice]:
        """A few deliveries at a time, with their bodies."""
        async for batch in self._batches():
            for start in range(0, len(batch), READ_AT_ONCE):
                read = batch[start : start + READ_AT_ONCE]
                bodies = await self._read(read)
                for at in range(0, len(read), size):
                    yield read[at : at + size], bodies

    async def _batches(self) -> AsyncIterator[Sequence[Delivery]]:
        if isinstance(self._deliveries, Sequence):
            yield self._deliveries
        else:
            async for batch in self._deliveries:
                yield batch

    async def _read(self, deliveries: Sequence[Delivery]) -> Mapping[str, Body]:
        """Their bodies by hash: those not at hand are read at once."""
        wanted = {delivery.message.body_hash for delivery in deliveries}
        if missing := wanted - self._bodies.keys():
            async with self._app.db.reading() as tx:
                read = await tx.outbox.bodies(missing)
            if len(self._bodies) + len(read) > MOST_BODIES:
                self._bodies = {hashed: body for hashed, body in self._bodies.items() if hashed in wanted}
            self._bodies |= read
        return dict(self._bodies)

    def _all_made(self, deliveries: Sequence[Delivery], bodies: Mapping[str, Body]) -> list[tuple[Delivery, Made]]:
        """In a thread."""
        return [(delivery, self._made(delivery, bodies)) for delivery in deliveries]

    def _made(self, delivery: Delivery, bodies: Mapping[str, Body]) -> Made:
        body = bodies.get(delivery.message.body_hash)
        if body is None:
            return ValueError("its body is gone")
        try:
            return self._envelope(delivery, body)
        except (DispatcherError, ValueError) as error:
            return error
        except Exception as error:  # or it would end every run before what stands behind it
            logger.exception("message.stumbled", delivery=delivery.id)
            return error

    def _envelope(self, delivery: Delivery, body: Body) -> Envelope:
        message = delivery.message
        return Envelope(
            delivery_id=delivery.id,
            sender=envelope_sender(self._app, delivery),
            recipient=message.address,
            data=signed_bytes_of(self._app, message, body, delivery_id=delivery.id, composer=self._composer),
            attempts=delivery.attempts,
            not_after=message.not_after,
            file_stem=f"{message.kind}-{delivery.id}",
        )

    async def _fail(self, delivery: Delivery, error: Exception) -> None:
        self.unmade += 1
        logger.error("message.unmade", delivery=delivery.id, error=str(error))
        await self._ledger.settle(
            Attempt(
                delivery_id=delivery.id,
                started_at=self._clock(),
                took_for=0.0,
                stage=Stage.CONNECT,
                reply=None,
                state=DeliveryState.FAILED,
                reason=f"the message cannot be made: {error}",
                next_attempt_at=None,
            )
        )


async def _next(slices: AsyncIterator[Slice]) -> Slice | None:
    return await anext(slices, None)
