"""
Doubts → verdicts: ask each relay's evidence, and make an idle relay write the lines without which nothing is known to be absent.

What was read of a log is remembered in this process as long as there are doubts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.relays import SMTP
from dispatcher.config.smtp_settings import RelayPart
from dispatcher.db.doubts import InDoubt
from dispatcher.transport.evidence import Doubt, Evidence, Finding, Known, Verdict, evidence_at, knock

BESIDE = timedelta(minutes=5)  # of a doubt: mail sent then must stand in the log if that is to be believed
KNOWN_EACH = 2  # such mails on either side of a doubt …
_LOOKED_BESIDE = 10  # … of so many doubts
_LONGEST = timedelta(hours=1)  # between two knocks
_NONE = Verdict(Finding.UNKNOWN, "no evidence is set for its relay")
_SILENT = Verdict(Finding.UNKNOWN, "the relay's evidence says nothing of it")
logger = log.get()


@dataclass(slots=True)
class Asked:
    """One relay's evidence, and how it was knocked at since there are doubts."""

    evidence: Evidence
    knocks: int = 0
    knock_at: datetime | None = None  # not before; null until the first


def forget(app: App) -> None:
    """There are no doubts any more: the next are looked for anew."""
    app.evidence.clear()


async def verdicts(app: App, doubts: Sequence[InDoubt], *, now: datetime) -> dict[int, Verdict]:
    """A verdict for each doubt, by delivery."""
    async with app.db.reading() as tx:
        some = doubts[:: len(doubts) // _LOOKED_BESIDE + 1]
        beside = await tx.outbox.sent_beside(some, within=BESIDE, each=KNOWN_EACH)
    found: dict[int, Verdict] = {}
    for name in dict.fromkeys(doubt.relay for doubt in doubts):
        theirs = [doubt for doubt in doubts if doubt.relay == name]
        settings = _relays(app).get(name or "")
        asked = _asked(app, name or "", settings)
        if settings is None or asked is None:
            found |= {doubt.delivery_id: _NONE for doubt in theirs}
            continue
        known = [Known(message_id=each, taken_at=at) for each, at in beside.get(name, {}).items()]
        said = await _ask(asked.evidence, [_doubt(each) for each in theirs], known, now=now)
        found |= {each.delivery_id: said.get(each.delivery_id, _SILENT) for each in theirs}
        if any(verdict.waiting for verdict in said.values()):
            newest = max(doubt.doubted_at for doubt in theirs)
            await _knock(asked, settings, since=newest, now=now)
    return found


def _relays(app: App) -> Mapping[str, RelayPart]:
    return {SMTP: app.settings.smtp} | {each.name: each for each in app.settings.relays}


def _asked(app: App, name: str, settings: RelayPart | None) -> Asked | None:
    if name not in app.evidence and settings is not None:
        evidence = evidence_at(
            settings.evidence,
            grace=timedelta(seconds=settings.evidence_grace),
            zone=machine_zone(),
            folder=app.workspace.root,
        )
        if evidence is not None:
            app.evidence[name] = Asked(evidence)
    return app.evidence.get(name)


def _doubt(each: InDoubt) -> Doubt:
    return Doubt(delivery_id=each.delivery_id, message_id=each.message_id, since=each.since, until=each.doubted_at)


async def _ask(
    evidence: Evidence, doubts: Sequence[Doubt], known: Sequence[Known], *, now: datetime
) -> Mapping[int, Verdict]:
    try:
        return await asyncio.to_thread(evidence.accepted, doubts, known=known, now=now)
    except Exception as error:  # whatever a reader stumbles over, the mail is in doubt as before
        logger.exception("evidence.failed", error=str(error))
        return {}


async def _knock(asked: Asked, settings: RelayPart, *, since: datetime, now: datetime) -> None:
    """Speak with a relay that wrote nothing since; at growing distances, as a log may be silent for other reasons."""
    grace = timedelta(seconds=settings.evidence_grace)
    # Once the grace is over, and a second more: a log may count in whole ones.
    if now < since + grace + timedelta(seconds=1) or (asked.knock_at is not None and now < asked.knock_at):
        return
    asked.knock_at = now + min(max(grace, timedelta(seconds=1)) * 2**asked.knocks, _LONGEST)
    asked.knocks = min(asked.knocks + 1, 20)
    reached = await knock(settings.host, settings.port)
    logger.debug("relay.knocked", reached=reached)


def machine_zone() -> tzinfo:
    """The zone that this machine's daemons write their logs in."""
    try:
        with Path("/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC
