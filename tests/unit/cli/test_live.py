"""How far a long command is, in one line."""

import pytest

from dispatcher.cli.live import line_of, live_line, span


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "120 min"), (9_000, "2.5 h")]
)
def test_a_duration_is_said_to_two_digits_or_so(seconds, said):
    assert span(seconds) == said


def test_the_line_says_how_many_how_fast_and_how_long_yet():
    assert line_of(1_204, 8_796, 812.4) == "1,204 of 10,000 sent, 812 a second, done in 11 s"
    assert line_of(10, 0, 5.0) == "10 of 10 sent, 5 a second"
    assert line_of(0, 3, 0.0, deferred=2, in_doubt=0, failed=1) == "0 of 3 sent; 2 deferred, 1 failed"


def test_where_nobody_looks_there_is_no_line():
    with live_line() as write:
        assert write is None
