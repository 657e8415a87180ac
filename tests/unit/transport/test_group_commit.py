"""One durable commit serves everyone who waits, and everyone hears what came of it."""

import asyncio
from datetime import UTC, datetime

from dispatcher.errors import StorageError
from dispatcher.model import Attempt, DeliveryState, Reply, Stage
from dispatcher.transport import GroupLedger


def attempt(number):
    return Attempt(
        delivery_id=number,
        started_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        took_for=0.1,
        stage=Stage.REPLY,
        reply=Reply(250),
        state=DeliveryState.SENT,
        reason="250",
        next_attempt_at=None,
    )


class Disk:
    """Commits as a database does: slowly, one at a time, all or nothing."""

    def __init__(self):
        self.commits = []
        self.ours = set(range(100))
        self.full = False
        self.writing = False

    async def commit(self, intents, attempts):
        assert not self.writing, "commits never overlap"
        self.writing = True
        await asyncio.sleep(0.005)
        self.writing = False
        if self.full:
            raise StorageError("the disk is full")
        self.commits.append((list(intents), [each.delivery_id for each in attempts]))
        return self.ours & set(intents)


async def test_what_arrives_during_a_commit_goes_into_the_next_one_together():
    disk = Disk()
    ledger = GroupLedger(disk.commit)
    first = asyncio.create_task(ledger.intend(0))
    await asyncio.sleep(0.001)
    await asyncio.gather(
        first, *(ledger.intend(n) for n in range(1, 20)), *(ledger.settle(attempt(n)) for n in (30, 31))
    )
    assert disk.commits == [([0], []), (list(range(1, 20)), [30, 31])]


async def test_each_hears_whether_the_delivery_is_still_ours():
    disk = Disk()
    disk.ours = {1, 3}
    ledger = GroupLedger(disk.commit)
    assert await asyncio.gather(*(ledger.intend(n) for n in (1, 2, 3))) == [True, False, True]


async def test_all_who_waited_for_a_commit_that_failed_hear_of_it_and_the_next_one_is_new():
    disk = Disk()
    disk.full = True
    ledger = GroupLedger(disk.commit)
    results = await asyncio.gather(ledger.intend(1), ledger.settle(attempt(2)), return_exceptions=True)
    assert [type(result) for result in results] == [StorageError, StorageError]
    disk.full = False
    assert await ledger.intend(1)


async def test_who_gave_up_waiting_has_no_intent_written_but_what_was_settled_is():
    disk = Disk()
    ledger = GroupLedger(disk.commit)
    first = asyncio.create_task(ledger.intend(0))
    await asyncio.sleep(0.001)
    waiting = [asyncio.create_task(ledger.intend(1)), asyncio.create_task(ledger.settle(attempt(2)))]
    await asyncio.sleep(0)
    for each in waiting:
        each.cancel()
    await first
    await asyncio.sleep(0.02)
    assert disk.commits == [([0], []), ([], [2])]


async def test_sequential_callers_wait_for_their_own_commit_only():
    disk = Disk()
    ledger = GroupLedger(disk.commit)
    for number in range(3):
        await ledger.intend(number)
        await ledger.settle(attempt(number))
    assert len(disk.commits) == 6
