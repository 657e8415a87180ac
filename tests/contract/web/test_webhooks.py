"""What providers tell: believed when it is proven, once, and not when it is old."""

import base64
import hmac
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from structlog.testing import capture_logs

from dispatcher import clock
from dispatcher.model import DeliveryState
from tests.fakes.amazon import TOPIC
from tests.fakes.house import SETTINGS, house, let_in
from tests.fakes.people import NOON
from tests.fakes.reports import ANNA
from tests.fakes.sent_mail import went_out

CURVE = ec.generate_private_key(ec.SECP256R1())
CURVE_PUBLIC = base64.b64encode(
    CURVE.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
SET_UP = f"""
[bounce]
ses_topics = ["{TOPIC}"]
postmark_token = "a-long-secret-token"
sendgrid_key = "{CURVE_PUBLIC}"
mailgun_key = "key-of-mailgun"
"""


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
async def app(tmp_path):
    (tmp_path / "dispatcher.toml").write_text(SET_UP + SETTINGS.format(port=25))
    async with house(tmp_path, f"sqlite:///{tmp_path / 'dispatcher.db'}") as app:
        await let_in(app, "world", ANNA)
        app.delivery = (await went_out(app, "world", now=NOON - timedelta(days=1)))[ANNA]
        yield app


async def state(app):
    async with app.db.reading() as tx:
        return (await tx.bounces.delivery(app.delivery.id)).state


async def suppressed(app):
    async with app.db.reading() as tx:
        return bool(await tx.suppressions.suppressed([ANNA]))


def seconds(at=NOON):
    return str(int(at.timestamp()))


def mailgun(app, *, at=NOON, token="t" * 50, key="key-of-mailgun", **event):
    signature = hmac.digest(key.encode(), f"{seconds(at)}{token}".encode(), "sha256").hex()
    said = {
        "event": "failed",
        "severity": "permanent",
        "id": "e1",
        "recipient": ANNA,
        "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
        "message": {"headers": {"message-id": app.delivery.message.message_id.strip("<>")}},
    }
    return {"signature": {"timestamp": seconds(at), "token": token, "signature": signature}, "event-data": said | event}


async def test_mailgun_is_believed_by_its_signature_and_a_call_counts_once(app, http):
    answer = await http.post("/hooks/mailgun", json=mailgun(app))
    assert (answer.status_code, await state(app), await suppressed(app)) == (200, DeliveryState.BOUNCED, True)
    assert (await http.post("/hooks/mailgun", json=mailgun(app))).status_code == 409


async def test_a_recorded_signature_of_mailgun_proves_no_other_event(app, http):
    await http.post("/hooks/mailgun", json=mailgun(app, event="opened"))
    assert (await http.post("/hooks/mailgun", json=mailgun(app, id="e2"))).status_code == 409
    assert await state(app) is DeliveryState.SENT


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"key": "another"}, 401),
        ({"at": NOON - timedelta(hours=2)}, 401),
        ({"at": NOON + timedelta(hours=2)}, 401),
    ],
)
async def test_mailgun_is_not_believed_with_another_key_or_at_another_time(app, http, wrong, status):
    assert (await http.post("/hooks/mailgun", json=mailgun(app, **wrong))).status_code == status
    assert await state(app) is DeliveryState.SENT


async def test_a_complaint_told_by_mailgun_unsubscribes(app, http):
    await http.post("/hooks/mailgun", json=mailgun(app, event="complained"))
    assert await state(app) is DeliveryState.COMPLAINED


BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "ID": 42,
    "Email": ANNA,
    "Details": "smtp;550 5.1.1 no such user",
}


async def test_postmark_is_believed_by_password_or_token(app, http):
    answer = await http.post("/hooks/postmark", json=BOUNCE, auth=("any", "a-long-secret-token"))
    assert (answer.status_code, await suppressed(app)) == (200, True)
    again = await http.post("/hooks/postmark?token=a-long-secret-token", json=BOUNCE)
    assert (again.status_code, again.json()) == (200, {"taken": 1})  # repeated
    async with app.db.reading() as tx:
        assert len(await tx.bounces.list()) == 1


@pytest.mark.parametrize("path", ["/hooks/postmark", "/hooks/postmark?token=", "/hooks/postmark?token=another"])
async def test_postmark_without_its_token_is_refused_and_nothing_of_it_is_logged(app, http, path):
    with capture_logs() as logged:
        assert (await http.post(path, json=BOUNCE, auth=("any", "guessed"))).status_code == 401
    assert not await suppressed(app)
    assert "guessed" not in str(logged)
    assert ANNA not in str(logged)


async def test_a_provider_speaks_only_of_addresses_that_had_mail_of_ours(app, http):
    stranger = BOUNCE | {"Email": "stranger@example.net"}
    await http.post("/hooks/postmark?token=a-long-secret-token", json=stranger)
    async with app.db.reading() as tx:
        assert await tx.suppressions.all() == []


def sendgrid(*events, at=NOON, key=CURVE):
    body = json.dumps(events).encode()
    signed = key.sign(seconds(at).encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "content": body,
        "headers": {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signed).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": seconds(at),
        },
    }


def bounced(app):
    return {
        "event": "bounce",
        "email": ANNA,
        "status": "5.1.1",
        "reason": "550 5.1.1 no such user",
        "smtp-id": app.delivery.message.message_id,
        "sg_event_id": "s1",
    }


async def test_sendgrid_is_believed_by_its_signature_over_a_whole_batch(app, http):
    batch = sendgrid({"event": "open", "email": ANNA}, bounced(app))
    assert (await http.post("/hooks/sendgrid", **batch)).status_code == 200
    assert await suppressed(app)
    assert (await http.post("/hooks/sendgrid", **batch)).status_code == 409


async def test_sendgrid_is_not_believed_when_body_key_or_moment_are_others(app, http):
    batch = sendgrid(bounced(app))
    for wrong in (
        batch | {"content": batch["content"] + b" "},
        sendgrid(bounced(app), key=ec.generate_private_key(ec.SECP256R1())),
        sendgrid(bounced(app), at=NOON - timedelta(hours=2)),
        {"content": b"[]"},
        batch | {"headers": batch["headers"] | {"X-Twilio-Email-Event-Webhook-Signature": "no base64 !"}},
    ):
        assert (await http.post("/hooks/sendgrid", **wrong)).status_code == 401
    assert not await suppressed(app)


async def test_what_is_not_set_up_unknown_too_long_or_no_json_is_refused(app, http):
    assert (await http.post("/hooks/elsewhere", json={})).status_code == 404
    assert (await http.get("/hooks/mailgun")).status_code == 405
    assert (await http.post("/hooks/mailgun", content=b"x" * 1_000_001)).status_code == 413
    assert (await http.post("/hooks/ses", content=b"[" * 100_000)).status_code == 400
    assert (await http.post("/hooks/postmark?token=a-long-secret-token", content=b"no")).status_code == 400
    unset = app.settings.bounce.model_copy(update={"mailgun_key": type(app.settings.bounce.mailgun_key)("")})
    app.settings = app.settings.model_copy(update={"bounce": unset})
    assert (await http.post("/hooks/mailgun", json=mailgun(app, key=""))).status_code == 404


@pytest.mark.parametrize(
    "value", [None, 7, [], "x", {"signature": 1}, {"signature": {"timestamp": "9" * 12}}, {"a": "\ud800"}]
)
async def test_whatever_is_posted_is_answered(app, http, value):
    for provider in ("ses", "mailgun", "sendgrid"):
        assert (await http.post(f"/hooks/{provider}", content=json.dumps(value))).status_code in {400, 401}
    answer = await http.post("/hooks/postmark?token=a-long-secret-token", content=json.dumps(value))
    assert answer.status_code in {200, 400}
