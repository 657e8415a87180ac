from dataclasses import replace

from dispatcher.templating.budget import LEADS, ROOM, briefly, budgeted, size
from tests.fakes.sample_edition import FERRIES, UNWRITTEN
from tests.fakes.sample_facts import LANDSLIDE, VERDICT
from tests.fakes.sample_mails import view


def in_full(told):
    return [len(shown.sections) == 4 for shown in told]


def test_stories_keep_their_order_and_the_last_ones_become_brief():
    stories = [replace(view(FERRIES), anchor=str(number)) for number in range(16)]
    told = budgeted(stories)
    assert [shown.anchor for shown in told] == [shown.anchor for shown in stories]
    assert in_full(told) == sorted(in_full(told), reverse=True)
    assert 3 < sum(in_full(told)) < 16
    assert all(len(shown.sections) == 1 for shown in told[sum(in_full(told)) :])
    assert sum(size(shown) for shown in told) <= ROOM


def test_the_first_stories_have_their_facts_then_sentences_go_before_facts():
    story = view(LANDSLIDE)
    told = budgeted([story] * 12)
    whole = [bool(shown.quoted) for shown in told]
    assert whole == [True] * LEADS + [False] * (12 - LEADS)
    assert sum(in_full(told)) > ROOM // size(story)
    assert budgeted([story] * 7) == (story,) * 7


def test_facts_of_later_stories_take_the_room_that_is_left():
    story = view(LANDSLIDE)
    told = budgeted([story] * 8)
    assert all(in_full(told))
    assert LEADS <= sum(bool(shown.quoted) for shown in told) < 8


def test_a_brief_story_still_names_what_it_rests_on():
    story = view(FERRIES)
    brief = briefly(story)
    assert [sentence.text for sentence in brief.sections[0].sentences] == [story.sections[0].sentences[0].text]
    assert brief.sources == story.sections[0].sentences[0].sources
    assert brief.more_sources == 2


def test_a_story_without_a_briefing_keeps_one_source():
    assert (len(briefly(view(UNWRITTEN)).sources), briefly(view(UNWRITTEN)).sections) == (1, ())


def test_a_brief_story_does_not_say_what_it_lacks():
    assert view(VERDICT).silence
    assert briefly(view(VERDICT)).silence == ""
