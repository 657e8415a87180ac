"""Which relay a domain goes to, how much a relay may have on a day, and what refusals stop."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Reply, Stage
from dispatcher.transport.outcomes import classify
from dispatcher.transport.pacing import AHEAD
from dispatcher.transport.routing import Route, Routing
from dispatcher.transport.share import Known, Leased, Terms, share_out
from dispatcher.transport.stopping import Refusals
from dispatcher.transport.warm_up import allowance, next_day

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ROUTING = Routing(
    [
        Route("smtp"),
        Route("big", ("example.org", "*.example.org")),
        Route("spare"),
        Route("also-big", ("*.org", "example.org")),
    ]
)


@pytest.mark.parametrize(
    ("domain", "candidates"),
    [
        ("example.net", ("smtp", "spare")),
        ("example.org", ("big", "also-big", "smtp", "spare")),
        ("mail.example.org", ("big", "also-big", "smtp", "spare")),
        ("badexample.org", ("also-big", "smtp", "spare")),
        ("org", ("smtp", "spare")),
        ("", ("smtp", "spare")),
    ],
)
def test_who_names_a_domain_is_asked_first_and_who_names_none_takes_over(domain, candidates):
    assert ROUTING.candidates(domain) == candidates
    assert ROUTING.candidates(domain) == candidates  # from memory


def test_a_relay_that_was_down_is_asked_before_nobody_is_and_one_that_refused_is_not():
    assert ROUTING.relay("example.net", down=(), refused=()) == "smtp"
    assert ROUTING.relay("example.net", down=("smtp",), refused=()) == "spare"
    assert ROUTING.relay("example.net", down=("smtp", "spare"), refused=()) == "smtp"
    assert ROUTING.relay("example.net", down=("smtp",), refused=("spare",)) == "smtp"
    assert ROUTING.relay("example.net", down=(), refused=("smtp", "spare")) is None


@pytest.mark.parametrize(
    ("day", "given_today", "left"), [(0, 0, 200), (0, 150, 50), (0, 900, 0), (1, 0, 500), (2, 0, None), (900, 0, None)]
)
def test_a_relay_warms_up_by_its_table_and_is_free_then(day, given_today, left):
    first = date(2026, 11, 24)
    today = first + timedelta(days=day)
    assert allowance((200, 500), first=first, given=given_today, today=today) == left


def test_a_table_begins_with_the_first_message_and_an_empty_one_limits_nothing():
    assert allowance((200, 500), first=None, given=0, today=date(2026, 11, 24)) == 200
    assert allowance((), first=None, given=0, today=date(2026, 11, 24)) is None
    assert next_day(NOON) == datetime(2026, 11, 25, tzinfo=UTC)
    assert next_day(next_day(NOON)) == datetime(2026, 11, 26, tzinfo=UTC)


BLOCKED = classify(Stage.RCPT, Reply(550, "blocked by reputation", "5.7.1"))
SPAM = classify(Stage.REPLY, Reply(554, "message identified as spam", "5.7.1"))
UNKNOWN = classify(Stage.RCPT, Reply(550, "user unknown", "5.1.1"))


def met(refusals, outcome, number, domain="example.org", edition=1, relay="smtp"):
    return refusals.refused(outcome, delivery=number, relay=relay, domain=domain, edition=edition)


def test_three_in_a_row_stop_a_domain_and_name_those_that_led_to_it():
    refusals = Refusals()
    assert [met(refusals, BLOCKED, number) for number in (1, 2)] == [None, None]
    assert met(refusals, UNKNOWN, 3) is None  # says nothing of us, and interrupts nothing
    stopping = met(refusals, BLOCKED, 4)
    assert (stopping.kind, stopping.key, stopping.led_to_it) == ("domain", "example.org", (1, 2))
    assert "blocked by reputation" in stopping.reason


def test_a_message_that_is_taken_begins_the_count_anew():
    refusals = Refusals()
    for number in range(20):
        assert met(refusals, BLOCKED, number) is None
        if number % 2:
            refusals.taken(relay="smtp", domain="example.org", edition=1)


def test_one_domain_that_finds_spam_stops_no_edition_and_two_do():
    refusals = Refusals()
    assert [met(refusals, SPAM, number) for number in range(5)] == [None] * 5
    stopping = met(refusals, SPAM, 9, domain="example.net")
    assert (stopping.kind, stopping.key, stopping.led_to_it) == ("edition", "1", (0, 1, 2, 3, 4))


def test_two_odd_filters_among_many_servers_stop_nothing():
    refusals = Refusals()
    for number in range(100):
        refusals.taken(relay="smtp", domain=f"d{number}.example", edition=1)
    assert met(refusals, SPAM, 1, domain="odd.example") is None
    assert met(refusals, SPAM, 2, domain="other.example") is None
    assert met(refusals, SPAM, 3, domain="odd.example", edition=None) is None  # a notice has no edition


def test_a_relay_that_refuses_many_domains_is_the_one_that_stops():
    refusals = Refusals()
    met_so_far = [met(refusals, BLOCKED, number, domain=f"d{number}.example") for number in range(10)]
    assert met_so_far[:9] == [None] * 9
    assert (met_so_far[9].kind, met_so_far[9].key, len(met_so_far[9].led_to_it)) == ("relay", "smtp", 9)


def lease(number, domain="example.org", *, good_for=DAY, edition=1):
    return Leased(delivery_id=number, domain=domain, edition_id=edition, not_after=NOON + good_for)


def shared(leased, *, terms=None, **known):
    return share_out(
        leased,
        relay_of=lambda domain: None if domain == "nowhere.example" else "smtp",
        terms={"smtp": terms or Terms()},
        known=Known(**known),
        turns={},
        now=NOON,
    )


def test_without_limits_everything_goes_and_nothing_is_written():
    share = shared([lease(n) for n in range(500)])
    assert (share.go["smtp"], share.back, share.paces, share.given) == (list(range(500)), {}, [], {})


def test_what_is_stopped_or_has_no_relay_goes_nowhere():
    share = shared(
        [lease(1), lease(2, "shut.example"), lease(3, edition=7), lease(4, "nowhere.example")],
        stopped={("domain", "shut.example"): "blocked", ("edition", "7"): "spam"},
    )
    assert (share.go["smtp"], share.nowhere) == ([1], [4])
    assert share.back == {2: (NOON + AHEAD, "stopped: blocked"), 3: (NOON + AHEAD, "stopped: spam")}


def test_a_full_domain_takes_nothing_of_the_relays_room():
    terms = Terms(messages_a_minute=60, domain_messages_a_minute=6)
    share = shared(
        [lease(n, "a.example") for n in range(50)] + [lease(n, "b.example") for n in range(50, 52)], terms=terms
    )
    assert share.go["smtp"] == [0, 50]
    assert {pace.domain: pace.tokens for pace in share.paces} == {"": 8.0, "a.example": 0.0, "b.example": 0.0}


@given(
    st.lists(st.tuples(st.sampled_from(["a.example", "b.example"]), st.integers(0, 100_000)), max_size=60),
    st.floats(0, 100),
    st.floats(0, 100),
    st.lists(st.integers(1, 30), max_size=2),
)
def test_everything_that_is_leased_goes_or_has_its_turn_after_now_and_before_it_is_no_good(rows, relay, domain, table):
    leased = [lease(n, where, good_for=timedelta(seconds=seconds)) for n, (where, seconds) in enumerate(rows)]
    terms = Terms(messages_a_minute=relay, domain_messages_a_minute=domain, warm_up=tuple(table))
    share = shared(leased, terms=terms)
    assert sorted([*share.go["smtp"], *share.back]) == list(range(len(rows)))
    for number, (at, why) in share.back.items():
        assert NOON < at <= max(leased[number].not_after, NOON + timedelta(seconds=1))
        assert why
    assert all(pace.tokens >= 0 for pace in share.paces)
    assert not table or len(share.go["smtp"]) <= table[0]
