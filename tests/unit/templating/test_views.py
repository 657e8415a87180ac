import dataclasses
from dataclasses import replace

from dispatcher.model import Citation, SectionName, Sentence
from dispatcher.templating import contexts, views
from dispatcher.templating.blanks import Blank
from dispatcher.templating.layouts import Told, digest_layout
from tests.fakes.sample_edition import FERRIES, SEAGRASS, UNWRITTEN
from tests.fakes.sample_mails import locale, view
from tests.fakes.sample_stories import MASTHEAD, briefing, entry, story


def test_sources_are_numbered_as_the_sentences_cite_them():
    shown = view(FERRIES)
    assert [(source.number, source.outlet, source.cited) for source in shown.sources] == [
        (1, "Harbour Gazette", True),
        (2, "Coastline Post", True),
        (3, "The Tidewater Times", True),
    ]
    assert [source.number for source in shown.sections[0].sentences[1].sources] == [1, 2]


def test_a_headline_links_to_the_lead_source():
    assert view(FERRIES).url == FERRIES.entries[0].link
    changed = replace(FERRIES.story, lead_entry_id=12)
    assert views.story_view(changed, FERRIES.entries, None, locale=locale()).url == FERRIES.entries[2].link


def test_without_a_briefing_there_are_headline_and_sources_only():
    shown = view(UNWRITTEN)
    assert (shown.sections, shown.told, shown.untold) == ((), (), ())
    assert [source.cited for source in shown.sources] == [False, False]


def test_missing_sections_keep_their_place_and_reason():
    shown = view(SEAGRASS)
    assert [section.name for section in shown.sections] == ["happening", "important", "next", "beyond"]
    assert [section.title for section in shown.untold] == ["What’s Next?", "Beyond the Headlines"]
    assert (shown.untold[0].missing, shown.untold[0].why) == ("no source says so", "")
    assert (
        shown.silence
        == "The sources do not say what happens next or what lies behind it in a sentence that can be quoted."
    )


def test_at_most_twelve_sources_are_listed_and_the_others_counted():
    entries = [entry(number, f"Outlet {number}", "t", f"https://example.org/{number}") for number in range(20)]
    shown = views.story_view(story(0, "h", entries=20, outlets=20), entries, None, locale=locale())
    assert (len(shown.sources), shown.more_sources) == (12, 8)


def test_every_cited_source_is_listed_however_many():
    entries = [entry(number, "o", "t", f"https://example.org/{number}") for number in range(20)]
    written = briefing({SectionName.HAPPENING: [("s", list(range(15)))]})
    shown = views.story_view(story(0, "h", entries=20, outlets=20), entries, written, locale=locale())
    assert (len(shown.sources), shown.more_sources) == (15, 5)


def test_sources_of_facts_are_listed_before_others():
    entries = [entry(number, "o", "t", f"https://example.org/{number}") for number in range(20)]
    facts = {"quoted": [{"name": "Ilse Karan", "article": 19}]}
    written = briefing({SectionName.HAPPENING: [("s", [3])]}, facts)
    shown = views.story_view(story(0, "h", entries=20, outlets=20), entries, written, locale=locale())
    assert [source.url[-2:] for source in shown.sources[:3]] == ["/3", "19", "/0"]
    assert [source.cited for source in shown.sources[:2]] == [True, False]
    assert shown.quoted[0].sources == (shown.sources[1],)


def test_no_break_spaces_of_a_quotation_stay():
    said = "«\u00a0Nous n’avons rien entendu\u00a0», dit-il, pour 10\u202f000\u00a0€."
    written = briefing({SectionName.HAPPENING: [(said, [10])]})
    assert views.story_view(FERRIES.story, FERRIES.entries, written, locale=locale()).told[0].sentences[0].text == said


def test_one_article_in_two_feeds_of_an_outlet_is_listed_once():
    entries = [
        entry(1, "A", "t", "https://example.org/x"),
        entry(2, "A", "t", "https://example.org/x"),
        entry(3, "B", "t", None),
    ]
    shown = views.story_view(story(0, "h", entries=3, outlets=2), entries, None, locale=locale())
    assert [source.outlet for source in shown.sources] == ["A", "B"]


def test_an_entry_without_outlet_is_called_by_its_host():
    shown = views.story_view(
        story(1, "h", entries=1, outlets=1), [entry(10, " ", "t", "https://www.example.net/x")], None, locale=locale()
    )
    assert shown.sources[0].outlet == "example.net"


def test_a_citation_of_an_entry_that_is_gone_is_left_out():
    happening = FERRIES.briefing.sections[0]
    odd = replace(happening, sentences=(Sentence("s", (Citation(999, 0, 1), Citation(12, 0, 1))),))
    shown = views.story_view(
        FERRIES.story, FERRIES.entries, replace(FERRIES.briefing, sections=(odd,)), locale=locale()
    )
    assert [source.outlet for source in shown.sections[0].sentences[0].sources] == ["The Tidewater Times"]


def test_only_http_links_get_through():
    shown = views.story_view(
        story(1, "h", entries=1, outlets=1), [entry(10, "A", "t", "javascript:alert(1)")], None, locale=locale()
    )
    assert (shown.url, shown.sources[0].url, shown.sources[0].host) == ("", "", "")


def test_words_that_differ_only_in_case_are_told_once():
    shown = views.story_view(
        FERRIES.story, FERRIES.entries, None, locale=locale(), words=["Kim", "kim", "", "KIM", "DPRK"]
    )
    assert shown.words == ("Kim", "DPRK")


def test_order_of_entries_never_matters():
    reverse = views.story_view(
        FERRIES.story,
        FERRIES.entries[::-1],
        FERRIES.briefing,
        locale=locale(),
        words=FERRIES.words,
        topics=[FERRIES.topic],
        base_url=MASTHEAD.base_url,
    )
    assert reverse == view(FERRIES)


def test_section_titles_come_in_the_lists_language():
    assert view(FERRIES, shown_in=locale("de")).sections[0].title == "Was passiert?"


def test_the_preheader_goes_on_where_the_subject_ends():
    shown = digest_layout(MASTHEAD, locale=locale(), stories=[Told(view(FERRIES)), Told(view(SEAGRASS))]).subject
    assert shown.preheader == SEAGRASS.story.headline
    assert len(shown.stories) == 2


def test_every_field_templates_may_use_says_what_it_is():
    kinds = [kind for kind in vars(contexts).values() if dataclasses.is_dataclass(kind)]
    assert len(kinds) == 24
    for kind in kinds:
        for field in dataclasses.fields(kind):
            assert field.metadata.get("help"), f"{kind.__name__}.{field.name}"
            assert isinstance(field.default, Blank) == field.metadata["help"].startswith("Blank: "), field.name
