"""
A small honest HTTP server on loopback, for whatever polls feeds.

    with FeedServer() as server:
        server.pages["/rss"] = Page(body=b"<rss…", etag='"1"')
        url = server.url("/rss")          # and afterwards: server.requests

It runs in threads of its own, so it serves tests with and without an event loop, and programs under test in other processes.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Page:
    """What one path answers."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/rss+xml"
    etag: str | None = None  # a request that names it gets 304
    last_modified: str | None = None  # as ETag, by equality
    location: str | None = None
    date: str | None = None  # in place of the server's own
    headers: Mapping[str, str] = field(default_factory=dict)
    gzipped: bool = False
    wait: float = 0.0  # seconds of silence before the status line
    drip: float = 0.0  # seconds between pieces of 1,000 bytes
    cut_after: int | None = None  # bytes of the body after which the connection closes, though Content-Length said more


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    path: str
    headers: Message
    status: int  # what it was answered with


class FeedServer:
    """Serves `pages`, by path with query; 404 for all others. `requests` is the log, in order of arrival."""

    def __init__(self, pages: Mapping[str, Page] | None = None) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.requests: list[Request] = []
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"feeds": self}))
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def pause(self, seconds: float) -> None:
        """Sleep, but not past the server's end."""
        self._stopped.wait(seconds)


class _Handler(BaseHTTPRequestHandler):
    feeds: FeedServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        page = self.feeds.pages.get(self.path, Page(status=404, body=b"not here", content_type="text/plain"))
        asked = self.headers
        same = (page.etag and asked["If-None-Match"] == page.etag) or (
            page.last_modified and asked["If-Modified-Since"] == page.last_modified
        )
        status = 304 if same and page.status == 200 else page.status
        self.feeds.requests.append(Request(self.path, asked, status))
        self.feeds.pause(page.wait)
        try:
            self._answer(page, status)
        except OSError:  # the client had enough
            self.close_connection = True

    def _answer(self, page: Page, status: int) -> None:
        body = b"" if status == 304 else gzip.compress(page.body, 6, mtime=0) if page.gzipped else page.body
        self.send_response_only(status)
        self.send_header("Date", page.date or self.date_time_string())
        optional = {"ETag": page.etag, "Last-Modified": page.last_modified, "Location": page.location}
        for name, value in {**optional, **page.headers}.items():
            if value is not None:
                self.send_header(name, value)
        if page.gzipped and body:
            self.send_header("Content-Encoding", "gzip")
        if status != 304:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        sent = body if page.cut_after is None else body[: page.cut_after]
        if page.drip:
            for at in range(0, len(sent), 1_000):
                self.wfile.write(sent[at : at + 1_000])
                self.feeds.pause(page.drip)
        else:
            self.wfile.write(sent)
        if page.cut_after is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """The log is `requests`."""
