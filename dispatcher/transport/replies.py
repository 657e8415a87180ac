"""Bytes → Reply: RFC 5321 §4.2 replies out of whatever pieces they come in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from dispatcher.model import Reply

_LINE = re.compile(rb"([2-5]\d\d)([ -]|$)(.*)", re.DOTALL)
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_LONGEST = 64 * 1024  # bytes; a server that says more is not speaking SMTP
_LONGEST_TEXT = 500  # characters that are kept of what a server says
_SHORT = 80  # bytes of a line that is worth remembering


class NoReplyError(ValueError):
    """What came is no SMTP reply."""


class Replies:
    """What has come of replies that are not whole yet."""

    def __init__(self) -> None:
        self._received = b""
        self._lines: list[bytes] = []  # of a reply whose last line is still to come
        self._size = 0

    def read(self, data: bytes) -> Iterator[Reply]:
        """The replies that `data` completes. Raises NoReplyError after those before what is none."""
        *lines, self._received = (self._received + data).split(b"\n")
        for each in lines:
            line = each.removesuffix(b"\r")  # LF alone is forgiven
            if line[3:4] == b"-":
                self._more(line)
            elif self._lines:
                yield _reply([*self._lines, line])
                self._lines, self._size = [], 0
            else:
                yield _known(line) if len(line) < _SHORT else _reply([line])
        if len(self._received) + self._size > _LONGEST:
            raise NoReplyError("the server's answer has no end")

    def _more(self, line: bytes) -> None:
        """The last line of a reply has a space after its code, the others a hyphen (RFC 5321 §4.2.1)."""
        if not _LINE.fullmatch(line):
            raise NoReplyError("the server's answer is no SMTP reply")
        self._lines.append(line)
        self._size += len(line)


def _reply(lines: Sequence[bytes]) -> Reply:
    texts = []
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise NoReplyError("the server's answer is no SMTP reply")
        texts.append(_printable(found[3].decode("utf-8", "replace")).strip())
    enhanced = next((code[1] for text in texts if (code := _ENHANCED.match(text))), None)
    plain = " ".join(_ENHANCED.sub("", text) for text in texts).strip()
    return Reply(code=int(lines[-1][:3]), text=plain[:_LONGEST_TEXT], enhanced=enhanced)


@lru_cache(maxsize=128)
def _known(line: bytes) -> Reply:
    """A server says the same to every MAIL, RCPT and DATA."""
    return _reply([line])


def _printable(text: str) -> str:
    """Without what would steer the terminal that `outbox list` prints on."""
    return text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)
