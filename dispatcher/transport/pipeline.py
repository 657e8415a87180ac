"""
Envelopes → one open session: a body and the next envelope in one write, one round trip and one commit a message.

The order that binds: the intent of a message is durable before its body leaves. The reply to the last body and the intent of the next
one stand in the same commit, so that at a kill or a cut one message a connection can be in doubt at most; an envelope whose body has
not left is surely unsent. Where the server does not offer PIPELINING, the same steps are taken one by one.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from dispatcher.model import Stage
from dispatcher.transport.envelope import Envelope, Reached
from dispatcher.transport.lines import Lines
from dispatcher.transport.outcomes import Outcome
from dispatcher.transport.session import Introduced, Session
from dispatcher.transport.supply import Supply
from dispatcher.transport.tally import Ended, Tally, UnderWay

# Seconds that the reply to a body waits for the replies to the envelope behind it. A server may take minutes for those, and what was
# answered must not be in doubt meanwhile.
_PATIENCE = 0.2


@dataclass(slots=True)
class _Said:
    """A message that was begun, with what there is to say of it."""

    message: UnderWay
    lines: Lines
    group: bytes = b""
    replies: int = 0


class Pipeline:
    """Takes messages over one session, as long as there are some and the session lasts; a `Carrier`."""

    def __init__(self, session: Session, supply: Supply, tally: Tally, *, idle: float, quit_within: float) -> None:
        self._session = session
        self._supply = supply
        self._tally = tally
        self._idle = idle
        self._quit_within = quit_within
        self._introducing = False
        session.stopping = lambda: supply.ended

    async def carry(self, first: Envelope) -> None:
        """Begin with `first`. What the ledger raises is raised, and the connection is cut then."""
        try:
            await self._carry(first)
        except BaseException:
            self._session.usable = False
            raise

    def wind_up(self) -> None:
        """The run ends: only a body under way is waited for."""
        if self._introducing:
            self._session.conversation.hurry(within=self._quit_within)

    def cut(self) -> None:
        """The time for that is over."""
        self._session.conversation.abort("the run ended before the reply")

    async def close(self) -> None:
        """Take leave; never raises for what the other side does."""
        await self._session.close()

    @property
    def surprised(self) -> bool:
        """Whether the next connection had better go step by step."""
        return self._session.surprised

    async def _carry(self, first: Envelope) -> None:
        session, tally = self._session, self._tally
        leaving: _Said | None = None  # its body
        coming = await self._fit(first)
        if coming is not None:
            session.conversation.say(coming.group, replies=coming.replies)
        while session.usable:
            if leaving is None and coming is None:
                if session.is_worn or (coming := await self._awaited()) is None:
                    return
                session.conversation.say(coming.group, replies=coming.replies)
            ended = None
            if leaving is not None:
                ended, leaving = (leaving.message, await session.replied()), None
                if coming is not None and not await self._is_answered(coming):
                    await tally.turn(ended)
                    ended = None
            opened = Introduced.UNTOUCHED if coming is None else await self._introduced(coming)
            if coming is None or opened is not Introduced.OPEN:
                await self._not_opened(ended, coming, opened)
                coming = None
            elif await tally.turn(ended, intend=coming.message):
                leaving, coming = (
                    coming,
                    None if session.is_worn or not session.pipelining else await self._fit_one_ready(),
                )
                self._let_go(leaving, coming)
            else:
                session.hang_up()

    async def _introduced(self, coming: _Said) -> Reached | Introduced:
        if not self._session.usable or (self._supply.ended and self._session.pipelining):
            self._session.hang_up()
            return Introduced.UNTOUCHED
        self._introducing = True
        opened = await self._session.introduced(coming.lines)
        self._introducing = False
        if opened is Introduced.OPEN and self._supply.ended:
            self._session.hang_up()
            return Introduced.UNTOUCHED
        return opened

    async def _not_opened(self, ended: Ended | None, coming: _Said | None, opened: Reached | Introduced) -> None:
        """Settle what has ended, a refused envelope among it; what was not touched goes to whoever takes it first."""
        settled = [] if ended is None else [ended]
        if coming is not None:
            if isinstance(opened, Reached):
                settled.append((coming.message, opened))
            else:
                self._supply.give_back(coming.message.envelope)
        if len(settled) == 1:
            await self._tally.turn(settled[0])
        elif settled:
            await asyncio.gather(*(self._tally.turn(each) for each in settled))  # in one commit

    def _let_go(self, leaving: _Said, coming: _Said | None) -> None:
        if coming is None:
            self._session.body(leaving.lines, behind=b"", replies=0)
        else:
            self._session.body(leaving.lines, behind=coming.group, replies=coming.replies)

    async def _is_answered(self, coming: _Said) -> bool:
        """Whether what the server says to the next envelope is here, or need not be waited for."""
        return (
            not self._session.usable
            or self._supply.ended
            or await self._session.conversation.hears(coming.replies, within=_PATIENCE)
        )

    async def _awaited(self) -> _Said | None:
        """The next message, when there is one; None when the connection is to be closed, or was meanwhile."""
        while (envelope := self._supply.ready() or await self._idled()) is not None:
            if (said := await self._fit(envelope)) is not None:
                return said
        return None

    async def _idled(self) -> Envelope | None:
        conversation = self._session.conversation
        if conversation.lost is not None:
            return None  # while the last reply was noted; who asks must also wait, or its envelope is nobody's
        waiting = self._supply.ask(is_open=True)
        if waiting.done():
            return waiting.result()
        self._session.fell_idle()
        conversation.when_lost = lambda: self._supply.forgo(waiting)
        timer = asyncio.get_running_loop().call_later(self._idle, self._supply.forgo, waiting)
        try:
            return await waiting
        finally:
            timer.cancel()
            conversation.when_lost = None

    async def _fit_one_ready(self) -> _Said | None:
        while (envelope := self._supply.ready()) is not None:
            if (said := await self._fit(envelope)) is not None:
                return said
        return None

    async def _fit(self, envelope: Envelope) -> _Said | None:
        """The message as it is said; None when it cannot be said to this server, and is settled so."""
        message = self._tally.begin(envelope)
        lines = self._session.lines_of(envelope)
        if isinstance(lines, Outcome):
            await self._tally.turn((message, Reached(Stage.MAIL, own=lines)))
            return None
        return _Said(message, lines, *self._session.introduce(lines))
