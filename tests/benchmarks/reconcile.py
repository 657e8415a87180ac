"""
`reconcile` at length: a hundred kills before a real Postfix, stepped and pipelined, on SQLite and with four processes on PostgreSQL.

What arrived is the truth: files in a Maildir. Nothing may be lost and nothing may come twice.
"""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.databases import new_url
from tests.lab.reconciling import Reconciling, world

KILLS, MESSAGES, SEED = 100, 2_500, 20261124
ROUNDS = (("sqlite", True), ("sqlite", False), ("postgresql", True))


def main() -> bool:
    """Print what every round came to; returns whether one missed its bar."""
    missed = False
    for kind, pipelining in ROUNDS:
        how = f"{kind}, {'pipelined' if pipelining else 'stepped'}"
        with tempfile.TemporaryDirectory() as folder:
            try:
                with world() as server:
                    killing = Reconciling(
                        world=server,
                        root=Path(folder),
                        url=new_url(kind, Path(folder)),
                        kills=KILLS,
                        messages=MESSAGES,
                        processes=4 if kind == "postgresql" else 1,
                        pipelining=pipelining,
                        # The dead's leases must end for the others to go on; five minutes would do as well.
                        lease_for=timedelta(seconds=3) if kind == "postgresql" else None,
                        seed=SEED,
                    )
                    began = time.monotonic()
                    found = killing.run()
            except pytest.skip.Exception as reason:
                print(f"{how}: skipped ({reason})")
                continue
        print(f"{how}: {killing.killed} kills (seed {SEED}), {time.monotonic() - began:.0f} s; {found}")
        missed |= bool(found.lost or found.unsent or found.repeats or found.changed)
    return missed
