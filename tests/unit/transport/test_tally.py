"""What concerns everyone ends the run; what concerns one domain does not stop the others."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatcher.model import Reply, Stage
from dispatcher.transport.envelope import Reached, SendReport
from dispatcher.transport.tally import Tally
from tests.fakes.book import Book
from tests.fakes.envelopes import envelope

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SENT = Reached(Stage.REPLY, Reply(250))
SLOW_DOWN = Reached(Stage.RCPT, Reply(421, "too fast", "4.7.0"))
GOING = Reached(Stage.REPLY, Reply(421, "closing", "4.3.2"))
NOT_YOU = Reached(Stage.MAIL, Reply(550, "not from you", "5.7.1"))
BROKE = Reached(Stage.RCPT)
NOBODY = Reached(Stage.RCPT, Reply(550, "no such user", "5.1.1"))
IN_DOUBT = Reached(Stage.REPLY)


async def judged(*met):
    """After how many of these (domain, Reached) the run was ended; None: it was not."""
    ends = []
    report = SendReport()
    book = Book()
    tally = Tally(book, relay="smtp", now=lambda: NOON, report=report, end=lambda: ends.append(len(book.attempts) + 1))
    for number, (domain, reached) in enumerate(met):
        message = tally.begin(envelope(number, recipient=f"a@{domain}"))
        await tally.turn(None, intend=message)
        await tally.turn((message, reached))
    assert (report.unreachable is not None) == bool(ends)
    return ends[0] if ends else None


A, B = "a.example", "b.example"


@pytest.mark.parametrize(
    ("met", "ends_after"),
    [
        ([(A, NOT_YOU)] * 5, 3),
        ([(A, BROKE)] * 5, 3),
        ([(A, IN_DOUBT)] * 5, 3),
        ([(A, SLOW_DOWN)] * 50, None),  # one domain, however often
        ([(A, GOING)] * 50, None),
        ([(A, SLOW_DOWN), (B, SLOW_DOWN), (A, SLOW_DOWN)], 3),
        ([(A, SLOW_DOWN), (A, SLOW_DOWN), (B, GOING)], 3),
        ([(A, SLOW_DOWN), ("A.Example", SLOW_DOWN), (A, SLOW_DOWN)], None),
        ([(A, SLOW_DOWN), (A, SLOW_DOWN), (B, SENT)] * 9, None),
        ([(A, SLOW_DOWN), (B, SLOW_DOWN), (B, NOBODY)] * 9, None),
        ([(A, NOT_YOU), (A, BROKE), (B, SENT), (A, NOT_YOU), (A, BROKE)], None),
        ([(A, SLOW_DOWN), (A, SLOW_DOWN), (A, NOT_YOU)], None),
        ([(A, SLOW_DOWN), (A, SLOW_DOWN), (B, NOT_YOU)], 3),
        ([(A, NOBODY)] * 50, None),
    ],
)
async def test_three_in_a_row_that_concern_everyone_end_the_run(met, ends_after):
    assert await judged(*met) == ends_after


async def test_an_attempt_says_when_it_began_how_long_it_took_and_where():
    book = Book()
    moments = iter([NOON, NOON + timedelta(hours=1)])
    tally = Tally(book, relay="backup", now=lambda: next(moments), report=SendReport(), end=lambda: None)
    message = tally.begin(envelope(1))
    assert await tally.turn(None, intend=message)
    assert await tally.turn((message, SENT))
    (attempt,) = book.attempts
    assert (attempt.started_at, attempt.relay) == (NOON, "backup")
    assert 0 <= attempt.took_for < 1
