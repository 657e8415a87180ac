"""
SIGTERM under load: `dispatcher run --only send` is told to stop at a moment nobody chose, and started again.

Told in time, nothing may be lost, nothing repeated, and nothing left in doubt.
"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes.command_line import dispatch, start
from tests.fakes.full_outbox import prepared, write_settings
from tests.journeys.kills.killing import serving
from tests.journeys.kills.verdict import Verdict, verdict

SOONEST, LATEST = 0.0, 1.0  # seconds after the service says that it started


@dataclass(kw_only=True)
class Stopping:
    """One run of the harness; `codes` are those the service ended with, `longest` is how long it took to stop."""

    root: Path
    url: str
    stops: int
    messages: int
    connections: int = 4
    pipelining: bool = True
    most_wait: float = 0.02
    seed: int = 1
    codes: set[int] = field(default_factory=set)
    longest: float = 0.0
    under_load: int = 0  # stops that left something to send

    def run(self) -> Verdict:
        """Stop it again and again, let the rest go out, and ask the server."""
        log, queued, chance, editions = self.root / "accepted.jsonl", set(), random.Random(self.seed), 0
        log.touch()
        with serving(log, pipelining=self.pipelining, most_wait=self.most_wait, seed=self.seed) as port:
            write_settings(self.root, port=port, connections=self.connections, pipelining=self.pipelining)
            for _ in range(self.stops):
                if len(log.read_text().splitlines()) == len(queued):
                    editions += 1
                    queued |= asyncio.run(prepared(self.root, self.url, self.messages, edition=editions))
                self._stop_after(chance.uniform(SOONEST, LATEST))
                self.under_load += len(log.read_text().splitlines()) < len(queued)
            rest = dispatch("send", "--once", cwd=self.root, environ=self._environ())
            assert rest.code == 0, rest.err
        return asyncio.run(verdict(self.root, self.url, log, queued))

    def _stop_after(self, seconds: float) -> None:
        with start("run", "--only", "send", cwd=self.root, environ=self._environ()) as service:
            try:
                said = ""
                for line in service.stderr:
                    said += line
                    if "service.started" in line:
                        break
                time.sleep(seconds)
                service.send_signal(signal.SIGTERM)
                began = time.monotonic()
                said += service.communicate(timeout=60)[1]
                self.longest = max(self.longest, time.monotonic() - began)
                self.codes.add(service.returncode)
                assert "Traceback" not in said, said
            finally:
                service.kill()

    def _environ(self) -> dict[str, str]:
        return {"DISPATCHER_DATABASE__URL": self.url}
