"""From a feed with links to a briefing that rests on the articles behind them, and what happens when they do not come."""

import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from dispatcher.app import group, poll, read, write
from dispatcher.feeds.article_pool import ArticlePool
from dispatcher.feeds.read_article import ArticleReader
from dispatcher.model import ArticleState, TextFrom
from tests.fakes.articles import PARAGRAPHS, TEASER, TITLE, article, robots
from tests.fakes.feed_server import FeedServer, Page
from tests.fakes.house import SETTINGS, house
from tests.fakes.people import NOON

ONLY_THE_ARTICLE = "The tremor was felt as far away as Port Sella"


@pytest.fixture
def server():
    with FeedServer() as running:
        running.pages |= {"/rss": rss(running.url("/1")), "/1": article()}
        yield running


def rss(link, *, text=TEASER, contents=""):
    full = f"<content:encoded>{contents}</content:encoded>" if contents else ""
    return Page(
        body=f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>
        <item><title>{TITLE}</title><link>{link}</link><description>{text}</description>{full}
        <pubDate>{NOON:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item></channel></rss>""".encode()
    )


@asynccontextmanager
async def newsroom(root, db_url, server, *, feed="", fetch=""):
    """A dispatcher with one feed behind a key, its entry polled and grouped; articles follow each other without a pause."""
    declared = f'[[feed]]\nurl = "{server.url("/rss")}"\noutlet = "Times"\nheaders = {{ X-Key = "hunter2" }}\n{feed}\n'
    text = (
        SETTINGS.format(port=25)
        .replace("[fetch]\n", f"[fetch]\n{fetch}\n")
        .replace("[[topic]]", declared + "[[topic]]", 1)
    )
    (root / "dispatcher.toml").write_text(text)
    async with house(root, db_url) as app:
        pool = await app.stack.enter_async_context(ArticlePool(1))
        session = await app.stack.enter_async_context(app.new_session(keep_alive=False))
        app._article_reader = ArticleReader(session, pool, apart=0.0)
        await poll.run(app, now=NOON)
        await group.run(app, now=NOON)
        yield app


async def written(app):
    """The one story's briefing, and what became of its article."""
    await write.run(app, now=NOON)
    async with app.db.reading() as tx:
        (story,) = await tx.stories.recent(10)
        (entry,) = (await tx.entries.of_stories([story.id]))[story.id]
        _, briefing = (await tx.briefings.latest([story.id]))[story.id]
        return str(briefing.as_json()), (await tx.articles.of_entries([entry.id])).get(entry.id)


def asked(server):
    return [request.path for request in server.requests][1:]


async def test_a_briefing_rests_on_the_article_behind_the_link(tmp_path, db_url, server):
    async with newsroom(tmp_path, db_url, server) as app:
        assert (await read.run(app, now=NOON)).as_dict() == {"read": 1, "refused": 0, "failed": 0}
        assert (await read.run(app, now=NOON)).as_dict() == {"read": 0, "refused": 0, "failed": 0}
        briefing, known = await written(app)
        assert known.state is ArticleState.READ
        assert ONLY_THE_ARTICLE in briefing
        assert asked(server) == ["/robots.txt", "/1"]
        assert ["X-Key" in request.headers for request in server.requests] == [True, False, False]


@pytest.mark.parametrize(
    ("pages", "state"),
    [
        ({"/robots.txt": robots("User-agent: *\nDisallow: /")}, ArticleState.REFUSED),
        ({"/robots.txt": robots("", status=503)}, ArticleState.FAILED),
        ({"/1": article("We value your privacy. " * 20, title="Your choice")}, ArticleState.REFUSED),
        ({"/1": article(content_type="application/pdf")}, ArticleState.REFUSED),
        ({"/1": article(status=500)}, ArticleState.FAILED),
    ],
)
async def test_without_its_article_a_story_is_written_from_the_feed(tmp_path, db_url, server, pages, state):
    server.pages |= pages
    async with newsroom(tmp_path, db_url, server) as app:
        await read.run(app, now=NOON)
        briefing, known = await written(app)
        assert (known.state, known.text) == (state, "")
        assert known.reason
        assert (known.next_fetch_at is not None) is (state is ArticleState.FAILED)
        assert TEASER in briefing
        assert ONLY_THE_ARTICLE not in briefing


async def test_failures_are_tried_three_times_at_growing_distances(tmp_path, db_url, server):
    server.pages["/1"] = article(status=500)
    async with newsroom(tmp_path, db_url, server) as app:
        failed = [(await read.run(app, now=NOON + timedelta(minutes=m))).failed for m in (0, 9, 10, 49, 50, 5000)]
        assert failed == [1, 0, 1, 0, 1, 0]


@pytest.mark.parametrize(("feed", "fetch"), [("articles = false", ""), ("", "articles = false")])
async def test_a_switch_that_is_off_asks_nothing(tmp_path, db_url, server, feed, fetch):
    async with newsroom(tmp_path, db_url, server, feed=feed, fetch=fetch) as app:
        assert not (await read.run(app, now=NOON)).anything
        assert asked(server) == []
        assert TEASER in (await written(app))[0]


async def test_where_the_feed_carries_the_full_text_nothing_is_asked(tmp_path, db_url, server):
    server.pages["/rss"] = rss(server.url("/1"), contents=" ".join(PARAGRAPHS) * 4)
    async with newsroom(tmp_path, db_url, server) as app:
        assert not (await read.run(app, now=NOON)).anything
        assert asked(server) == []


async def test_without_the_extra_one_line_says_so_and_nothing_is_asked(tmp_path, db_url, server, monkeypatch):
    monkeypatch.setattr(read, "can_extract", lambda: False)
    async with newsroom(tmp_path, db_url, server) as app:
        for _ in range(2):
            assert not (await read.run(app, now=NOON)).anything
        assert asked(server) == []
        assert app.has_told_of_extract


async def test_no_article_holds_up_a_run_for_longer_than_its_bound(tmp_path, db_url, server):
    server.pages["/1"] = article(wait=30)
    async with newsroom(tmp_path, db_url, server) as app:
        started = time.monotonic()
        assert not (await read.run(app, now=NOON, most_time=0.5)).anything
        assert time.monotonic() - started < 3
        assert TEASER in (await written(app))[0]


async def test_articles_are_forgotten_after_a_fortnight_even_when_none_are_read_any_more(tmp_path, db_url, server):
    async with newsroom(tmp_path, db_url, server) as app:
        await read.run(app, now=NOON)
        await read.run(app, now=NOON + timedelta(days=15))
        _, known = await written(app)
        assert (known.state, known.text) == (ArticleState.READ, "")


def test_a_source_says_what_its_text_was_taken_from():
    from datetime import UTC, datetime

    from dispatcher.app.sources import source_of
    from dispatcher.model import Arrival, Article, Entry

    at = datetime(2026, 3, 29, tzinfo=UTC)
    known = {
        "id": 1,
        "feed_id": 1,
        "outlet": "T",
        "first_seen_at": at,
        "arrival": Arrival.NEWS,
        "uid": "u",
        "title": "T",
    }
    teaser = Entry(**known, link="https://example.com/1", summary="Short.", country="GB")
    full = Entry(**known, link="https://example.com/1", summary="Short.", content="Rather longer.")
    read_one = Article(entry_id=1, link="https://example.com/1", state=ArticleState.READ, text="Whole.", fetched_at=at)
    told = [
        source_of(teaser),
        source_of(full),
        source_of(full, read_one),
        source_of(Entry(**known, link=None), read_one),
    ]
    assert [(each.text, each.text_from) for each in told] == [
        ("Short.", TextFrom.TEASER),
        ("Rather longer.", TextFrom.FEED),
        ("Whole.", TextFrom.ARTICLE),
        ("", None),
    ]
    assert told[0].country == "GB"
