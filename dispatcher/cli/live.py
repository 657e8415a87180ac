"""How far a long command is, on a terminal: one line that is written over. Where nobody looks there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_MINUTE, _HOUR = 60, 3_600


@contextmanager
def live_line() -> Iterator[Callable[[str], None] | None]:
    """Yields what writes the line, on stderr; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("…", spinner="line") as status:
        yield status.update


def line_of(sent: int, left: int, per_second: float, **aside: int) -> str:
    """As `1,204 of 10,000 sent, 812 a second, done in 11 s; 3 deferred`; of `aside` what is not 0."""
    parts = [f"{sent:,} of {sent + left:,} sent"]
    if per_second > 0:
        parts.append(f"{per_second:,.0f} a second")
        if left:
            parts.append(f"done in {span(left / per_second)}")
    others = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in aside.items() if number)
    return ", ".join(parts) + (f"; {others}" if others else "")


def span(seconds: float) -> str:
    """A duration as people say it, to two digits or so."""
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.1f} h"
