"""Which developments one person is told at once, which wait, and which they miss."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import MailingList, Plan, PlannedStory, Story
from dispatcher.subscriptions.alert import MOST_TOLD, Development, Reader, alert
from dispatcher.subscriptions.alert_break import BREAKING_FOR, FOLLOWED_AFTER, MOST_FOLLOWED, breaks, may_follow
from dispatcher.subscriptions.alert_hours import Hours
from tests.unit.subscriptions.test_alert_hours import ZONES, moments

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORLD = MailingList(
    id=1, name="world", title="World", sender_name="W", sender_address="w@example.org", topics=("korea", "quakes")
)


def a_story(number, *topics, alertable_at=NOON, outlets=2, entries=2):
    return Story(
        id=number,
        headline=f"Story {number}",
        version=1,
        first_seen_at=NOON,
        changed_at=NOON,
        alertable_at=alertable_at,
        lead_entry_id=number,
        entries=entries,
        outlets=outlets,
        topics=topics or ("korea",),
    )


def broke(number, *topics, at=NOON, turn=1, unfinished=False):
    return Development(story=a_story(number, *topics), number=turn, broke_at=at, as_of=at, unfinished=unfinished)


def reader(*topics, hours=None, **more):
    return Reader(topics=topics or ("korea", "quakes"), hours=hours or Hours("UTC"), **more)


def told(verdict):
    return [story.story_id for story in verdict.plan.stories] if verdict.plan else []


# Does a story break?


def test_a_story_breaks_at_each_of_the_lists_thresholds():
    asked = replace(WORLD, alert_outlets=3, alert_entries=5, alert_score=4.0)
    assert breaks(a_story(1, outlets=3, entries=5), asked, score=4.0, now=NOON)
    assert not breaks(a_story(1, outlets=2, entries=5), asked, score=4.0, now=NOON)
    assert not breaks(a_story(1, outlets=3, entries=4), asked, score=4.0, now=NOON)
    assert not breaks(a_story(1, outlets=3, entries=5), asked, score=3.9, now=NOON)


def test_what_only_a_first_poll_brought_never_breaks():
    assert not breaks(a_story(1, alertable_at=None), WORLD, score=9, now=NOON)


def test_a_story_that_went_quiet_no_longer_breaks():
    assert not breaks(a_story(1, alertable_at=NOON - BREAKING_FOR), WORLD, score=9, now=NOON)


def test_a_story_off_the_lists_topics_does_not_break():
    assert not breaks(a_story(1, "sports"), WORLD, score=9, now=NOON)


def test_a_story_may_break_again_an_hour_later_when_news_came_since():
    assert may_follow(a_story(1, alertable_at=NOON), [NOON - FOLLOWED_AFTER], now=NOON)
    assert not may_follow(a_story(1, alertable_at=NOON), [NOON - FOLLOWED_AFTER * 0.9], now=NOON)
    assert not may_follow(a_story(1, alertable_at=NOON - 2 * HOUR), [NOON - 2 * HOUR], now=NOON)


def test_a_story_is_followed_three_times_in_a_day_and_a_night():
    turns = [NOON - n * 2 * HOUR for n in range(MOST_FOLLOWED + 1, 0, -1)]
    assert not may_follow(a_story(1), turns, now=NOON)
    assert may_follow(a_story(1), turns[:-1], now=NOON)
    assert may_follow(a_story(1, alertable_at=NOON + 24 * HOUR), turns, now=NOON + 24 * HOUR)


# Whom is it told?


def test_an_alert_goes_to_who_chose_the_topic_and_has_not_had_the_story():
    quake = broke(7, "quakes")
    assert alert([quake], reader(), now=NOON).plan == Plan(stories=(PlannedStory(7, 1, "quakes"),))
    assert alert([quake], reader("korea"), now=NOON).plan is None
    assert alert([quake], reader(had={7: NOON - HOUR}), now=NOON).plan is None


def test_what_broke_before_a_person_joined_is_not_for_them():
    assert alert([broke(1)], reader(since=NOON + HOUR), now=NOON + 2 * HOUR).plan is None
    assert told(alert([broke(1)], reader(since=NOON), now=NOON)) == [1]


def test_several_that_break_at_once_are_one_mail_each_reader_gets_their_own():
    at_once = [broke(2, "quakes"), broke(1), broke(3)]
    assert told(alert(at_once, reader(), now=NOON)) == [2, 1, 3]
    assert told(alert(at_once, reader("korea"), now=NOON)) == [1, 3]
    assert told(alert(at_once, reader(had={2: NOON}), now=NOON)) == [1, 3]


def test_more_than_a_mail_can_tell_is_counted():
    plan = alert([broke(n) for n in range(MOST_TOLD + 2)], reader(), now=NOON).plan
    assert (len(plan.stories), plan.more) == (MOST_TOLD, (MOST_TOLD, MOST_TOLD + 1))


def test_a_further_turn_is_told_to_who_had_less_and_not_to_who_knows_it():
    second = broke(1, turn=2)
    assert told(alert([second], reader(had={1: NOON - HOUR}), now=NOON)) == [1]
    assert told(alert([second], reader(), now=NOON)) == [1]
    assert alert([second], reader(had={1: NOON}), now=NOON).plan is None  # a digest told it meanwhile


# When?


def test_what_breaks_in_the_night_goes_out_together_in_the_morning():
    night = reader(hours=Hours("UTC", 22, 7))
    late, later = broke(1, at=NOON + 11 * HOUR), broke(2, at=NOON + 13 * HOUR)
    morning = NOON + 19 * HOUR
    assert alert([late], night, now=NOON + 11 * HOUR).waiting == {1: morning}
    assert alert([late, later], night, now=morning - timedelta(seconds=1)).plan is None
    assert told(alert([late, later], night, now=morning)) == [1, 2]


def test_what_is_over_the_cap_goes_out_in_the_morning():
    full = reader(hours=Hours("UTC", morning=8, most=2), sent=[NOON - 2 * HOUR, NOON - HOUR])
    assert alert([broke(1)], full, now=NOON).waiting == {1: NOON + 20 * HOUR}
    assert told(alert([broke(1)], full, now=NOON + 20 * HOUR)) == [1]


def test_what_is_over_the_cap_goes_with_the_first_alert_of_the_next_day():
    full = reader(hours=Hours("UTC", morning=8, most=2), sent=[NOON - 2 * HOUR, NOON - HOUR])
    fresh = broke(2, at=NOON + 13 * HOUR)
    assert told(alert([fresh, broke(1)], full, now=fresh.broke_at)) == [2, 1]


def test_what_is_no_news_any_more_is_missed_and_named():
    late = NOON + BREAKING_FOR
    assert told(alert([broke(1)], reader(), now=late - HOUR)) == [1]
    assert alert([broke(1)], reader(), now=late).missed == (1,)
    night = reader(hours=Hours("UTC", 11, 20))
    assert told(alert([broke(1)], night, now=NOON + 8 * HOUR)) == [1]  # six hours count from the end of the night
    assert alert([broke(1)], night, now=NOON + 14 * HOUR).missed == (1,)


def test_what_was_cut_short_is_news_as_long_as_what_it_tells():
    begun = replace(broke(1, unfinished=True), as_of=NOON - HOUR)
    assert told(alert([begun], reader(), now=NOON + BREAKING_FOR - 2 * HOUR)) == [1]
    assert alert([begun], reader(), now=NOON + BREAKING_FOR - HOUR).missed == (1,)
    asleep = reader(hours=Hours("UTC", 11, 20))
    assert told(alert([begun], asleep, now=NOON + 8 * HOUR)) == [1]  # as if nothing had been cut short
    assert alert([begun], asleep, now=NOON + 14 * HOUR).missed == (1,)


# And whatever happens:


@dataclass
class Life:
    """One reader's days, as rows would remember them."""

    reader: Reader
    had: dict = field(default_factory=dict)
    sent: list = field(default_factory=list)
    heard: list = field(default_factory=list)  # (story, turn)
    missed: set = field(default_factory=set)

    def look(self, developments, now):
        verdict = alert(developments, replace(self.reader, had=self.had, sent=self.sent), now=now)
        turns = {each.story.id: each.number for each in developments}
        self.missed |= {(story, turns[story]) for story in verdict.missed}
        if verdict.plan:
            self.sent.append(now)
            for story in (*told(verdict), *verdict.plan.more):
                self.had[story] = now
                self.heard.append((story, turns[story]))
        return verdict


minutes = st.integers(0, 5 * 24 * 60)


@given(
    start=moments,
    zone=st.sampled_from(ZONES),
    quiet=st.one_of(st.none(), st.tuples(st.integers(0, 23), st.integers(0, 23))),
    morning=st.integers(0, 23),
    most=st.integers(1, 3),
    turns=st.lists(st.tuples(minutes, st.integers(1, 4)), min_size=1, max_size=14),
    looks=st.lists(minutes, max_size=30),
)
def test_on_no_local_day_too_many_never_in_quiet_hours_each_turn_once_and_nothing_is_lost(
    start, zone, quiet, morning, most, turns, looks
):
    start = start.replace(second=0, microsecond=0)
    hours = Hours(zone, *(quiet or (None, None)), morning, most)
    life = Life(Reader(topics=("korea",), hours=hours))
    latest: dict[int, Development] = {}
    breaking = sorted(turns)
    ticks = sorted({*looks, *(at for at, _ in breaking)})
    while ticks:
        minute = ticks.pop(0)
        now = start + timedelta(minutes=minute)
        while breaking and breaking[0][0] <= minute:
            _, story = breaking.pop(0)
            turn = latest[story].number + 1 if story in latest else 1
            latest[story] = broke(story, at=now, turn=turn)
        verdict = life.look(list(latest.values()), now)
        waits = {int((until - start).total_seconds() // 60) for until in verdict.waiting.values()}
        assert all(until > now for until in verdict.waiting.values())
        assert not (verdict.plan and verdict.waiting)
        ticks = sorted({*ticks, *waits} - {minute})

    local = Counter(moment.astimezone(ZoneInfo(zone)).date() for moment in life.sent)
    assert max(local.values(), default=0) <= most
    assert not any(hours.is_quiet(moment) for moment in life.sent)
    assert len(life.heard) == len(set(life.heard))
    for story, development in latest.items():
        assert (story, development.number) in life.heard, "the last turn of every story was told: nobody was away"
    assert not life.missed


@pytest.mark.parametrize("away", [BREAKING_FOR - HOUR, BREAKING_FOR])
def test_after_an_absence_a_turn_is_told_or_missed_never_neither(away):
    life = Life(reader(hours=Hours("UTC", 22, 7)))
    life.look([broke(1, at=NOON + 11 * HOUR)], NOON + 11 * HOUR)
    life.look([broke(1, at=NOON + 11 * HOUR)], NOON + 19 * HOUR + away)
    assert ([(1, 1)], set()) == (life.heard, life.missed) or ([], {(1, 1)}) == (life.heard, life.missed)


def test_a_further_turn_names_what_its_reader_was_told_before_and_nothing_to_who_was_not():
    second = replace(broke(1, turn=2), after=3)
    assert alert([second], reader(had={1: NOON - HOUR}), now=NOON).plan.stories[0].since == 3
    assert alert([second], reader(), now=NOON).plan.stories[0].since is None
