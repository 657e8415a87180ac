"""What an operator sees of one edition."""

from datetime import timedelta

from dispatcher.app import send
from dispatcher.app.edition_shown import shown
from dispatcher.model import DeliveryState
from dispatcher.transport.inbox import Inbox
from tests.fakes.deliveries import people, settled
from tests.fakes.house import SETTINGS
from tests.fakes.people import NOON
from tests.fakes.shelf import shelf


async def test_an_edition_is_shown_with_its_states_stories_and_sizes(tmp_path, db_url):
    async with Inbox() as inbox:
        (tmp_path / "dispatcher.toml").write_text(SETTINGS.format(port=inbox.port), "utf-8")
        async with shelf(tmp_path, db_url, readers=("anna@example.org", "ben@example.org")) as app:
            assert (await shown(app, 1, now=NOON))["messages"] == {"queued": 2}
            await send.run(app, now=NOON)
            found = await shown(app, 1, now=NOON + timedelta(seconds=30))
    assert found["messages"] == {"sent": 2}
    assert (found["left"], found["finished_at"]) == (0, None)
    assert (found["list"], found["kind"], found["state"]) == ("world", "digest", "published")
    assert found["slot"] == "daily 2026-11-24 12:00 UTC"
    assert found["bodies"] == 1
    assert 0 < found["largest_text"] < found["largest_html"] < found["largest_mail"] < 90_000
    assert [story["headline"] for story in found["stories"]] == ["Earthquake in Velmora kills 14"]
    assert max(len(mail.data) for mail in inbox.messages) <= found["largest_mail"] + 200


async def test_how_fast_it_goes_says_when_it_will_be_done(tmp_path, db_url):
    async with shelf(tmp_path, db_url, readers=people(9)) as app:
        assert (await shown(app, 1, now=NOON))["a_minute"] is None
        await settled(app, DeliveryState.SENT, limit=6)
        found = await shown(app, 1, now=NOON + timedelta(minutes=2))
        assert (found["left"], found["a_minute"]) == (3, 3.0)
        assert round((found["finished_at"] - NOON).total_seconds()) == 180
        later = await shown(app, 1, now=NOON + timedelta(hours=1))  # nothing went lately: nobody knows
        assert (later["left"], later["a_minute"], later["finished_at"]) == (3, None, None)


async def test_what_there_is_not_is_none(tmp_path, db_url):
    async with shelf(tmp_path, db_url) as app:
        assert await shown(app, 2, now=NOON) is None
