"""How fast mail goes: buckets that were set, buckets that learned, and a whole simulated world with a clock of its own."""

from collections import Counter, defaultdict, deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.transport.lanes import Lanes
from dispatcher.transport.learning import Learning
from dispatcher.transport.pacing import AHEAD, SLOWER, fresh, rate_of, refilled, slowed, turn
from dispatcher.transport.share import Known, Leased, Terms, keys_of, share_out

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def bucket(rate, *, most=0.0, slowed_at=NOON):
    return replace(fresh("smtp", "example.org", most=most, now=NOON), rate=rate, slowed_at=slowed_at)


def test_a_bucket_that_nobody_limits_has_no_rate():
    assert rate_of(fresh("smtp", "example.org", most=0, now=NOON), most=0, now=NOON) is None


def test_what_is_set_binds_where_it_is_less_than_what_was_learned():
    assert rate_of(bucket(50.0), most=20, now=NOON) == 20
    assert rate_of(bucket(5.0), most=20, now=NOON) == 5


def test_the_rate_grows_in_a_straight_line_after_the_minute_alone():
    rates = [rate_of(bucket(20.0), most=0, now=NOON + n * MINUTE) for n in range(6)]
    assert rates == [20, 20, 21, 22, 23, 24]


@given(st.floats(1, 10_000), st.lists(st.integers(-7200, 7200), max_size=30))
def test_however_the_clock_jumps_a_bucket_never_holds_more_than_ten_seconds_of_its_rate(rate, jumps):
    pace, now = fresh("smtp", "", most=rate, now=NOON), NOON
    for seconds in jumps:
        now += seconds * SECOND
        before = pace.tokens
        pace = refilled(pace, most=rate, now=now)
        assert before <= pace.tokens <= max(rate / 6, 1.0)


@given(st.floats(1, 1000), st.integers(1, 200))
def test_turns_are_spread_by_the_rate_and_none_is_further_ahead_than_a_quarter_of_an_hour(rate, number):
    pace, after, turns = replace(fresh("smtp", "", most=rate, now=NOON), tokens=0.0), None, []
    for _ in range(number):
        after = turn(pace, rate=rate, after=after, now=NOON)
        turns.append(after)
    assert turns == sorted(turns)
    assert NOON < turns[0] <= turns[-1] <= NOON + AHEAD
    if turns[-1] < NOON + AHEAD:
        assert turns[-1] - NOON == pytest.approx(number * MINUTE / rate, abs=timedelta(milliseconds=number))


def test_a_refusal_cuts_to_what_was_taken_well_and_leaves_the_domain_alone_for_a_minute():
    pace = slowed(fresh("smtp", "example.org", most=0, now=NOON), most=0, taken=20, again=0, now=NOON)
    assert pace.rate == pytest.approx(20 * SLOWER)
    assert refilled(pace, most=0, now=NOON + 59 * SECOND).tokens < 1
    assert refilled(pace, most=0, now=NOON + 66 * SECOND).tokens >= 1


def test_a_refusal_by_a_bucket_that_kept_us_back_cuts_its_own_rate_because_others_send_as_well():
    empty = replace(bucket(20.0), tokens=0.0)
    assert slowed(empty, most=0, taken=5, again=0, now=NOON).rate == pytest.approx(20 * SLOWER)
    full = replace(bucket(100.0), tokens=16.0)
    assert slowed(full, most=0, taken=20, again=0, now=NOON).rate == pytest.approx(20 * SLOWER)


def test_refusals_in_a_row_leave_it_alone_for_longer_and_never_stop_it():
    pace = fresh("smtp", "example.org", most=0, now=NOON)
    until = []
    for again in range(12):
        pace = slowed(pace, most=0, taken=0, again=again, now=NOON)
        until.append(-pace.tokens / pace.rate)
    assert until[:5] == pytest.approx([1, 2, 4, 8, 15])
    assert (pace.rate, until[-1]) == (1.0, 15)


def test_a_share_of_the_lanes_is_halved_and_comes_back_one_by_one():
    lanes, key = Lanes(), ("smtp", "example.org")
    for _ in range(4):
        assert lanes.has_room(key)
        lanes.went(key)
    lanes.came_back(key, well=False, most=4)
    assert lanes.halve(key) == 2
    assert not lanes.has_room(key)  # three are still under way
    for _ in range(2):
        lanes.came_back(key, well=True, most=4)
    assert (lanes.limit(key), lanes.has_room(key)) == (3, True)
    for _ in range(3):
        lanes.came_back(key, well=True, most=4)
        lanes.went(key)
    assert lanes.limit(key) is None
    assert lanes.has_room(("smtp", "example.net"))


class World:
    """
    Three domains behind one relay, and one second after the other: what is due is leased, shared out, and answered.

    `most` is how many each domain takes in any minute; the rest hears 421.
    """

    def __init__(self, most, *, messages=6_000, terms=None, processes=1):
        self.now = NOON
        self.most = most
        self.terms = {"smtp": terms or Terms()}
        self.domain_of, self.waiting = {}, []  # the latter a heap: (due, number)
        for each in range(messages):
            for domain in most:
                number = len(self.domain_of) + 1
                self.domain_of[number] = domain
                self.waiting.append((NOON + each * timedelta(milliseconds=100), number))
        self.learning = [Learning() for _ in range(processes)]
        self.paces = {}
        self.accepted = defaultdict(deque)
        self.attempts = []  # (moment, domain, taken)

    def run(self, minutes):
        for _ in range(int(minutes * 60)):
            for learning in self.learning:
                self.second(learning)
            self.now += SECOND

    def second(self, learning):
        due = []
        while self.waiting and self.waiting[0][0] <= self.now and len(due) < 500:
            due.append(heappop(self.waiting)[1])
        leased = [
            Leased(delivery_id=n, domain=self.domain_of[n], edition_id=1, not_after=NOON + timedelta(days=1))
            for n in due
        ]
        keys = keys_of({each.domain for each in leased}, lambda _: "smtp")
        share = share_out(
            leased,
            relay_of=lambda _: "smtp",
            terms=self.terms,
            known=Known(paces={key: self.paces[key] for key in keys if key in self.paces}),
            turns=learning.turns,
            now=self.now,
        )
        self.paces.update({(pace.relay, pace.domain): pace for pace in share.paces})
        for number, (at, _) in share.back.items():
            heappush(self.waiting, (at, number))
        for number in share.go["smtp"]:
            self.attempt(learning, number)

    def attempt(self, learning, number):
        domain = self.domain_of[number]
        if (at := learning.turn("smtp", domain, now=self.now)) is not None:
            heappush(self.waiting, (at, number))
            return
        accepted = self.accepted[domain]
        while accepted and accepted[0] <= self.now - MINUTE:
            accepted.popleft()
        taken = len(accepted) < self.most[domain]
        self.attempts.append((self.now, domain, taken))
        if taken:
            accepted.append(self.now)
            learning.taken("smtp", domain, at=self.now)
            return
        heappush(self.waiting, (self.now + 2 * MINUTE, number))
        for key in learning.wants_less("smtp", domain, begun_at=self.now):
            most = self.terms["smtp"].most(key[1])
            self.paces[key] = learning.slowed(
                self.paces.get(key) or fresh(*key, most=most, now=self.now), most=most, now=self.now
            )

    def counted(self, domain, *, after, until=None):
        found = Counter(
            taken
            for at, where, taken in self.attempts
            if where == domain and at >= after and (until is None or at < until)
        )
        return found[True], found[False]


ALIKE = {"a.example": 10**6, "b.example": 10**6, "slow.example": 10**6}


@pytest.mark.parametrize("processes", [1, 4])
def test_a_domain_that_refuses_after_twenty_a_minute_slows_itself_and_nobody_else(processes):
    usual, slow = World(ALIKE, processes=processes), World(ALIKE | {"slow.example": 20}, processes=processes)
    for world in (usual, slow):
        world.run(12)
    for domain in ("a.example", "b.example"):
        for minute in range(10):
            window = {"after": NOON + minute * MINUTE, "until": NOON + (minute + 1) * MINUTE}
            assert slow.counted(domain, **window) == usual.counted(domain, **window)
    taken, refused = slow.counted("slow.example", after=NOON + 2 * MINUTE)
    assert refused / (taken + refused) < 0.05
    assert taken > 10 * 20 * 0.5  # and it is not starved: more than half of what it would take


def test_over_a_long_time_it_takes_most_of_what_it_could_and_hears_no_often():
    world = World(ALIKE | {"slow.example": 60}, messages=10_000)
    world.run(120)
    taken, refused = world.counted("slow.example", after=NOON + 2 * MINUTE)
    assert refused / (taken + refused) < 0.02
    assert taken > 118 * 60 * 0.7


@pytest.mark.parametrize("processes", [1, 4])
def test_limits_that_are_set_hold_for_all_who_send(processes):
    world = World(
        ALIKE, terms=Terms(messages_a_minute=300, domain_messages_a_minute=120), processes=processes, messages=3_000
    )
    world.run(10)
    for minute in range(1, 10):
        window = {"after": NOON + minute * MINUTE, "until": NOON + (minute + 1) * MINUTE}
        each = [world.counted(domain, **window)[0] for domain in ALIKE]
        assert max(each) <= 122
        assert 290 <= sum(each) <= 302


def test_when_every_domain_wants_less_it_is_the_relay_that_is_slowed_down():
    learning = Learning()
    learning.taken("smtp", "a.example", at=NOON)
    asked = [
        learning.wants_less("smtp", domain, begun_at=NOON + n * SECOND)
        for n, domain in enumerate(("a.example", "b.example", "c.example"), start=1)
    ]
    assert asked == [
        [("smtp", "a.example")],
        [("smtp", "b.example")],
        [("smtp", "c.example"), ("smtp", "")],
    ]


def test_refusals_of_what_was_handed_out_before_are_answered_already():
    learning = Learning()
    assert learning.wants_less("smtp", "a.example", begun_at=NOON)
    learning.slowed(fresh("smtp", "a.example", most=0, now=NOON + SECOND), most=0, now=NOON + SECOND)
    assert learning.wants_less("smtp", "a.example", begun_at=NOON) == []
    assert learning.turn("smtp", "a.example", now=NOON + 2 * SECOND) > NOON + MINUTE
    assert learning.turn("smtp", "b.example", now=NOON + 2 * SECOND) is None
    assert learning.turn("smtp", "a.example", now=NOON + 10 * MINUTE) is None


def test_several_that_are_refused_together_slow_their_domain_down_once():
    learning = Learning()
    asked = [learning.wants_less("smtp", "a.example", begun_at=NOON + n * SECOND) for n in range(4)]
    assert asked == [[("smtp", "a.example")], [], [], []]
