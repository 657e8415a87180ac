"""
The proof by killing, at length: a hundred kills on each database, stepped and pipelined, the mutant, and fifty stops.

What the rounds share with the speed table: the settings of the workspace, the message of 32 KB, SQLite's `synchronous=FULL`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.databases import new_url
from tests.journeys.kills.killing import Killing
from tests.journeys.kills.stopping import Stopping

KILLS, STOPS, MESSAGES = 100, 50, 2_500
SEED = 20261124


def main() -> bool:
    """Print what every round came to; returns whether one missed its bar."""
    rounds = [
        *(_killed(kind, pipelining=pipelining) for kind in ("sqlite", "postgresql") for pipelining in (True, False)),
        _mutant(),
        _stopped(),
    ]
    return not all(rounds)


def _killed(kind: str, *, pipelining: bool) -> bool:
    how = f"{kind}, {'four processes' if kind == 'postgresql' else 'one process'}, {'pipelined' if pipelining else 'stepped'}"
    with tempfile.TemporaryDirectory() as folder:
        try:
            url = new_url(kind, Path(folder))
        except pytest.skip.Exception as reason:
            print(f"{how}: skipped ({reason})")
            return True
        killing = Killing(
            root=Path(folder),
            url=url,
            kills=KILLS,
            messages=MESSAGES,
            processes=4 if kind == "postgresql" else 1,
            pipelining=pipelining,
            # The dead's leases must end for the others to go on; five minutes would do as well.
            lease_for=timedelta(seconds=3) if kind == "postgresql" else None,
            asleep=0.1,
            seed=SEED,
        )
        began = time.monotonic()
        found = killing.run()
    most = killing.most_doubts
    print(
        f"{how}: {killing.killed} kills, {killing.slept} sleepers (seed {SEED}), {time.monotonic() - began:.0f} s; {found}; doubts at most {most}"
    )
    certain = not (found.lost or found.unsent or found.unnamed or found.changed)
    return certain and found.repeats <= found.in_doubt <= most


def _mutant() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        found = Killing(
            root=path, url=new_url("sqlite", path), kills=10, messages=MESSAGES, mutant=True, seed=SEED
        ).run()
    print(f"mutant that checkpoints at fetch: {found} (it must lose some)")
    return bool(found.lost)


def _stopped() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        stopping = Stopping(
            root=Path(folder), url=new_url("sqlite", Path(folder)), stops=STOPS, messages=MESSAGES, seed=SEED
        )
        found = stopping.run()
    print(
        f"SIGTERM: {stopping.stops} stops, {stopping.under_load} of them under load, exit codes {stopping.codes}, "
        f"the slowest {stopping.longest:.2f} s; {found}"
    )
    return not (found.lost or found.unsent or found.repeats or found.in_doubt) and stopping.codes == {0}


if __name__ == "__main__":
    sys.exit(main())
