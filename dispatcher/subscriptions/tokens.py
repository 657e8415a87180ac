"""
Subscription → token: what stands in the links of a mail.

A token is the subscription's random nonce and a MAC over purpose and nonce. It holds for ever (RFC 8058 links must), names nobody,
and a token of one purpose opens no other. That of an edition in the browser is made of the delivery's id instead of the nonce, so
that whoever is forwarded the link reads that one mail, and can neither leave nor choose for its reader.
"""

from __future__ import annotations

import hmac
from binascii import b2a_base64
from enum import StrEnum

from dispatcher.subscriptions.macs import mac

_URL_SAFE = bytes.maketrans(b"+/", b"-_")  # RFC 4648 §5


class Purpose(StrEnum):
    """What a link is for."""

    CONFIRM = "confirm"
    PREFERENCES = "preferences"
    UNSUBSCRIBE = "unsubscribe"
    EDITION = "edition"  # one delivery's mail in the browser


def token(secret: bytes, purpose: Purpose, nonce: str) -> str:
    """The token of one subscription for one purpose; URL-safe."""
    return f"{nonce}.{_mac(secret, purpose, nonce)}"


def read_token(secret: bytes, purpose: Purpose, text: str) -> str | None:
    """The nonce of a genuine token, else None; takes the same time for every forgery."""
    nonce, _, given = text.rpartition(".")
    genuine = hmac.compare_digest(_mac(secret, purpose, nonce).encode(), given.encode("utf-8", "replace"))
    return nonce if genuine and nonce else None


def _mac(secret: bytes, purpose: Purpose, nonce: str) -> str:
    digest = mac(secret, f"{purpose}:{nonce}".encode("utf-8", "replace"))
    return (
        b2a_base64(digest[:18], newline=False).translate(_URL_SAFE).decode()
    )  # 144 bits, 24 characters without padding
