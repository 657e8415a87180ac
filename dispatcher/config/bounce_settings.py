"""Where what came back is found: the address it comes to, the mailbox that is read, the providers that tell."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from dispatcher.config.forms import LOOPBACK, Line, TaggedAddress
from dispatcher.config.part import Part

_LEAST = 16  # characters of a token that alone says who calls


class BounceSettings(Part):
    """What comes back: bounces, complaints, and mail that unsubscribes."""

    address: TaggedAddress = Field(
        default="",
        description="A mailbox that takes `+…` behind its name: reports about our mail come there, each marked with its delivery; "
        "empty: they come to the list's own sender, unmarked",
    )
    imap_host: Line = Field(default="", description="The server of the mailbox that is read; empty: none is")
    imap_port: int = Field(default=993, ge=1, le=65535, description="Its port")
    imap_tls: Literal["tls", "starttls", "none"] = Field(
        default="tls",
        description="Required and verified, from the first byte or by STARTTLS; `none` on this machine only",
    )
    imap_username: Line = Field(default="", description="Whose mailbox it is")
    imap_password: SecretStr = Field(
        default=SecretStr(""), description="Better by `imap_password_file` or a systemd credential"
    )
    imap_password_file: str = Field(
        default="", description="A file whose first line is the password, relative to the workspace"
    )
    imap_folder: Line = Field(default="INBOX", description="The folder that is read")
    imap_after: Literal["seen", "delete"] = Field(
        default="seen", description="What becomes of a mail once what it says is kept: marked as seen, or deleted"
    )
    maildir: str = Field(default="", description="A Maildir that is read, relative to the workspace; empty: none is")
    ses_topics: tuple[str, ...] = Field(
        default=(),
        description="Amazon SNS topics whose signed notifications are taken at `/hooks/ses`, as `arn:aws:sns:…`",
    )
    postmark_token: SecretStr = Field(
        default=SecretStr(""),
        description="The password (any user) or `?token=` of the webhook `/hooks/postmark`, 16 characters at least",
    )
    postmark_token_file: str = Field(default="", description="A file whose first line is that token")
    sendgrid_key: Line = Field(
        default="", description="SendGrid's public verification key of the signed event webhook `/hooks/sendgrid`"
    )
    mailgun_key: SecretStr = Field(
        default=SecretStr(""), description="Mailgun's HTTP webhook signing key, for `/hooks/mailgun`"
    )
    mailgun_key_file: str = Field(default="", description="A file whose first line is that key")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.imap_host and not self.imap_username:
            raise ValueError("imap_host needs imap_username, and a password")
        if self.imap_host and self.imap_tls == "none" and self.imap_host not in LOOPBACK:
            raise ValueError('the password would cross the network in the clear; set imap_tls = "tls" or "starttls"')
        token = self.postmark_token.get_secret_value()
        if token and len(token) < _LEAST:
            raise ValueError(f"postmark_token is the only proof of who calls: write {_LEAST} characters at least")
        return self
