"""What an operator sees of one edition."""

from dispatcher.app import send
from dispatcher.app.edition_shown import shown
from dispatcher.transport.inbox import Inbox
from tests.fakes.house import SETTINGS
from tests.fakes.people import NOON
from tests.fakes.shelf import shelf


async def test_an_edition_is_shown_with_its_states_stories_and_sizes(tmp_path, db_url):
    async with Inbox() as inbox:
        (tmp_path / "dispatcher.toml").write_text(SETTINGS.format(port=inbox.port), "utf-8")
        async with shelf(tmp_path, db_url, readers=("anna@example.org", "ben@example.org")) as app:
            assert (await shown(app, 1))["messages"] == {"queued": 2}
            await send.run(app, now=NOON)
            found = await shown(app, 1)
    assert found["messages"] == {"sent": 2}
    assert (found["list"], found["kind"], found["state"]) == ("world", "digest", "published")
    assert found["slot"] == "daily 2026-11-24 12:00 UTC"
    assert found["bodies"] == 1
    assert 0 < found["largest_text"] < found["largest_html"] < found["largest_mail"] < 90_000
    assert [story["headline"] for story in found["stories"]] == ["Earthquake in Velmora kills 14"]
    assert max(len(mail.data) for mail in inbox.messages) <= found["largest_mail"] + 200


async def test_what_there_is_not_is_none(tmp_path, db_url):
    async with shelf(tmp_path, db_url) as app:
        assert await shown(app, 2) is None
