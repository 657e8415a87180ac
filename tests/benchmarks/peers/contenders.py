"""Who runs the race: for each, a function that sends so many messages once and gives its figures."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path

from tests.benchmarks.peers import servers
from tests.benchmarks.peers.installed import node_peers, python_peers
from tests.benchmarks.peers.measure import Figures, run
from tests.fakes.databases import new_url
from tests.fakes.full_outbox import body, prepared, write_settings

HERE = Path(__file__).parent
DATABASE = "dispatcher.db"


@cache
def mail() -> Path:
    """The mail that all send: 32 KB, with its text and its HTML beside it for those who make it from those."""
    from dispatcher.templating import Composer
    from tests.benchmarks.compose import links
    from tests.fakes.sample_stories import message

    file = Path(tempfile.mkdtemp(prefix="dispatcher-bench-")) / "mail.eml"
    file.write_bytes(Composer().compose(message(), body(), links(message())))
    read = message_from_bytes(file.read_bytes(), policy=default)
    for name, kind in (("mail.txt", "plain"), ("mail.html", "html")):
        file.with_name(name).write_text(read.get_body((kind,)).get_content(), encoding="utf-8")
    return file


@cache
def full(messages: int) -> Path:
    """A workspace whose SQLite outbox holds so many; it is copied for each round."""
    root = Path(tempfile.mkdtemp(prefix="dispatcher-bench-"))
    write_settings(root, port=25)
    asyncio.run(prepared(root, new_url("sqlite", root), messages))
    return root


@dataclass(frozen=True)
class To:
    """Contenders that send to one port over so many connections."""

    port: int
    connections: int

    def dispatcher(self, messages: int, *, signed: bool = False) -> Figures:
        """Ours: outbox → sent, with the full ledger on SQLite; `signed`: by RSA-2048."""
        root = Path(shutil.copytree(full(messages), Path(tempfile.mkdtemp(prefix="dispatcher-bench-")) / "house"))
        try:
            write_settings(root, port=self.port, connections=self.connections)
            with (root / "dispatcher.toml").open("a") as file:
                file.write(_key_in(root) if signed else "")
                file.write(f'[database]\nurl = "sqlite:///{root / DATABASE}"\n')
            return run([sys.executable, "-m", "tests.benchmarks.peers.by_dispatcher", root, messages], messages)
        finally:
            shutil.rmtree(root.parent)

    def signatures(self, number: int) -> Figures:
        """Bare RSA signatures, sent to nobody."""
        return run([sys.executable, "-m", "tests.benchmarks.peers.by_rsa", number], number)

    def smtp_source(self, messages: int, *, kept: bool = False) -> Figures:
        """Postfix's own load generator; `kept`: it keeps its connections (-d)."""
        words = [servers.found("smtp-source"), "-s", self.connections, "-m", messages, "-F", mail()]
        words += ["-f", "world@news.example.org", "-t", "reader@example.org", *(["-d"] if kept else [])]
        return run([*words, f"127.0.0.1:{self.port}"], messages)

    def aiosmtplib(self, messages: int, *, once: bool = False) -> Figures:
        words = [sys.executable, "-m", "tests.benchmarks.peers.by_aiosmtplib", self.port, messages, self.connections]
        return run([*words, mail(), *(["once"] if once else [])], messages)

    def django(self, messages: int) -> Figures:
        return run([python_peers(), HERE / "by_django.py", self.port, messages, mail()], messages)

    def mailman(self, messages: int) -> Figures:
        return run([python_peers(), HERE / "by_mailman.py", self.port, messages, mail()], messages)

    def nodemailer(self, messages: int) -> Figures:
        parts = (mail().with_name("mail.txt"), mail().with_name("mail.html"))
        words = ["node", HERE / "by_nodemailer.mjs", self.port, messages, self.connections, *parts]
        return run(words, messages, environ={"PEERS": str(node_peers())})


def _key_in(root: Path) -> str:
    """A fresh key in a workspace, and the settings that sign with it."""
    from tests.benchmarks.peers.by_rsa import new_key, pem

    file = root / "signing.pem"
    file.write_bytes(pem(new_key()))
    file.chmod(0o600)
    return f'[[dkim]]\ndomain = "news.example.org"\nselector = "bench"\nkey_file = "{file.name}"\n'
