"""
Delivery ⇄ envelope sender: an address that only we can make, so that a report that comes to it names its delivery.

`bounces+<delivery>-<mac>@example.org`: the delivery's id and a MAC over it, both in base32, since servers on the way may change the
case of letters. A local part has 64 octets (RFC 5321 §4.5.3.1.1): 16 for the name, 1, 13 for the id, 1, 24 for the MAC.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode
from collections.abc import Iterable
from dataclasses import dataclass

from dispatcher.app.bootstrap import App
from dispatcher.model import Delivery
from dispatcher.subscriptions.macs import mac

_MAC = 15  # octets: 120 bits
# Without ASCII, a long s is a letter too.
_MARK = re.compile(r"\+([a-z2-7]{1,13})-([a-z2-7]{24})@", re.IGNORECASE | re.ASCII)
_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
_TWO_DIGITS = [one + other for one in _DIGITS for other in _DIGITS]
_MOST_ID = 2**63 - 1  # of a database key


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in some addresses: the delivery of the first genuine mark, and those that forged ones claim."""

    delivery_id: int | None
    forged: tuple[int, ...] = ()


def envelope_sender(app: App, delivery: Delivery) -> str:
    """Where reports about a delivery come: `[bounce] address` with its mark; without one, the list's own sender."""
    address = app.settings.bounce.address
    return marked(app.secret, address, delivery.id) if address else delivery.message.masthead.sender_address


def marked(secret: bytes, address: str, delivery_id: int) -> str:
    """An address with a delivery's mark behind a + (RFC 5233)."""
    local_part, _, domain = address.rpartition("@")
    return f"{local_part}+{_base32(_octets(delivery_id))}-{_mac(secret, delivery_id)}@{domain}"


def marks(secret: bytes, addresses: Iterable[str]) -> Marks:
    """Read the marks of addresses; one that was forged or altered names nothing."""
    forged: list[int] = []
    for found in filter(None, map(_MARK.search, addresses)):
        delivery_id = _number(found[1])
        if delivery_id is not None and hmac.compare_digest(_mac(secret, delivery_id), found[2].lower()):
            return Marks(delivery_id, tuple(forged))
        forged.append(-1 if delivery_id is None else delivery_id)
    return Marks(None, tuple(forged))


def _mac(secret: bytes, delivery_id: int) -> str:
    return _base32(mac(secret, b"bounce:%d" % delivery_id)[:_MAC])


def _octets(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8))


def _base32(data: bytes) -> str:
    """RFC 4648 §6 in small letters and without padding; `b32encode` takes twice the time, and every message has two."""
    bits = len(data) * 8
    number = int.from_bytes(data) << (-bits % 10)
    text = "".join([_TWO_DIGITS[number >> at & 1023] for at in range((bits - 1) // 10 * 10, -1, -10)])
    return text[: (bits + 4) // 5]


def _number(text: str) -> int | None:
    try:
        number = int.from_bytes(b32decode(text.upper() + "=" * (-len(text) % 8)))
    except ValueError:
        return None
    # Base32 can write one number in several ways, with bits or octets that count for nothing; we write it in one.
    is_ours = number <= _MOST_ID and _base32(_octets(number)) == text.lower()
    return number if is_ours else None
