"""All facts of a briefing: their shape, whatever the sources are; coverage, and what was told before."""

import random
import re
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.model import (
    Briefing,
    BriefingStatus,
    EarlierBriefing,
    Section,
    SectionName,
    Sentence,
    SourceText,
    TextFrom,
)
from dispatcher.stories.briefing import write_briefing
from dispatcher.stories.briefing.amounts import amounts
from dispatcher.stories.briefing.timeline import timeline
from tests.fakes.clusters import cluster

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEYS = ["outlets", "countries", "sources", "first_seen", "covered", "texts", "figures", "agenda", "quoted", "timeline"]
PIECES = st.sampled_from(
    [
        "At least 14 people were killed in Dorvan on Tuesday.",
        "The toll rose to 31, the army said.",
        "Ardent will cut 3,200 jobs by Friday in the north.",
        "The court will rule on 8 November at 2 p.m. GMT.",
        "Parliament will meet tomorrow at 14:00 CET.",
        "It is due on 29 February, or next Monday.",
        '"We will win," said Ilse Karan, the mayor of Dorvan.',
        '"No," Karan said.',
        "A fine of $2.1 billion was paid by the firm.",
        "The interior ministry said in a statement that it was open.",
    ]
)
MOMENTS = st.one_of(
    st.none(),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]),
    st.builds(
        lambda at, minutes: at.replace(tzinfo=timezone(timedelta(minutes=minutes))),
        st.datetimes(),
        st.integers(-1_439, 1_439),
    ),
)
ACCOUNTS = st.lists(
    st.builds(
        dict,
        title=st.sampled_from(["Dorvan quake", "", "Court rules on Ardent"]),
        text=st.one_of(st.lists(PIECES, max_size=6).map(" ".join), st.text(max_size=200)),
        outlet=st.sampled_from([None, "A", "B", "C"]),
        published_at=MOMENTS,
        country=st.sampled_from([None, "KR", "US", "XX", "?"]),
        text_from=st.sampled_from([None, *TextFrom]),
    ),
    max_size=5,
)


def sources_of(accounts):
    return [SourceText(id=number, **account) for number, account in enumerate(accounts)]


@given(ACCOUNTS, st.datetimes(timezones=st.just(UTC)), st.randoms())
@settings(max_examples=150, deadline=None)
def test_any_sources_give_facts_of_one_shape_that_stand_where_they_say(accounts, now, chance):
    sources = sources_of(accounts)
    facts = write_briefing(sources, now=now).facts
    assert list(facts) == KEYS
    texts = {source.id: source.text for source in sources}
    rows = [*facts["agenda"], *facts["quoted"], *(value for row in facts["figures"] for value in row["values"])]
    for row in rows:
        citation = row["citation"]
        assert citation["article"] == row["article"]
        assert 0 <= citation["start"] < citation["end"] <= len(texts[row["article"]])
    for row in facts["figures"]:
        for value in row["values"]:
            cited = texts[value["article"]][value["citation"]["start"] : value["citation"]["end"]]
            (wanted, *_) = amounts(value["value"])
            assert wanted.value in {amount.value for amount in amounts(cited)}
    for row in facts["agenda"]:
        assert date.fromisoformat(row["date"]) >= now.date()
        assert row["time"] is None or re.fullmatch(r"\d\d:\d\d", row["time"])
    for row in facts["quoted"]:
        cited = texts[row["article"]][row["citation"]["start"] : row["citation"]["end"]]
        assert row["name"] in cited
        assert row["as"] is None or row["as"].lower() in " ".join(cited.lower().split())
    chance.shuffle(sources)
    assert write_briefing(sources, now=now).facts == facts


def test_the_order_of_real_enough_sources_never_matters():
    for name in ("earthquake", "election", "merger", "recall"):
        sources = cluster(name)
        expected = write_briefing(sources, now=NOON).facts
        for seed in range(4):
            random.Random(seed).shuffle(sources)
            assert write_briefing(sources, now=NOON).facts == expected


def test_coverage_tells_outlets_countries_and_on_what_the_briefing_rests():
    def account(number, outlet, country, hours, text_from):
        at = None if hours is None else NOON - timedelta(hours=hours)
        return SourceText(id=number, title="t", outlet=outlet, country=country, published_at=at, text_from=text_from)

    facts = write_briefing(
        [
            account(1, "Example Times", "GB", 3, TextFrom.ARTICLE),
            account(2, "Example Post", "DE", 5, TextFrom.TEASER),
            account(3, "example times ", "GB", 1, TextFrom.ARTICLE),
            account(4, None, None, None, None),
        ],
        now=NOON,
    ).facts
    assert (facts["outlets"], facts["countries"]) == (3, ["DE", "GB"])
    assert facts["first_seen"] == "2026-11-24T07:00:00+00:00"
    assert facts["sources"] == [4, 3, 1, 2]
    assert facts["texts"] == {"article": 2, "feed summary": 1}
    assert [(row["outlet"], row["article"]) for row in facts["covered"]] == [
        ("Example Post", 2),
        ("Example Times", 1),
        (None, 4),
    ]
    assert facts["covered"][0] == {
        "outlet": "Example Post",
        "country": "DE",
        "article": 2,
        "at": "2026-11-24T07:00:00+00:00",
        "text_from": "feed summary",
    }


def earlier(version, *texts):
    section = Section(SectionName.HAPPENING, tuple(Sentence(text, ()) for text in texts))
    return EarlierBriefing(version, NOON + timedelta(hours=version), Briefing(BriefingStatus.BRIEF, (section,)))


BEGAN = "A strong earthquake struck the eastern valley of Velmora before dawn."
ROSE = "The death toll from the earthquake in Velmora rose to 31 on Tuesday."
ASKED = "Velmora asked its neighbours for help with tents, dogs and doctors."


def test_the_timeline_tells_what_was_new_in_each_version_newest_first():
    rows = timeline([earlier(1, BEGAN), earlier(2, BEGAN, ROSE), earlier(4, ROSE, ASKED)], ["The dam has held."])
    assert [(row["version"], row["text"]) for row in rows] == [(4, ASKED), (2, ROSE), (1, BEGAN)]
    assert rows[0]["at"] == "2026-11-24T16:00:00+00:00"


def test_what_the_present_briefing_says_is_no_history():
    rows = timeline([earlier(1, BEGAN), earlier(2, ROSE)], [ROSE])
    assert [row["version"] for row in rows] == [1]


def test_a_toll_that_has_risen_since_is_history():
    rows = timeline([earlier(1, ROSE)], [ROSE.replace("31", "36")])
    assert [row["version"] for row in rows] == [1]


def test_a_version_without_news_and_one_that_could_not_be_written_have_no_row():
    rows = timeline([earlier(1, BEGAN), earlier(2, BEGAN), earlier(3)], [])
    assert [row["version"] for row in rows] == [1]


def test_a_long_timeline_keeps_the_newest_and_where_it_began():
    told = [
        earlier(1, BEGAN),
        earlier(2, "Rescue teams pulled thirty survivors from collapsed brick houses."),
        earlier(3, ROSE),
        earlier(4, ASKED),
        earlier(5, "Engineers inspected the Lissa dam and found two cracks."),
        earlier(6, "Snow delayed the search, aid groups warned in Tarsin."),
        earlier(7, "The government resigned after a night of protests."),
    ]
    assert [row["version"] for row in timeline(told, [])] == [7, 6, 5, 4, 1]


def test_a_briefing_carries_its_timeline():
    facts = write_briefing(cluster("earthquake"), now=NOON, earlier=[earlier(1, ASKED)]).facts
    assert [row["text"] for row in facts["timeline"]] == [ASKED]
