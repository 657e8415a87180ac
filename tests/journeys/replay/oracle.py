"""
What should be there, reckoned apart from the product.

The oracle reads the served bytes itself, matches with its own expressions, keeps its own slots and its own memory of who was told what.
From the product it takes one thing as given: which entries it put into one story, and which of them leads (how well it groups is
measured elsewhere). What was told it reads from the mails that arrived.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.replay.people import TOPICS, Reader
from tests.journeys.replay.reading import Item, read

Key = tuple[str, str, str]  # outlet, id, link
MOST = 12  # stories in a digest
DAY = timedelta(days=1)


@dataclass
class Told:
    """One item as the oracle remembers it."""

    item: Item
    first_seen_at: datetime
    arrival: str  # news, opening, background
    topics: set[str]


@dataclass
class Grouping:
    """The product's stories as of now: members, and the one that leads."""

    members: dict[int, set[Key]] = field(default_factory=lambda: defaultdict(set))
    lead: dict[int, Key] = field(default_factory=dict)
    changed_at: dict[int, datetime] = field(default_factory=dict)
    alertable_at: dict[int, datetime] = field(default_factory=dict)


@dataclass
class Expected:
    """One mail that should arrive in a step."""

    address: str
    kind: str
    stories: set[int]  # for a digest: all that are new to this reader


class Oracle:
    """Follows the replay step by step."""

    def __init__(self, people: list[Reader], *, start: datetime) -> None:
        self.people = people
        self.items: dict[Key, Told] = {}
        self.retitled = 0
        self.unreadable = 0
        self._seen_outlets: set[str] = set()
        self.grouping = Grouping()
        self.had: dict[str, set[int]] = defaultdict(set)
        self._alerted: set[int] = set()
        self._due = {person.address: _next_slot(person, start) for person in people if person.daily}
        self._seen_until: dict[str, datetime] = {}

    def serve(self, outlet: str, body: bytes, *, now: datetime) -> None:
        """A body was handed out whole."""
        items = read(body)
        if items is None:
            self.unreadable += 1
            return
        if not items:
            return
        first = outlet not in self._seen_outlets
        self._seen_outlets.add(outlet)
        fresh = [item for item in items if (outlet, *item.key) not in self.items]
        opening = _opening(fresh, now=now) if first else set()
        for item in items:
            key = (outlet, *item.key)
            if key in self.items:
                self.retitled += self.items[key].item.title != item.title
                self.items[key].item = item
                continue
            self.items[key] = Told(item, now, _arrival(item, first=first, opening=opening, now=now), _topics(item))

    def grouped(self, story: int, members: set[Key], lead: Key, *, now: datetime) -> None:
        """The product put these entries into a story in this step."""
        new = members - self.grouping.members[story]
        self.grouping.members[story] = members
        self.grouping.lead[story] = lead
        if new:
            self.grouping.changed_at[story] = now
        if any(self.items[key].arrival == "news" for key in new):
            self.grouping.alertable_at[story] = now

    def expect(self, now: datetime) -> list[Expected]:
        """The mails of this step. `heard` must be told afterwards which of a digest's stories were in it."""
        mails = []
        for person in self.people:
            if person.daily and self._due[person.address] <= now:
                slot = _latest_slot(person, now)
                since = self._seen_until.get(person.address, slot - DAY)
                self._seen_until[person.address] = now
                self._due[person.address] = _next_slot(person, now)
                new = self._new(person, since=since)
                if new:
                    mails.append(Expected(person.address, "digest", new))
                    self.had[person.address] |= new
        breaking = self._breaking(now)
        for story in sorted(breaking):
            for person in self.people:
                if self._topics_of(story) & set(person.immediate) and story not in self.had[person.address]:
                    mails.append(Expected(person.address, "alert", {story}))
                    self.had[person.address].add(story)
                    self._alerted.add(story)
        return mails

    def _new(self, person: Reader, *, since: datetime) -> set[int]:
        return {
            story
            for story, changed_at in self.grouping.changed_at.items()
            if changed_at > since
            and story not in self.had[person.address]
            and self._topics_of(story) & set(person.daily)
        }

    def _breaking(self, now: datetime) -> set[int]:
        return {
            story
            for story, moment in self.grouping.alertable_at.items()
            if moment > now - timedelta(hours=6)
            and story not in self._alerted
            and len({outlet for outlet, _, _ in self.grouping.members[story]}) > 1
        }

    def _topics_of(self, story: int) -> set[str]:
        members = self.grouping.members[story]
        lead = self.items[self.grouping.lead[story]].topics
        count: dict[str, int] = defaultdict(int)
        for key in members:
            for topic in self.items[key].topics:
                count[topic] += 1
        return lead | {topic for topic, number in count.items() if number * 3 >= len(members)}


def _topics(item: Item) -> set[str]:
    return {name for name, (_, pattern) in TOPICS.items() if pattern.search(item.words)}


def _opening(items: list[Item], *, now: datetime) -> set[tuple[str, str]]:
    young = [item for item in items if item.published_at and now - DAY < item.published_at <= now + DAY]
    young.sort(key=lambda item: item.published_at, reverse=True)  # type: ignore[arg-type,return-value] # dated above
    return {item.key for item in young[:20]}


def _arrival(item: Item, *, first: bool, opening: set[tuple[str, str]], now: datetime) -> str:
    if first:
        return "opening" if item.key in opening else "background"
    old = item.published_at is not None and item.published_at < now - 3 * DAY
    return "background" if old else "news"


def _slot(person: Reader, day: datetime) -> datetime:
    """None of the four zones changes its clocks in these weeks, so wall time is enough here."""
    return day.replace(hour=person.hour, minute=0, second=0, microsecond=0)


def _latest_slot(person: Reader, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(person.time_zone))
    today = _slot(person, local)
    return today if today <= local else today - DAY


def _next_slot(person: Reader, now: datetime) -> datetime:
    return _latest_slot(person, now) + DAY
