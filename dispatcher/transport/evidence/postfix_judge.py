"""
What a Postfix's log has of a message → Verdict. Pure.

A relay that is slow after the dot (a policy server, a filter) takes mail long after its client is gone, and writes `message-id=` only
then. So absence is not read off a clock: every transaction that was under way when the connection was surely gone must have come to its
end, or turned out to be another message's. The two clocks are compared no closer than the grace: lines later than the cut are asked for
so that what was written before has arrived, and the rest is order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta, tzinfo

from dispatcher.transport.evidence.asked import Doubt, Finding, Known, Verdict
from dispatcher.transport.evidence.log_time import moment
from dispatcher.transport.evidence.postfix_trail import Life, PostfixTrail, Transaction


class PostfixJudge:
    """Judges by a trail that is read to the end of its log before each question."""

    def __init__(self, trail: PostfixTrail, known: Collection[Known], *, zone: tzinfo, grace: timedelta) -> None:
        self._trail = trail
        self._known = tuple(known)
        self._zone = zone
        self._grace = grace
        self._awaited: dict[Doubt, Sequence[Transaction]] = {}

    def verdict(self, doubt: Doubt, *, now: datetime) -> Verdict:
        """What the lines say; the log was read to its end at `now` or later."""
        lives = self._trail.lives(doubt.message_id)
        for life in lives:
            if life.is_taken:
                return Verdict(Finding.ACCEPTED, f"the relay's log has it as {life.ticket.decode('ascii', 'replace')}")
        # Of an hour that came twice the first line is taken to be late and the last one early: neither may claim too much.
        first = self._moment(self._trail.first, now=now, second=True)
        last = self._moment(self._trail.last, now=now)
        if first is None or last is None:
            return _unknown("the relay's log has no lines of Postfix")
        if first > doubt.since:
            return _unknown("the relay's log begins after it was sent")
        settled = doubt.until + self._grace
        if now < settled or last < settled:
            return Verdict(Finding.UNKNOWN, "the relay's log has no lines since", waiting=True)
        why = self._undecided(doubt, lives) or self._unshown(since=first, until=now - self._grace)
        return _unknown(why) if why else Verdict(Finding.ABSENT, "the relay's log does not have it")

    def _undecided(self, doubt: Doubt, lives: Sequence[Life]) -> str | None:
        """Why it may have been taken all the same, or may yet be."""
        if doubt not in self._awaited:
            self._awaited[doubt] = self._trail.under_way()
        if any(each.is_open for each in self._awaited[doubt]):
            return "the relay has not finished what it was taking"
        if not all(life.is_dead for life in lives):
            return "the relay's log has its Message-ID, but not that it was taken"
        return None

    def _unshown(self, *, since: datetime, until: datetime) -> str | None:
        """Why this log is not to be relied on: it lacks what the relay is known to have taken."""
        for each in self._known:
            taken = any(life.is_taken for life in self._trail.lives(each.message_id))
            if since <= each.taken_at <= until and not taken:
                return "the relay's log does not show other mail that the relay took"
        return None

    def _moment(self, stamp: bytes | None, *, now: datetime, second: bool = False) -> datetime | None:
        return None if stamp is None else moment(stamp, zone=self._zone, now=now, second=second)


def _unknown(why: str) -> Verdict:
    return Verdict(Finding.UNKNOWN, why)
