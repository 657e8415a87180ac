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
MOST = 20  # stories in a digest
MOST_TOLD = 5  # stories in an alert
MOST_FOLLOWED = 3  # alerts of one story within a day and a night, after its first
DAY = timedelta(days=1)
OVERLAP = timedelta(minutes=10)  # a digest looks back a little further than the last one reached


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
    stories: set[int]  # all that are new to this reader


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
        self.alerted: dict[int, datetime] = {}  # when each story last broke
        self.followed: set[int] = set()  # those of which an alert in this step is a follow-up
        self._follow_ups: dict[int, set[datetime]] = {}
        self._followed_at: dict[int, datetime] = {}
        self._due = {person.address: _next_slot(person, start) for person in people if person.daily}
        self._seen_until: dict[str, datetime] = {}
        self._since: dict[str, datetime] = {}  # what a reader's present digest may tell of
        self._known: dict[str, set[int]] = {}  # what each reader had before this step

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
        self._known = {person.address: set(self.had[person.address]) for person in self.people}
        for person in self.people:
            if person.daily and self._due[person.address] <= now:
                slot = _latest_slot(person, now)
                since = self._seen_until.get(person.address, slot - DAY)
                self._seen_until[person.address] = now
                self._since[person.address] = since
                self._due[person.address] = _next_slot(person, now)
                new = self._new(person, since=since)
                if new:
                    mails.append(Expected(person.address, "digest", new))
                    self.had[person.address] |= new
        self.followed = set(self.alerted)
        breaking = self._breaking(now)
        for person in self.people:
            theirs = {
                story
                for story in breaking
                if self._topics_of(story) & set(person.immediate) and story not in self.had[person.address]
            }
            if theirs:
                mails.append(Expected(person.address, "alert", theirs))
                self.had[person.address] |= theirs
                self.alerted |= dict.fromkeys(theirs, now)
        return mails

    def follow(self, story: int, *, now: datetime) -> str:
        """
        A story broke again: what is wrong with that, or "".

        Whether it changed enough for it is the product's judgement; that an hour must have passed and news come since is not.
        """
        before = self.alerted[story]
        self._follow_ups.setdefault(story, set()).add(now)
        self._followed_at[story] = now
        if before < now and now - before < timedelta(hours=1):
            return f"within {now - before}"
        if sum(moment > now - DAY for moment in self._follow_ups[story]) > MOST_FOLLOWED:
            return "too often"
        return "" if self.grouping.alertable_at[story] > before else "without news"

    def known(self, address: str) -> set[int]:
        """What a reader had before this step: told again it must be an update."""
        return self._known.get(address, set())

    def update(self, address: str, story: int) -> str:
        """A digest told a story again: what is wrong with that, or "". What is news in it is the product's judgement."""
        return "" if self.grouping.changed_at[story] > self._since[address] - OVERLAP else "nothing joined since"

    def end_step(self) -> None:
        """What broke again in this step counts from the next one on."""
        self.alerted |= self._followed_at
        self._followed_at.clear()

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
            and story not in self.alerted
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
