"""What a Postfix took, by its log: a file or the journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from dispatcher.transport.evidence.asked import Doubt, Finding, Known, Verdict
from dispatcher.transport.evidence.lines import Lines, LostPlaceError
from dispatcher.transport.evidence.postfix_judge import PostfixJudge
from dispatcher.transport.evidence.postfix_trail import PostfixTrail

_MOST_TRAILS = 16  # beside each other; then they are followed anew as one
_READ_AGAIN = 3  # a log that is rotated while it is read


@dataclass(slots=True)
class _Followed:
    doubts: frozenset[Doubt]
    trail: PostfixTrail
    judge: PostfixJudge
    lines: Lines


class PostfixEvidence:
    """
    `Evidence` of a Postfix.

    A log is read once, from before a doubt to its end; the next look reads what came since. Doubts that come later are followed by
    a trail of their own, as their lines may have gone by. All of it is forgotten with the last doubt.
    """

    def __init__(self, lines: Callable[[datetime], Lines], *, zone: tzinfo, grace: timedelta) -> None:
        self._lines = lines  # from a moment on
        self._zone = zone
        self._grace = grace
        self._followed: list[_Followed] = []

    def accepted(self, doubts: Collection[Doubt], *, known: Collection[Known], now: datetime) -> Mapping[int, Verdict]:
        """A verdict for each; unknown, and why, when the log cannot be read."""
        self._follow(frozenset(doubts), known)
        verdicts: dict[int, Verdict] = {}
        for followed in self._followed:
            theirs = followed.doubts & frozenset(doubts)
            try:
                self._read(followed, known, now)
            except (OSError, EOFError, ValueError) as error:
                why = f"the relay's log cannot be read ({getattr(error, 'strerror', None) or error})"
                verdicts |= {each.delivery_id: Verdict(Finding.UNKNOWN, why) for each in theirs}
            else:
                verdicts |= {each.delivery_id: followed.judge.verdict(each, now=now) for each in theirs}
        return verdicts

    def _follow(self, doubts: frozenset[Doubt], known: Collection[Known]) -> None:
        self._followed = [each for each in self._followed if each.doubts & doubts]
        new = doubts.difference(*(each.doubts for each in self._followed))
        if new and len(self._followed) >= _MOST_TRAILS:
            self._followed, new = [], doubts
        if new:
            self._followed.append(self._started(new, known))

    def _started(self, doubts: frozenset[Doubt], known: Collection[Known]) -> _Followed:
        wanted = [each.message_id for each in doubts] + [each.message_id for each in known]
        trail = PostfixTrail(wanted)
        return _Followed(
            doubts,
            trail,
            PostfixJudge(trail, known, zone=self._zone, grace=self._grace),
            self._lines(min(each.since for each in doubts)),
        )

    def _read(self, followed: _Followed, known: Collection[Known], now: datetime) -> None:
        for _ in range(_READ_AGAIN):
            try:
                for lines in followed.lines.more(now=now):
                    followed.trail.read(lines)
            except LostPlaceError:
                anew = self._started(followed.doubts, known)
                followed.trail, followed.judge, followed.lines = anew.trail, anew.judge, anew.lines
            else:
                return
        raise OSError("it is rotated again and again")
