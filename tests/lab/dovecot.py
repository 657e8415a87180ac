"""Dovecot on loopback: mail in by LMTP, out by IMAP, and what its ENVELOPE says of each (RFC 3501 §7.4.2)."""

from __future__ import annotations

import getpass
import imaplib
import re
import shutil
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab import daemons, judges

READER = "anna@example.org"
_TOKEN = re.compile(rb'\(|\)|NIL|"((?:[^"\\]|\\.)*)"|\{(\d+)\}|[^\s()"]+')


@dataclass(frozen=True)
class Dovecot:
    """A running server, which takes any password."""

    lmtp: int
    imap: int
    folder: Path

    def maildir(self, address: str = READER) -> Path:
        """Where a mailbox lies, with `new`, `cur` and `tmp`; not before its first mail."""
        local_part, _, domain = address.partition("@")
        return self.folder / "mail" / domain / local_part

    def mails(self, address: str = READER) -> list[bytes]:
        """What lies in a mailbox, seen or not, in the order it came."""
        found = {}
        for folder in ("new", "cur"):  # in this order: what a reader moves meanwhile is met twice, and counts once
            for file in self.maildir(address).glob(f"{folder}/*"):
                with suppress(FileNotFoundError):
                    found[_came(file.name)] = file.read_bytes()
        return [data for _, data in sorted(found.items())]

    def take(self, mails: Sequence[bytes]) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp) as server:
            for mail in mails:
                server.sendmail("world@news.example.org", [READER], mail)

    def told(self) -> list[tuple[Any, bytes]]:
        """Envelope and header of every mail, in the order they came: lists, bytes and None, as the protocol nests them."""
        with imaplib.IMAP4("127.0.0.1", self.imap) as server:
            server.login(READER, "any")
            _, (number,) = server.select("INBOX", readonly=True)
            if number == b"0":
                return []
            _, envelopes = server.fetch("1:*", "(ENVELOPE)")
            _, headers = server.fetch("1:*", "(BODY.PEEK[HEADER])")
        return list(zip(_envelopes(envelopes), [part[1] for part in headers if isinstance(part, tuple)], strict=True))


@contextmanager
def dovecot(*, mailboxes: Sequence[str] = ()) -> Iterator[Dovecot]:
    """Until the block ends. Only these mailboxes exist (any, when none is named); mail for others is refused with 5.1.1."""
    program = judges.command("dovecot")
    version = judges.said(program, "--version").stdout
    if not version.startswith("2.3."):  # 2.4 has another language of settings
        judges.missing(f"the lab's settings are for Dovecot 2.3, this is {version.strip()}")
    with daemons.folder() as base:
        server = Dovecot(lmtp=daemons.free_port(), imap=daemons.free_port(), folder=base)
        (base / "mail").mkdir()
        user = getpass.getuser()
        if daemons.is_root():  # Dovecot gives nobody's mail to root
            user = "mail"
            shutil.chown(base / "mail", "mail", "mail")
        (base / "mailboxes").write_text("".join(f"{address}::::::\n" for address in mailboxes))
        (base / "dovecot.conf").write_text(_settings(base, server, user, known_only=bool(mailboxes)))
        with daemons.running([program, "-F", "-c", base / "dovecot.conf"], port=server.imap, log=base / "started"):
            yield server


def _came(name: str) -> tuple[int, str]:
    """The time in a Maildir file's name (`1764013315.M873P42.host`), in microseconds."""
    found = re.match(r"(\d+)\.M(\d+)P", name)
    unseen, _, _ = name.partition(":")  # flags of a reader follow
    return (int(found[1]) * 1_000_000 + int(found[2]) if found else 0, unseen)


def _settings(base: Path, server: Dovecot, user: str, *, known_only: bool) -> str:
    known = f"driver = passwd-file\n  args = username_format=%Lu {base}/mailboxes\n  override_fields ="
    anyone = "driver = static\n  args ="
    ours = "" if daemons.is_root() else f"default_internal_user = {user}\ndefault_login_user = {user}\n"
    ours += "" if daemons.is_root() else f"default_internal_group = {_group()}\n"
    return f"""{ours}base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
instance_name = {base.name}
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_fsync = never
mail_location = maildir:{base}/mail/%d/%n
recipient_delimiter = +
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {server.imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {server.lmtp}
  }}
}}
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  {known if known_only else anyone} uid={user} gid={_group(user)} home={base}/mail/%d/%n
}}
"""


def _group(user: str | None = None) -> str:
    import grp
    import pwd

    return grp.getgrgid(pwd.getpwnam(user or getpass.getuser()).pw_gid).gr_name


def _envelopes(answers: Sequence[Any]) -> Iterator[Any]:
    """Put each answer's lines and literals together again, and read what stands behind ENVELOPE."""
    whole: list[bytes] = []
    for part in answers:
        if isinstance(part, tuple):
            whole += [part[0], b"\r\n", part[1]]
        else:
            whole.append(part)
            yield _read(b"".join(whole))
            whole = []


def _read(answer: bytes) -> Any:
    """`12 (ENVELOPE ("date" "subject" …))` → the list behind the word."""
    stack: list[list[Any]] = [[]]
    at = 0
    while found := _TOKEN.search(answer, at):
        at = found.end()
        token = found[0]
        if token == b"(":
            stack.append([])
        elif token == b")":
            closed = stack.pop()
            stack[-1].append(closed)
        elif token == b"NIL":
            stack[-1].append(None)
        elif found[2] is not None:  # a literal: so many bytes behind the line end
            size = int(found[2])
            stack[-1].append(answer[at + 2 : at + 2 + size])
            at += 2 + size
        elif found[1] is not None:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", found[1]))
        else:
            stack[-1].append(token)
    data = stack[0][1]
    return data[data.index(b"ENVELOPE") + 1]
