"""Room for each domain, what is stopped and what is kept for tomorrow, in real runs with a clock of their own."""

import asyncio
from collections import Counter

from dispatcher.app import send
from dispatcher.db.instance import Instance
from dispatcher.db.stops import Stops
from dispatcher.errors import StorageError
from dispatcher.model import DeliveryState
from tests.fakes.choosy import ChoosyServer
from tests.fakes.people import NOON
from tests.fakes.relayed import (
    DAY,
    DEFERRED,
    FAILED,
    HOUR,
    MINUTE,
    QUEUED,
    SECOND,
    SENT,
    deliveries,
    domain_of,
    readers,
    relay,
    sending,
    states,
)
from tests.fakes.waiting import queue_up


class Mailboxes:
    """What many domains do behind one relay; `slow.example` takes so many a minute, by a clock of its own."""

    def __init__(self, most=None):
        self.now = NOON
        self.most = most
        self.took = []
        self.asked = []  # (moment, domain, taken)

    def __call__(self, stage, recipient):
        domain = domain_of(recipient)
        if stage != "RCPT":
            return None
        minute = [at for at in self.took if at > self.now - MINUTE]
        if domain == "slow.example" and self.most is not None and len(minute) >= self.most:
            self.asked.append((self.now, domain, False))
            return "421 4.7.0 too much mail from you, slow down"
        if domain == "slow.example":
            self.took.append(self.now)
        self.asked.append((self.now, domain, True))
        return None

    def counted(self, domain, *, after=NOON, until=NOON + DAY):
        found = Counter(taken for at, which, taken in self.asked if which == domain and after <= at < until)
        return found[True], found[False]


async def minutes(app, mailboxes, number, *, every):
    while mailboxes.now < NOON + number * MINUTE:
        await send.run(app, now=mailboxes.now, clock=lambda: mailboxes.now)
        mailboxes.now += every


async def test_a_domain_that_says_421_after_twenty_a_minute_slows_itself_and_nobody_else(tmp_path):
    url = f"sqlite:///{tmp_path / 'dispatcher.db'}"
    mailboxes = Mailboxes(most=20)
    async with ChoosyServer(mailboxes) as server, sending(tmp_path, url, port=server.port) as app:
        people = [address for domain in ("a.example", "b.example", "slow.example") for address in readers(150, domain)]
        await queue_up(app.db, people)
        await minutes(app, mailboxes, 6, every=3 * SECOND)
    for domain in ("a.example", "b.example"):
        assert mailboxes.counted(domain, until=NOON + SECOND) == (150, 0)  # all of it, at once
    taken, refused = mailboxes.counted("slow.example", after=NOON + 2 * MINUTE)
    assert refused / (taken + refused) < 0.05
    assert taken > 4 * 20 * 0.5


async def test_what_a_minute_has_no_room_for_waits_its_turn_without_an_attempt(tmp_path, db_url):
    async with ChoosyServer() as server:
        smtp = "domain_messages_a_minute = 60"
        async with sending(tmp_path, db_url, port=server.port, smtp=smtp) as app:
            await queue_up(app.db, [*readers(100, "slow.example"), *readers(10, "a.example")])
            report = await send.run(app, now=NOON)
            assert Counter(map(domain_of, server.accepted)) == {"slow.example": 10, "a.example": 10}
            waiting = [each for each in await deliveries(app) if each.state is QUEUED]
            assert (report.sent, report.deferred, {each.attempts for each in waiting}) == (20, 0, {0})
            turns = sorted(each.next_attempt_at for each in waiting)
            assert (turns[0], turns[-1]) == (NOON + SECOND, NOON + 90 * SECOND)
            assert waiting[0].reason == "waits its turn: slow.example takes 60 messages a minute"
            await send.run(app, now=NOON + 30 * SECOND)
            assert Counter(map(domain_of, server.accepted))["slow.example"] == 20  # ten seconds' worth at once
            for n in range(31, 133, 3):
                await send.run(app, now=NOON + n * SECOND)
            assert len(server.accepted) == 110


async def test_a_stop_that_the_database_does_not_take_at_once_comes_later_and_leaves_nothing_in_doubt(
    tmp_path, db_url, monkeypatch
):
    def refuse(stage, recipient):
        return "550 5.7.1 your IP is on our block list" if stage == "RCPT" and "shut.example" in recipient else None

    add, refused = Stops.add, []

    async def sometimes(self, *args):
        if len(refused) < 2:
            refused.append(args)
            raise StorageError("the database is locked")
        return await add(self, *args)

    monkeypatch.setattr(Stops, "add", sometimes)
    async with ChoosyServer(refuse) as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, [*readers(6, "shut.example"), *readers(15, "open.example")])
        await send.run(app, now=NOON)
        assert set(found := await states(app)) <= {SENT, DEFERRED, QUEUED}
        assert found[SENT] == 15
        async with app.db.reading() as tx:
            assert [each.key for each in await tx.stops.all()] == ["shut.example"]


async def test_that_the_relay_answers_may_be_noted_later_and_leaves_nothing_in_doubt(tmp_path, db_url, monkeypatch):
    put, refused = Instance.put, []

    async def sometimes(self, key, value):
        if key == "unreachable" and len(refused) < 2:
            refused.append(value)
            raise StorageError("the database is locked")
        await put(self, key, value)

    monkeypatch.setattr(Instance, "put", sometimes)
    async with ChoosyServer() as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(20))
        await send.run(app, now=NOON)
        assert await states(app) == {SENT: 20}
        assert len(refused) == 2
        assert app.relay_reached


async def test_three_refusals_as_policy_in_a_row_stop_a_domain_and_nobody_is_failed_by_them(tmp_path, db_url):
    def refuse(stage, recipient):
        return "550 5.7.1 your IP is on our block list" if stage == "RCPT" and "shut.example" in recipient else None

    async with (
        ChoosyServer(refuse) as server,
        sending(tmp_path, db_url, port=server.port, smtp="connections = 1") as app,
    ):
        await queue_up(app.db, [*readers(10, "shut.example"), *readers(5, "open.example")])
        report = await send.run(app, now=NOON)
        assert (report.sent, report.failed) == (5, 0)
        found = await states(app)
        assert (found[SENT], found[FAILED]) == (5, 0)
        assert 3 <= found[DEFERRED] <= 6  # two or three were on their way already
        async with app.db.reading() as tx:
            (stop,) = await tx.stops.all()
            assert await tx.suppressions.suppressed(readers(10, "shut.example")) == set()
        assert (stop.kind, stop.key) == ("domain", "shut.example")
        assert "block list" in stop.reason
        asked = len(server.asked)
        report = await send.run(app, now=NOON + HOUR)
        assert (len(server.asked), report.anything) == (asked, False)
        server.answer = lambda _stage, _recipient: None
        async with app.db.transaction() as tx:
            await tx.stops.release("domain", "shut.example", now=NOON + HOUR)
        await send.run(app, now=NOON + HOUR)
        assert await states(app) == {SENT: 15}


async def test_one_odd_refusal_fails_its_own_message_and_stops_nothing(tmp_path, db_url):
    def refuse(stage, recipient):
        return "550 5.7.1 blocked" if stage == "RCPT" and recipient == "reader1@example.org" else None

    async with ChoosyServer(refuse) as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(10))
        await send.run(app, now=NOON)
        assert await states(app) == {SENT: 9, FAILED: 1}
        async with app.db.reading() as tx:
            assert await tx.stops.all() == []


async def test_what_two_domains_refuse_for_what_it_says_stops_its_edition_and_no_other(tmp_path, db_url):
    def refuse(stage, recipient):
        return "554 5.7.1 message content rejected" if stage == "dot" and "bad" in recipient else None

    async with (
        ChoosyServer(refuse) as server,
        sending(tmp_path, db_url, port=server.port, smtp="connections = 1") as app,
    ):
        bad = await queue_up(app.db, [f"bad{n}@{d}.example" for n in range(4) for d in "abc"])
        await queue_up(app.db, readers(5), edition=2)
        await send.run(app, now=NOON)
        found = await states(app)
        assert (found[SENT], found[FAILED]) == (5, 0)
        assert 2 <= found[DEFERRED] <= 5
        async with app.db.reading() as tx:
            assert [(each.kind, each.key) for each in await tx.stops.all()] == [("edition", str(bad))]
        assert len(server.accepted) == 5


async def test_a_relay_that_refuses_all_domains_is_to_blame_itself_and_the_next_takes_over(tmp_path, db_url):
    def refuse(stage, _recipient):
        return "554 5.7.1 Relay access denied" if stage == "RCPT" else None

    async with ChoosyServer(refuse) as first, ChoosyServer() as spare:
        relays = relay("spare", spare.port)
        async with sending(tmp_path, db_url, port=first.port, relays=relays, smtp="connections = 1") as app:
            await queue_up(app.db, [f"a@example{n}.org" for n in range(30)])
            await send.run(app, now=NOON)
            found = await states(app)
            assert (found[FAILED], found[SENT] + found[DEFERRED]) == (0, 30)
            assert 10 <= found[DEFERRED] <= 13
            assert len(spare.accepted) == found[SENT]
            await send.run(app, now=NOON + 20 * MINUTE)
            assert FAILED not in await states(app)


async def test_a_relay_warms_up_day_by_day(tmp_path, db_url):
    async with (
        ChoosyServer() as server,
        sending(tmp_path, db_url, port=server.port, smtp="warm_up = [3, 5]") as app,
    ):
        await queue_up(app.db, readers(20), good_for=5 * DAY)
        for n, wanted in [(0, 3), (0.4, 3), (0.5, 8), (1, 8), (1.5, 20)]:  # it is noon when it begins
            await send.run(app, now=NOON + n * DAY)
            assert len(server.accepted) == wanted, n
            waiting = [each for each in await deliveries(app) if each.state is QUEUED]
            assert all(each.attempts == 0 and "warms up" in each.reason for each in waiting)


async def test_what_is_no_good_tomorrow_expires_and_says_that_the_relay_warms_up(tmp_path, db_url):
    async with (
        ChoosyServer() as server,
        sending(tmp_path, db_url, port=server.port, smtp="warm_up = [3, 5]") as app,
    ):
        await queue_up(app.db, readers(5), good_for=2 * HOUR)
        await send.run(app, now=NOON)
        await send.run(app, now=NOON + 3 * HOUR)
        lost = [each for each in await deliveries(app) if each.state is DeliveryState.EXPIRED]
        assert (len(server.accepted), len(lost)) == (3, 2)
        assert "relay smtp warms up" in lost[0].reason


async def test_a_day_that_was_not_used_is_given_back(tmp_path, db_url):
    async with ChoosyServer() as gone:
        pass
    async with sending(tmp_path, db_url, port=gone.port, smtp="warm_up = [3, 5]") as app:
        await queue_up(app.db, readers(3))
        assert (await send.run(app, now=NOON)).unreachable
        async with ChoosyServer(port=gone.port) as server:
            await send.run(app, now=NOON)
            assert len(server.accepted) == 3


async def test_a_domain_that_asked_for_less_has_fewer_conversations_and_the_others_go_past_it(tmp_path, db_url):
    at_once, most = Counter(), Counter()

    class Counting(ChoosyServer):
        async def _think(self, recipient):
            domain = domain_of(recipient)
            at_once[domain] += 1
            most[domain] = max(most[domain], at_once[domain])
            await asyncio.sleep(0.02)
            at_once[domain] -= 1

    async with Counting() as server, sending(tmp_path, db_url, port=server.port, smtp="connections = 6") as app:
        app.learned.pacing.lanes.halve(("smtp", "slow.example"))
        await queue_up(app.db, [*readers(8, "slow.example"), *readers(40, "a.example")])
        await send.run(app, now=NOON)
        assert len(server.accepted) == 48
        assert most["slow.example"] <= 4
        assert most["a.example"] >= 4
