"""What one person is told, and what not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dispatcher.model import MailingList, Plan, PlannedStory, Story
from dispatcher.subscriptions.digest import Extent, chosen_topics, digest
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
    plan = digest(
        ("korea",), [a_story(n, "korea") for n in range(5)], had=set(), since=YESTERDAY, extent=Extent(most=3)
    )
    assert (told(plan), plan.more) == ([0, 1, 2], (3, 4))


def test_who_chose_nothing_gets_all_that_is_offered():
    assert chosen_topics(SUBSCRIPTION, WORLD) == ("korea", "quakes")


def test_a_chosen_topic_that_is_no_longer_offered_is_left_out():
    assert chosen_topics(replace(SUBSCRIPTION, topics=("quakes", "gone")), WORLD) == ("quakes",)


def test_a_story_they_had_is_told_again_when_it_says_something_new():
    stories = [a_story(1, "korea"), a_story(2, "korea"), a_story(3, "korea")]
    plan = digest(("korea",), stories, had={1, 2}, since=YESTERDAY, updates={2: 4})
    assert plan.stories == (PlannedStory(2, 1, "korea", since=4), PlannedStory(3, 1, "korea"))
    assert (plan.new, plan.updated) == (1, 1)


def test_an_update_that_is_older_than_the_last_digest_is_not_told():
    assert (
        digest(("korea",), [a_story(1, "korea", changed_at=YESTERDAY)], had={1}, since=YESTERDAY, updates={1: 1})
        is None
    )


def test_the_best_are_told_in_full_whatever_their_topic():
    ranked = [a_story(1, "quakes"), a_story(2, "korea"), a_story(3, "quakes"), a_story(4, "korea")]
    plan = digest(("korea", "quakes"), ranked, had=set(), since=YESTERDAY, extent=Extent(full_stories=2))
    assert [(story.story_id, story.short) for story in plan.stories] == [(2, False), (4, True), (1, False), (3, True)]
