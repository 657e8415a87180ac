"""Text → Failure: reports written for people, read by the tables of `shapes.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from dispatcher.model import BounceKind, Failure
from dispatcher.transport.bounces.blocks import blocks
from dispatcher.transport.bounces.collected import Collected
from dispatcher.transport.bounces.fields import one_line, reply_code_in, status_in
from dispatcher.transport.bounces.shapes import DELAYED, FAILED, ORIGINAL, REASON
from dispatcher.transport.bounces.words import NOBODY_THERE, NOT_THE_ADDRESS, kind_of

MOST_OF_A_NOTICE = 20_000  # characters of what a report says to people
MOST_OF_A_LINE = 1_000


def halves(text: str) -> tuple[str, str]:
    """What a report says, and the copy of our message behind it."""
    text = "\n".join(line[:MOST_OF_A_LINE] for line in text.split("\n"))
    found = ORIGINAL.search(text)
    if found is None:
        return text[:MOST_OF_A_NOTICE], ""
    return text[: min(found.start(), MOST_OF_A_NOTICE)], text[found.start() :]


def failures(notice: str, *, named: Sequence[str], known: Collected, strangers: Collection[str]) -> list[Failure]:
    """
    What a notice says of each recipient.

    `named` are recipients that a header names (X-Failed-Recipients), `known` those of a shape that others collected; `strangers` are
    addresses that are none, as the writer's own.
    """
    told = blocks(notice, strangers=strangers)
    if chosen := named or _chosen(known, told):
        own = {address.lower(): block for address, block in told}
        told = [(address, own.get(address.lower(), notice)) for address in chosen]
    found = [_failure(address, block, notice) for address, block in told or [("", notice)]]
    return [
        replace(each, kind=BounceKind.SOFT, delayed=True) if each.address in known.delayed else each for each in found
    ]


def _chosen(known: Collected, told: Sequence[tuple[str, str]]) -> Sequence[str]:
    """Those of a known shape, unless ours finds all of them and more: an address that it was expanded from."""
    both = (*known.failed, *known.delayed)
    return () if {each.lower() for each in both} <= {address.lower() for address, _ in told} else both


def _failure(address: str, block: str, notice: str) -> Failure:
    status = status_in(block) or status_in(notice)
    code = reply_code_in(block) or reply_code_in(notice)
    delayed = bool(DELAYED.search(notice))
    kind = BounceKind.SOFT if delayed else kind_of(status, code, (block, notice))
    reason = _reason(block, notice)
    return Failure(address=address, kind=kind, status=status, reply_code=code, reason=reason, delayed=delayed)


def _reason(block: str, notice: str) -> str:
    """The line that says most: a server's reply, what stands behind "reason:", the words that decided."""
    for text in (block, notice):
        for line in text.split("\n"):
            if reply_code_in(line):
                return one_line(line)
    for text in (block, notice):
        if found := REASON.search(text):
            return one_line(found["reason"])
        for pattern in (NOBODY_THERE, NOT_THE_ADDRESS, FAILED):
            if found := pattern.search(text):
                begin = text.rfind("\n", 0, found.start()) + 1
                end = text.find("\n", found.end())
                return one_line(text[begin : end if end >= 0 else None])
    return one_line(notice[:200])
