"""The sample newsroom over real HTTP semantics (ASGI, no sockets needed)."""

from datetime import UTC, datetime

import feedparser
import httpx2
import pytest

from dispatcher.web.demo.newsroom import Newsroom

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def newsroom():
    return Newsroom(now=NOON)


@pytest.fixture
async def http(newsroom):
    transport = httpx2.ASGITransport(app=newsroom.application)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:9") as client:
        yield client


async def test_a_feed_unchanged_is_answered_304(http):
    first = await http.get("/harbour-gazette/feed.xml")
    again = await http.get("/harbour-gazette/feed.xml", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


async def test_breaking_news_changes_the_feed_once_released(http, newsroom):
    first = await http.get("/continental-wire/feed.xml")
    newsroom.release()
    later = await http.get("/continental-wire/feed.xml", headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == 200
    assert b"Tessara" not in first.content
    assert b"Tessara" in later.content


async def test_every_feed_reads_and_every_entry_leads_to_its_article(http, newsroom):
    newsroom.release()
    for name, url in newsroom.feed_urls("http://127.0.0.1:9").items():
        answer = await http.get(url)
        if "json" in answer.headers["content-type"]:
            links = [entry["url"] for entry in answer.json()["items"]]
        else:
            parsed = feedparser.parse(answer.content)
            assert not parsed.bozo, name
            links = [entry.link for entry in parsed.entries]
        assert len(links) > 3
        for link in links:
            assert (await http.get(link)).status_code == 200


async def test_one_outlet_serves_summaries_only(http):
    entries = feedparser.parse((await http.get("/valley-broadcasting/feed.xml")).content).entries
    assert all("content" not in entry for entry in entries)


async def test_what_does_not_exist_is_404_and_a_feed_takes_no_post(http):
    assert (await http.get("/harbour-gazette/no-such-article")).status_code == 404
    assert (await http.get("/no-such-outlet/feed.xml")).status_code == 404
    assert (await http.post("/harbour-gazette/feed.xml")).status_code == 405


async def test_a_kept_back_article_cannot_be_read_early(http, newsroom):
    article = next(a for a in newsroom.outlets["continental-wire"].articles if a.breaking)
    assert (await http.get(f"/continental-wire/{article.slug}")).status_code == 404
