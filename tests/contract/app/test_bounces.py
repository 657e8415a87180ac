"""What follows from what came back, on both databases: only for the delivery it genuinely names, each report once."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from dispatcher.app import bounces
from dispatcher.app.messages import links_of
from dispatcher.app.verp import envelope_sender, marked
from dispatcher.db import tables_mail as tables
from dispatcher.model import DeliveryState, SubscriptionState
from tests.fakes.house import SETTINGS, house, let_in
from tests.fakes.people import NOON
from tests.fakes.reports import delivery_report, feedback_report, written
from tests.fakes.reports import group as said_of
from tests.fakes.sent_mail import went_out

DAY = timedelta(days=1)
BOUNCES = '[bounce]\naddress = "bounces@news.example.org"\n'
ANNA, BEN = "anna@example.org", "ben@example.org"


@pytest.fixture
async def app(tmp_path, db_url):
    """Mail went out to Anna and Ben."""
    mailbox = 'name = "world"\nunsubscribe_address = "leave@news.example.org"'
    settings = SETTINGS.format(port=25).replace('name = "world"', mailbox)
    (tmp_path / "dispatcher.toml").write_text(BOUNCES + settings)
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", ANNA, BEN)
        await went_out(app, "world", now=NOON)
        yield app


async def delivery_to(app, address):
    async with app.db.reading() as tx:
        return next(each for each in await tx.outbox.list() if each.message.address == address)


def shown(app, delivery):
    """The head of its mail, as a report shows it."""
    link = links_of(app, delivery.message).unsubscribe_url
    return f"Message-ID: {delivery.message.message_id}\nList-Unsubscribe: <{link}>\n"


async def suppressed(app):
    async with app.db.reading() as tx:
        return await tx.suppressions.suppressed([ANNA, BEN])


async def state_of(app, address):
    async with app.db.reading() as tx:
        (person,) = await tx.subscriptions.of_address(address)
    return person.state


async def came(app, data, *, now=NOON, origin="pipe"):
    return {
        name: number
        for name, number in (await bounces.take(app, data, origin=origin, now=now)).as_dict().items()
        if number
    }


async def test_the_sender_is_marked_and_without_a_setting_the_lists_own(app):
    delivery = await delivery_to(app, ANNA)
    assert envelope_sender(app, delivery) == marked(app.secret, "bounces@news.example.org", delivery.id)
    app.settings = app.settings.model_copy(update={"bounce": app.settings.bounce.model_copy(update={"address": ""})})
    assert envelope_sender(app, delivery) == "world@news.example.org"


async def test_a_hard_bounce_to_the_mark_suppresses_its_recipient_alone(app):
    delivery = await delivery_to(app, ANNA)
    assert await came(app, delivery_report(said_of(), to=envelope_sender(app, delivery), ours="")) == {
        "bounced": 1,
        "suppressed": 1,
    }
    assert await suppressed(app) == {ANNA}
    delivery = await delivery_to(app, ANNA)
    assert (delivery.state, delivery.reason) == (DeliveryState.BOUNCED, "hard: 550 5.1.1 no such user")
    assert (await delivery_to(app, BEN)).state is DeliveryState.SENT


async def test_our_message_id_beside_the_mails_own_token_names_the_delivery_as_well(app):
    ours = shown(app, await delivery_to(app, ANNA))
    assert await came(app, delivery_report(said_of(), ours=ours)) == {"bounced": 1, "suppressed": 1}


@pytest.mark.parametrize("whose", ["nobody", "another reader", "a forger"])
async def test_who_knows_no_more_than_a_message_id_can_have_nobody_suppressed(app, whose):
    """As from an answer, which names it in References and goes to whomever its writer likes."""
    delivery, other = await delivery_to(app, ANNA), await delivery_to(app, BEN)
    ours = f"Message-ID: {delivery.message.message_id}\nTo: {ANNA}\n"
    if whose == "another reader":
        ours += f"List-Unsubscribe: <{links_of(app, other.message).unsubscribe_url}>\n"
    elif whose == "a forger":
        ours += f"List-Unsubscribe: <https://news.example.org/u/{'a' * 16}.{'b' * 24}>\n"
    for at in range(6):
        report = delivery_report(said_of(), ours=ours, own_id=f"<forged-{at}@mx.example.com>")
        assert await came(app, report, now=NOON + at * DAY) == {"unknown": 1}
    assert await came(app, feedback_report(ours=ours)) == {"unknown": 1}
    answer = f"In-Reply-To: {delivery.message.message_id}\n"
    assert await came(app, written(f"<{ANNA}>: 550 5.1.1 user unknown", more=answer)) == {"unknown": 1}
    assert await suppressed(app) == set()
    assert await state_of(app, ANNA) is SubscriptionState.CONFIRMED


async def test_where_mail_leaves_unmarked_the_message_id_is_all_there_is(app):
    app.settings = app.settings.model_copy(update={"bounce": app.settings.bounce.model_copy(update={"address": ""})})
    delivery = await delivery_to(app, ANNA)
    ours = f"Message-ID: {delivery.message.message_id}\n"
    assert await came(app, delivery_report(said_of(), ours=ours)) == {"bounced": 1, "suppressed": 1}


async def test_a_report_read_twice_counts_once_wherever_it_is_read(app):
    data = delivery_report(said_of(), to=envelope_sender(app, await delivery_to(app, ANNA)))
    await came(app, data, origin="imap")
    again = b"Received: from elsewhere.example.com\n" + data
    assert await came(app, again, origin="maildir") == {"repeated": 1}
    async with app.db.reading() as tx:
        assert [each.origin for each in await tx.bounces.list()] == ["imap"]


async def test_a_forged_mark_and_a_message_id_that_is_not_ours_do_nothing(app):
    delivery = await delivery_to(app, ANNA)
    forged = marked(b"another secret", "bounces@news.example.org", delivery.id)
    assert await came(app, delivery_report(said_of(), to=forged)) == {"unknown": 1, "forged": 1}
    assert await came(app, delivery_report(said_of(), ours="Message-ID: <guessed@news.example.org>\n")) == {
        "unknown": 1
    }
    assert await suppressed(app) == set()


async def test_a_report_suppresses_no_stranger_to_its_delivery(app):
    to = envelope_sender(app, await delivery_to(app, ANNA))
    assert await came(app, delivery_report(said_of(BEN), to=to)) == {"bounced": 1}  # Anna's mail was sent on
    assert await suppressed(app) == set()
    assert (await delivery_to(app, BEN)).state is DeliveryState.SENT


async def test_a_report_that_names_both_suppresses_only_the_deliverys_own(app):
    to = envelope_sender(app, await delivery_to(app, ANNA))
    await came(app, delivery_report(said_of(BEN), said_of(), to=to))
    assert await suppressed(app) == {ANNA}


async def test_a_report_that_names_nobody_is_about_the_one_it_was_marked_for(app):
    to = envelope_sender(app, await delivery_to(app, ANNA))
    mail = written("The person is a user unknown here; it could not be delivered.").replace(
        b"bounces@news.example.org", to.encode()
    )
    assert await came(app, mail) == {"bounced": 1, "suppressed": 1}


async def test_five_soft_bounces_on_five_days_in_thirty_suppress_and_one_day_counts_once(app):
    to = envelope_sender(app, await delivery_to(app, ANNA))

    async def soft(number, at):
        report = delivery_report(
            said_of(status="5.2.2", said="552 5.2.2 full"), to=to, own_id=f"<soft-{number}@mx.example.com>"
        )
        return (await came(app, report, now=at)).get("suppressed", 0)

    assert [await soft(at, NOON + timedelta(minutes=at)) for at in range(6)] == [0] * 6
    assert [await soft(10 + at, NOON + at * DAY) for at in range(1, 4)] == [0] * 3
    assert await soft(20, NOON + 31 * DAY) == 0  # the first is too long ago
    assert await soft(21, NOON + 29 * DAY) == 1
    async with app.db.reading() as tx:
        assert [reason for _, _, reason, _ in await tx.suppressions.all()] == ["soft bounces on 5 days within 30"]


async def test_what_is_said_of_us_never_suppresses_a_reader_however_often(app):
    """A relay takes everything, and a week of refusals for our reputation comes back for every reader at a provider."""
    to = envelope_sender(app, await delivery_to(app, ANNA))
    for day in range(8):
        status, said = ("4.7.0", "421 4.7.0 deferred") if day % 2 else ("5.7.1", "550 5.7.1 blocked: poor reputation")
        report = delivery_report(said_of(status=status, said=said), to=to, own_id=f"<policy-{day}@mx.example.com>")
        assert "suppressed" not in await came(app, report, now=NOON + day * DAY)
    assert await suppressed(app) == set()


async def test_a_delay_is_no_bounce(app):
    to = envelope_sender(app, await delivery_to(app, ANNA))
    report = delivery_report(said_of(status="4.4.1", said="timed out", action="delayed"), to=to)
    assert await came(app, report) == {"ignored": 1}
    assert (await delivery_to(app, ANNA)).state is DeliveryState.SENT


async def test_a_complaint_suppresses_and_unsubscribes_even_where_the_address_is_blotted_out(app):
    delivery = await delivery_to(app, ANNA)
    ours = shown(app, delivery) + "To: xxx@mail.example.com\n"
    assert await came(app, feedback_report(ours=ours)) == {"complained": 1, "unsubscribed": 1, "suppressed": 1}
    assert (await delivery_to(app, ANNA)).state is DeliveryState.COMPLAINED
    assert await state_of(app, ANNA) is SubscriptionState.UNSUBSCRIBED
    assert await state_of(app, BEN) is SubscriptionState.CONFIRMED


async def test_an_auto_reply_does_nothing(app):
    to = envelope_sender(app, await delivery_to(app, ANNA))
    mail = f"From: {ANNA}\nTo: {to}\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nBack on Monday.\n"
    assert await came(app, mail.encode()) == {"ignored": 1}
    assert (await delivery_to(app, ANNA)).state is DeliveryState.SENT


async def test_mail_to_the_unsubscribe_address_unsubscribes_whose_token_it_is(app):
    delivery = await delivery_to(app, ANNA)
    leave = links_of(app, delivery.message).unsubscribe_address
    mail = f"From: somebody@example.net\nTo: <{leave}>\nSubject: unsubscribe\n\n"
    assert await came(app, mail.encode()) == {"unsubscribed": 1}
    assert await state_of(app, ANNA) is SubscriptionState.UNSUBSCRIBED
    assert await state_of(app, BEN) is SubscriptionState.CONFIRMED
    async with app.db.reading() as tx:
        assert await tx.subscriptions.of_address(ANNA)


async def test_an_altered_token_and_a_bounce_to_it_unsubscribe_nobody(app):
    delivery = await delivery_to(app, ANNA)
    leave = links_of(app, delivery.message).unsubscribe_address
    altered = leave.replace("@", "x@")
    assert await came(app, f"From: {ANNA}\nTo: {altered}\n\n".encode()) == {"ignored": 1}
    assert "unsubscribed" not in await came(app, delivery_report(said_of(), to=leave))
    assert await state_of(app, ANNA) is SubscriptionState.CONFIRMED


@pytest.mark.parametrize("before", [DeliveryState.SENDING, DeliveryState.IN_DOUBT])
async def test_a_bounce_settles_what_we_did_not_know_to_be_sent(app, before):
    delivery = await delivery_to(app, ANNA)
    async with app.db.transaction() as tx:
        await tx.bounces._connection.execute(
            update(tables.delivery).where(tables.delivery.c.id == delivery.id).values(state=before.value)
        )
    await came(app, delivery_report(said_of(), to=envelope_sender(app, delivery)))
    assert (await delivery_to(app, ANNA)).state is DeliveryState.BOUNCED


async def test_a_bounce_keeps_what_was_in_doubt_from_being_sent_again_and_moves_nothing_that_failed(app):
    delivery = await delivery_to(app, ANNA)
    rows = update(tables.delivery).where(tables.delivery.c.id == delivery.id)
    for state, doubted_at, moved in (("queued", NOON, True), ("queued", None, False), ("failed", NOON, False)):
        async with app.db.transaction() as tx:
            await tx.bounces._connection.execute(rows.values(state=state, doubted_at=doubted_at))
            assert await tx.bounces.came_back(delivery.id, DeliveryState.BOUNCED, "x", NOON) is moved


async def test_who_complains_of_what_bounced_complained(app):
    delivery = await delivery_to(app, ANNA)
    await came(app, delivery_report(said_of(), to=envelope_sender(app, delivery)))
    ours = shown(app, delivery)
    assert await came(app, feedback_report(ours=ours)) == {"complained": 1, "unsubscribed": 1}
    assert (await delivery_to(app, ANNA)).state is DeliveryState.COMPLAINED
    assert await came(app, delivery_report(said_of(), ours=ours, own_id="<later@mx.example.com>")) == {}


async def test_a_crash_between_the_steps_leaves_nothing_half_done(app, monkeypatch):
    data = delivery_report(said_of(), to=envelope_sender(app, await delivery_to(app, ANNA)))

    async def killed(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("dispatcher.db.suppressions.Suppressions.add", killed)
    with pytest.raises(KeyboardInterrupt):
        await came(app, data)
    monkeypatch.undo()
    assert await came(app, data) == {"bounced": 1, "suppressed": 1}
