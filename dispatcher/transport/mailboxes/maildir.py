"""A Maildir → its mails: from `new/` to `cur/` once done, with the flags that mail programs show (S: seen, F: flagged)."""

from __future__ import annotations

from pathlib import Path

from dispatcher.errors import TransportError
from dispatcher.transport.bounces.parts import MOST_BYTES
from dispatcher.transport.mailboxes.box import GoneError


class MaildirMailbox:
    """A `Mailbox` in a folder, as Postfix's `virtual` and `local`, Dovecot and procmail write it."""

    origin = "maildir"

    def __init__(self, folder: Path) -> None:
        self._new, self._cur, self._place = folder / "new", folder / "cur", str(folder)

    def open(self) -> None:
        """Look whether it is there."""
        try:
            next(self._new.iterdir(), None)
            self._cur.mkdir(exist_ok=True)
        except OSError as error:
            raise self._trouble(error) from error

    def waiting(self, most: int) -> list[str]:
        """Names of files; they begin with the moment they came."""
        try:
            return sorted(path.name for path in self._new.iterdir() if not path.name.startswith("."))[:most]
        except OSError as error:
            raise self._trouble(error) from error

    def read(self, key: str) -> bytes:
        """The head of a file."""
        try:
            with (self._new / key).open("rb") as file:
                return file.read(MOST_BYTES)
        except FileNotFoundError as error:
            raise GoneError from error
        except OSError as error:  # this one: that the folder is readable was seen when it was listed
            raise ValueError(error.strerror or str(error)) from error

    def done(self, key: str) -> None:
        """Move it to those that were seen."""
        self._move(key, "S")

    def aside(self, key: str) -> None:
        """Move it to those that were seen, flagged."""
        self._move(key, "FS")

    def close(self) -> None:
        """Nothing is open between two files."""

    def _move(self, key: str, flags: str) -> None:
        try:
            (self._new / key).rename(self._cur / f"{key.partition(':')[0]}:2,{flags}")
        except FileNotFoundError:
            pass  # another process moved it
        except OSError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: OSError) -> TransportError:
        return TransportError(
            f"the Maildir cannot be used: {error.strerror}",
            place=self._place,
            remedy="correct [bounce] maildir, or the permissions of its folders",
        )
