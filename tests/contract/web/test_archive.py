"""What anybody may read: a story that was told, a list's dates, one date's edition, and the list as Atom."""

from datetime import timedelta

import feedparser
import httpx2
import pytest
from lxml import etree
from sqlalchemy import insert, select

from dispatcher.app import group, publish, write
from dispatcher.db.tables_mail import edition as editions
from dispatcher.db.tables_mail import edition_story
from dispatcher.web.pages import create_app
from tests.fakes.house import QUAKE, bring
from tests.fakes.people import NOON
from tests.fakes.shelf import shelf

ATOM = "{http://www.w3.org/2005/Atom}"
MARKUP = (
    "wire",
    'Velmora <b>quake</b> & "aftershock" ]]>',
    "Rescue teams reached <i>Dorvan</i> on Tuesday & Velmora said.",
)


@pytest.fixture
async def app(tmp_path, db_url):
    async with shelf(tmp_path, db_url) as app:
        yield app


def reader(app):
    transport = httpx2.ASGITransport(app=create_app(app), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://pages.example.org")


@pytest.fixture
async def http(app):
    async with reader(app) as client:
        yield client


async def test_a_story_is_told_whole_with_all_its_sources(http):
    page = (await http.get("/s/1")).text
    assert page.count("<h1") == 1
    assert "Earthquake in Velmora kills 14" in page
    assert 'id="sources"' in page
    for host in ("times.example.com", "post.example.com"):
        assert host in page
    assert "What’s Happening?" in page


async def test_a_story_that_no_edition_tells_is_nobodys_business(app, http):
    await bring(app, "gazette", "Shipyards Norlund and Castell merge", "Regulators look at the merger.", now=NOON)
    await group.run(app, now=NOON)
    await write.run(app, now=NOON)
    async with app.db.reading() as tx:
        newest = max(story.id for story in await tx.stories.recent(9))
    assert newest > 1
    for path in (f"/s/{newest}", "/s/0", "/s/-1", "/s/999999999999999999999", "/s/x", "/s/1%20", "/s/²"):
        assert (await http.get(path)).status_code == 404


async def test_the_archive_lists_dates_with_headlines_and_an_edition_tells_them(http):
    archive = (await http.get("/l/world")).text
    assert '/l/world/2026-11-24"' in archive
    assert "Earthquake in Velmora kills 14" in archive
    edition = (await http.get("/l/world/2026-11-24")).text
    assert "Tuesday, 24 November 2026" in edition
    assert '/s/1"' in edition


async def test_a_list_that_published_nothing_has_an_empty_archive_and_feed(http):
    assert "Nothing has been published yet" in (await http.get("/l/alerts")).text
    answer = await http.get("/l/alerts/atom.xml")
    assert not feedparser.parse(answer.content).bozo


@pytest.mark.parametrize(
    "path", ["/l/none", "/l/none/atom.xml", "/l/world/2026-11-25", "/l/world/yesterday", "/l/world?before=x", "/l/"]
)
async def test_what_is_not_there_is_404(http, path):
    assert (await http.get(path)).status_code == 404


async def test_neighbouring_dates_lead_to_each_other_and_old_dates_to_the_next_page(app, http, monkeypatch):
    tomorrow = NOON + timedelta(days=1)
    await bring(app, "wire", "Velmora council votes on a tram", "Velmora votes on a tram line.", now=tomorrow)
    await group.run(app, now=tomorrow)
    await publish.run(app, now=tomorrow)
    assert "/l/world/2026-11-25" in (await http.get("/l/world/2026-11-24")).text
    assert "/l/world/2026-11-24" in (await http.get("/l/world/2026-11-25")).text
    monkeypatch.setattr("dispatcher.app.archive.DATES_A_PAGE", 1)
    newest = (await http.get("/l/world")).text
    assert "/l/world/2026-11-24" not in newest
    assert "?before=2026-11-25" in newest
    assert "/l/world/2026-11-24" in (await http.get("/l/world?before=2026-11-25")).text


async def test_an_edition_stays_as_it_was_published_while_its_story_goes_on(app, http):
    later = NOON + timedelta(hours=1)
    await bring(app, "wire", "Velmora earthquake kills 20 in Dorvan", QUAKE[0][2].replace("14", "20"), now=later)
    await group.run(app, now=later)
    await write.run(app, now=later)
    assert "wire.example.com" in (await http.get("/s/1")).text
    assert "wire.example.com" not in (await http.get("/l/world/2026-11-24")).text


async def test_of_several_editions_on_one_date_the_one_nearest_to_the_lists_own_is_shown(app):
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name("world")
        (edition,) = await tx.archive.digests(audience, limit=9)
    async with app.db._writing() as connection:
        row = dict((await connection.execute(select(editions))).mappings().one())
        row.pop("id")
        for zone, hour in (("Asia/Seoul", 7), ("UTC", 7)):
            values = {**row, "time_zone": zone, "hour": hour}
            new = await connection.scalar(insert(editions).values(values).returning(editions.c.id))
            await connection.execute(
                insert(edition_story).values(edition_id=new, story_id=1, version=1, topic=None, position=0)
            )
    async with app.db.reading() as tx:
        (shown,) = await tx.archive.digests(audience, limit=9)
    assert (shown.slot.time_zone, shown.slot.hour) == ("UTC", 7)
    assert shown.id != edition.id


async def test_the_atom_feed_is_valid_and_its_ids_stay(tmp_path, db_url):
    async with shelf(tmp_path, db_url, stories=(*QUAKE, MARKUP)) as app, reader(app) as http:
        answer = await http.get("/l/world/atom.xml")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo
        assert parsed.feed.title == "World"
        tree = etree.fromstring(answer.content)
        for element in (tree, *tree.findall(f"{ATOM}entry")):  # RFC 4287 §4.1.1, §4.1.2: exactly one of each
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1
        ids = [entry.id for entry in parsed.entries]
        assert len(ids) == len(set(ids)) > 0
        assert all(each.startswith("urn:uuid:") for each in (parsed.feed.id, *ids))
        assert all(entry.link.startswith("https://news.example.org/s/") for entry in parsed.entries)
        again = await http.get("/l/world/atom.xml", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_public_pages_keep_the_rules_of_every_page(http):
    for path in ("/s/1", "/l/world", "/l/world/2026-11-24", "/l/world/atom.xml"):
        answer = await http.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "noindex" in answer.headers["x-robots-tag"]
        for inline in ("<script", "style=", "<style"):
            assert inline not in answer.text
        assert (await http.head(path)).status_code == 200
        assert (await http.post(path)).status_code == 405
