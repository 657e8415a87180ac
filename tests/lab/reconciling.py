"""
kill -9 at random of senders before a real Postfix whose log settles their doubts. What arrived is the truth: files in a Maildir,
which know nothing of the log.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path

from dispatcher.app.bootstrap import bootstrap
from tests.fakes.full_outbox import write_settings
from tests.journeys.kills.killing import Killing
from tests.journeys.kills.sender import UNDER_WAY
from tests.journeys.kills.verdict import Verdict, verdict
from tests.lab import daemons, judges
from tests.lab.delay_proxy import Way, delay_proxy
from tests.lab.postfix import Postfix, postfix

GRACE = 0.3  # seconds; far less than the relay may take, so that nothing rests on it
MORE = 'in_doubt = "reconcile"\nevidence = "postfix:{log}"\nevidence_grace = {grace}\n'


@dataclass(frozen=True)
class World:
    """A Postfix that puts everybody's mail into one Maildir."""

    server: Postfix
    maildir: Path

    def settled(self, within: float = 120.0) -> None:
        """Wait until it has delivered all that it took."""
        until = time.monotonic() + within
        while "is empty" not in judges.said("postqueue", "-c", self.server.folder / "etc", "-p").stdout:
            assert time.monotonic() < until, "Postfix still has mail"
            time.sleep(0.2)

    def write_arrived(self, log: Path) -> None:
        """One line for each mail in the Maildir, as `verdict` reads it."""
        with log.open("w", encoding="utf-8") as file:
            for path in (self.maildir / "new").glob("*"):
                head, _, body = path.read_bytes().partition(b"\n\n")
                message_id = BytesHeaderParser().parsebytes(head)["Message-ID"]
                file.write(json.dumps({"message_id": message_id, "sha256": hashlib.sha256(body).hexdigest()}) + "\n")


@contextmanager
def world(*, slow_after_dot: int = 0) -> Iterator[World]:
    """`slow_after_dot`: whole seconds that Postfix thinks about each body before it takes it."""
    with daemons.folder() as folder:
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", "mail", "mail")
        settings = {
            "virtual_transport": "virtual",
            "virtual_mailbox_base": str(folder),
            "virtual_mailbox_maps": "static:mail/all/",
            "virtual_uid_maps": "static:8",  # mail's, on Debian
            "virtual_gid_maps": "static:8",
            "virtual_minimum_uid": "1",
            "virtual_destination_recipient_limit": "1",
        }
        if slow_after_dot:
            settings["smtpd_end_of_data_restrictions"] = f"sleep {slow_after_dot}"
        with postfix(settings=settings) as server:
            yield World(server, folder / "mail" / "all")


@dataclass(kw_only=True)
class Reconciling(Killing):
    """The harness of kills, before a real server."""

    world: World
    grace: float = GRACE

    @property
    def _log(self) -> Path:
        return self.world.server.maillog  # it grows with what is going on, and a kill falls soon after

    def run(self) -> Verdict:
        """Kill, let the rest go out and every doubt be settled, and look into the mailbox."""
        arrived = self.root / "arrived.jsonl"
        with delay_proxy(Way(port=self.world.server.port, most_wait=self.most_wait, seed=self.seed)) as port:
            write_settings(
                self.root,
                port=port,
                connections=self.connections,
                pipelining=self.pipelining,
                more=MORE.format(log=self.world.server.maillog, grace=self.grace),
            )
            self._publish()
            while self.killed < self.kills:
                with ThreadPoolExecutor(self.processes) as pool:
                    list(pool.map(self._kill_on, range(self.processes)))
                if self.killed < self.kills:
                    self._publish()
            try:
                self._finish()
            except AssertionError as error:
                raise AssertionError(asyncio.run(self._left())) from error
        self.world.settled()
        self.world.write_arrived(arrived)
        return asyncio.run(verdict(self.root, self.url, arrived, self.queued))

    async def _left(self) -> str:
        """What does not come to its end, with what the server's log has of it."""
        lines = self.world.server.maillog.read_text(errors="replace").splitlines()
        async with bootstrap(self.root, environ={"DISPATCHER_DATABASE__URL": self.url}) as app, app.db.reading() as tx:
            stuck = [each for state in UNDER_WAY for each in await tx.outbox.list(state=state)]
        told = [f"{each.state} {each.reason} {each.next_attempt_at} {each.message.message_id}" for each in stuck]
        ids = {each.message.message_id for each in stuck}
        return "\n".join(["not at their end:", *told, *(line for line in lines if any(each in line for each in ids))])
