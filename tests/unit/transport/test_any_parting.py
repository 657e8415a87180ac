"""However the bytes of a server's replies are parted and joined on their way, every message ends the same."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.model import DeliveryState
from dispatcher.transport.conversation import Conversation
from dispatcher.transport.envelope import SendReport
from dispatcher.transport.pipeline import Pipeline
from dispatcher.transport.relay import Relay
from dispatcher.transport.session import Session
from dispatcher.transport.supply import Supply
from dispatcher.transport.tally import Tally
from tests.fakes.book import Book
from tests.fakes.envelopes import NOON, PATIENT, envelope, one_by_one
from tests.fakes.line import Line

ANSWERS = {
    "MAIL": ["250 2.1.0 Ok"] * 6 + ["452 4.3.1 full", "550-5.7.1 not\r\n550 5.7.1 you", "421 4.3.2 going", "cut"],
    "RCPT": ["250 2.1.5 Ok"] * 6 + ["450 4.2.0 later", "550 5.1.1 nobody", "421 4.7.0 slow down", "cut"],
    "DATA": ["354 go"] * 6 + ["354-go\r\n354 on", "451 4.3.0 no", "554 5.5.1 no", "421 4.3.2 going", "cut"],
    "dot": ["250 2.0.0 Ok: queued as 1"] * 6
    + ["250", "451 4.3.0 no", "554 5.6.0 no", "421 4.3.2 going", "cut", "what?"],
}
SCRIPT = st.lists(
    st.fixed_dictionaries({stage: st.sampled_from(said) for stage, said in ANSWERS.items()}), min_size=1, max_size=6
)


class Server(Line):
    """A server in the other end: answers as scripted, in pieces of these sizes in turn; it leaves when the script says so."""

    def __init__(self, script, sizes):
        super().__init__()
        self.script = list(script)
        self.sizes = list(sizes)
        self.heard = bytearray()
        self.said = bytearray()
        self.leaves = self.in_body = self.refused = False
        self.current = {}
        self.bodies = []

    def write(self, data):
        super().write(data)
        self.heard += data
        while not self.leaves and self._one():
            pass
        asyncio.get_running_loop().call_soon(self._speak)

    def _one(self):
        end = b"\r\n.\r\n" if self.in_body and not self.heard.startswith(b".\r\n") else b"\r\n"
        at = self.heard.find(end)
        if at < 0:
            return False
        line = bytes(self.heard[: at + len(end)])
        del self.heard[: at + len(end)]
        if self.in_body:
            self.in_body = False
            self.bodies.append(line)
            self._say(self.current["dot"] if not self.refused else "250 nothing for nobody")
            return True
        verb = line[:4].decode()
        if verb == "MAIL":
            self.current = self.script.pop(0) if self.script else {each: said[0] for each, said in ANSWERS.items()}
            self.refused = False
        self._say("250 reset" if verb == "RSET" else self.current[verb])
        self.refused = self.refused or (verb == "RCPT" and not self.current["RCPT"].startswith("250"))
        self.in_body = verb == "DATA" and self.current[verb].startswith("354")
        return True

    def _say(self, reply):
        self.leaves = reply == "cut" or reply.startswith("421")
        if reply != "cut":
            self.said += reply.encode() + b"\r\n"

    def _speak(self):
        if self.closing:
            return
        if self.said:
            size = self.sizes.pop(0) if self.sizes else 10_000
            piece = bytes(self.said[:size])
            del self.said[:size]
            self.protocol.data_received(piece)
        if self.said or self.leaves:
            if not self.said and not self.closing:
                self.protocol.eof_received()
            elif self.said:
                asyncio.get_running_loop().call_soon(self._speak)


def became(script, sizes, *, pipelining):
    """Each message's end, and what was not begun."""

    async def carried():
        book = Book()
        server = Server(script, sizes)
        relay = Relay(timeouts=PATIENT, pipelining=pipelining)
        session = Session(relay, Conversation(server), offers={"pipelining"})
        numbers = range(1, len(script) + 1)
        supply = Supply(one_by_one([envelope(n) for n in numbers]), ahead=10)
        tally = Tally(book, relay="smtp", now=lambda: NOON, report=SendReport(), end=lambda: None)
        await supply.fetch()
        await Pipeline(session, supply, tally, idle=1, quit_within=1).carry(supply.ready())
        assert not book.sending
        left = []
        while (each := supply.ready()) is not None:
            left.append(each.delivery_id)
        assert sorted([*left, *(each.delivery_id for each in book.attempts)]) == list(numbers), "none lost, none twice"
        return [(a.delivery_id, a.state, a.stage, a.reply) for a in book.attempts], left, server

    return asyncio.run(carried())


@settings(max_examples=300, deadline=None)
@given(SCRIPT, st.lists(st.integers(1, 120), max_size=60))
def test_every_message_ends_the_same_however_the_replies_are_parted(script, sizes):
    whole = became(script, [], pipelining=True)
    parted = became(script, sizes, pipelining=True)
    assert parted[:2] == whole[:2]


@settings(max_examples=300, deadline=None)
@given(SCRIPT, st.lists(st.integers(1, 120), max_size=60), st.booleans())
def test_what_is_said_of_a_message_is_what_the_server_said_of_it(script, sizes, pipelining):
    attempts, _, server = became(script, sizes, pipelining=pipelining)
    for number, state, _stage, _reply in attempts:
        answers = script[number - 1] if number <= len(script) else None
        if answers is None:
            continue
        path = [answers[each] for each in ("MAIL", "RCPT", "DATA", "dot")]
        took = path[0].startswith("250") and path[1].startswith("250") and path[2].startswith("354")
        if state is DeliveryState.SENT:
            assert took
            assert path[3].startswith("250")
        elif state is DeliveryState.IN_DOUBT:
            assert took
            assert path[3] in {"cut", "what?"}
        else:
            assert not took or path[3].startswith(("4", "5"))
    bodies = [body for body in server.bodies if body != b".\r\n"]
    with_body = [number for number, _, stage, _ in attempts if stage == "reply"]
    assert len(bodies) == len(with_body)
