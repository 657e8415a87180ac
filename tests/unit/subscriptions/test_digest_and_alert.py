"""What one person is told, and what not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dispatcher.model import MailingList, Plan, PlannedStory, Story
from dispatcher.subscriptions.alert import BREAKING_FOR, alert, breaks
from dispatcher.subscriptions.digest import chosen_topics, digest
from tests.fakes.people import SUBSCRIPTION

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
YESTERDAY = NOON - timedelta(days=1)
WORLD = MailingList(
    id=1, name="world", title="World", sender_name="W", sender_address="w@example.org", topics=("korea", "quakes")
)


def a_story(number, *topics, changed_at=NOON, outlets=2, alertable_at=NOON):
    return Story(
        id=number,
        headline=f"Story {number}",
        version=1,
        first_seen_at=changed_at,
        changed_at=changed_at,
        alertable_at=alertable_at,
        lead_entry_id=number,
        entries=outlets,
        outlets=outlets,
        topics=topics,
    )


def told(plan):
    return [story.story_id for story in plan.stories]


def test_nothing_new_means_no_plan():
    old, had = a_story(1, "korea", changed_at=YESTERDAY), a_story(2, "korea")
    assert digest(("korea",), [old, had], had={2}, since=YESTERDAY) is None


def test_stories_stand_by_topic_in_the_lists_order_and_by_rank_within():
    ranked = [a_story(1, "quakes"), a_story(2, "korea"), a_story(3, "quakes"), a_story(4, "korea")]
    assert told(digest(("korea", "quakes"), ranked, had=set(), since=YESTERDAY)) == [2, 4, 1, 3]


def test_a_story_in_two_topics_is_told_once():
    plan = digest(("korea", "quakes"), [a_story(1, "quakes", "korea")], had=set(), since=YESTERDAY)
    assert plan == Plan(stories=(PlannedStory(1, 1, "korea"),))


def test_what_has_no_room_is_remembered():
    plan = digest(("korea",), [a_story(n, "korea") for n in range(5)], had=set(), since=YESTERDAY, most=3)
    assert (told(plan), plan.more) == ([0, 1, 2], (3, 4))


def test_who_chose_nothing_gets_all_that_is_offered():
    assert chosen_topics(SUBSCRIPTION, WORLD) == ("korea", "quakes")


def test_a_chosen_topic_that_is_no_longer_offered_is_left_out():
    assert chosen_topics(replace(SUBSCRIPTION, topics=("quakes", "gone")), WORLD) == ("quakes",)


def test_a_story_breaks_at_the_lists_threshold_of_outlets():
    assert breaks(a_story(1, "korea", outlets=2), WORLD, now=NOON)
    assert not breaks(a_story(1, "korea", outlets=1), WORLD, now=NOON)


def test_what_only_a_first_poll_brought_never_breaks():
    assert not breaks(a_story(1, "korea", alertable_at=None), WORLD, now=NOON)


def test_a_story_that_went_quiet_no_longer_breaks():
    assert not breaks(a_story(1, "korea", alertable_at=NOON - BREAKING_FOR), WORLD, now=NOON)


def test_a_story_off_the_lists_topics_does_not_break():
    assert not breaks(a_story(1, "sports"), WORLD, now=NOON)


def test_an_alert_goes_to_who_chose_the_topic_and_has_not_had_the_story():
    story = a_story(7, "quakes")
    assert told(alert(("korea", "quakes"), story, had=False)) == [7]
    assert alert(("korea",), story, had=False) is None
    assert alert(("quakes",), story, had=True) is None
