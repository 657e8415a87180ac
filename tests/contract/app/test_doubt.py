"""What becomes of mail in doubt, by policy: from a killed sender's rows to the states that the relay's traces lead to."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from dispatcher.app import doubt
from dispatcher.app.evidence import Asked
from dispatcher.model import Body, DeliveryState, Fragment, Intent, Message, MessageKind, Plan
from tests.fakes.house import house
from tests.fakes.outbox import attempt
from tests.fakes.people import MASTHEAD, NOON

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SETTINGS = """
[web]
base_url = "https://news.example.org"
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
in_doubt = "{policy}"
evidence = "postfix:mail.log"
[[relay]]
name = "second"
[[list]]
name = "world"
from = "World <world@news.example.org>"
"""


@pytest.fixture
def doubtful(tmp_path, db_url):
    return partial(opened, tmp_path, db_url)


@asynccontextmanager
async def opened(folder, url, *, policy="reconcile", port=25, relay="smtp", sent=0):
    """An App whose sender was killed at noon with two bodies on their way; `sent` before them are known to have arrived."""
    (folder / "dispatcher.toml").write_text(SETTINGS.format(policy=policy, port=port))
    async with house(folder, url) as app:
        numbers = range(2 + sent)
        async with app.db.transaction() as tx:
            body_hash = await tx.outbox.put_body(Body(subject="s", fragments=(Fragment("f", "t\r\n", "h\r\n"),)))
            message = Message(
                kind=MessageKind.NOTICE,
                edition_id=None,
                subscription_id=None,
                subscriber_id=None,
                address="ops@example.org",
                name="",
                nonce="",
                masthead=MASTHEAD,
                plan=Plan(stories=()),
                period=None,
                body_hash=body_hash,
                message_id="",
                date=NOON,
                not_after=NOON + timedelta(days=3),
            )
            await tx.outbox.add_all([replace(message, message_id=f"<{n}@news.example.org>") for n in numbers], NOON)
        killed = app.db.sending(token="t")
        held = sorted(await killed.lease(now=NOON, limit=10), key=lambda each: each.id)
        await killed.commit([Intent(each.id, relay) for each in held], [], now=NOON)
        await killed.commit([], [attempt(each, relay=relay) for each in held[2:]], now=NOON)
        await killed.close()
        yield app


async def found(app):
    async with app.db.reading() as tx:
        return {
            each.message.message_id[1]: (each.state.value, each.reason)
            for each in await tx.outbox.list()
            if each.message.message_id[1] in "01"
        }


def write_log(folder, *numbers, until=NOON + MINUTE, first=NOON - 60 * MINUTE):
    lines = [(first, "master[1]: daemon started -- version 3.7")]
    for number in numbers:
        lines += [
            (NOON, f"smtpd[5]: Q{number}: client=localhost[127.0.0.1]"),
            (NOON, f"cleanup[6]: Q{number}: message-id=<{number}@news.example.org>"),
            (NOON, f"qmgr[7]: Q{number}: from=<world@news.example.org>, size=9, nrcpt=1 (queue active)"),
        ]
    lines.append((until, "smtpd[5]: disconnect from localhost[127.0.0.1]"))
    (folder / "mail.log").write_text("".join(f"{at.isoformat()} mx postfix/{text}\n" for at, text in lines))


async def recovered(app, *moments):
    for now in moments:
        await doubt.recover(app, now=now, alone=True)
    return await found(app)


async def test_resend_queues_the_same_mail_again(tmp_path, doubtful):
    async with doubtful(policy="resend") as app:
        assert {state for state, _ in (await recovered(app, NOON + MINUTE)).values()} == {"queued"}


async def test_hold_leaves_it_to_the_operator(tmp_path, doubtful):
    async with doubtful(policy="hold") as app:
        states = await recovered(app, NOON + MINUTE)
        assert states["0"] == ("held", "held: in doubt: the process ended between the body and the server's reply")


async def test_reconcile_tells_what_was_taken_from_what_was_not(tmp_path, doubtful):
    async with doubtful() as app:
        write_log(tmp_path, 1, until=NOON + 3 * MINUTE)
        states = await recovered(app, NOON + MINUTE, NOON + 2 * MINUTE)
        assert states == {
            "0": ("queued", "queued again after being in doubt: the relay's log does not have it"),
            "1": ("sent", "sent: no reply was seen, but the relay's log has it as Q1"),
        }
        assert app.evidence
        await doubt.recover(app, now=NOON + 3 * MINUTE, alone=True)
        assert not app.evidence


async def test_reconcile_waits_and_says_for_what(tmp_path, doubtful):
    async with doubtful() as app:
        write_log(tmp_path)
        assert await recovered(app, NOON + MINUTE) == dict.fromkeys(
            "01", ("in doubt", "in doubt: the relay's log has no lines since")
        )


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(days=2)])
async def test_what_nobody_knows_in_a_day_is_held(tmp_path, doubtful, later):
    async with doubtful() as app:
        states = await recovered(app, NOON, NOON + later - SECOND, NOON + later)
        assert states["0"] == ("held", "held: in doubt, and the relay's log cannot be read (No such file or directory)")


async def test_a_log_that_lacks_mail_known_to_be_sent_settles_nothing(tmp_path, doubtful):
    async with doubtful(sent=3) as app:
        write_log(tmp_path, 2, 4, until=NOON + 3 * MINUTE)
        states = await recovered(app, NOON + MINUTE, NOON + 2 * MINUTE)
        assert states["0"] == ("in doubt", "in doubt: the relay's log does not show other mail that the relay took")
        write_log(tmp_path, 2, 3, 4, until=NOON + 3 * MINUTE)
        app.evidence.clear()
        assert (await recovered(app, NOON + 2 * MINUTE))["0"][0] == "queued"


async def test_a_relay_without_evidence_leaves_its_mail_in_doubt(tmp_path, doubtful):
    async with doubtful(relay="second") as app:
        write_log(tmp_path, until=NOON + 3 * MINUTE)
        states = await recovered(app, NOON + MINUTE, NOON + 2 * MINUTE)
        assert states["0"] == ("in doubt", "in doubt: no evidence is set for its relay")


class Stumbling:
    def accepted(self, doubts, *, known, now):
        raise KeyError("what a reader of somebody's may raise")


async def test_a_reader_that_stumbles_settles_nothing(tmp_path, doubtful):
    async with doubtful() as app:
        app.evidence["smtp"] = Asked(Stumbling())
        assert (await recovered(app, NOON + MINUTE))["0"] == (
            "in doubt",
            "in doubt: the relay's evidence says nothing of it",
        )


async def test_a_relay_that_writes_nothing_is_spoken_to_at_growing_distances(tmp_path, doubtful):
    said = []

    async def serve(reader, writer):
        writer.write(b"220 mx.example.org ESMTP\r\n")
        said.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, doubtful(port=server.sockets[0].getsockname()[1]) as app:
        write_log(tmp_path, until=NOON)
        await recovered(app, NOON, NOON + 5 * SECOND)
        assert said == []  # the grace is not over
        knocks = []
        for second in range(11, 200):
            await recovered(app, NOON + second * SECOND)
            if len(said) > len(knocks):
                knocks.append(second)
        assert knocks == [11, 21, 41, 81, 161]
        assert set(said) == {b"QUIT\r\n"}


async def test_a_verdict_is_final_only_in_its_state(tmp_path, doubtful):
    """Settled is settled: a later look at another log changes nothing."""
    async with doubtful() as app:
        write_log(tmp_path, 0, 1, until=NOON + 3 * MINUTE)
        await recovered(app, NOON + MINUTE)
        write_log(tmp_path, until=NOON + 3 * MINUTE)
        states = await recovered(app, NOON + 2 * MINUTE)
        assert {state for state, _ in states.values()} == {DeliveryState.SENT.value}
