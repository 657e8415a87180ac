"""Where mail goes: the relay of `[smtp]`, more of them as `[[relay]]`, and how long each stage may take."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

from dispatcher.config.forms import LOOPBACK, Line, Name, address
from dispatcher.config.part import Part


class Timeouts(Part):
    """Seconds each stage of a conversation may take, as RFC 5321 §4.5.3.2 asks; `timeouts = { reply = 600 }`."""

    connect: float = Field(
        default=30.0, gt=0, le=3600, description="To the banner; then each step of EHLO, STARTTLS, AUTH"
    )
    command: float = Field(default=300.0, gt=0, le=3600, description="MAIL, RCPT, RSET")
    data: float = Field(default=120.0, gt=0, le=3600, description="From DATA to the go-ahead")
    body: float = Field(default=180.0, gt=0, le=3600, description="For the whole body to leave")
    reply: float = Field(default=600.0, gt=0, le=3600, description="After the final dot")
    quit: float = Field(default=5.0, gt=0, le=300, description="QUIT")
    idle: float = Field(
        default=30.0, gt=0, le=3600, description="Until an open connection with nothing to say is closed"
    )
    stop: float = Field(
        default=20.0,
        gt=0,
        le=3600,
        description="After SIGTERM, for bodies under way to be answered; then they are in doubt",
    )


def _domain(text: str) -> str:
    """`example.org` or `*.example.org`, in A-labels and small letters, as recipient domains are kept."""
    wild, rest = ("*.", text[2:]) if text.startswith("*.") else ("", text)
    try:
        domain = address(f"x@{rest}").rpartition("@")[2] if "@" not in rest else ""
    except ValueError:
        domain = ""
    if not domain:
        raise ValueError(f'{text!r} is no domain; write it as "example.org", or "*.example.org" for what is below it')
    return wild + domain.lower()


Daily = Annotated[int, Field(ge=1, le=1_000_000_000)]
RecipientDomain = Annotated[str, AfterValidator(_domain)]
RESERVED = {"smtp": "that is what the relay of [smtp] is called", "folder": "that is what dry runs are called"}


class RelayPart(Part):
    """What holds for every relay."""

    host: str = Field(default="127.0.0.1", min_length=1, description="The mail server that takes our mail")
    port: int = Field(default=25, ge=1, le=65535, description="Its port")
    tls: Literal["auto", "starttls", "tls", "none"] = Field(
        default="auto",
        description="`auto`: STARTTLS where offered, unverified; `starttls`, `tls`: required and verified; `none`",
    )
    username: str = Field(default="", description="Empty: no authentication")
    password: SecretStr = Field(default=SecretStr(""), description="Better by `password_file` or a systemd credential")
    password_file: str = Field(
        default="", description="A file whose first line is the password, relative to the workspace"
    )
    connections: int = Field(default=4, ge=1, le=100, description="Conversations held at the same time")
    messages_per_connection: int = Field(
        default=100, ge=1, le=1_000_000, description="Messages after which a connection is closed and a new one opened"
    )
    helo_name: Line = Field(default="", description="How we introduce ourselves; empty: this machine's full name")
    pipelining: bool = Field(
        default=True, description="Body and next envelope in one write where the server offers PIPELINING (RFC 2920)"
    )
    messages_a_minute: float = Field(
        default=0.0, ge=0, le=1_000_000, description="Most messages a minute over this relay; 0: no limit"
    )
    domain_messages_a_minute: float = Field(
        default=0.0,
        ge=0,
        le=1_000_000,
        description="Most messages a minute to any one recipient domain over this relay; 0: no limit but what the domain asks for",
    )
    warm_up: tuple[Daily, ...] = Field(
        default=(),
        max_length=365,
        description="Most messages on its first day (UTC), the second …, as `[200, 500, 1000]`; then no limit. Empty: none from the start",
    )
    timeouts: Timeouts = Timeouts()
    evidence: Line = Field(
        default="",
        description='What shows which mail it took, for `in_doubt = "reconcile"`: `postfix:/var/log/mail.log`, `journal`, or '
        "`program:` and a command",
    )
    evidence_grace: float = Field(
        default=10.0,
        ge=0,
        le=3600,
        description="Seconds its log must go on after a cut before what it does not show counts as not taken",
    )

    @field_validator("evidence")
    @classmethod
    def _known_evidence(cls, value: str) -> str:
        kind, _, rest = value.partition(":")
        if value in {"", "journal"} or (kind in {"postfix", "program"} and rest.strip()):
            return value
        raise ValueError('write "postfix:/var/log/mail.log", "journal" or "program:…"')

    @model_validator(mode="after")
    def _encrypted_password(self) -> Self:
        if self.username and self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError('a password would cross the network in the clear; set tls = "starttls" or "tls"')
        return self


class Smtp(RelayPart):
    """Where mail goes."""

    kind: Literal["smtp", "folder"] = Field(
        default="smtp", description="`folder` writes `.eml` files instead of sending, for dry runs"
    )
    path: str = Field(default="out", description='The folder for `kind = "folder"`, relative to the workspace')
    in_doubt: Literal["resend", "hold", "reconcile"] = Field(
        default="resend",
        description="What to do with a message whose reply a kill or a cut swallowed: the same mail again, wait for the operator, "
        "or look at the relay's `evidence`",
    )

    @model_validator(mode="after")
    def _evidence_to_reconcile(self) -> Self:
        if self.in_doubt == "reconcile" and not self.evidence:
            raise ValueError('in_doubt = "reconcile" needs evidence, such as evidence = "postfix:/var/log/mail.log"')
        return self


class RelayDeclaration(RelayPart):
    """One more relay beside `[smtp]`, for some domains or to take over."""

    name: Name = Field(description="Short name, as it stands beside attempts; that of `[smtp]` is `smtp`")
    domains: tuple[RecipientDomain, ...] = Field(
        default=(),
        description="Recipient domains that go here first, as `example.org` or `*.example.org`; empty: takes over when the others cannot be reached",
    )
    line: int = Field(default=0, exclude=True)

    @field_validator("name")
    @classmethod
    def _not_reserved(cls, name: str) -> str:
        if name in RESERVED:
            raise ValueError(f"a relay cannot be called {name!r}: {RESERVED[name]}")
        return name
