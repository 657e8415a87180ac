"""Articles behind links: what may be asked, how, and what is made of the answers. Loopback only."""

import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from dispatcher.feeds.article_pool import ArticlePool, Extracted
from dispatcher.feeds.read_article import ArticleReader, NotRead
from dispatcher.feeds.session import FeedSession
from tests.fakes.articles import PARAGRAPHS, TITLE, article, robots
from tests.fakes.feed_server import FeedServer, Page


@pytest.fixture
def server():
    with FeedServer() as running:
        yield running


@asynccontextmanager
async def reading(*, allow_private=("127.0.0.0/8",), wall_time=timedelta(seconds=20), **given):
    async with (
        FeedSession(user_agent="dispatcher/test", allow_private=allow_private, keep_alive=False) as session,
        ArticlePool(1, wall_time=wall_time) as pool,
    ):
        yield ArticleReader(session, pool, **{"apart": 0.0} | given)


async def answer(link, *, feed_url="http://127.0.0.1/rss", **given):
    async with reading(**given) as reader:
        return await reader.read(link, feed_url=feed_url)


def asked(server):
    return [request.path for request in server.requests]


async def test_an_article_is_read_after_robots_txt_was_asked(server):
    server.pages |= {"/1": article()}
    got = await answer(server.url("/1#comments"))
    assert isinstance(got, Extracted)
    assert got.title == TITLE
    assert got.text.split("\n")[-4:] == list(PARAGRAPHS)
    assert asked(server) == ["/robots.txt", "/1"]
    assert server.requests[1].headers["User-Agent"] == "dispatcher/test"


async def test_nothing_but_our_own_name_and_wishes_is_sent(server):
    server.pages |= {"/1": article()}
    await answer(server.url("/1").replace("://", "://anna:secret@"))
    for request in server.requests:
        assert {name.lower() for name in request.headers} == {
            "host",
            "user-agent",
            "accept",
            "accept-encoding",
            "connection",
        }


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /news/",
        "User-agent: *\nAllow: /\n\nUser-agent: Dispatcher\nDisallow: /news",
        "User-agent: *\nDisallow: /*/1$",
        "User-agent: *\nDisallow: /*.html\nDisallow: /*ew*1",
        "\ufeffUser-agent: *\nDisallow: /",
    ],
)
async def test_what_robots_txt_disallows_is_not_asked(server, text):
    server.pages |= {"/news/1": article(), "/robots.txt": robots(text)}
    got = await answer(server.url("/news/1"))
    assert got == NotRead(reason="its robots.txt does not allow it", again=False)
    assert asked(server) == ["/robots.txt"]


@pytest.mark.parametrize(
    "page",
    [
        robots("User-agent: *\nDisallow: /private"),
        robots("User-agent: *\nDisallow: /\n\nUser-agent: dispatcher\nAllow: /"),
        robots("no", status=403),
        robots("gone", status=410),
        robots("User-agent: *\n" + "# word\n" * 100_000 + "Disallow: /"),  # behind 500 KiB
        robots("", status=302, location="/robots.txt"),  # without end
    ],
)
async def test_where_robots_txt_says_nothing_against_it_the_article_is_read(server, page):
    server.pages |= {"/1": article(), "/robots.txt": page}
    assert isinstance(await answer(server.url("/1")), Extracted)


@pytest.mark.parametrize("page", [robots("", status=503), robots("", status=429), robots("x" * 99, cut_after=9)])
async def test_without_an_answer_about_robots_txt_nothing_is_asked_for_now(server, page):
    server.pages |= {"/1": article(), "/robots.txt": page}
    async with reading() as reader:
        for _ in range(2):
            got = await reader.read(server.url("/1"), feed_url=server.url("/rss"))
            assert got.again
            assert "robots.txt could not be read" in got.reason
    assert asked(server) == ["/robots.txt"]


async def test_robots_txt_is_asked_once_for_many_articles(server):
    server.pages |= {f"/{n}": article() for n in range(3)}
    async with reading() as reader:
        for n in range(3):
            await reader.read(server.url(f"/{n}"), feed_url=server.url("/rss"))
    assert asked(server) == ["/robots.txt", "/0", "/1", "/2"]


async def test_a_crawl_delay_is_kept_between_articles(server):
    server.pages |= {"/1": article(), "/2": article(), "/robots.txt": robots("User-agent: *\nCrawl-delay: 0.6")}
    async with reading() as reader:
        await reader._pool.extract(b"<p>", content_type="text/html")  # the child has started
        await reader.read(server.url("/1"), feed_url=server.url("/rss"))
        started = time.monotonic()
        await reader.read(server.url("/2"), feed_url=server.url("/rss"))
    assert time.monotonic() - started >= 0.5


async def test_a_redirect_to_another_origin_asks_that_origins_robots_txt_first(server):
    with FeedServer({"/2": article(), "/robots.txt": robots("User-agent: *\nDisallow: /2")}) as other:
        server.pages["/1"] = Page(status=302, location=other.url("/2"))
        got = await answer(server.url("/1"))
        assert (got.reason, asked(other)) == ("its robots.txt does not allow it", ["/robots.txt"])


async def test_a_redirect_to_a_private_address_is_not_followed(server):
    server.pages["/1"] = Page(status=302, location="http://127.0.0.2:9/2")
    got = await answer(server.url("/1"), allow_private=["127.0.0.1"])
    assert "127.0.0.2" in got.reason
    assert "not public" in got.reason


async def test_a_link_of_another_hosts_feed_leads_to_nothing_private_even_where_a_feed_may(server):
    server.pages["/1"] = article()
    got = await answer(server.url("/1"), feed_url="https://news.example.org/rss")
    assert "not public" in got.reason
    assert asked(server) == []


async def test_robots_txt_itself_leads_to_no_private_address(server):
    server.pages |= {"/1": article(), "/robots.txt": Page(status=301, location="http://127.0.0.2:9/robots.txt")}
    got = await answer(server.url("/1"), allow_private=["127.0.0.1"])
    assert "not public" in got.reason
    assert asked(server) == ["/robots.txt"]


@pytest.mark.parametrize(
    ("page", "reason", "again"),
    [
        (Page(body=b"<p>" + b"a" * 50_000_000, content_type="text/html", gzipped=True), "larger than", False),
        (article(content_type="application/pdf"), "no HTML", False),
        (article(content_type=""), "no HTML", False),
        (article(status=404), "404", False),
        (article(status=503, headers={"Retry-After": "120"}), "503", True),
        (article(cut_after=50), "cut off", True),
        (Page(status=302), "without saying where", False),
        (Page(status=302, location="/1"), "more than 5 redirects", False),
        (Page(status=302, location="file:///etc/passwd"), "only http and https", False),
        (Page(body=b"a" * 10_000_000, content_type="text/html", drip=0.01), "within 0.5 seconds", True),
        (article(wait=5), "within 0.5 seconds", True),
    ],
)
async def test_what_cannot_be_an_article_says_why_and_whether_to_ask_again(server, page, reason, again):
    server.pages["/1"] = page
    started = time.monotonic()
    got = await answer(server.url("/1"), time_for=timedelta(seconds=0.5 if "0.5" in reason else 20))
    assert reason in got.reason
    assert got.again is again
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("piece", ["<div>", "<li>word one two", "<a href=x>", "text<br>"])
async def test_hostile_html_costs_a_child_and_not_the_next_article(server, piece):
    server.pages |= {"/1": Page(body=piece.encode() * 300_000, content_type="text/html"), "/2": article()}
    async with reading(wall_time=timedelta(seconds=1), most_bytes=10_000_000) as reader:
        got = await reader.read(server.url("/1"), feed_url=server.url("/rss"))
        assert "within 1 seconds" in got.reason
        assert not got.again
        assert isinstance(await reader.read(server.url("/2"), feed_url=server.url("/rss")), Extracted)


async def test_control_and_private_use_characters_do_not_come_through(server):
    dirty = "The \x07tremor\u202e was \ue000felt &#57345;in Velmora&#8203; and in Port Sella on Tuesday morning."
    server.pages["/1"] = article(*PARAGRAPHS, dirty)
    got = await answer(server.url("/1"))
    assert "The tremor was felt in Velmora and in Port Sella on Tuesday morning." in got.text


async def test_a_very_long_article_ends_with_a_whole_paragraph(server):
    server.pages["/1"] = article(
        *[f"Paragraph {n} says that the search in Velmora went on for another day." for n in range(2_000)]
    )
    text = (await answer(server.url("/1"))).text
    assert 50_000 < len(text) <= 60_000
    assert text.endswith("for another day.")
