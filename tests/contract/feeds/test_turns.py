"""One request at a time to a host, apart from the last; other hosts do not wait."""

import asyncio
import time
from itertools import pairwise

from dispatcher.feeds.turns import Turns


async def moments(turns, *hosts, delay=None):
    """When each turn began and ended, in the order they began."""
    seen = []

    async def take(host):
        async with turns.at(host, delay=delay):
            began = time.monotonic()
            await asyncio.sleep(0.05)
            seen.append((began, time.monotonic()))

    await asyncio.gather(*(take(host) for host in hosts))
    return sorted(seen)


async def test_turns_at_one_host_are_apart():
    seen = await moments(Turns(apart=0.2), *["news.example.org", "NEWS.example.org"] * 2)
    assert all(later[0] - earlier[1] >= 0.19 for earlier, later in pairwise(seen))


async def test_turns_at_other_hosts_do_not_wait():
    seen = await moments(Turns(apart=5), "a.example.org", "b.example.org", "c.example.org")
    assert seen[-1][0] - seen[0][0] < 0.5


async def test_a_crawl_delay_is_kept():
    seen = await moments(Turns(apart=0), "a.example.org", "a.example.org", delay=0.3)
    assert seen[1][0] - seen[0][1] >= 0.29


async def test_a_crawl_delay_without_end_is_not():
    turns = Turns(apart=0)
    async with turns.at("a.example.org", delay=1e9):
        pass
    assert turns._hosts["a.example.org"].free_at - time.monotonic() <= 30
