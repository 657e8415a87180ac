"""
Database × witness → whether sending from here could send again what was sent.

A database that was restored from a backup, or copied, knows less than what happened: what went out since is still queued in it. So a
workspace keeps a witness outside of the database, beside its file: which database it sends from, and a generation that is counted up in both whenever it
sends. The database comes first, so that a kill between the two leaves the witness behind, which means nothing; a witness that is ahead
means that the database is older than what was sent. Several nodes of one PostgreSQL database have a witness and a generation each.

What is found stops sending with a row in `stop`, for all nodes, until the operator resumes it; everything else goes on.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dispatcher import clock, log
from dispatcher.app import witness_file
from dispatcher.app.bootstrap import App
from dispatcher.app.witness_file import Witnessed
from dispatcher.db import Transaction
from dispatcher.errors import StorageError
from dispatcher.paths import Workspace

AGAIN_AFTER = (
    30.0  # seconds between two generations of one run: a backup that misses less than that is not told from none
)
RESUME = "`dispatcher outbox resume` goes on; after a restore or a copy see docs/how-to/restore.md first"
_NAME, _HOME, _RESUMED = "name", "home", "resumed"  # keys in `instance`
_NOT_OURS_TO_WRITE = {errno.EACCES, errno.EPERM, errno.EROFS}
logger = log.get()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the database knows of itself."""

    name: str | None  # null until something was first sent from it
    home: str | None  # where it was then; null as above
    actual_home: str  # where it is
    resumed: int
    generation: int  # of the node in question
    counted: bool  # whether any node ever counted one, which it does before it sends
    used: bool  # whether a delivery was ever queued in it
    shared: bool  # whether several workspaces may send from it


def decide(witnessed: Witnessed | None, record: Record) -> str | None:
    """Why sending from here could send again what was sent; None when it cannot."""
    if not record.used or record.name is None:
        # Nothing can be in it twice; or it is of a version that kept no witness, and then there is nothing to compare.
        return None if witnessed is None or not record.used else "the database is not the one this workspace sent from"
    if record.home and record.actual_home and record.home != record.actual_home:
        return "the database was copied or restored: it is not where it was when it last sent"
    if not record.counted and (witnessed is None or witnessed.database != record.name):
        return None  # killed after it got its name, before the witness was written: nothing was sent from it
    if witnessed is None:
        return None if record.shared else "the database has sent from elsewhere: there is no witness beside it"
    if witnessed.database != record.name:
        return "the database is not the one this workspace sent from"
    is_ahead = (witnessed.resumed, witnessed.generation) > (record.resumed, record.generation)
    return "the database is older than what was sent from here: it was restored from a backup" if is_ahead else None


class Witness:
    """One run's watch over what is sent from here."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._mine: Witnessed | None = None

    async def objection(self, now: datetime) -> str | None:
        """
        Why nothing may be sent; None when all is well, and then the database and the witness know each other.

        Raises StorageError when either cannot be read.
        """
        # The file first: another process of this workspace may be counting up, the database before the file.
        witnessed = await _read(self._app)
        async with self._app.db.reading() as tx:
            for stop in await tx.stops.all():
                if stop.kind == "instance":
                    return self._told(stop.reason)
            record = await read_record(tx, witnessed, shared=self._app.db.kind != "sqlite")
        trouble = decide(witnessed, record)
        if trouble is not None:
            async with self._app.db.transaction() as tx:
                await tx.stops.add("instance", "", trouble, now)
            return self._told(trouble)
        self._app.paused = None
        self._mine = await self._acquainted(witnessed, record)
        return None

    async def raised(self, now: datetime, *, at_once: bool = False) -> bool:
        """
        Count the generation up, where the last time is a while ago; False, and sending is stopped, when the database went back.

        Asked before every batch, and after the last one.
        """
        if self._mine is None:
            raise RuntimeError("ask for objections first")
        raised_at = self._app.generation_raised_at
        if not at_once and raised_at is not None and clock.monotonic() - raised_at < AGAIN_AFTER:
            return True
        async with self._app.db.transaction() as tx:
            generation = await tx.instance.next(_generation(self._mine.node))
            back = generation <= self._mine.generation
            if back:
                why = "the database went back under a running process: it was restored from a backup"
                await tx.stops.add("instance", "", why, now)
        if back:
            self._told(why)
            return False
        self._mine = replace(self._mine, generation=generation)
        await _write(self._app, self._mine)
        self._app.generation_raised_at = clock.monotonic()
        return True

    def _told(self, reason: str) -> str:
        """Said once, not at every tick."""
        if self._app.paused != reason:
            self._app.paused = reason
            logger.error("sending.paused", reason=reason, remedy=RESUME)
        return f"sending is paused: {reason} ({RESUME})"

    async def _acquainted(self, witnessed: Witnessed | None, record: Record) -> Witnessed:
        """Both know each other: written where one did not."""
        name = record.name
        if name is None or record.home != record.actual_home:
            async with self._app.db.transaction() as tx:
                name = await _named(tx)
        if witnessed is not None and witnessed.database == name:
            mine = replace(witnessed, resumed=record.resumed, generation=record.generation)
            if witnessed.resumed != record.resumed:
                await _write(self._app, mine)
            return mine
        mine = Witnessed(database=name, resumed=record.resumed)
        if not await _write(self._app, mine, fresh=witnessed is None):
            # Another process of this workspace was quicker: one node, one generation.
            theirs = await _read(self._app)
            return mine if theirs is None else replace(theirs, generation=0)
        return mine


async def read_record(tx: Transaction, witnessed: Witnessed | None, *, shared: bool) -> Record:
    """What the database knows of itself, and of the node that `witnessed` is of."""
    generation = await tx.instance.get(_generation(witnessed.node)) if witnessed else None
    return Record(
        name=await tx.instance.get(_NAME),
        home=await tx.instance.get(_HOME),
        actual_home=await tx.instance.home(),
        resumed=int(await tx.instance.get(_RESUMED) or 0),
        generation=int(generation or 0),
        counted=await tx.instance.any(_generation("")),
        used=await tx.by_hand.any(),
        shared=shared,
    )


async def resume(app: App) -> bool:
    """
    The operator has looked: what the database knows counts from here on, for all its nodes. False when nothing was stopped.

    A node that was not asked finds that sending was resumed since, and goes on.
    """
    async with app.db.transaction() as tx:
        stopped = await tx.stops.release("instance", "")
        if stopped:
            await tx.instance.next(_RESUMED)
        name = await _named(tx)
        resumed = int(await tx.instance.get(_RESUMED) or 0)
        if stopped:
            # Before the commit: a kill between the two leaves it stopped, and the operator asks again.
            await _write(app, Witnessed(database=name, resumed=resumed))
    app.paused = None
    return stopped


async def pause(app: App, reason: str, *, now: datetime) -> bool:
    """Stop sending by hand; False when it is stopped already."""
    async with app.db.transaction() as tx:
        return await tx.stops.add("instance", "", reason, now)


async def _named(tx: Transaction) -> str:
    """The database's name, made when it has none; it is where it is now."""
    name = await tx.instance.put_once(_NAME, secrets.token_hex(8))
    await tx.instance.put(_HOME, await tx.instance.home())
    return name


async def _read(app: App) -> Witnessed | None:
    """What the file says; where none can be written, what this process knows, so that it stays one node."""
    return await asyncio.to_thread(witness_file.read, _path(app)) or app.unwritten_witness


def _path(app: App) -> Path:
    """Beside the database, which may have a volume of its own and outlive the workspace; beside a server's, in the workspace."""
    kind, found, file = app.settings.database.url.partition("sqlite:///")
    return Workspace(Path(file).parent).witness if found and not kind else app.workspace.witness


async def _write(app: App, witnessed: Witnessed, *, fresh: bool = False) -> bool:
    """
    False when it was to be a `fresh` one and there was one already.

    Beside a database server a workspace may be read-only: then there is no witness, and the log says so once.
    """
    path = _path(app)
    try:
        await asyncio.to_thread(witness_file.write, path, witnessed, fresh=fresh)
    except FileExistsError:
        return False
    except OSError as error:
        if app.db.kind == "sqlite" or error.errno not in _NOT_OURS_TO_WRITE:
            raise StorageError(
                f"the witness of what was sent cannot be written ({error.strerror})",
                place=str(path),
                remedy="make room, or the workspace writable; nothing is sent until then",
            ) from error
        if app.unwritten_witness is None:
            logger.warning("witness.missing", path=str(path), reason=error.strerror)
        app.unwritten_witness = witnessed
    return True


def _generation(node: str) -> str:
    return f"generation {node}"
