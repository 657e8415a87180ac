"""
Mail → whom it names, by the collection of shapes that GNU Mailman has gathered over the decades (flufl.bounce).

It is asked where a report has no structure. It sees copies of bounded size, and lines of bounded length.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from dispatcher.transport.bounces.parts import Mail
from dispatcher.transport.bounces.shapes import ADDRESS

MOST_OF_A_TEXT, MOST_OF_A_LINE, MOST_PARTS = 20_000, 300, 5  # some of its patterns are quadratic in a line
_WHOLE = re.compile(ADDRESS)
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)  # it logs what strangers write, with tracebacks


@dataclass(frozen=True, slots=True)
class Collected:
    """Whom it named."""

    failed: tuple[str, ...] = ()
    delayed: tuple[str, ...] = ()


def collected(mail: Mail) -> Collected:
    """Those whom the collection finds; nobody where it knows no such shape."""
    try:
        delayed, failed = all_failures(_copy(mail))
    except Exception:  # noqa: BLE001 - whatever strangers made it raise, it knows nothing then
        return Collected()
    return Collected(failed=_addresses(failed), delayed=_addresses(delayed))


def _copy(mail: Mail) -> Message:
    whole = Message()
    whole["from"] = mail.header.get("from") or "nobody@invalid"  # without one, one of its shapes raises
    whole["subject"], whole["x-mailer"] = mail.header.get("subject"), mail.header.get("x-mailer")
    parts = [part for part in mail.parts if part.kind.startswith("text/") and not part.is_ours][:MOST_PARTS]
    texts = [_bounded(part.text) for part in parts]
    if not mail.is_multipart:
        whole.set_payload("\n".join(texts))
        return whole
    whole["content-type"] = f"{mail.kind}; boundary=x"
    whole.set_payload([_part(part.kind, text) for part, text in zip(parts, texts, strict=True)])
    return whole


def _part(kind: str, text: str) -> Message:
    part = Message()
    part["content-type"] = f"{kind}; charset=utf-8"
    part.set_payload(text)
    return part


def _bounded(text: str) -> str:
    return "\n".join(
        line[:MOST_OF_A_LINE] for line in text[:MOST_OF_A_TEXT].encode("ascii", "replace").decode().split("\n")
    )


def _addresses(found: frozenset[bytes]) -> tuple[str, ...]:
    named = sorted(each.decode("ascii", "replace") for each in found)
    return tuple(each for each in named if _WHOLE.fullmatch(each))
