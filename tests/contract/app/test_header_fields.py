"""What settings and relay make of a header, over the whole way from a list to a server's mailbox."""

import re
from email import message_from_bytes, policy

import pytest

from dispatcher.app import group, publish, send, write
from dispatcher.subscriptions.tokens import Purpose, read_token
from tests.fakes.house import QUAKE, SETTINGS, bring, house, let_in
from tests.fakes.people import NOON
from tests.fakes.smtp import FaultServer


async def sent(root, db_url, server, *addresses, of_the_list=""):
    """What became of one digest to each of these addresses, and the app's secret."""
    text = SETTINGS.format(port=server.port).replace('name = "world"\n', f'name = "world"\n{of_the_list}\n')
    (root / "dispatcher.toml").write_text(text)
    async with house(root, db_url) as app:
        await let_in(app, "world", *addresses)
        for outlet, title, told in QUAKE:
            await bring(app, outlet, title, told, now=NOON)
        await group.run(app, now=NOON)
        await write.run(app, now=NOON)
        await publish.run(app, now=NOON)
        await send.run(app, now=NOON)
        async with app.db.reading() as tx:
            states = dict(await tx.outbox.counts())
        return states, app.secret


def header_of(data):
    return message_from_bytes(data, policy=policy.SMTPUTF8)


async def test_a_list_with_a_mailbox_to_leave_by_offers_it_behind_the_link(tmp_path, db_url):
    async with FaultServer() as server:
        mailbox = 'unsubscribe_address = "leave@news.example.org"'
        _, secret = await sent(tmp_path, db_url, server, "anna@example.org", of_the_list=mailbox)
        header = header_of(server.accepted[0][1])
    found = re.fullmatch(
        r"<https://news\.example\.org/u/([^>]+)>,\s+<mailto:leave\+([^@]+)@news\.example\.org\?subject=unsubscribe>",
        header["List-Unsubscribe"],
    )
    assert found[1] == found[2]
    assert read_token(secret, Purpose.UNSUBSCRIBE, found[2])
    assert len(f"leave+{found[2]}") <= 64 - len("unsubscribe-12-3") + len(
        "leave"
    )  # RFC 5321 §4.5.3.1.1, at its longest


@pytest.mark.parametrize("offers", [("SMTPUTF8", "8BITMIME"), ("8BITMIME",)])
async def test_a_reader_beyond_ascii_gets_the_mail_where_the_relay_can_and_holds_up_nobody_where_not(
    tmp_path, db_url, offers
):
    async with FaultServer(offers=offers) as server:
        readers = ("anna@example.org", "jürgen@example.org", "ben@example.org")
        states, _ = await sent(tmp_path, db_url, server, *readers)
        got = dict(server.accepted)
    if "SMTPUTF8" in offers:
        assert set(got) == set(readers)
        assert str(header_of(got["jürgen@example.org"])["To"]) == "Anna <jürgen@example.org>"
        assert len([line for line in server.lines if line.startswith("MAIL") and line.endswith(" SMTPUTF8")]) == 1
    else:
        assert set(got) == {"anna@example.org", "ben@example.org"}
        assert states == {"sent": 2, "failed": 1}
    assert got["anna@example.org"].isascii()
