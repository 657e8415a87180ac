"""
A real Postfix on loopback before a real Dovecot: mail in by SMTP, checked by milters where wanted, and into mailboxes by LMTP.

It is whole in a folder of its own, with a spool, a log and ports of its own, and nothing leaves the machine: it takes mail for
its own domains only, and those go to Dovecot. Postfix itself knows no mailbox, so it takes mail for anyone there, and a reader
whom Dovecot does not know comes back to the envelope's sender as a real report (RFC 3464).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lab import daemons, judges
from tests.lab.dovecot import READER, Dovecot, dovecot

MTA = "mx.example.org"
DOMAINS = ("example.org", "lists.example.org", "news.example.org")
# The sample's senders are mailboxes, since reports come back to them. Dovecot delivers `anna+17@` to `anna@` (RFC 5233).
MAILBOXES = (
    READER,
    "world@news.example.org",
    "alerts@news.example.org",
    "bounces@lists.example.org",
    "bounces@news.example.org",
    "bounces@example.org",
)
TEMPLATE = Path("/usr/share/postfix/master.cf.dist")
PARTS = ("dynamicmaps.cf", "dynamicmaps.cf.d", "postfix-files", "postfix-files.d")  # of Debian's own /etc/postfix
START_WITHIN = 30.0


@dataclass(frozen=True)
class Postfix:
    """A running server; `port` takes mail without a password or TLS."""

    port: int
    folder: Path
    dovecot: Dovecot

    @property
    def maillog(self) -> Path:
        """What it and its milters log, each line as soon as it is known."""
        return self.folder / "maillog"

    def mails(self, address: str = READER, *, at_least: int = 0, within: float = 10.0) -> list[bytes]:
        """What lies in a mailbox, as the Maildir has it, in the order it came; waits until it is `at_least` so many."""
        until = time.monotonic() + within
        while len(found := self.dovecot.mails(address)) < at_least:
            if time.monotonic() > until:
                pytest.fail(f"{len(found)} of {at_least} mails came to {address}:\n{self._log_end()}")
            time.sleep(0.02)
        return found

    def logged(self, text: str, *, times: int = 1, within: float = 10.0) -> str:
        """The whole log once `text` stands in it so often."""
        until = time.monotonic() + within
        while (log := self.maillog.read_text(errors="replace")).count(text) < times:
            if time.monotonic() > until:
                pytest.fail(f"{text!r} is not in the log {times} times:\n{self._log_end()}")
            time.sleep(0.02)
        return log

    def reload(self) -> None:
        """Read its settings again; those who speak with it finish first."""
        _postfix(self.folder, "reload")

    def _log_end(self) -> str:
        return self.maillog.read_text(errors="replace")[-3000:]


@contextmanager
def postfix(
    *,
    mailboxes: Sequence[str] = MAILBOXES,
    milters: Sequence[int] = (),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Postfix]:
    """
    Postfix and Dovecot until the block ends.

    `milters` are ports on loopback (`opendkim`, `opendmarc`), asked in this order; `settings` go into main.cf after ours, as
    `{"virtual_transport": "discard:"}`.
    """
    judges.command("postfix")
    if not daemons.is_root():
        judges.missing("Postfix is started by root only")
    with dovecot(mailboxes=mailboxes) as mailbox, daemons.folder() as base:
        server = Postfix(port=daemons.free_port(), folder=base, dovecot=mailbox)
        _lay_out(server, milters, settings or {})
        _postfix(base, "start")
        try:
            _wait(server)
            yield server
        finally:
            _stop(base)


def _lay_out(server: Postfix, milters: Sequence[int], settings: Mapping[str, str]) -> None:
    base = server.folder
    for name in ("etc", "spool", "data"):
        (base / name).mkdir()
    shutil.chown(base / "data", "postfix")
    for part in (Path("/etc/postfix") / name for name in PARTS):
        if part.is_dir():
            shutil.copytree(part, base / "etc" / part.name)
        elif part.exists():
            shutil.copy(part, base / "etc")
    ours = {**_settings(server, milters), **settings}
    (base / "etc" / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in ours.items()))
    (base / "etc" / "master.cf").write_text(_daemons(server.port))


def _settings(server: Postfix, milters: Sequence[int]) -> dict[str, str]:
    base = server.folder
    return {
        "compatibility_level": "3.6",
        "queue_directory": f"{base}/spool",
        "data_directory": f"{base}/data",
        "maillog_file": f"{base}/maillog",
        "maillog_file_prefixes": str(base),
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "myhostname": MTA,
        "mydestination": "",
        "alias_maps": "",
        "mynetworks": "127.0.0.0/8",
        # Nothing leaves: others' domains are refused at RCPT, and what would go there all the same has no way and no names.
        "smtpd_relay_restrictions": "reject_unauth_destination",
        "default_transport": "error:5.4.4 no route outside this machine",
        "smtp_dns_support_level": "disabled",
        "smtp_host_lookup": "native",
        "virtual_mailbox_domains": ", ".join(DOMAINS),
        "virtual_mailbox_maps": "static:any/",  # Dovecot says who is there, after the mail was taken
        "virtual_transport": f"lmtp:inet:127.0.0.1:{server.dovecot.lmtp}",
        "recipient_delimiter": "+",
        "message_size_limit": "10240000",
        "smtpd_milters": ", ".join(f"inet:127.0.0.1:{port}" for port in milters),
        "milter_default_action": "tempfail",  # a judge that is gone is seen
        # Failures are told and tried again within a test's patience.
        "minimal_backoff_time": "2s",
        "maximal_backoff_time": "5s",
        "queue_run_delay": "2s",
        "maximal_queue_lifetime": "1h",
        "bounce_queue_lifetime": "1h",
        "smtpd_error_sleep_time": "0",
        "in_flow_delay": "0",
        # Many connections from one address are what tests make.
        "smtpd_client_connection_count_limit": "0",
        "smtpd_client_event_limit_exceptions": "127.0.0.0/8",
    }


def _daemons(port: int) -> str:
    """Debian's own master.cf, its SMTP on our port and nothing of it in a chroot, which would want a copy of the system in the spool."""
    lines = []
    for line in TEMPLATE.read_text().splitlines():
        words = line.split()
        if line.startswith(("#", " ", "\t")) or len(words) < 8:
            lines.append(line)
            continue
        if words[:2] == ["smtp", "inet"]:
            words[0] = f"127.0.0.1:{port}"
        words[4] = "n"
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def _postfix(base: Path, verb: str) -> None:
    done = judges.said("postfix", "-c", base / "etc", verb)
    if done.returncode:
        log = base / "maillog"
        told = log.read_text(errors="replace")[-3000:] if log.exists() else ""
        pytest.fail(f"postfix {verb} failed: {done.stdout}{done.stderr}\n{told}")


def _wait(server: Postfix) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=2) as told:
            if told.recv(3) == b"220":
                return
        time.sleep(0.05)
    pytest.fail(f"Postfix did not start:\n{server._log_end()}")


def _stop(base: Path) -> None:
    """By its own word; what does not go then, by its own process id."""
    pid_file = base / "spool" / "pid" / "master.pid"
    judges.said("postfix", "-c", base / "etc", "stop")
    with suppress(OSError, ValueError):  # gone, or never begun
        pid = int(pid_file.read_text())
        if Path(f"/proc/{pid}/cwd").readlink().is_relative_to(base):  # and not who has its number now
            os.kill(pid, signal.SIGKILL)
