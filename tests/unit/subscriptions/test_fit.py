"""What fits into one mail."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Plan, PlannedStory
from dispatcher.subscriptions.fit import LEADS, fit


def planned(number, *, short=False):
    return PlannedStory(number, 1, "korea", short=short)


def sizes(plan, *, full=1_000, short=100):
    told = {story: short if story.short else full for story in plan.stories}
    return told | {replace(story, short=True): short for story in plan.stories}


DIGEST = Plan(tuple(planned(number, short=number >= 5) for number in range(10)), more=(50,))


def test_what_fits_stays_as_it_is():
    assert fit(DIGEST, sizes(DIGEST), around=0, room=5_500) is DIGEST


def test_later_briefings_are_shortened_before_any_story_goes():
    cut = fit(DIGEST, sizes(DIGEST), around=0, room=4_600)
    assert [story.short for story in cut.stories] == [False] * 4 + [True] * 6
    assert cut.more == (50,)


def test_then_the_last_stories_are_only_counted_in_their_order():
    cut = fit(DIGEST, sizes(DIGEST), around=0, room=3_500)
    assert sum(not story.short for story in cut.stories) == LEADS
    assert [story.story_id for story in cut.stories] == [0, 1, 2, 3, 4, 5, 6, 7][: len(cut.stories)]
    assert cut.more == (*range(len(cut.stories), 10), 50)


def test_one_story_stays_however_small_the_room():
    cut = fit(DIGEST, sizes(DIGEST), around=0, room=1)
    assert cut == Plan((planned(0, short=True),), (*range(1, 10), 50))


@given(
    st.lists(st.tuples(st.booleans(), st.integers(200, 20_000), st.integers(50, 200)), min_size=1, max_size=30),
    st.integers(0, 100_000),
    st.integers(0, 5_000),
)
def test_it_fits_and_nothing_is_lost(stories, room, around):
    plan = Plan(tuple(planned(number, short=short) for number, (short, *_) in enumerate(stories)))
    each = {}
    for story, (_, full, short) in zip(plan.stories, stories, strict=True):
        each[replace(story, short=True)] = short
        if not story.short:
            each[story] = full
    cut = fit(plan, each, around=around, room=room)
    assert sorted([*(story.story_id for story in cut.stories), *cut.more]) == list(range(len(stories)))
    assert around + sum(each[story] for story in cut.stories) <= room or len(cut.stories) == 1
    assert [story.story_id for story in cut.stories] == sorted(story.story_id for story in cut.stories)
