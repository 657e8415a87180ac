"""
Amazon SES through SNS: notifications signed with a certificate of Amazon's (SNS, "Verifying the signatures of messages").

The certificate is fetched from https hosts of `sns.….amazonaws.com` only, by whoever calls this. A topic that is not ours is refused
though it is signed: anybody can have one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import load_pem_x509_certificate

from dispatcher.model import BounceReport
from dispatcher.transport.bounces.ses_events import report_of
from dispatcher.transport.nested import text
from dispatcher.transport.webhooks.call import (
    STALE,
    UNPROVEN,
    UNREADABLE,
    Call,
    Confirmation,
    Refused,
    is_stale,
    parsed,
)

STALE_AFTER = timedelta(hours=24)  # SNS tries again for hours, with the moment of the first time
# A region as `us-gov-west-1`, and nothing else: `sns.s3.amazonaws.com` is a bucket, which anybody may have called so.
_HOST = re.compile(r"sns\.[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}\.amazonaws\.com(?:\.cn)?")
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_MOST_OF_A_FIELD = 500_000  # characters; SNS takes 256 KB


async def read(
    call: Call, topics: Collection[str], *, now: datetime, certificate: Callable[[str], Awaitable[bytes]]
) -> tuple[BounceReport, ...] | Refused | Confirmation:
    """
    The report of one call, none for other notifications; a Confirmation when the topic is new.

    `certificate` fetches PEM bytes from an address that was found to be Amazon's; it raises OSError when it cannot.
    """
    said = parsed(call.body)
    if not isinstance(said, dict) or text(said, "Type") not in _SIGNED:
        return UNREADABLE
    refused = await _unproven(said, topics, now=now, certificate=certificate)
    if refused is not None:
        return refused
    if said["Type"] == "SubscriptionConfirmation":
        asked = text(said, "SubscribeURL")
        return Confirmation(text(said, "TopicArn"), asked) if is_amazons(asked, ending="") else UNREADABLE
    event = parsed(str(said.get("Message", "")).encode("utf-8", "replace"))
    report = report_of(event, own_id=f"ses:{text(said, 'MessageId')}") if said["Type"] == "Notification" else None
    return (report,) if report else ()


def signature(call: Call) -> str:
    """What tells this call from every other."""
    return text(parsed(call.body), "Signature")[:1_000]


async def _unproven(
    said: dict[str, Any], topics: Collection[str], *, now: datetime, certificate: Callable[[str], Awaitable[bytes]]
) -> Refused | None:
    url, signed_at = text(said, "SigningCertURL"), _moment(text(said, "Timestamp"))
    if text(said, "TopicArn") not in topics or not is_amazons(url):
        return UNPROVEN
    if not is_signed(said, await certificate(url), now=now):
        return UNPROVEN
    return STALE if is_stale(signed_at, now, after=STALE_AFTER) else None


def is_amazons(url: str, *, ending: str = ".pem") -> bool:
    """Whether an address is one of SNS's own, over https and nothing else in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and bool(_HOST.fullmatch(parts.netloc))  # no user, no port, no other letters
        and port is None
        and parts.path.endswith(ending)
    )


def is_signed(said: dict[str, Any], pem: bytes, *, now: datetime) -> bool:
    """Whether the fields that count were signed with the certificate's key, and it holds."""
    signed = "".join(f"{name}\n{said[name]}\n" for name in _SIGNED[said["Type"]] if isinstance(said.get(name), str))
    if len(signed) > _MOST_OF_A_FIELD:
        return False
    try:
        certificate = load_pem_x509_certificate(pem)
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            return False
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            return False
        digest = SHA256() if text(said, "SignatureVersion") == "2" else SHA1()  # noqa: S303 - version 1 is theirs to choose
        key.verify(base64.b64decode(text(said, "Signature")), signed.encode(), PKCS1v15(), digest)
    except (ValueError, InvalidSignature):
        return False
    return True


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None
