from __future__ import annotations

import asyncio
import gzip
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from dispatcher.feeds.fetch import MOST_HOPS, FeedSession, Fetched, Refused, Unchanged, fetch
from dispatcher.model import Feed
from tests.fakes.feed_server import FeedServer, Page

BODY = b"<rss></rss>"


@pytest.fixture
def server():
    with FeedServer() as running:
        yield running


def feed(url, **given):
    return Feed(id=1, url=url, outlet="Example", next_poll_at=datetime(2026, 1, 1, tzinfo=UTC), **given)


@asynccontextmanager
async def opened(**given):
    async with FeedSession(**{"user_agent": "dispatcher/test", "allow_private": ["127.0.0.0/8"]} | given) as session:
        yield session


async def answer(url, *, of=None, **given):
    async with opened(**given) as session:
        return await fetch(session, of or feed(url))


async def test_a_feed_is_fetched_with_manners(server):
    server.pages["/rss"] = Page(body=BODY, etag='"1"', last_modified="Sun, 29 Mar 2026 07:00:00 GMT")
    got = await answer(server.url("/rss"))
    assert isinstance(got, Fetched)
    assert (got.body, got.final_url, got.moved_to) == (BODY, server.url("/rss"), None)
    assert (got.headers["etag"], got.headers["Content-Type"]) == ('"1"', "application/rss+xml")
    headers = server.requests[0].headers
    assert headers["User-Agent"] == "dispatcher/test"
    assert "application/atom+xml" in headers["Accept"]


async def test_an_unchanged_feed_costs_no_body(server):
    server.pages["/rss"] = Page(body=BODY, etag='"1"')
    got = await answer("", of=feed(server.url("/rss"), etag='"1"', last_modified="then"))
    assert isinstance(got, Unchanged)
    assert server.requests[0].headers["If-Modified-Since"] == "then"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page(status=404), "the server answered 404 Not Found: is the feed's URL still right?"),
        (Page(status=410), "the server answered 410 Gone: the feed is gone for good"),
        (Page(status=500), "the server answered 500 Internal Server Error"),
        (Page(status=599), "the server answered 599"),
        (Page(status=304), "the server answered 304 Not Modified"),
        (Page(body=b""), "empty answer: the server sent no bytes"),
        (
            Page(body=b"x" * 5_000, cut_after=3_000),
            "cut off after 3,000 bytes: the server closed the connection too early",
        ),
        (Page(body=b"x" * 5_000, gzipped=True, cut_after=20), "cut off after"),
        (Page(body=b"x" * 200_000), "the answer is larger than 100,000 bytes"),
        (Page(body=b"this is no gzip", headers={"Content-Encoding": "gzip"}), "cut off after 0 bytes"),
        (Page(status=302), "the server answered 302 Found without saying where to"),
        (Page(status=302, location="file:///etc/passwd"), "only http and https URLs are fetched, not file ones"),
        (Page(status=302, location="http://[::1"), "this is no URL"),
    ],
)
async def test_every_failure_is_a_sentence(server, page, reason):
    server.pages["/rss"] = page
    got = await answer(server.url("/rss"), most_bytes=100_000)
    assert isinstance(got, Refused)
    assert got.reason.startswith(reason)
    assert got.gone is (page.status == 410)


async def test_a_gzip_bomb_is_stopped_by_its_decompressed_size(server):
    server.pages["/rss"] = Page(body=bytes(100_000_000), gzipped=True)
    assert len(gzip.compress(bytes(1_000_000))) < 2_000
    got = await answer(server.url("/rss"), most_bytes=1_000_000)
    assert got == Refused(reason="the answer is larger than 1,000,000 bytes")


async def test_a_feed_that_moved_for_good_is_noted_and_one_that_moved_for_now_is_not(server):
    server.pages |= {
        "/rss": Page(body=BODY),
        "/old": Page(status=301, location="/rss"),
        "/older": Page(status=308, location="/old"),
        "/now": Page(status=302, location="/old"),
    }
    assert (await answer(server.url("/older"))).moved_to == server.url("/rss")
    got = await answer(server.url("/now"))
    assert (got.moved_to, got.final_url) == (None, server.url("/rss"))


async def test_redirects_end(server):
    server.pages["/rss"] = Page(status=301, location="/rss")
    assert (await answer(server.url("/rss"))).reason == f"more than {MOST_HOPS} redirects"


async def test_the_feeds_own_headers_go_to_its_own_origin_only(server):
    server.pages["/a"] = Page(status=301, location="/b")
    with FeedServer() as other:
        server.pages["/b"] = Page(status=301, location=other.url("/c"))
        await answer("", of=feed(server.url("/a"), headers={"X-Key": "secret"}))
        assert [request.headers["X-Key"] for request in other.requests] == [None]
    assert {request.headers["X-Key"] for request in server.requests} == {"secret"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_no_notation_of_a_private_address_is_dialled(server, host):
    got = await answer(f"http://{host}:{server.port}/rss", allow_private=[])
    assert isinstance(got, Refused)
    assert any(words in got.reason for words in ("not public", "not known", "no URL"))
    assert server.requests == []


async def test_no_redirect_leads_to_a_private_address(server):
    server.pages |= {
        "/rss": Page(status=302, location=server.url("/secret", host="127.0.0.2")),
        "/secret": Page(body=BODY),
    }
    got = await answer(server.url("/rss"), allow_private=["127.0.0.1"])
    assert got.reason.startswith("127.0.0.2 leads to an address that is not public (127.0.0.2), which is refused")
    assert [request.path for request in server.requests] == ["/rss"]


async def test_a_host_name_that_the_operator_allows_may_be_private_and_no_other(server):
    server.pages["/rss"] = Page(body=BODY)
    assert isinstance(await answer(server.url("/rss", host="localhost"), allow_private=["localhost"]), Fetched)
    assert isinstance(await answer(server.url("/rss"), allow_private=["localhost"]), Refused)


@pytest.mark.parametrize(
    ("value", "date", "expected"),
    [
        ("120", None, timedelta(seconds=120)),
        ("Sun, 29 Mar 2026 08:00:00 GMT", "Sun, 29 Mar 2026 07:00:00 GMT", timedelta(hours=1)),
        ("Sun, 29 Mar 2026 06:00:00 GMT", "Sun, 29 Mar 2026 07:00:00 GMT", None),
        ("soon", None, None),
    ],
)
async def test_retry_after_is_read_in_both_forms(server, value, date, expected):
    server.pages["/rss"] = Page(status=503, headers={"Retry-After": value}, date=date)
    got = await answer(server.url("/rss"))
    assert got.retry_after == expected


@pytest.mark.parametrize(
    ("page", "limits", "reason"),
    [
        (Page(body=BODY, wait=5), {"time_for": timedelta(seconds=0.3)}, "no complete answer within 0.3 seconds"),
        (
            Page(body=BODY * 900, drip=0.2),
            {"time_for": timedelta(seconds=0.5)},
            "no complete answer within 0.5 seconds",
        ),
        (Page(body=BODY, wait=5), {"idle_for": timedelta(seconds=0.3)}, "the server fell silent"),
        (Page(body=BODY * 900, drip=5), {"idle_for": timedelta(seconds=0.3)}, "the server fell silent"),
    ],
)
async def test_a_slow_server_is_left(server, page, limits, reason):
    server.pages["/rss"] = page
    started = time.monotonic()
    got = await answer(server.url("/rss"), **limits)
    assert got.reason.startswith(reason)
    assert time.monotonic() - started < 3


async def test_waiting_for_ones_turn_is_not_held_against_a_feed(server):
    server.pages["/rss"] = Page(body=BODY, wait=0.15)
    started = time.monotonic()
    async with opened(connections=1, time_for=timedelta(seconds=0.4)) as session:
        answers = await asyncio.gather(*(fetch(session, feed(server.url("/rss"))) for _ in range(6)))
    assert {type(got) for got in answers} == {Fetched}
    assert time.monotonic() - started >= 6 * 0.15


async def test_a_server_that_is_down_and_a_name_that_is_not_known_are_told_apart():
    with FeedServer() as gone:
        url = gone.url("/rss")
    assert (await answer(url)).reason.startswith("no server answers at 127.0.0.1, port ")
    unknown = await answer("http://no-such-host.invalid/rss")
    assert unknown.reason.startswith("the host name no-such-host.invalid is not known (DNS: ")
    assert "Errno" not in unknown.reason


@pytest.mark.parametrize(
    "url", ["", "example.com/rss", "ftp://example.com/rss", "http://", "http://[::1", "file:///etc/passwd"]
)
async def test_a_url_that_is_none_is_a_value_too(url):
    assert isinstance(await answer(url), Refused)


async def test_an_answer_that_is_no_http_is_a_value_too():
    async def babble(_reader, writer):
        writer.write(b"220 mail.example.org ESMTP\r\n")
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with listener:
        got = await answer(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/")
    assert isinstance(got, Refused)
    assert "no HTTP" in got.reason or "closed the connection" in got.reason
