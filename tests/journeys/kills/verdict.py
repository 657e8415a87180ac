"""Queued Message-IDs, the server's log, the ledger → Verdict: what was lost and what came twice, by the server's own word."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from dispatcher.app.bootstrap import bootstrap
from dispatcher.db.tables_mail import attempt, delivery
from dispatcher.model import DeliveryState


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a round of kills came to. Sets hold Message-IDs."""

    queued: int
    accepted: int  # lines of the server's log
    lost: frozenset[str]  # sent by our word, or gone from the outbox, and not in the server's log
    unsent: Counter[str]  # states at the end other than sent
    repeats: int  # accepted more often than once
    unnamed: frozenset[str]  # accepted more often than its delivery was in doubt and tried
    changed: frozenset[str]  # accepted twice as different bytes
    in_doubt: int  # times a delivery was recorded as in doubt

    def __str__(self) -> str:
        return (
            f"{self.queued} queued, {self.accepted} accepted: lost {len(self.lost)}, unsent {dict(self.unsent)}, "
            f"repeated {self.repeats}, in doubt {self.in_doubt}, repeated without a doubt {len(self.unnamed)}, "
            f"repeated with other bytes {len(self.changed)}"
        )


async def verdict(root: Path, url: str, log: Path, queued: set[str]) -> Verdict:
    """Compare the three."""
    times, bodies = _taken(log)
    assert set(times) <= queued, "the server has what was never queued"
    states, doubts = await _ledger(root, url)
    return Verdict(
        queued=len(queued),
        accepted=times.total(),
        lost=frozenset(each for each in queued - set(times) if states.get(each, "sent") == DeliveryState.SENT),
        unsent=Counter(state for each, state in states.items() if each in queued and state != DeliveryState.SENT),
        repeats=sum(number - 1 for number in times.values()),
        unnamed=frozenset(each for each, number in times.items() if number - 1 > doubts[each]),
        changed=frozenset(each for each, found in bodies.items() if len(found) > 1),
        in_doubt=doubts.total(),
    )


def _taken(log: Path) -> tuple[Counter[str], dict[str, set[str]]]:
    """How often each Message-ID was accepted, and the hashes of its bytes."""
    times: Counter[str] = Counter()
    bodies: defaultdict[str, set[str]] = defaultdict(set)
    for line in log.read_text(encoding="utf-8").splitlines():
        taken = json.loads(line)
        times[taken["message_id"]] += 1
        bodies[taken["message_id"]].add(taken["sha256"])
    return times, bodies


async def _ledger(root: Path, url: str) -> tuple[dict[str, str], Counter[str]]:
    """The state of each Message-ID, and how often an attempt at it was recorded as in doubt."""
    async with (
        bootstrap(root, environ={"DISPATCHER_DATABASE__URL": url}) as app,
        app.db._engine.connect() as connection,
    ):
        rows = await connection.execute(select(delivery.c.message_id, delivery.c.state))
        states = {row.message_id: row.state for row in rows}
        said = await connection.execute(
            select(delivery.c.message_id, func.count().label("times"))
            .join(attempt, attempt.c.delivery_id == delivery.c.id)
            .where(attempt.c.state == DeliveryState.IN_DOUBT.value)
            .group_by(delivery.c.message_id)
        )
        return states, Counter({row.message_id: row.times for row in said})
