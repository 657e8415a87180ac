"""
Work → Figures: seconds, and seconds of CPU by getrusage, of one contender in one round. The standard library only: peers import it too.

A contender is a process. What it prints last is a line of JSON with what it measured around its sending alone; of a program that prints
none, as smtp-source, all that it used counts.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

ROUNDS = 5  # and one before them that warms up
NOISY = 1.5  # the slowest round of a baseline against its fastest


@dataclass(frozen=True)
class Figures:
    """What one contender took in one round."""

    messages: int
    took: float
    cpu: float
    peak: int = 0  # bytes of memory at most

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.took

    @property
    def each(self) -> float:
        """Seconds of CPU a message."""
        return self.cpu / self.messages


Contender = Callable[[], Figures]


@contextmanager
def measured(messages: int):
    """Print the figures of what happens inside."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    yield
    after, took = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps(asdict(Figures(messages, took, cpu, after.ru_maxrss * 1024))), flush=True)


def run(words: Sequence[str | Path | int], messages: int, *, environ: Mapping[str, str] | None = None) -> Figures:
    """Run a contender to its end. Raises RuntimeError with its last words when it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [*map(str, words)], capture_output=True, text=True, check=False, env=dict(os.environ) | dict(environ or {})
    )
    after, took = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}: {(done.stderr or done.stdout)[-500:]}")
    said = [line for line in done.stdout.splitlines() if line.startswith('{"messages"')]
    if said:
        return Figures(**json.loads(said[-1]))
    return Figures(messages, took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def in_turns(contenders: Mapping[str, Contender]) -> dict[str, list[Figures]]:
    """Every contender once a round, in turns; the first round warms up and is dropped."""
    rounds = [{name: contender() for name, contender in contenders.items()} for _ in range(ROUNDS + 1)]
    return {name: [each[name] for each in rounds[1:]] for name in contenders}


def ratio(ours: list[Figures], theirs: list[Figures], what: str) -> float:
    """The median over rounds of `what` (rate, each) of ours against theirs."""
    return median(getattr(a, what) / getattr(b, what) for a, b in zip(ours, theirs, strict=True))


def spread(figures: list[Figures], what: str) -> float:
    """The worst round against the best."""
    values = [getattr(each, what) for each in figures]
    return max(values) / min(values)


def told(name: str, figures: list[Figures]) -> None:
    """Print what one contender took."""
    rate, each = median(one.rate for one in figures), median(one.each for one in figures)
    print(f"  {name}: {rate:,.0f} messages/s, {each * 1e6:,.0f} µs of CPU per message")


def judged(what: str, found: float, *, bar: float, at_least: bool, baseline: float) -> bool:
    """Print one ratio beside its bar; returns whether it missed. A baseline that spreads too far judges nothing."""
    wanted = f"{'at least' if at_least else 'at most'} {_shown(bar)}"
    if baseline > NOISY:
        print(f"  {what}: {_shown(found)} ({wanted}): noisy, the baseline spreads {baseline:.2f}")
        return False
    missed = found < bar if at_least else found > bar
    print(f"  {what}: {_shown(found)} ({wanted}){': MISSED' if missed else ''}")
    return missed


def _shown(number: float) -> str:
    return f"1/{1 / number:.1f}" if number < 0.4 else f"{number:.2f}"
