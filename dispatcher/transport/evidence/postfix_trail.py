"""
Lines of a Postfix log → what became of some messages. Pure.

What its daemons write of one message (Postfix 3.7):

    smtpd[7]:   4ZX: client=…                     a transaction begins, before the go-ahead to DATA
    cleanup[8]: 4ZX: message-id=<…>               its header is read: nothing is promised yet
    qmgr[9]:    4ZX: from=<…>, size=…, nrcpt=…    it was committed to disk: taken, whoever heard the 250

The second line comes also of bodies that were cut, too large, or refused at the end, and then often after the smtpd has said so. A
transaction that ended well and yet shows no third line may wait behind a busy qmgr: unknown. Queue ids (here: tickets) are used again
after a while, so a new `client=` begins a new life of its ticket.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The stamp and tag stand where no stranger's words can: what follows may quote a client.
_STAMP = rb"(?:\d{4}-\d\d-\d\dT\S+|[A-Z][a-z][a-z] [ \d]\d \d\d:\d\d:\d\d)"
STAMP = re.compile(_STAMP)
_LINE = re.compile(
    rb"(" + _STAMP + rb") \S+ (?:\w+\.\w+ )?"
    rb"\S*/(smtpd|cleanup|qmgr|oqmgr|master)\[(\d+)\]: (.*)"
)
# Behind the ticket. What an smtpd refuses at RCPT is one recipient of several, and the message goes its way.
_REFUSED_AT_END = (b"reject: END-OF-MESSAGE ", b"milter-reject: END-OF-MESSAGE ")
_REFUSED = (b"reject: ", b"milter-reject: ")
# Too large, disk full; a table that cannot be read.
_SPOILED = re.compile(rb"warning: (\w+): (?:(?:write )?queue file|.*-- message not accepted)")
# Before the dot was read: "lost connection after DATA (779 bytes)". After it, Postfix says END-OF-MESSAGE.
_CUT = re.compile(rb"(?:lost connection|timeout|too many errors) after (?:DATA|BDAT) \(\d+ bytes\)")
_GONE = re.compile(rb"warning: process \S*/smtpd pid (\d+) (?:killed|exit)")


class Transaction:
    """What one smtpd began with `client=`."""

    __slots__ = ("is_dead", "is_other", "is_over", "ticket")

    def __init__(self, ticket: bytes) -> None:
        self.ticket = ticket
        self.is_dead = False  # it can have led to nothing
        self.is_over = False  # its smtpd went on to something else
        self.is_other = False  # its message-id was read

    @property
    def is_open(self) -> bool:
        """Whether it may yet turn out to be anybody's message."""
        return not (self.is_dead or self.is_over or self.is_other)


@dataclass(slots=True)
class Life:
    """One transaction that carried a wanted message."""

    ticket: bytes
    transaction: Transaction | None  # null when it came in by another door than smtpd
    is_taken: bool = False

    @property
    def is_dead(self) -> bool:
        """Whether it surely came to nothing."""
        return self.transaction is not None and self.transaction.is_dead


class PostfixTrail:
    """
    Follows a log from some moment to its end, and on.

    Of the messages only the `wanted` ones are remembered, by their Message-IDs, beside two transactions for each smtpd.
    """

    def __init__(self, wanted: Iterable[str]) -> None:
        self._lives: dict[bytes, list[Life]] = {message_id.encode(): [] for message_id in wanted}
        self._now: dict[bytes, Life] = {}  # by ticket, the wanted life it has now
        self._of_smtpd: dict[bytes, Transaction] = {}  # by process id
        self._before: dict[bytes, Transaction] = {}  # by process id, the one before
        self._of_ticket: dict[bytes, Transaction] = {}
        self.first: bytes | None = None  # stamp of the first line; null when there was none
        self.last: bytes | None = None  # and of the last

    def lives(self, message_id: str) -> Sequence[Life]:
        """The transactions that carried a wanted message, in order."""
        return self._lives.get(message_id.encode(), ())

    def under_way(self) -> tuple[Transaction, ...]:
        """What may yet turn out to be anybody's message; each is followed on."""
        return tuple(each for each in self._of_smtpd.values() if each.is_open)

    def read(self, lines: Iterable[bytes]) -> None:
        """Whole lines, in the order they were written; those that are not Postfix's are passed over."""
        match = _LINE.match
        found = last = None
        for line in lines:
            found = match(line)
            if found is None:
                continue
            last = found
            stamp, program, process, text = found.groups()
            if self.first is None:
                self.first = stamp
            if program == b"cleanup":
                self._cleanup(text)
            elif program == b"smtpd":
                self._smtpd(process, text)
            elif program == b"master":
                self._master(text)
            elif self._now:
                self._qmgr(text)
        if last is not None:
            self.last = last[1]

    def _smtpd(self, process: bytes, text: bytes) -> None:
        ticket, _, rest = text.partition(b": ")
        if rest.startswith(b"client="):
            self._ended(process)
            self._begun(process, ticket)
        elif text.startswith((b"connect from ", b"disconnect from ", b"fatal: ", b"panic: ")):
            self._ended(process)
        elif rest.startswith(_REFUSED_AT_END):
            self._dead(self._of_ticket.get(ticket))
        elif text.startswith(b"warning: "):
            self._spoiled(text)
        elif _CUT.match(text):
            self._dead(self._of_smtpd.get(process))

    def _cleanup(self, text: bytes) -> None:
        ticket, _, rest = text.partition(b": ")
        if rest.startswith(b"message-id="):
            transaction = self._of_ticket.get(ticket)
            if transaction is not None:
                transaction.is_other = True
            lives = self._lives.get(rest[11:].strip())
            if lives is not None:
                life = Life(ticket, transaction)
                lives.append(life)
                self._now[ticket] = life
            else:
                self._now.pop(ticket, None)
        elif rest.startswith(_REFUSED):
            self._dead(self._of_ticket.get(ticket))
        elif text.startswith(b"warning: "):
            self._spoiled(text)

    def _qmgr(self, text: bytes) -> None:
        ticket, _, rest = text.partition(b": ")
        life = self._now.get(ticket)
        if life is not None and rest.startswith(b"from=<"):
            life.is_taken = True

    def _master(self, text: bytes) -> None:
        gone = _GONE.match(text)
        if gone is not None:
            self._ended(gone[1])
        elif text.startswith(b"daemon started"):
            for process in tuple(self._of_smtpd):
                self._ended(process)

    def _begun(self, process: bytes, ticket: bytes) -> None:
        transaction = Transaction(ticket)
        last = self._of_smtpd.get(process)
        if last is not None:  # cleanup may still have a word on it, on the one before it no more
            forgotten = self._before.get(process)
            if forgotten is not None and self._of_ticket.get(forgotten.ticket) is forgotten:
                del self._of_ticket[forgotten.ticket]
            self._before[process] = last
        self._of_smtpd[process] = transaction
        if ticket != b"NOQUEUE":  # before a proxy filter; then the one behind it gives the ticket
            self._now.pop(ticket, None)
            self._of_ticket[ticket] = transaction

    def _ended(self, process: bytes) -> None:
        """What an smtpd had under way is over."""
        transaction = self._of_smtpd.get(process)
        if transaction is not None:
            transaction.is_over = True

    def _spoiled(self, text: bytes) -> None:
        spoiled = _SPOILED.match(text)
        if spoiled is not None:
            self._dead(self._of_ticket.get(spoiled[1]))

    def _dead(self, transaction: Transaction | None) -> None:
        if transaction is not None:
            transaction.is_dead = True
