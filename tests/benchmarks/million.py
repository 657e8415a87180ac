"""
A million recipients, end to end: an edition is published, composed and sent with the full ledger to smtp-sink, stage by stage.

Each stage is a process of its own, so that its peak of memory is its own. `python -m tests.benchmarks.million [RECIPIENTS]`; by name only,
because it takes the better part of an hour on two cores. Beside it ten thousand, for the ratio of memory.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dispatcher import clock, log
from dispatcher.app import apply, publish
from dispatcher.app.bootstrap import bootstrap
from tests.benchmarks.peers import servers
from tests.benchmarks.peers.measure import Figures, judged, measured, run
from tests.fakes.databases import new_url
from tests.fakes.full_outbox import write_settings
from tests.fakes.people import ANNA
from tests.fakes.sample_edition import ARABIC, FERRIES, LONG_WORDS
from tests.fakes.written_news import write_news

MANY, FEW = 1_000_000, 10_000
CONNECTIONS = 20
CHUNK = 5_000  # people a transaction, when they join
DOMAINS = ("example.org", "example.com", "example.net", "mail.example.org")
MORE_MEMORY = 1.3


def main(many: int = MANY) -> bool:
    """Print the figures; returns whether memory grew with the recipients."""
    log.configure(level="error")
    if (name := servers.missing()) is not None:
        print(f"skipped: {name} is not installed (Debian's postfix has it)")
        return False
    few_published, few_sent = _edition(FEW)
    published, sent = _edition(many)
    grown = max(published.peak / few_published.peak, sent.peak / few_sent.peak)
    return judged(f"memory, {many:,} recipients against {FEW:,}", grown, bar=MORE_MEMORY, at_least=False, baseline=1.0)


def _edition(number: int) -> tuple[Figures, Figures]:
    with tempfile.TemporaryDirectory(prefix="dispatcher-bench-") as folder, servers.smtp_sink() as port:
        root = Path(folder)
        write_settings(root, port=port, connections=CONNECTIONS)
        with (root / "dispatcher.toml").open("a") as file:
            file.write(f'[database]\nurl = "{new_url("sqlite", root)}"\n')
        figures = {
            "joined": run([sys.executable, "-m", "tests.benchmarks.million", "join", root, number], number),
            "published": run([sys.executable, "-m", "tests.benchmarks.million", "publish", root, number], number),
            "sent": run([sys.executable, "-m", "tests.benchmarks.peers.by_dispatcher", root, number], number),
        }
        size = sum(path.stat().st_size for path in root.glob("dispatcher.db*"))
    print(f"{number:,} recipients, database of {size / 1e6:,.0f} MB ({size / number:,.0f} bytes each):")
    for name, each in figures.items():
        print(
            f"  {name}: {each.took:,.1f} s, {each.rate:,.0f}/s, {each.each * 1e6:,.0f} µs of CPU each, "
            f"{each.peak / 1e6:,.0f} MB at most"
        )
    return figures["published"], figures["sent"]


async def join(root: Path, number: int) -> None:
    """So many confirmed people, to whom a digest is due now, and the news it tells."""
    now = clock.now()
    async with bootstrap(root, environ={}) as app:
        await apply.run(app, now=now)
        await write_news(app, (FERRIES, LONG_WORDS, ARABIC), topic="velmora", now=now - timedelta(hours=1))
        person = replace(ANNA, hour=now.hour, time_zone="UTC", next_edition_at=now)
        with measured(number):
            for start in range(0, number, CHUNK):
                people = [
                    replace(person, address=f"reader{each}@{DOMAINS[each % len(DOMAINS)]}")
                    for each in range(start, min(start + CHUNK, number))
                ]
                async with app.db.transaction() as tx:
                    audience = await tx.lists.by_name("world")
                    await tx.subscriptions.join(audience.id, people, now=now)


async def publishing(root: Path, number: int) -> None:
    """The use case itself; every one of them must get a digest."""
    async with bootstrap(root, environ={}) as app:
        with measured(number):
            report = await publish.run(app, now=clock.now())
        assert report.digests == number, report


if __name__ == "__main__":
    if sys.argv[1:2] in (["join"], ["publish"]):
        import uvloop

        log.configure(level="error")
        stage = join if sys.argv[1] == "join" else publishing
        uvloop.run(stage(Path(sys.argv[2]), int(sys.argv[3])))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
