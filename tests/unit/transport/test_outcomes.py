"""What real-shaped replies mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import DeliveryState, Reply, Stage
from dispatcher.transport.backoff import FIRST, JITTER, LONGEST, backoff
from dispatcher.transport.outcomes import classify

SENT, DEFERRED, FAILED, IN_DOUBT = (
    DeliveryState.SENT,
    DeliveryState.DEFERRED,
    DeliveryState.FAILED,
    DeliveryState.IN_DOUBT,
)
RCPT, DATA, REPLY, MAIL = Stage.RCPT, Stage.DATA, Stage.REPLY, Stage.MAIL

REPLIES = [
    (REPLY, 250, "2.0.0", "Ok: queued as 4XyZ1", SENT, False),
    (REPLY, 250, None, "Message accepted for delivery", SENT, False),
    (REPLY, 250, "2.6.0", "<id> [InternalId=1] Queued mail for delivery", SENT, False),
    (REPLY, 252, None, "Cannot verify, will attempt", SENT, False),
    (RCPT, 550, "5.1.1", "User unknown in virtual mailbox table", FAILED, True),
    (RCPT, 550, "5.1.1", "The email account that you tried to reach does not exist", FAILED, True),
    (RCPT, 550, "5.1.10", "RESOLVER.ADR.RecipientNotFound", FAILED, True),
    (RCPT, 554, "5.1.2", "Bad destination system address", FAILED, True),
    (RCPT, 501, "5.1.3", "Bad recipient address syntax", FAILED, True),
    (RCPT, 551, "5.1.6", "The address has moved", FAILED, True),
    (RCPT, 550, "5.2.1", "The email account that you tried to reach is disabled", FAILED, True),
    (REPLY, 550, "5.1.1", "no such user after all", FAILED, True),
    (RCPT, 550, None, "No such user here", FAILED, False),
    (RCPT, 550, None, "Requested action not taken: mailbox unavailable", FAILED, False),
    (RCPT, 553, None, "sorry, that domain isn't in my list of allowed rcpthosts", FAILED, False),
    (RCPT, 551, None, "User not local", FAILED, False),
    (RCPT, 550, "5.4.1", "Recipient address rejected: Access denied", FAILED, False),
    (RCPT, 550, "5.7.1", "Service unavailable; client host blocked", FAILED, False),
    (RCPT, 554, "5.7.1", "Relay access denied", FAILED, False),
    (RCPT, 553, "5.6.7", "the server does not offer SMTPUTF8", FAILED, False),
    (REPLY, 550, "5.7.26", "This mail is unauthenticated", FAILED, False),
    (REPLY, 554, "5.7.1", "Message rejected under suspicion of SPAM", FAILED, False),
    (REPLY, 552, "5.3.4", "Message size exceeds fixed limit", FAILED, False),
    (REPLY, 550, "5.7.515", "Access denied, sending domain does not pass DMARC", FAILED, False),
    (RCPT, 550, "5.2.2", "Mailbox full", DEFERRED, False),
    (RCPT, 552, "5.2.2", "The email account that you tried to reach is over quota", DEFERRED, False),
    (RCPT, 552, None, "Requested mail action aborted: exceeded storage allocation", DEFERRED, False),
    (RCPT, 452, "4.2.2", "The recipient's inbox is out of storage space", DEFERRED, False),
    (RCPT, 450, "4.2.0", "Greylisted, see you in five minutes", DEFERRED, False),
    (RCPT, 451, "4.7.1", "Greylisting in action", DEFERRED, False),
    (RCPT, 450, "4.1.1", "unverified address", DEFERRED, False),
    (RCPT, 450, "4.2.1", "The user you are trying to contact is receiving mail too quickly", DEFERRED, False),
    (RCPT, 451, "4.4.3", "Temporary lookup failure", DEFERRED, False),
    (RCPT, 451, None, "Requested action aborted: local error in processing", DEFERRED, False),
    (RCPT, 452, None, "Too many recipients", DEFERRED, False),
    (RCPT, 421, "4.7.0", "Try again later, closing connection", DEFERRED, False),
    (RCPT, 421, None, "Service not available", DEFERRED, False),
    (DATA, 451, "4.3.0", "Error: queue file write error", DEFERRED, False),
    (DATA, 452, "4.3.1", "Insufficient system storage", DEFERRED, False),
    (DATA, 554, "5.5.1", "Error: no valid recipients", FAILED, False),
    (DATA, 503, "5.5.1", "Error: need RCPT command", FAILED, False),
    (REPLY, 451, "4.7.1", "Service unavailable - try again later", DEFERRED, False),
    (REPLY, 451, "4.7.650", "The mail server has been temporarily rate limited", DEFERRED, False),
    (REPLY, 421, "4.7.28", "Our system has detected an unusual rate of mail", DEFERRED, False),
    (REPLY, 452, "4.3.1", "Insufficient system storage", DEFERRED, False),
    (REPLY, 450, "4.7.1", "content inspection is not available", DEFERRED, False),
    (REPLY, 354, None, "an answer out of order", DEFERRED, False),
    (MAIL, 550, "5.1.8", "Sender address rejected: domain not found", DEFERRED, False),
    (MAIL, 553, "5.7.1", "Sender address rejected: not owned by user", DEFERRED, False),
    (MAIL, 530, "5.7.0", "Authentication required", DEFERRED, False),
    (MAIL, 530, "5.7.0", "Must issue a STARTTLS command first", DEFERRED, False),
    (MAIL, 452, "4.3.1", "Insufficient system storage", DEFERRED, False),
    (MAIL, 421, None, "too many messages in this connection", DEFERRED, False),
    (MAIL, 552, "5.3.4", "Message size exceeds fixed limit", FAILED, False),
    (MAIL, 552, None, "message size exceeds maximum message size", FAILED, False),
    (MAIL, 452, "4.3.4", "Message too big for the free space just now", DEFERRED, False),
    (MAIL, 550, "5.6.7", "SMTPUTF8 not supported by the next hop", FAILED, False),
    (MAIL, 552, "5.2.2", "the sender's quota for today is used up", DEFERRED, False),
    (Stage.BODY, 552, "5.3.4", "Error: message file too big", FAILED, False),
    (Stage.BODY, 452, "4.3.1", "Insufficient system storage", DEFERRED, False),
    (RCPT, 550, "4.2.1", "a server that contradicts itself", DEFERRED, False),
    (RCPT, 450, "5.1.1", "another", DEFERRED, False),
    (RCPT, 550, "5.7.1", "unsolicited mail originating from your address", FAILED, False),
    (DATA, 550, "5.1.1", "nobody wants it, said before the body", FAILED, False),
    (DATA, 250, None, "an answer out of order", DEFERRED, False),
    (Stage.AUTH, 535, "5.7.8", "Authentication credentials invalid", DEFERRED, False),
    (Stage.AUTH, 454, "4.7.0", "Temporary authentication failure", DEFERRED, False),
    (Stage.EHLO, 550, None, "go away", DEFERRED, False),
    (Stage.GREETING, 554, "5.7.1", "No SMTP service here", DEFERRED, False),
    (Stage.GREETING, 421, None, "too busy", DEFERRED, False),
    (Stage.TLS, 454, None, "TLS not available due to temporary reason", DEFERRED, False),
    (Stage.CONNECT, 421, None, "too many connections", DEFERRED, False),
]


@pytest.mark.parametrize(("stage", "code", "enhanced", "text", "state", "suppress"), REPLIES)
def test_a_reply_means(stage, code, enhanced, text, state, suppress):
    outcome = classify(stage, Reply(code, text, enhanced))
    assert (outcome.state, outcome.suppress) == (state, suppress)
    assert str(code) in outcome.reason


@pytest.mark.parametrize("stage", Stage)
def test_without_a_reply_only_what_came_after_the_final_dot_is_in_doubt(stage):
    assert classify(stage, None).state is (IN_DOUBT if stage is REPLY else DEFERRED)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("enhanced", ["5.1.1", None])
def test_421_is_a_farewell_at_every_stage(stage, enhanced):
    outcome = classify(stage, Reply(421, "closing", enhanced))
    assert (outcome.state, outcome.suppress) == (DEFERRED, False)


@given(
    st.sampled_from(Stage),
    st.integers(200, 599),
    st.one_of(st.none(), st.from_regex(r"[245]\.[0-9]{1,2}\.[0-9]{1,2}", fullmatch=True)),
    st.text(max_size=40),
)
def test_whatever_is_said_sent_means_2xx_after_the_dot_and_suppressed_means_refused_for_good(
    stage, code, enhanced, text
):
    outcome = classify(stage, Reply(code, text, enhanced))
    assert (outcome.state is SENT) == (stage is REPLY and 200 <= code < 300)
    assert outcome.state is not IN_DOUBT
    assert not outcome.suppress or (outcome.state is FAILED and code >= 500 and enhanced.startswith("5."))
    assert outcome.state is not FAILED or code >= 500


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@given(st.integers(1, 100), st.integers(0, 2**40))
def test_the_next_attempt_is_minutes_to_an_hour_away(attempts, key):
    coming = backoff(attempts, now=NOON, not_after=NOON + timedelta(days=1), key=key)
    assert coming is not None
    assert FIRST <= coming - NOON <= LONGEST * (1 + JITTER)


@given(st.integers(1, 100), st.integers(0, 2**40), st.integers(0, 5000))
def test_nothing_is_tried_after_its_last_moment(attempts, key, seconds):
    not_after = NOON + timedelta(seconds=seconds)
    coming = backoff(attempts, now=NOON, not_after=not_after, key=key)
    assert coming is None or coming <= not_after


def test_the_wait_is_the_same_whenever_it_is_worked_out_and_differs_between_deliveries():
    def wait(key):
        return backoff(3, now=NOON, not_after=NOON + timedelta(days=1), key=key)

    assert wait(7) == wait(7)
    assert len({wait(key) for key in range(100)}) > 90
