"""What every mailbox offers. All calls block: they are made in a thread."""

from __future__ import annotations

from typing import Protocol


class GoneError(Exception):
    """Somebody else took the mail meanwhile."""


class Mailbox(Protocol):
    """Mails that wait, each under a key that holds until `close`."""

    origin: str  # as it stands in `bounce`

    def open(self) -> None:
        """Raises TransportError, with a remedy, when it cannot be read."""

    def waiting(self, most: int) -> list[str]:
        """Keys of mails that were neither done nor set aside, the oldest first. Raises TransportError."""

    def read(self, key: str) -> bytes:
        """A mail's first `MOST_BYTES`. Raises GoneError; ValueError when this one cannot be read; TransportError when none can."""

    def done(self, key: str) -> None:
        """What it says is kept: it waits no more. Raises TransportError."""

    def aside(self, key: str) -> None:
        """It cannot be read: it is marked for a person to look at, and waits no more. Raises TransportError."""

    def close(self) -> None:
        """Take leave; never raises."""
