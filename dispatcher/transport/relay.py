"""Where mail goes: an SMTP server, or a folder for dry runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Tls = Literal["auto", "starttls", "tls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """
    Seconds to wait at each stage; the defaults are what RFC 5321 §4.5.3.2 asks for, but for connecting and what is ours to end.

    A relay is one near-by server, not any host on the internet: 30 s until it answers, then the next tick asks again.
    """

    connect: float = 30.0  # to the banner; then the same for each step of EHLO, STARTTLS and AUTH
    command: float = 300.0  # MAIL, RCPT, RSET
    data: float = 120.0  # until 354
    body: float = 180.0  # for the whole body to leave
    reply: float = 600.0  # after the final dot
    quit: float = 5.0
    idle: float = 30.0  # until an open connection that has nothing to say is closed
    stop: float = 20.0  # after a stop, for the bodies under way to be answered; what is not by then is in doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """An SMTP server that takes our mail."""

    name: str = "smtp"
    host: str = "127.0.0.1"
    port: int = 25
    tls: Tls = "auto"  # auto: STARTTLS where offered, unverified; starttls, tls: required and verified; none
    username: str = ""
    password: str = field(default="", repr=False)
    helo_name: str = ""  # how we introduce ourselves; empty: this machine's full name
    trusted: Path | None = None  # a file of certificates to trust beside the machine's, for starttls and tls
    connections: int = 4
    messages_per_connection: int = 100
    pipelining: bool = True  # where the server offers it (RFC 2920)
    timeouts: Timeouts = Timeouts()


@dataclass(frozen=True, slots=True)
class FolderRelay:
    """A folder that takes `.eml` files."""

    path: Path
    name: str = "folder"
    connections: int = 4  # so that one durable commit of the ledger serves several files
    messages_per_connection: int = 1_000_000
