"""
kill -9 at random: senders are started, killed at a moment nobody chose, and started again, until enough of them died.

Every moment comes from the seed. Each process is forked from a clean server that has the program imported, so that a kill costs the
time of its work and not of its imports.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Lock

from tests.fakes.full_outbox import prepared, write_settings
from tests.journeys.kills import sink
from tests.journeys.kills.sender import Sender
from tests.journeys.kills.verdict import Verdict, verdict

# When a kill falls: a tenth while the process opens its workspace and recovers, a good third while it claims and connects, the rest
# once the server has taken something since the process began. Counted so, a slow machine does not move all kills into the start.
UNOPENED, CLAIMING = 0.1, 0.45
SOONEST, LATEST = 0.02, 0.4  # seconds after the workspace is open
UNDER_LOAD = 0.25  # seconds at most after the first body was taken
ENDS_WITHIN = 240  # seconds for what is left when nobody is killed any more
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.journeys.kills.sender", "tests.journeys.kills.sink", "uvloop"])


@dataclass(kw_only=True)
class Killing:
    """One run of the harness."""

    root: Path
    url: str
    kills: int
    messages: int  # of an edition; another is queued when one is out and not enough were killed
    processes: int = 1
    connections: int = 4
    pipelining: bool = True
    most_wait: float = 0.02
    lease_for: timedelta | None = None
    asleep: float = 0.0  # of those to be killed, how many first sleep until their leases are over, and wake up
    mutant: bool = False
    seed: int = 1
    killed: int = 0
    slept: int = 0
    queued: set[str] = field(default_factory=set)
    editions: int = 0
    _lock: Lock = field(default_factory=Lock)  # multiprocessing asks after all children at every start, from any thread

    @property
    def _log(self) -> Path:
        return self.root / "accepted.jsonl"

    def run(self) -> Verdict:
        """Kill, let the rest go out, and ask the server."""
        log = self._log
        log.touch()
        with serving(log, pipelining=self.pipelining, most_wait=self.most_wait, seed=self.seed) as port:
            write_settings(self.root, port=port, connections=self.connections, pipelining=self.pipelining)
            self._publish()
            while self.killed < self.kills:
                with ThreadPoolExecutor(self.processes) as pool:
                    for died in [pool.submit(self._kill_on, number) for number in range(self.processes)]:
                        died.result()
                if self.killed < self.kills:
                    self._publish()
            self._finish()
        return asyncio.run(verdict(self.root, self.url, log, self.queued))

    def _publish(self) -> None:
        self.editions += 1
        self.queued |= asyncio.run(prepared(self.root, self.url, self.messages, edition=self.editions))

    def _kill_on(self, number: int) -> None:
        """Start a sender and kill it, again and again, until enough died or one found nothing left."""
        chance = random.Random(f"{self.seed} {number} {self.editions}")
        while self.killed < self.kills:
            with self._started() as (process, told):
                self._wait(told, chance)
                if self.lease_for is not None and chance.random() < self.asleep:
                    self._put_to_sleep(process, chance)
                with self._lock:
                    process.kill()
                    process.join()
                    if process.exitcode == 0:
                        return
                    assert process.exitcode == -9, f"a sender ended by itself with {process.exitcode}"
                    self.killed += 1

    def _put_to_sleep(self, process: multiprocessing.process.BaseProcess, chance: random.Random) -> None:
        """The late riser: others took over what it held, and it goes on where it was."""
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(1.5 * self.lease_for.total_seconds())
        os.kill(process.pid, signal.SIGCONT)
        time.sleep(chance.uniform(0, LATEST))
        with self._lock:
            self.slept += 1

    @property
    def most_doubts(self) -> int:
        """One for each connection of each that was killed, or slept too long."""
        return (self.killed + self.slept) * self.connections

    def _wait(self, told: multiprocessing.connection.Connection, chance: random.Random) -> None:
        """Until the moment to kill."""
        which, before = chance.random(), self._log.stat().st_size
        if which < UNOPENED:
            time.sleep(chance.uniform(0, LATEST / 2))
            return
        told.poll(60)
        if which < CLAIMING:
            time.sleep(chance.uniform(SOONEST, LATEST))
            return
        until = time.monotonic() + 2
        while self._log.stat().st_size == before and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, UNDER_LOAD))

    def _finish(self) -> None:
        until = time.monotonic() + ENDS_WITHIN
        with ExitStack() as stack:
            for process, _ in [stack.enter_context(self._started()) for _ in range(self.processes)]:
                process.join(max(0.1, until - time.monotonic()))
                assert process.exitcode == 0, f"a sender was to empty the outbox and ended with {process.exitcode}"

    @contextmanager
    def _started(self) -> Iterator[tuple[multiprocessing.process.BaseProcess, multiprocessing.connection.Connection]]:
        hears, tells = PROCESSES.Pipe(duplex=False)
        sender = Sender(root=self.root, url=self.url, lease_for=self.lease_for, mutant=self.mutant)
        process = PROCESSES.Process(target=sender.run, args=(tells,), daemon=True)
        with self._lock:
            process.start()
        tells.close()
        try:
            yield process, hears
        finally:
            with self._lock:
                process.kill()
                process.join()
            hears.close()


@contextmanager
def serving(log: Path, *, pipelining: bool, most_wait: float, seed: int) -> Iterator[int]:
    """A sink in a process of its own; yields its port."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    offers = sink.PIPELINED if pipelining else sink.STEPPED
    process = PROCESSES.Process(target=sink.serve, args=(theirs, log, offers, most_wait, seed), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()
