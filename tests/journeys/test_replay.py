"""
Five weeks of real feeds, from HTTP to inbox, with the process killed five times; an oracle says what should be there.

Set REPLAY_SEED to repeat a run's kills.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.replay.oracle import MOST, MOST_TOLD, Expected, Key, Oracle
from tests.journeys.replay.people import Reader, readers
from tests.journeys.replay.polls import Poll, moment, read_polls, shared
from tests.journeys.replay.setup import BASE_URL, set_up
from tests.journeys.replay.world import Newsstand, PostOffice, Product

KILLS = 5


@pytest.mark.shared_data
def test_five_weeks_of_real_feeds_reach_twenty_readers_once_each_through_five_kills(tmp_path, capsys):
    polls = read_polls()
    seed = int(os.environ.get("REPLAY_SEED") or random.SystemRandom().randrange(10**6))
    newsstand, post = Newsstand(), PostOffice()
    people = readers()
    outlets = sorted({poll.outlet for poll in polls})
    start = polls[0].at - timedelta(hours=1)
    set_up(tmp_path, {outlet: newsstand.url(outlet) for outlet in outlets}, people, smtp_port=post.port, now=start)
    replay = Replay(tmp_path, newsstand, post, people, start=start)
    try:
        replay.run(polls, random.Random(seed))
        replay.serve_broken_polls(polls[-1].at + timedelta(days=1))
    finally:
        replay.product.stop()
        post.stop()
        newsstand.shutdown()
    with capsys.disabled():
        print(f"\n{replay.summary()}\nkills at random points with REPLAY_SEED={seed}")
    replay.check()


class Replay:
    """Drives the product through the polls beside the oracle, and compares after every step."""

    def __init__(
        self, workspace: Path, newsstand: Newsstand, post: PostOffice, people: list[Reader], *, start: datetime
    ) -> None:
        self.workspace = workspace
        self.newsstand, self.post, self.people = newsstand, post, people
        self.oracle = Oracle(people, start=start)
        self.product = Product(workspace, workspace / "log")
        self.complaints: list[str] = []
        self.expected = self.steps = self.killed = self.bodies = 0
        self.only_updates = self.stories_updated = 0  # digests of nothing but updates; stories told again
        self.follow_ups = self.stories_followed = 0  # alerts of nothing but follow-ups; stories told again
        self.told: dict[str, list[int]] = {person.address: [] for person in people}
        self.links = 0
        self._seen = 0

    def run(self, polls: list[Poll], chance: random.Random) -> None:
        """Every poll's moment and every slot is a step; at five of them the process is killed on the way."""
        by_moment: dict[datetime, dict[str, bytes]] = {}
        for poll in polls:
            by_moment.setdefault(poll.at, {})[poll.outlet] = poll.body
        slots = _slots(self.people, polls[0].at, polls[-1].at + timedelta(days=1))
        moments = sorted({*by_moment, *slots})
        deadly = {*chance.sample(sorted(by_moment)[5:], KILLS - 2), *chance.sample(sorted(slots - {*by_moment}), 2)}
        usual = 0.5
        for now in moments:
            self.newsstand.bodies |= by_moment.get(now, {})
            self._make_due(by_moment.get(now, {}), now)
            begun = time.monotonic()
            if now in deadly:
                self.product.begin(now)
                time.sleep(chance.uniform(0.0, usual if now in by_moment else 0.1))
                self.product.kill()
                self.killed += 1
            self.product.step(now)
            if now in by_moment:
                usual = 0.7 * usual + 0.3 * (time.monotonic() - begun)
            self._compare(now)

    def serve_broken_polls(self, now: datetime) -> None:
        """The 22 broken answers, one after another: nothing is invented, nothing is lost, and the reason is readable."""
        before = self._stored()
        for number, path in enumerate(
            sorted(shared("feeds/broken").iterdir(), key=lambda path: moment(path.stem.split("_")[1]))
        ):
            outlet = path.stem.split("_")[0]
            self.newsstand.bodies[outlet] = path.read_bytes()
            self.product.step(now + timedelta(days=2 * number))
            error = self._rows("SELECT error FROM feed WHERE outlet = ?", outlet)[0][0]
            if not error:
                self.complaints.append(f"{path.name}: no reason in the feed's row")
            if self._stored() != before:
                self.complaints.append(f"{path.name} changed what is stored")

    def _make_due(self, outlets: Iterable[str], now: datetime) -> None:
        """These outlets were polled at this very moment, some of them half a minute after the last time."""
        with sqlite3.connect(self.workspace / "dispatcher.db") as connection:
            moment_text = now.strftime("%Y-%m-%d %H:%M:%S.%f")
            for outlet in outlets:
                connection.execute(
                    "UPDATE feed SET next_poll_at = min(next_poll_at, ?) WHERE outlet = ?", (moment_text, outlet)
                )

    def _compare(self, now: datetime) -> None:
        self.steps += 1
        self.bodies += len(self.newsstand.handed_out)
        for outlet in sorted(self.newsstand.handed_out):
            self.oracle.serve(outlet, self.newsstand.bodies[outlet], now=now)
        self.newsstand.handed_out.clear()
        self._take_grouping(now)
        expected = self.oracle.expect(now)
        self.expected += len(expected)
        arrived = [self._mail(mail) for mail in self.post.mails[self._seen :]]
        self._seen = len(self.post.mails)
        wanted = {(mail.address, mail.kind): mail for mail in expected}
        for address, kind, told in arrived:
            stories = told
            if kind == "digest" and (again := told & self.oracle.known(address)):
                self._check_updates(now, address, again)
                stories = told - again
                if not stories and (address, kind) not in wanted:
                    self.only_updates += 1
                    continue
            if kind == "alert" and (again := told & self.oracle.followed):
                self._check_follow_ups(now, address, again)
                stories = told - again
                if not stories and (address, kind) not in wanted:
                    self.follow_ups += 1
                    continue
            mail = wanted.pop((address, kind), None)
            if mail is None:
                self.complaints.append(f"{now}: {address} got an unexpected {kind} of {sorted(stories)}")
            else:
                self._check_stories(now, mail, stories, told=len(told))
            self.told[address].extend(stories)
        self.complaints.extend(
            f"{now}: {mail.address} got no {mail.kind} of {mail.stories}" for mail in wanted.values()
        )
        self.oracle.end_step()

    def _check_follow_ups(self, now: datetime, address: str, stories: set[int]) -> None:
        for story in stories:
            if wrong := self.oracle.follow(story, now=now):
                self.complaints.append(f"{now}: {address} was told again of {story}: {wrong}")
            self.oracle.had[address].add(story)
            self.stories_followed += 1

    def _check_updates(self, now: datetime, address: str, stories: set[int]) -> None:
        for story in stories:
            if wrong := self.oracle.update(address, story):
                self.complaints.append(f"{now}: {address} was told again of {story}: {wrong}")
            self.stories_updated += 1

    def _check_stories(self, now: datetime, mail: Expected, stories: set[int], *, told: int) -> None:
        """A digest or an alert that has no room tells a part of what is new, and counts the rest as told."""
        has_room = told < (MOST_TOLD if mail.kind == "alert" else MOST)
        right = stories == mail.stories if has_room else stories <= mail.stories
        if not right:
            self.complaints.append(
                f"{now}: {mail.address}'s {mail.kind} told {sorted(stories)}, new were {sorted(mail.stories)}"
            )

    def _take_grouping(self, now: datetime) -> None:
        rows = self._rows(
            """
            SELECT entry.story_id, feed.outlet, entry.uid, coalesce(entry.link, ''), story.lead_entry_id = entry.id
              FROM entry JOIN feed ON feed.id = entry.feed_id JOIN story ON story.id = entry.story_id
             WHERE story.id IN (SELECT story_id FROM entry WHERE grouped_at = (SELECT max(grouped_at) FROM entry))
            """
        )
        members: dict[int, set[Key]] = {}
        leads: dict[int, Key] = {}
        for story, outlet, uid, link, is_lead in rows:
            members.setdefault(story, set()).add((outlet, uid, link))
            if is_lead:
                leads[story] = (outlet, uid, link)
        self._story_of = getattr(self, "_story_of", {})
        for story, keys in members.items():
            if keys != self.oracle.grouping.members.get(story):
                self.oracle.grouped(story, keys, leads[story], now=now)
            self._story_of |= {(outlet, link): story for outlet, _, link in keys}

    def _mail(self, mail: Any) -> tuple[str, str, set[int]]:
        kind = "alert" if "alerts" in mail["List-Id"] else "digest"
        html = mail.get_body(("html",)).get_content()
        stories = {int(number) for number in re.findall(rf'href="{re.escape(BASE_URL)}/s/(\d+)', html)}
        by_link: dict[str, set[int]] = {}  # one article may stand in two feeds, and in two stories
        for (_, link), story in self._story_of.items():
            by_link.setdefault(_bare(link), set()).add(story)
        for link in _links(html):
            self.links += 1
            if not by_link.get(_bare(link), set()) & stories:
                self.complaints.append(f"a link that no feed served, or of another story: {link}")
        return mail["To"].addresses[0].addr_spec, kind, stories

    def _stored(self) -> list[tuple[Any, ...]]:
        return self._rows("SELECT feed_id, uid, link, title FROM entry ORDER BY id")

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.workspace / "dispatcher.db") as connection:
            return connection.execute(statement, values).fetchall()

    def summary(self) -> str:
        """The figures."""
        (stored,) = self._rows("SELECT count(*) FROM entry")[0]
        distinct = len(self._rows("SELECT DISTINCT feed_id, uid, link FROM entry"))
        (in_doubt,) = self._rows("SELECT count(*) FROM delivery WHERE reason LIKE '%doubt%'")[0]
        repeated = sum(len(stories) - len(set(stories)) for stories in self.told.values())
        return "\n".join(
            (
                f"steps {self.steps}, kills {self.killed}, bodies handed out {self.bodies}",
                (
                    f"entries served {len(self.oracle.items)}, stored {stored}, distinct {distinct},"
                    f" re-titled {self.oracle.retitled}, unreadable bodies {self.oracle.unreadable}"
                ),
                (
                    f"messages expected {self.expected}, arrived {len(self.post.mails)}, in doubt {in_doubt},"
                    f" repeats of one Message-ID {self.post.repeats}"
                ),
                f"stories told twice to one reader {repeated}, followed up {self.stories_followed}, updated {self.stories_updated}, story links {self.links}, complaints {len(self.complaints)}",
            )
        )

    def check(self) -> None:
        """All that must hold."""
        assert not self.complaints, "\n".join(self.complaints[:20])
        served = {(outlet, uid, link): told.item.title for (outlet, uid, link), told in self.oracle.items.items()}
        stored = self._rows(
            "SELECT feed.outlet, uid, coalesce(link, '') FROM entry JOIN feed ON feed.id = entry.feed_id"
        )
        assert len(stored) == len(served)
        assert set(stored) == set(served)
        assert self.expected + self.follow_ups + self.only_updates == len(self.post.mails)
        for stories in self.told.values():
            assert len(stories) == len(set(stories))
        (in_doubt,) = self._rows("SELECT count(*) FROM delivery WHERE reason LIKE '%doubt%'")[0]
        assert self.post.repeats <= in_doubt
        assert self.killed == KILLS


def _bare(link: str) -> str:
    """A link without its query: mails leave out what only follows a reader about."""
    return link.partition("?")[0]


def _links(html: str) -> set[str]:
    """Story links of a mail: all but those to the dispatcher's own pages."""
    from html import unescape

    found = {unescape(link) for link in re.findall(r'href="([^"]+)"', html)}
    return {link for link in found if not link.startswith((BASE_URL, "#", "mailto:"))}


def _slots(people: list[Reader], start: datetime, end: datetime) -> set[datetime]:
    from zoneinfo import ZoneInfo

    moments = set()
    for person in people:
        local = start.astimezone(ZoneInfo(person.time_zone)).replace(
            hour=person.hour, minute=0, second=0, microsecond=0
        )
        while local < end:
            if local > start:
                moments.add(local.astimezone(start.tzinfo))
            local += timedelta(days=1)
    return moments
