"""systemd's journal → lines as a log file has them, by `journalctl`, once forward from a moment on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

# Debian's units are postfix.service, which does nothing, and an instance of a template, which does all. The word is the operator's: no
# stranger can write to the journal as one of a unit's processes.
_ASK = ("journalctl", "--unit=postfix*", "--output=json", "--quiet", "--no-pager")
# Than the doubt: RFC 5321's 600 s for a reply, as long for a lease that was renewed meanwhile, and clocks that differ.
_EARLIER = timedelta(minutes=25)
_AT_ONCE = 10_000  # lines


class Journal:
    """Reads what Postfix wrote, from some time before `since`; what it gave once it does not give again."""

    def __init__(self, *, since: datetime) -> None:
        self._since = since - _EARLIER
        self._cursor: str | None = None  # null until a line was read

    def more(self, *, now: datetime) -> Iterator[Sequence[bytes]]:
        """Lines that came since the last call. Raises OSError where there is no journal to read."""
        del now
        if self._cursor is None:
            # The last line from before shows that the journal reaches back so far.
            yield from self._asked(f"--until=@{self._since.timestamp():.6f}", "--lines=1")
        if self._cursor is None:
            yield from self._asked(f"--since=@{self._since.timestamp():.6f}")
        else:
            yield from self._asked(f"--after-cursor={self._cursor}")

    def _asked(self, *more: str) -> Iterator[list[bytes]]:
        lines: list[bytes] = []
        words = [*_ASK, *more]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as asked:  # noqa: S603  # words of our own
            for answer in asked.stdout or ():
                entry = json.loads(answer)
                self._cursor = entry["__CURSOR"]
                lines.append(line_of(entry))
                if len(lines) >= _AT_ONCE:
                    yield lines
                    lines = []
        if lines:
            yield lines


def line_of(entry: dict[str, Any]) -> bytes:
    """One entry of `--output=json` as the line that a syslog daemon would have written."""
    at = datetime.fromtimestamp(int(entry["__REALTIME_TIMESTAMP"]) / 1_000_000, UTC)
    said = entry.get("MESSAGE") or ""
    text = said.encode() if isinstance(said, str) else bytes(said)  # a list of numbers where it is not UTF-8
    process = entry.get("SYSLOG_PID") or entry.get("_PID") or 0
    name = f"{entry.get('SYSLOG_IDENTIFIER', '-')}[{process}]: "
    return f"{at.isoformat()} - {name}".encode() + text.replace(b"\n", b" ")
