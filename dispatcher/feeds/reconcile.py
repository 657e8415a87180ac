"""
What a feed says now × what we know of it → what is new, what changed, what is the same.

Pure. Identity is (feed, uid, link): an id that returns under another link is another entry, because outlets reuse ids (30 did in
five weeks of 21 feeds).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dispatcher.model import Arrival, ArrivingEntry, ParsedEntry

YOUNG: Final = timedelta(days=1)  # younger than this at a feed's first poll may be told
MOST_OPENING: Final = 20
OLD: Final = timedelta(days=3)  # older than this when a later poll brings it: remembered, not told
AHEAD: Final = timedelta(days=1)  # a date further in the future is a mistake


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one body means for the memory; `new` and `changed` in the order of the body."""

    new: tuple[ArrivingEntry, ...]
    changed: tuple[ArrivingEntry, ...]
    same: int


def key(entry: ParsedEntry) -> tuple[str, str]:
    """An entry's identity within its feed."""
    return entry.uid, entry.link or ""


def fingerprint(entry: ParsedEntry) -> str:
    """A hash of all that a reader could see of an entry; 32 hexadecimal digits."""
    moment = entry.published_at
    seen = [entry.title, entry.link, entry.summary, entry.content, entry.author, moment and moment.isoformat()]
    return hashlib.blake2b(json.dumps(seen).encode(), digest_size=16).hexdigest()


def reconcile(
    known: Mapping[tuple[str, str], str], entries: Iterable[ParsedEntry], *, first_poll: bool, now: datetime
) -> Verdict:
    """
    Tell new, changed and same apart. `known` holds the stored fingerprints, at least those of this body's keys.

    A key that occurs twice in the body counts once, as it first stands there. The arrival of a changed entry is what it would be
    if it were new; the memory keeps the one it has. A date more than a day ahead is dropped: by it, the entry would stay the
    newest for ever.
    """
    distinct: dict[tuple[str, str], ParsedEntry] = {}
    for entry in entries:
        distinct.setdefault(key(entry), entry)
    prints = {identity: fingerprint(entry) for identity, entry in distinct.items()}
    opening = _opening(distinct, now=now) if first_poll else set()
    new: list[ArrivingEntry] = []
    changed: list[ArrivingEntry] = []
    for identity, entry in distinct.items():
        if known.get(identity) == prints[identity]:
            continue
        arrival = (Arrival.OPENING if identity in opening else Arrival.BACKGROUND) if first_poll else _later(entry, now)
        arriving = ArrivingEntry(entry=_dated(entry, now), arrival=arrival, fingerprint=prints[identity])
        (changed if identity in known else new).append(arriving)
    return Verdict(tuple(new), tuple(changed), same=len(distinct) - len(new) - len(changed))


def _opening(distinct: Mapping[tuple[str, str], ParsedEntry], *, now: datetime) -> set[tuple[str, str]]:
    """The newest few of those that are young enough: a feed's first poll never floods anyone."""
    young = [
        (entry.published_at, identity)
        for identity, entry in distinct.items()
        if entry.published_at is not None and now - YOUNG < entry.published_at <= now + AHEAD
    ]
    young.sort(key=lambda dated: dated[0], reverse=True)
    return {identity for _, identity in young[:MOST_OPENING]}


def _later(entry: ParsedEntry, now: datetime) -> Arrival:
    is_old = entry.published_at is not None and entry.published_at < now - OLD
    return Arrival.BACKGROUND if is_old else Arrival.NEWS


def _dated(entry: ParsedEntry, now: datetime) -> ParsedEntry:
    ahead = entry.published_at is not None and entry.published_at > now + AHEAD
    return replace(entry, published_at=None) if ahead else entry
