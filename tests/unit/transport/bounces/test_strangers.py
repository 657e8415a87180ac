"""Whatever strangers send: never an exception, and time in proportion to what is looked at."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.transport.bounces.read import read
from tests.fakes.reports import ANNA, delivery_report, feedback_report, group, written

AT_MOST = 2.0  # seconds of CPU; each takes less than a tenth of that
HEAD = b"From: MAILER-DAEMON@mx.example.com\nSubject: Undelivered mail\nX-Failed-Recipients: anna@example.org\n"
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(10_000))


def parted(kind, body):
    """Nine parts of a kind."""
    part = b"--b\nContent-Type: " + kind + b"\n\n" + body + b"\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 9


HOSTILE = {
    "fifty megabytes": HEAD + b"\n" + b"x" * 50_000_000,
    "ten thousand levels": HEAD + NESTED,
    "levels and lines": HEAD + NESTED[:60_000] + b"\na" * 400_000,
    "letters in letters": (HEAD + b"Content-Type: message/rfc822\n\n") * 10_000,
    "a hundred thousand parts": HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 100_000,
    "headers without end": b"From: x\n" * 2_000_000,
    "one header without end": b"Subject: " + b"a " * 1_000_000,
    "parameters": HEAD + b'Content-Type: multipart/mixed; boundary="a' + b";" * 100_000 + b"\n\nhi",
    "brackets": HEAD + b"Content-Type: text/html\n\n" + b"<" * 900_000,
    "scripts": HEAD + b"Content-Type: text/html\n\n" + b"<script >" * 100_000,
    "scripts in parts": parted(b"text/html", b"<script>" * 13_000),
    "signs": HEAD + b"\n" + b"@" * 900_000,
    "addresses": HEAD + b"\n" + b"a@a." * 200_000,
    "spaces": HEAD + b"\n" + b" " * 900_000,
    "dashes": HEAD + b"\n" + b"- - " * 200_000,
    "lines of dashes": HEAD + b"\n" + (b"-" * 999 + b"\n") * 1_000,
    "words": HEAD + b"\n" + b"the user mailbox account address " * 30_000,
    "encoded words": b"Subject: " + b"=?" * 500_000 + b"\n\nundeliverable",
    "recipients": HEAD + b"Content-Type: message/delivery-status\n\n" + (group().encode() + b"\n\n") * 20_000,
    "continued": HEAD + b"Content-Type: message/delivery-status\n\n" + group().encode() + b"\n 550 user" * 100_000,
    "references": HEAD + b"References: " + b"<a@b> " * 100_000 + b"\n\nx",
    "json": written("{" + '"notificationType": [' * 50_000),
    "codecs": HEAD + b"Content-Type: text/plain; charset=idna\n\n" + b"xn--a." * 100_000,
    "uuencoded": HEAD + b"Content-Transfer-Encoding: uuencode\n\nbegin 666 x\n" + b"#" * 900_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_takes_no_more_time_than_another(data):
    begun = time.process_time()
    read(data)
    assert time.process_time() - begun < AT_MOST


@given(st.binary(max_size=3_000))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(data):
    read(data)
    read(HEAD + data)
    read(HEAD + b"\n" + data)


SEEDS = [delivery_report(group()), feedback_report(), written(f"<{ANNA}>: 550 5.1.1 user unknown")]


@given(st.sampled_from(SEEDS), st.integers(0, 2_000), st.integers(0, 2_000), st.binary(max_size=40))
@settings(max_examples=500, deadline=None)
def test_no_part_of_a_real_report_raises_whatever_stands_in_it(data, begin, end, instead):
    report = read(data[: min(begin, end)] + instead + data[max(begin, end) :])
    assert all(each.reason.isprintable() for each in report.failures)
    assert len(report.reason) <= 300


@given(st.lists(st.sampled_from([b"--b1\n", b"\n", b"Content-Type: multipart/report; boundary=b1\n", b"Content-Type: message/rfc822\n", b"Content-Transfer-Encoding: base64\n", group().encode(), b"=?utf-8?q?=ff?=", b"--b1--"]), max_size=60))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_no_shape_of_parts_raises(pieces):
    read(HEAD + b"".join(pieces))
