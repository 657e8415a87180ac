"""The parser on what real servers served (../shared/data): polls, broken polls, other projects' parser cases."""

from __future__ import annotations

import asyncio
import os
import re
import tarfile
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dispatcher.errors import ParseError
from dispatcher.feeds.parse import parse_feed
from dispatcher.feeds.parser_pool import ParserPool
from dispatcher.feeds.reconcile import key

SHARED = Path(__file__).parents[4] / "shared" / "data"
URL = "https://feeds.example.com/rss"
EVERY = 25  # polls looked at: one in so many

pytestmark = [pytest.mark.shared_data]
if not SHARED.is_dir() and os.environ.get("CI") != "true":
    pytestmark.append(pytest.mark.skip(reason=f"no real cases at {SHARED}"))


def members(archive, *, every=1):
    with tarfile.open(archive) as tar:
        for number, member in enumerate(tar):
            if member.isfile() and number % every == 0:
                yield member.name, tar.extractfile(member).read()


def local(element):
    return element.tag.rpartition("}")[2]


def elements(body):
    """The items and their dates, by another parser than the product's."""
    root = ET.fromstring(body.lstrip())  # real news feeds of 2020
    for item in root.iter():
        if local(item) in {"item", "entry"}:
            dates = {local(child): child.text for child in item}
            yield dates.get("pubDate") or dates.get("published")


def moment(text):
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return parsedate_to_datetime(text).astimezone(UTC)


def test_every_real_poll_is_read_with_all_its_items_and_dates():
    seen = 0
    for name, body in members(SHARED / "feeds" / "polls.tar.xz", every=EVERY):
        if not re.search(rb"</(rss|feed)>\s*$", body):
            continue  # four of the 1,799 were cut off; see the next test
        seen += 1
        expected = [moment(date) for date in elements(body)]
        entries = parse_feed(body, url=URL).entries
        assert [entry.published_at for entry in entries] == expected, name
        assert all(entry.title and key(entry)[0] for entry in entries), name
    assert seen > 1_799 // EVERY - 5


@pytest.mark.parametrize("path", sorted((SHARED / "feeds" / "broken").glob("*.xml")), ids=lambda path: path.stem)
def test_no_broken_poll_invents_an_entry(path):
    body = path.read_bytes()
    with pytest.raises(ParseError, match=r"^empty answer$|^cut off after [\d,]+ bytes: |an HTML page, not a feed"):
        parse_feed(body, url=URL)


@pytest.mark.parametrize("name", ["feed-rs", "feedparser", "feedvalidator"])
async def test_no_parser_case_crashes_or_hangs(name):
    cases = [body for path, body in members(SHARED / "parser-cases" / f"{name}.tar.xz") if not path.endswith(".py")]
    outcomes = {"read": 0, "refused": 0}
    harmed = []
    started = time.monotonic()
    async with ParserPool() as pool:

        async def one(body):
            try:
                await pool.parse(body, url=URL)
                outcomes["read"] += 1
            except ParseError as error:
                outcomes["refused"] += 1
                if re.search(r"process ended|within|breaks the parser", error.problem):
                    harmed.append((body[:200], error.problem))

        await asyncio.gather(*map(one, cases))
    assert harmed == []
    assert sum(outcomes.values()) == len(cases)
    assert outcomes["read"] > 10
    assert time.monotonic() - started < 120
