"""What a provider's HTTP request carries, and what can become of it beside reports."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

STALE_AFTER = timedelta(
    hours=1
)  # of a signed moment: long enough for a provider that tries again, short for who recorded a call
EARLY = timedelta(minutes=5)  # that their clock may be ahead of ours

_SECONDS = re.compile("[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Call:
    """One POST."""

    headers: Mapping[str, str]  # names in small letters
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not believed, or cannot be read. `why` holds nothing of the call."""

    status: int  # HTTP
    why: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The provider asks that somebody open this address before it calls again."""

    topic: str
    url: str


UNPROVEN = Refused(401, "the signature, token or password is missing or wrong")
STALE = Refused(401, "it was signed too long ago, or for later")
UNREADABLE = Refused(400, "it is not what this provider writes")


def is_stale(moment: datetime | None, now: datetime, *, after: timedelta = STALE_AFTER) -> bool:
    """Whether a signed moment is too far from now."""
    return moment is None or not now - after <= moment <= now + EARLY


def parsed(body: bytes) -> Any:
    """The JSON of a body; None when it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def signed_at(moment: str) -> datetime | None:
    """Seconds since 1970 as a moment; None when they are none."""
    return datetime.fromtimestamp(int(moment), UTC) if _SECONDS.fullmatch(moment) else None
