from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta

import pytest

from dispatcher.errors import ParseError
from dispatcher.feeds.parser_pool import ParserPool
from dispatcher.feeds.read import read_file

URL = "https://feeds.example.com/rss"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals of POSIX")


def rss(*titles, text=""):
    items = "".join(f"<item><title>{t}</title><description>{text}</description></item>" for t in titles)
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


HANGS = rss("slow", text="<![CDATA[" + "<div>" * 400_000 + "]]>")  # minutes of nested elements


async def test_many_parses_at_once_each_get_their_own_answer():
    async with ParserPool() as pool:
        feeds = await asyncio.gather(*(pool.parse(rss(f"n{n}"), url=URL, content_type=None) for n in range(40)))
    assert [feed.entries[0].title for feed in feeds] == [f"n{n}" for n in range(40)]


async def test_children_are_used_again():
    async with ParserPool(1) as pool:
        await pool.parse(rss("a"), url=URL)
        first = pool._idle[0]
        await pool.parse(rss("b"), url=URL)
        assert pool._idle == [first]


async def test_a_parse_error_crosses_the_pipe_with_its_sentence():
    async with ParserPool() as pool:
        with pytest.raises(ParseError, match="an HTML page, not a feed"):
            await pool.parse(b"<html></html>", url=URL)


async def test_a_body_that_hangs_costs_a_child_and_not_the_next_parse():
    async with ParserPool(1, wall_time=timedelta(seconds=1)) as pool:
        started = time.monotonic()
        with pytest.raises(ParseError, match="could not be read within 1 seconds"):
            await pool.parse(HANGS, url=URL)
        assert time.monotonic() - started < 5
        assert len((await pool.parse(rss("next"), url=URL)).entries) == 1


@POSIX
async def test_a_body_that_needs_too_much_memory_is_refused():
    async with ParserPool(1, memory=80_000_000) as pool:
        with pytest.raises(ParseError, match="too much memory"):
            await pool.parse(rss("big", text="x " * 4_900_000), url=URL)
        assert len((await pool.parse(rss("next"), url=URL)).entries) == 1


@POSIX
async def test_a_child_that_dies_in_the_middle_gives_parse_error():
    async with ParserPool(1) as pool:
        parse = asyncio.create_task(pool.parse(HANGS, url=URL))
        await asyncio.sleep(0.6)
        (child,) = pool._busy
        os.kill(child._process.pid, signal.SIGSEGV)
        with pytest.raises(ParseError, match=r"the parser process ended .*exit code -11"):
            await parse


async def test_a_child_that_died_in_its_sleep_is_replaced():
    async with ParserPool(1) as pool:
        await pool.parse(rss("a"), url=URL)
        pool._idle[0].kill()
        assert len((await pool.parse(rss("b"), url=URL)).entries) == 1


async def test_cancelling_a_parse_ends_its_child_and_frees_its_place():
    async with ParserPool(1) as pool:
        parse = asyncio.create_task(pool.parse(HANGS, url=URL))
        await asyncio.sleep(0.4)
        parse.cancel()
        with pytest.raises(asyncio.CancelledError):
            await parse
        assert len((await pool.parse(rss("next"), url=URL)).entries) == 1


async def test_closing_does_not_wait_for_what_hangs():
    pool = ParserPool(1)
    async with pool:
        parses = [asyncio.create_task(pool.parse(HANGS, url=URL)) for _ in range(3)]
        await asyncio.sleep(0.4)
        started = time.monotonic()
    assert time.monotonic() - started < 3
    assert [type(error) for error in await asyncio.gather(*parses, return_exceptions=True)] == [ParseError] * 3


@POSIX
def test_ctrl_c_in_the_terminal_leaves_no_traceback_of_children_and_no_child(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent("""
            import asyncio, sys
            from dispatcher.feeds.parser_pool import ParserPool
            async def main():
                async with ParserPool(1) as pool:
                    await pool.parse(b"<rss></rss>", url="https://example.com/")
                    print(pool._idle[0]._process.pid, flush=True)
                    await asyncio.sleep(60)
            try:
                asyncio.run(main())
            except KeyboardInterrupt:
                sys.exit(130)
        """)
    )
    running = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    child = int(running.stdout.readline())
    assert os.getsid(child) == child  # else Ctrl-C would end it in the middle of a parse
    os.killpg(running.pid, signal.SIGINT)  # what a terminal does
    _, stderr = running.communicate(timeout=20)
    assert (running.returncode, stderr) == (130, "")
    assert not is_running(child)


@POSIX
def test_a_child_ends_when_its_dispatcher_is_killed(tmp_path):
    program = "import sys,time; from dispatcher.feeds.parser_child import ParserChild; c=ParserChild(); print(c._process.pid, flush=True); time.sleep(60)"
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    child = int(running.stdout.readline())
    running.kill()
    running.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not stat.startswith("Z") and stat != ""


def test_the_stage_command_reads_a_file_to_lines():
    body = rss("One", text="Text").replace(
        b"</title><desc", b"</title><pubDate>Sun, 29 Mar 2026 07:00:00 GMT</pubDate><desc"
    )
    (line,) = read_file(body, URL)
    assert line | {"id": ""} == {
        "id": "",
        "title": "One",
        "url": None,
        "published": "2026-03-29T07:00:00Z",
        "summary": "Text",
        "author": None,
        "content": "",
    }


def test_the_stage_command_does_not_hang_and_says_why(monkeypatch):
    with pytest.raises(ParseError, match="empty answer"):
        read_file(b"", URL)
