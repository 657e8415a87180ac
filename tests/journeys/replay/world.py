"""What surrounds the product in the replay: an HTTP server with the outlets' bodies of the moment, and an SMTP server that keeps all mail."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[3]


class Newsstand(ThreadingHTTPServer):
    """Serves `/OUTLET.xml` as of now, with ETag and 304, and remembers what it handed out."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.bodies: dict[str, bytes] = {}
        self.handed_out: set[str] = set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, outlet: str) -> str:
        """Where an outlet's feed is."""
        return f"http://127.0.0.1:{self.server_port}/{outlet}.xml"


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Newsstand

    def do_GET(self) -> None:  # the name the library calls
        outlet = self.path.strip("/").removesuffix(".xml")
        body = self.server.bodies.get(outlet)
        etag = None if body is None else f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if body is not None and self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.send_header("ETag", etag or "")
            self.end_headers()
            return
        self.send_response(404 if body is None else 200)
        if etag:
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")
        if body is not None:
            self.server.handed_out.add(outlet)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@dataclass
class PostOffice:
    """An SMTP server whose own record is the truth about what was sent."""

    mails: list[EmailMessage] = field(default_factory=list)
    repeats: int = 0  # the same Message-ID again

    def __post_init__(self) -> None:
        self._known: set[str] = set()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Close the door."""
        self._controller.stop(no_assert=True)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        if mail["Message-ID"] in self._known:
            self.repeats += 1
        else:
            self._known.add(mail["Message-ID"])
            self.mails.append(mail)
        return "250 2.0.0 Ok"


class Product:
    """The driver process: one line in, one line out; killable."""

    def __init__(self, workspace: Path, log: Path) -> None:
        self.workspace = workspace
        self.log = log
        self._start()

    def _start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.replay.driver", str(self.workspace)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._answer()

    def begin(self, now: datetime) -> None:
        """Send a step without waiting."""
        assert self.process.stdin
        self.process.stdin.write(f"{now.isoformat()}\n")
        self.process.stdin.flush()

    def step(self, now: datetime) -> dict[str, Any]:
        """Run a step to its end."""
        self.begin(now)
        return self._answer()

    def kill(self) -> None:
        """Kill -9, wherever it is, and start again."""
        self.process.kill()
        self.process.wait()
        self._start()

    def stop(self) -> None:
        """Let it end."""
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait(60) == 0

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the product died:\n{self.log.read_text()[-4000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer
