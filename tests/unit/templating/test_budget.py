from dataclasses import replace

from dispatcher.templating.budget import FULL, briefly, budgeted, size
from tests.fakes.sample_edition import FERRIES, UNWRITTEN
from tests.fakes.sample_mails import view


def test_stories_keep_their_order_and_the_last_ones_become_brief():
    story = view(FERRIES)
    stories = [replace(story, anchor=str(number)) for number in range(60)]
    told = budgeted(stories)
    assert [shown.anchor for shown in told] == [shown.anchor for shown in stories]
    full = FULL // size(story)
    assert told[:full] == tuple(stories[:full])
    assert all(len(shown.sections) == 1 for shown in told[full:])


def test_a_brief_story_still_names_what_it_rests_on():
    story = view(FERRIES)
    brief = briefly(story)
    assert [sentence.text for sentence in brief.sections[0].sentences] == [story.sections[0].sentences[0].text]
    assert brief.sources == story.sections[0].sentences[0].sources
    assert brief.more_sources == 2


def test_a_story_without_a_briefing_keeps_one_source():
    assert (len(briefly(view(UNWRITTEN)).sources), briefly(view(UNWRITTEN)).sections) == (1, ())
