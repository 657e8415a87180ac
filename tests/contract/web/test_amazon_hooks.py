"""What Amazon's SNS tells: believed by a certificate of Amazon's, and by nothing that was changed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from dispatcher.app import hooks, notices
from dispatcher.model import DeliveryState
from dispatcher.transport.webhooks import Call, Refused
from tests.fakes.amazon import CERTIFICATE_URL, TOPIC, Amazon
from tests.fakes.house import SETTINGS, house, let_in
from tests.fakes.people import NOON
from tests.fakes.reports import ANNA
from tests.fakes.sent_mail import went_out


@pytest.fixture
async def app(tmp_path):
    (tmp_path / "dispatcher.toml").write_text(f'[bounce]\nses_topics = ["{TOPIC}"]\n' + SETTINGS.format(port=25))
    async with house(tmp_path, f"sqlite:///{tmp_path / 'dispatcher.db'}") as app:
        await let_in(app, "world", ANNA)
        app.delivery = (await went_out(app, "world", now=NOON - timedelta(days=1)))[ANNA]
        yield app


async def state(app):
    async with app.db.reading() as tx:
        return (await tx.bounces.delivery(app.delivery.id)).state


@pytest.fixture(scope="module")
def amazon():
    return Amazon()


def event(app, **mail):
    recipient = {"emailAddress": ANNA, "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 no such user"}
    headers = [{"name": "Message-ID", "value": app.delivery.message.message_id}]
    return {
        "notificationType": "Bounce",
        "bounce": {"bouncedRecipients": [recipient]},
        "mail": {"headers": headers} | mail,
    }


async def call(app, amazon, said):
    body = json.dumps(said).encode()
    return await hooks.receive(app, "ses", Call({}, {}, body), now=NOON, certificate=amazon.certificate)


@pytest.mark.parametrize("version", ["1", "2"])
async def test_amazon_is_believed_by_its_certificate(app, amazon, version):
    taken = await call(app, amazon, amazon.signed(event(app), version=version))
    assert (taken.bounced, taken.suppressed) == (1, 1)
    assert await call(app, amazon, amazon.signed(event(app), version=version)) == hooks.REPLAYED


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example.com/a.pem",
        "https://evil.example.com/sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://bucket.s3.amazonaws.com/a.pem",
        "https://sns.s3.amazonaws.com/a.pem",
        "https://sns.s3-us-west-2.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.txt",
        "https://[::1/a.pem",
        "",
    ],
)
async def test_no_certificate_is_fetched_from_where_amazon_is_not(app, amazon, url):
    amazon.asked.clear()
    assert isinstance(await call(app, amazon, amazon.signed(event(app), SigningCertURL=url)), Refused)
    assert amazon.asked == []


async def test_amazon_is_not_believed_when_anything_signed_was_changed(app, amazon):
    said = amazon.signed(event(app))
    for name, value in (
        ("Message", "{}"),
        ("MessageId", "m2"),
        ("Timestamp", "2026-11-24T12:00:01.000Z"),
        ("Signature", "AAAA"),
    ):
        assert (await call(app, amazon, said | {name: value})).status == 401
    for changed in ({"TopicArn": f"{TOPIC}2"}, {"Timestamp": "2026-11-20T12:00:00.000Z"}, {"Timestamp": "yesterday"}):
        assert (await call(app, amazon, amazon.signed(event(app), **changed))).status == 401
    assert await state(app) is DeliveryState.SENT


async def test_a_certificate_that_is_over_or_cannot_be_had_proves_nothing(app, amazon):
    body = json.dumps(amazon.signed(event(app), Timestamp="2027-11-24T12:00:00.000Z")).encode()
    late = datetime(2027, 11, 24, 12, tzinfo=UTC)
    answer = await hooks.receive(app, "ses", Call({}, {}, body), now=late, certificate=amazon.certificate)
    assert answer.status == 401

    async def away(_url):
        raise OSError

    body = json.dumps(amazon.signed(event(app))).encode()
    assert (await hooks.receive(app, "ses", Call({}, {}, body), now=NOON, certificate=away)).status == 503


async def test_a_new_topic_is_told_to_the_operator_and_its_address_is_not_opened(app, amazon):
    address = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc"
    asked = amazon.signed("You have chosen …", kind="SubscriptionConfirmation", SubscribeURL=address, Token="abc")
    amazon.asked.clear()
    await call(app, amazon, asked)
    assert amazon.asked == [CERTIFICATE_URL]
    assert await hooks.asked_to_confirm(app, "ses") == address
    assert await notices.run(app, now=NOON) == 1
    await call(app, amazon, amazon.signed(event(app)))
    assert await hooks.asked_to_confirm(app, "ses") == ""
    elsewhere = amazon.signed("x", kind="SubscriptionConfirmation", SubscribeURL="https://evil.example.com/", Token="x")
    assert (await call(app, amazon, elsewhere)).status == 400


async def test_a_complaint_told_by_amazon_counts_and_an_authentication_report_does_not(app, amazon):
    def complaint(kind):
        said = {"complaintFeedbackType": kind, "complainedRecipients": [{"emailAddress": ANNA}]}
        return {"eventType": "Complaint", "complaint": said, "mail": event(app)["mail"]}

    await call(app, amazon, amazon.signed(complaint("auth-failure"), MessageId="m2"))
    assert await state(app) is DeliveryState.SENT
    await call(app, amazon, amazon.signed(complaint("abuse"), MessageId="m3"))
    assert await state(app) is DeliveryState.COMPLAINED
