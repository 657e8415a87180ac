"""Verdicts on lines as Postfix 3.7 wrote them, each kind of end provoked once and copied."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatcher.transport.evidence import Doubt, Finding, Known
from dispatcher.transport.evidence.postfix_judge import PostfixJudge
from dispatcher.transport.evidence.postfix_trail import PostfixTrail

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GRACE = 10 * SECOND
DOUBT = Doubt(delivery_id=7, message_id="<seven@news.example.org>", since=NOON + SECOND, until=NOON + 2 * SECOND)
ACCEPTED, ABSENT, UNKNOWN = Finding.ACCEPTED, Finding.ABSENT, Finding.UNKNOWN

BEGUN = """\
smtpd[20]: connect from localhost[127.0.0.1]
smtpd[20]: CA27C21A996: client=localhost[127.0.0.1]
"""
READ = "cleanup[23]: CA27C21A996: message-id=<seven@news.example.org>\n"
TAKEN = "qmgr[73]: CA27C21A996: from=<w@news.example.org>, size=976, nrcpt=1 (queue active)\n"
OVER = "smtpd[20]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1 commands=4\n"
CUT = """\
smtpd[20]: lost connection after DATA (779 bytes) from localhost[127.0.0.1]
smtpd[20]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=0/1 commands=3/4
"""
LATER = "smtpd[21]: connect from localhost[127.0.0.1]\n"
STARTED = "master[71]: daemon started -- version 3.7.11, configuration /etc/postfix\n"


def stamped(text, at):
    return [f"{at:%b} {at.day:2} {at:%H:%M:%S} mx postfix/{line}".encode() for line in text.splitlines()]


def judged(*pieces, known=(), later=True, doubt=DOUBT, now=NOON + 60 * SECOND):
    """The verdict on lines that were written from noon on, then, `later`, one of a minute after."""
    trail = PostfixTrail([doubt.message_id, *(each.message_id for each in known)])
    judge = PostfixJudge(trail, known, zone=UTC, grace=GRACE)
    trail.read(stamped(STARTED, NOON - 60 * SECOND))
    trail.read(stamped("".join(pieces), NOON))
    if later:
        trail.read(stamped(LATER, NOON + 60 * SECOND))
    return judge.verdict(doubt, now=now)


def test_what_the_manager_of_the_spool_has_was_taken_whoever_heard_of_it():
    verdict = judged(BEGUN, READ, OVER, TAKEN, later=False, now=NOON + 2 * SECOND)
    assert (verdict.finding, verdict.why) == (ACCEPTED, "the relay's log has it as CA27C21A996")


@pytest.mark.parametrize(
    "lines",
    [
        BEGUN + OVER,  # nothing of the body arrived
        BEGUN + CUT,
        BEGUN + CUT + READ,  # cleanup speaks up last
        BEGUN + READ + CUT,  # a long body
        BEGUN + READ + CUT.replace("lost connection", "timeout"),
        BEGUN
        + "smtpd[20]: CA27C21A996: reject: END-OF-MESSAGE from localhost[127.0.0.1]: 554 5.7.1 Access denied; from=<w@e>\n"
        + READ
        + OVER,
        BEGUN
        + "cleanup[23]: CA27C21A996: reject: header Subject: x from localhost[127.0.0.1]; from=<w@e>: 5.7.1 no x\n"
        + OVER,
        BEGUN
        + READ
        + "cleanup[23]: CA27C21A996: milter-reject: END-OF-MESSAGE from localhost[127.0.0.1]: 5.7.1 no\n"
        + OVER,
        BEGUN + READ + "smtpd[20]: warning: CA27C21A996: queue file size limit exceeded\n" + OVER,
        BEGUN
        + READ
        + "cleanup[23]: warning: CA27C21A996: body_checks map lookup problem -- message not accepted, try again later\n"
        + OVER,
        "",  # it never came so far
    ],
)
def test_what_came_to_nothing_is_absent(lines):
    assert judged(lines).finding is ABSENT


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (BEGUN, "has not finished"),  # a policy server thinks: it may yet be taken, and its id be read only then
        (BEGUN + READ, "has its Message-ID"),
        (BEGUN + READ + OVER, "has its Message-ID"),  # on hold, or a busy qmgr has not come to it
        (BEGUN.replace("CA27C21A996", "NOQUEUE"), "has not finished"),  # a filter is asked before anything is kept
        (
            BEGUN
            + READ
            + "smtpd[20]: CA27C21A996: reject: RCPT from localhost[127.0.0.1]: 550 5.1.1 <b@e>; from=<w@e>\n"
            + OVER,
            "has its Message-ID",  # one of several recipients, and the message goes its way
        ),
    ],
)
def test_what_may_yet_be_taken_is_not_absent(lines, why):
    verdict = judged(lines)
    assert verdict.finding is UNKNOWN
    assert why in verdict.why
    assert not verdict.waiting


@pytest.mark.parametrize(
    "line",
    [
        OVER,
        "master[71]: warning: process /usr/lib/postfix/sbin/smtpd pid 20 killed by signal 9\n",
        "smtpd[20]: fatal: no space\n",
        STARTED,
        "smtpd[20]: CB00000000: client=localhost[127.0.0.1]\ncleanup[23]: CB00000000: message-id=<other@example.org>\n",
        "cleanup[23]: CA27C21A996: message-id=<other@example.org>\n",  # it was another's all along
    ],
)
def test_absence_waits_for_the_end_of_what_was_under_way(line):
    assert judged(BEGUN).finding is UNKNOWN
    assert judged(BEGUN, line).finding is ABSENT


def test_what_began_after_the_connection_was_gone_is_not_waited_for():
    trail = PostfixTrail([DOUBT.message_id])
    judge = PostfixJudge(trail, (), zone=UTC, grace=GRACE)
    trail.read(stamped(STARTED, NOON - 60 * SECOND))
    trail.read(stamped(BEGUN.replace("20]", "19]"), NOON))
    trail.read(stamped(LATER, NOON + 30 * SECOND))
    assert judge.verdict(DOUBT, now=NOON + 30 * SECOND).finding is UNKNOWN
    trail.read(stamped(BEGUN.replace("CA27", "CB11"), NOON + 31 * SECOND))
    trail.read(stamped(OVER.replace("20]", "19]"), NOON + 32 * SECOND))
    assert judge.verdict(DOUBT, now=NOON + 33 * SECOND).finding is ABSENT


@pytest.mark.parametrize("now", [NOON + 5 * SECOND, NOON + 11 * SECOND])
def test_absence_counts_only_when_the_grace_is_over_by_both_clocks(now):
    assert judged(BEGUN, OVER, now=now).finding is UNKNOWN
    silent = judged(BEGUN, OVER, later=False)
    assert (silent.finding, silent.waiting) == (UNKNOWN, True)


def test_a_log_that_begins_after_it_was_sent_says_nothing_of_absence():
    trail = PostfixTrail([DOUBT.message_id])
    judge = PostfixJudge(trail, (), zone=UTC, grace=GRACE)
    assert judge.verdict(DOUBT, now=NOON).finding is UNKNOWN
    trail.read(stamped(LATER, NOON + 60 * SECOND))
    assert "begins after" in judge.verdict(DOUBT, now=NOON + 60 * SECOND).why


def test_a_log_that_lacks_what_the_relay_took_says_nothing_of_absence():
    """Another relay's log, one of several behind one name, or a system that drops lines when they are many."""
    known = [Known(message_id="<six@news.example.org>", taken_at=NOON)]
    assert "does not show" in judged(BEGUN, OVER, known=known).why
    six = (BEGUN + READ + TAKEN).replace("seven", "six")
    assert judged(six, known=known).finding is ABSENT
    long_ago = [Known(message_id="<six@news.example.org>", taken_at=NOON - timedelta(hours=1))]
    assert judged(BEGUN, OVER, known=long_ago).finding is ABSENT  # the log does not reach so far back


def test_a_queue_id_that_is_used_again_is_another_message():
    other = "cleanup[23]: CA27C21A996: message-id=<other@example.org>\n"
    assert judged(BEGUN, CUT, READ, BEGUN, other, TAKEN, OVER).finding is ABSENT
    assert judged(BEGUN, CUT, READ, BEGUN, TAKEN, OVER).finding is ABSENT


def test_the_words_of_strangers_are_no_evidence():
    """What a client says of itself is quoted in the log; it begins no line."""
    forged = "/qmgr[73]: CA27C21A996: from=<w@news.example.org>, size=1, nrcpt=1 (queue active)"
    lines = BEGUN + READ + f"smtpd[22]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 554; helo=<{forged}>\n" + OVER
    assert judged(lines).finding is UNKNOWN
    assert judged(BEGUN, READ, f"smtp[9]: 4ZX: to=<{forged}@example.org>, status=sent\n", OVER).finding is UNKNOWN


@pytest.mark.parametrize("tag", ["postfix/submission/smtpd", "postfix-out/smtpd", "mail.info postfix/smtpd"])
def test_other_doors_and_names_of_the_same_server_are_read(tag):
    trail = PostfixTrail([DOUBT.message_id])
    lines = [line.replace(b"postfix/smtpd", tag.encode()) for line in stamped(BEGUN + READ + TAKEN, NOON)]
    trail.read(lines)
    assert [life.is_taken for life in trail.lives(DOUBT.message_id)] == [True]
    assert len(trail.under_way()) == 0
