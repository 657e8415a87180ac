"""
A digest of a workspace through a real Postfix: OpenDKIM and OpenDMARC pass it, and a copy that was tampered with fails.

The policy of the domain is to reject, and DKIM alone has to satisfy it: on loopback SPF would pass anything.
"""

import re
import smtplib
from email import message_from_bytes

import pytest

from dispatcher.app import group, publish, send, write
from tests.fakes.house import QUAKE, SETTINGS, bring, house, let_in
from tests.fakes.people import NOON
from tests.fakes.signing_keys import FIELD, declared, records, signing_key, verdicts
from tests.lab.dovecot import READER
from tests.lab.opendkim import opendkim
from tests.lab.opendmarc import opendmarc
from tests.lab.postfix import MTA, postfix

RSA, ED25519, PARENT = signing_key("s1"), signing_key("e1", ed25519=True), signing_key("s1", "example.org")
KEYS = {"rsa": [RSA], "rsa and ed25519": [RSA, ED25519], "a domain above": [PARENT]}

pytestmark = pytest.mark.mail_server


@pytest.fixture(scope="module")
def world():
    policies = {"_dmarc.example.org": "v=DMARC1; p=reject; adkim=r"}
    with (
        opendkim(records([RSA, ED25519, PARENT])) as signatures,
        opendmarc(policies) as policy,
        postfix(milters=(signatures, policy)) as server,
    ):
        yield server


async def digest(root, server, keys, *, to):
    """A digest that the dispatcher sent to one reader, as it lies in the mailbox."""
    (root / "dispatcher.toml").write_text(SETTINGS.format(port=server.port) + declared(root, *keys))
    before = len(server.mails(READER))
    async with house(root, f"sqlite:///{root / 'news.db'}") as app:
        await let_in(app, "world", to)
        for outlet, title, text in QUAKE:
            await bring(app, outlet, title, text, now=NOON)
        await group.run(app, now=NOON)
        await write.run(app, now=NOON)
        await publish.run(app, now=NOON)
        sent = await send.run(app, now=NOON)
        assert (sent.sent, sent.failed) == (1, 0)
    return server.mails(READER, at_least=before + 1)[-1]


def given(server, data):
    """The same mail by someone else, as it lies in the mailbox."""
    before = len(server.mails(READER))
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail("world@news.example.org", [READER], data)
    return server.mails(READER, at_least=before + 1)[-1]


def results(mail):
    """What stands in our server's Authentication-Results (RFC 8601), without comments and properties."""
    said = [
        value
        for value in message_from_bytes(mail).get_all("Authentication-Results")
        if value.split(";")[0].strip() == MTA
    ]
    return re.findall(r"\b(dkim|dmarc)=(\w+)", " ".join(said))


def as_it_was_sent(mail):
    """Without what the servers wrote above it, with the line ends it travels by."""
    data = re.sub(rb"\r?\n", b"\r\n", mail)
    return data[FIELD.search(data).start() :]


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
async def test_a_digest_passes_and_a_tampered_copy_fails(world, tmp_path, keys):
    mail = await digest(tmp_path, world, keys, to=READER)
    assert ("dmarc", "pass") in results(mail)
    assert ("dkim", "pass") in results(mail)
    assert ("dkim", "fail") not in results(mail)
    sent = as_it_was_sent(mail)
    assert verdicts(sent, *keys) == [True] * len(keys)

    untouched = given(world, sent)
    assert {("dkim", "pass"), ("dmarc", "pass")} <= set(results(untouched))
    for before, after in (
        (b"Velmora", b"Valmora"),
        (b"List-Unsubscribe: <", b"List-Unsubscribe: <https://evil.example/>, <"),
    ):
        assert before in sent
        tampered = results(given(world, sent.replace(before, after)))
        assert ("dkim", "pass") not in tampered
        assert {("dkim", "fail"), ("dmarc", "fail")} <= set(tampered)


async def test_unsigned_mail_fails_where_the_policy_asks_for_a_signature(world, tmp_path):
    assert set(results(await digest(tmp_path, world, [], to=READER))) == {("dkim", "none"), ("dmarc", "fail")}
