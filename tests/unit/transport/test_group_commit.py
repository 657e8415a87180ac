"""One durable commit serves everyone who waits, and everyone hears what came of it."""

import asyncio
from datetime import UTC, datetime

from dispatcher.errors import StorageError
from dispatcher.model import Attempt, DeliveryState, Intent, Reply, Stage
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
        ids = [each.delivery_id for each in intents]
        self.commits.append((ids, [each.delivery_id for each in attempts]))
        return self.ours & set(ids)


async def test_what_arrives_during_a_commit_goes_into_the_next_one_together():
    disk = Disk()
    ledger = GroupLedger(disk.commit)
    first = asyncio.create_task(ledger.intend(Intent(0, "smtp")))
    await asyncio.sleep(0.001)
    await asyncio.gather(
        first, *(ledger.intend(Intent(n, "smtp")) for n in range(1, 20)), *(ledger.settle(attempt(n)) for n in (30, 31))
    )
    assert disk.commits == [([0], []), (list(range(1, 20)), [30, 31])]


async def test_each_hears_whether_the_delivery_is_still_ours():
    disk = Disk()
    disk.ours = {1, 3}
    ledger = GroupLedger(disk.commit)
    assert await asyncio.gather(*(ledger.intend(Intent(n, "smtp")) for n in (1, 2, 3))) == [True, False, True]


async def test_all_who_waited_for_a_commit_that_failed_hear_of_it_and_the_next_one_is_new():
    disk = Disk()
    disk.full = True
    ledger = GroupLedger(disk.commit)
    results = await asyncio.gather(ledger.intend(Intent(1, "smtp")), ledger.settle(attempt(2)), return_exceptions=True)
    assert [type(result) for result in results] == [StorageError, StorageError]
    disk.full = False
    assert await ledger.intend(Intent(1, "smtp"))


async def test_who_gave_up_waiting_has_no_intent_written_but_what_was_settled_is():
    disk = Disk()
    ledger = GroupLedger(disk.commit)
    first = asyncio.create_task(ledger.intend(Intent(0, "smtp")))
    await asyncio.sleep(0.001)
    waiting = [asyncio.create_task(ledger.intend(Intent(1, "smtp"))), asyncio.create_task(ledger.settle(attempt(2)))]
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
        await ledger.intend(Intent(number, "smtp"))
        await ledger.settle(attempt(number))
    assert len(disk.commits) == 6


async def test_a_turn_is_one_commit_and_its_answer_is_about_the_intent():
    disk = Disk()
    disk.ours = {2}
    ledger = GroupLedger(disk.commit)
    turns = [
        (attempt(1), Intent(2, "smtp")),
        (attempt(3), Intent(4, "smtp")),
        (attempt(5), None),
        (None, Intent(2, "smtp")),
    ]
    assert await asyncio.gather(*(ledger.turn(*each) for each in turns)) == [True, False, True, True]
    assert disk.commits == [([2, 4, 2], [1, 3, 5])]


async def test_who_gave_up_a_turn_has_settled_and_not_intended():
    disk = Disk()
    ledger = GroupLedger(disk.commit)
    first = asyncio.create_task(ledger.settle(attempt(0)))
    await asyncio.sleep(0.001)
    turn = asyncio.create_task(ledger.turn(attempt(1), Intent(2, "smtp")))
    await asyncio.sleep(0)
    turn.cancel()
    await first
    await asyncio.sleep(0.02)
    assert disk.commits == [([], [0]), ([], [1])]


async def test_a_commit_waits_a_little_for_those_who_came_to_the_last_one():
    disk = Disk()
    ledger = GroupLedger(disk.commit)

    async def connection(number):
        for turn in range(5):
            await ledger.turn(attempt(number), Intent(number, "smtp"))
            await asyncio.sleep(0.0001 * (number + turn))  # they come back one after the other

    await asyncio.gather(*(connection(number) for number in range(4)))
    assert len(disk.commits) <= 7
    assert sum(len(intents) for intents, _ in disk.commits) == 20


async def test_who_is_alone_waits_for_others_once_and_not_again():
    disk = Disk()
    ledger = GroupLedger(disk.commit)
    await asyncio.gather(*(ledger.intend(Intent(number, "smtp")) for number in range(4)))
    for number in range(4):
        await ledger.intend(Intent(number, "smtp"))
    assert [len(intents) for intents, _ in disk.commits] == [4, 1, 1, 1, 1]
    assert ledger._expected == 1
