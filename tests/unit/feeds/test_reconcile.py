from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.feeds.reconcile import MOST_OPENING, fingerprint, key, reconcile
from dispatcher.model import Arrival, ParsedEntry

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
DATES = st.none() | st.integers(-200, 200).map(lambda hours: NOW + timedelta(hours=hours))
ENTRIES = st.lists(
    st.builds(
        ParsedEntry,
        uid=st.sampled_from("abc"),
        link=st.sampled_from([None, "https://example.com/1", "https://example.com/2"]),
        title=st.sampled_from(["One", "Two"]),
        summary=st.sampled_from(["", "text"]),
        published_at=DATES,
    ),
    max_size=20,
)
KNOWN = ENTRIES.map(lambda entries: {key(entry): fingerprint(entry) for entry in entries})


def entry(uid="a", *, title="One", link="https://example.com/1", at=NOW):
    return ParsedEntry(uid=uid, link=link, title=title, published_at=at)


def remembered(verdict, known=None):
    return dict(known or {}) | {key(a.entry): a.fingerprint for a in (*verdict.new, *verdict.changed)}


@given(KNOWN, ENTRIES, st.booleans())
def test_each_key_counts_once_and_all_are_accounted_for(known, entries, first):
    verdict = reconcile(known, entries, first_poll=first, now=NOW)
    arrived = [key(a.entry) for a in (*verdict.new, *verdict.changed)]
    assert len(arrived) == len(set(arrived))
    assert len(arrived) + verdict.same == len({key(e) for e in entries})


@given(KNOWN, ENTRIES, st.booleans())
def test_what_is_known_is_never_new_and_what_is_unknown_never_changed(known, entries, first):
    verdict = reconcile(known, entries, first_poll=first, now=NOW)
    assert not any(key(a.entry) in known for a in verdict.new)
    assert all(known[key(a.entry)] != a.fingerprint for a in verdict.changed)


@given(KNOWN, ENTRIES, st.booleans(), st.booleans())
def test_the_same_body_again_brings_nothing(known, entries, first, again):
    verdict = reconcile(known, entries, first_poll=first, now=NOW)
    second = reconcile(remembered(verdict, known), entries, first_poll=again, now=NOW + timedelta(days=9))
    assert (second.new, second.changed) == ((), ())


@given(ENTRIES)
def test_a_first_poll_never_brings_news_and_opens_with_few(entries):
    arrivals = [a.arrival for a in reconcile({}, entries, first_poll=True, now=NOW).new]
    assert Arrival.NEWS not in arrivals
    assert arrivals.count(Arrival.OPENING) <= MOST_OPENING


def test_a_first_poll_opens_with_the_newest_twenty_of_the_last_day():
    entries = [entry(str(n), at=NOW - timedelta(minutes=40 * n)) for n in range(60)]
    verdict = reconcile({}, entries, first_poll=True, now=NOW)
    assert [a.entry.uid for a in verdict.new if a.arrival is Arrival.OPENING] == [str(n) for n in range(20)]


def test_an_entry_without_a_date_is_background_at_first_and_news_later():
    undated = entry(at=None)
    assert reconcile({}, [undated], first_poll=True, now=NOW).new[0].arrival is Arrival.BACKGROUND
    assert reconcile({}, [undated], first_poll=False, now=NOW).new[0].arrival is Arrival.NEWS


def test_an_old_entry_in_a_later_poll_is_background():
    for days, arrival in ((2, Arrival.NEWS), (4, Arrival.BACKGROUND)):
        old = entry(at=NOW - timedelta(days=days))
        assert reconcile({}, [old], first_poll=False, now=NOW).new[0].arrival is arrival


def test_a_retitled_entry_is_changed_and_not_new():
    known = remembered(reconcile({}, [entry()], first_poll=True, now=NOW))
    verdict = reconcile(known, [entry(title="One, corrected")], first_poll=False, now=NOW)
    assert verdict.new == ()
    assert [a.entry.title for a in verdict.changed] == ["One, corrected"]


def test_an_id_under_another_link_is_another_entry():
    known = remembered(reconcile({}, [entry()], first_poll=True, now=NOW))
    verdict = reconcile(known, [entry(link="https://example.com/2")], first_poll=False, now=NOW)
    assert len(verdict.new) == 1


def test_the_first_of_two_items_with_one_identity_wins():
    verdict = reconcile({}, [entry(title="First"), entry(title="Second")], first_poll=False, now=NOW)
    assert [a.entry.title for a in verdict.new] == ["First"]


def test_a_date_far_ahead_is_dropped_but_never_makes_an_entry_changed():
    ahead = entry(at=NOW + timedelta(days=30))
    verdict = reconcile({}, [ahead], first_poll=True, now=NOW)
    assert (verdict.new[0].entry.published_at, verdict.new[0].arrival) == (None, Arrival.BACKGROUND)
    assert reconcile(remembered(verdict), [ahead], first_poll=False, now=NOW + timedelta(days=40)).same == 1


def test_every_field_a_reader_sees_is_in_the_fingerprint():
    changes = {"title": "x", "summary": "x", "content": "x", "author": "x", "link": None, "published_at": None}
    prints = {fingerprint(replace(entry(), **{name: value})) for name, value in changes.items()}
    assert len(prints | {fingerprint(entry())}) == len(changes) + 1
