"""
What real-shaped replies come to: the state, whose matter it is, whether the person is suppressed, and how long to wait.

The shapes are those of the servers named; the words are ours.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import DeliveryState, Reply, Stage
from dispatcher.transport.backoff import JITTER, LONGEST, SHORTEST, backoff
from dispatcher.transport.outcomes import Whose, classify
from dispatcher.transport.replies import Replies
from dispatcher.transport.reply_words import stated_wait

SENT, DEFERRED, FAILED = DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.FAILED
ADDRESS, DOMAIN, EVERYONE, MESSAGE = Whose.ADDRESS, Whose.DOMAIN, Whose.EVERYONE, Whose.MESSAGE
MAIL, RCPT, DATA, BODY, REPLY = Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.BODY, Stage.REPLY
SUPPRESS, POLICY, SLOW = "suppress", "policy", "slow down"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

# server, stage, the lines of the reply, state, whose, what else, minutes to wait when it says so
REPLIES = [
    ("Gmail", REPLY, "250 2.0.0 OK  1763985600 ab12-20020a1709.45 - gsmtp", SENT, MESSAGE, "", None),
    ("Gmail", RCPT, "550-5.1.1 The account that you wrote to does not exist. Please check\n550-5.1.1 the recipient's address for typing errors. For more, see\n550 5.1.1 https://help.example.com/?p=NoSuchUser ab12 - gsmtp", FAILED, ADDRESS, SUPPRESS, None),
    ("Gmail", RCPT, "550-5.2.1 The account that you wrote to is disabled. See\n550 5.2.1 https://help.example.com/?p=Disabled ab12 - gsmtp", FAILED, ADDRESS, SUPPRESS, None),
    ("Gmail", RCPT, "452-4.2.2 The recipient's inbox is out of storage space. Please direct the\n452 4.2.2 recipient to https://help.example.com/?p=OverQuotaTemp ab12 - gsmtp", DEFERRED, ADDRESS, "", None),
    ("Gmail", RCPT, "552-5.2.2 The account is over quota and inactive.\n552 5.2.2 https://help.example.com/?p=OverQuotaPerm ab12 - gsmtp", DEFERRED, ADDRESS, "", None),
    ("Gmail", RCPT, "450-4.2.1 The user you are writing to is getting mail at a rate that\n450-4.2.1 prevents additional messages. Please resend later.\n450 4.2.1 https://help.example.com/?p=ReceivingRate ab12 - gsmtp", DEFERRED, ADDRESS, "", None),
    ("Gmail", REPLY, "421-4.7.28 An unusual rate of unsolicited mail comes from your IP address.\n421-4.7.28 To protect our readers it has been temporarily rate limited.\n421 4.7.28 https://help.example.com/?p=UnsolicitedRate ab12 - gsmtp", DEFERRED, DOMAIN, SLOW, None),
    ("Gmail", REPLY, "421-4.7.0 Try again later, closing connection. (EHLO)\n421 4.7.0 https://help.example.com/ ab12 - gsmtp", DEFERRED, DOMAIN, SLOW, None),
    ("Gmail", REPLY, "550-5.7.26 Your mail has been blocked because the sender is unauthenticated.\n550-5.7.26 All senders must authenticate with either SPF or DKIM.\n550-5.7.26  DKIM = did not pass\n550 5.7.26  SPF [news.example.org] with ip: [192.0.2.7] = did not pass", FAILED, DOMAIN, POLICY, None),
    ("Gmail", REPLY, "550-5.7.1 [192.0.2.7      12] We have found that this message is likely\n550-5.7.1 unsolicited. To reduce the spam that readers get,\n550 5.7.1 this message has been blocked. ab12 - gsmtp", FAILED, MESSAGE, POLICY, None),
    ("Gmail", REPLY, "550-5.7.1 [192.0.2.7] The IP that you use to send has a very low reputation\n550 5.7.1 and mail from it was blocked. ab12 - gsmtp", FAILED, DOMAIN, POLICY, None),
    ("Gmail", REPLY, "550-5.7.25 [192.0.2.7] The IP address sending this mail does not have a\n550 5.7.25 PTR record set up. ab12 - gsmtp", FAILED, DOMAIN, POLICY, None),
    ("Gmail", REPLY, "552-5.7.0 This message was blocked because its attachment presents a\n552 5.7.0 possible security issue. ab12 - gsmtp", FAILED, MESSAGE, POLICY, None),
    ("Gmail", REPLY, "451-4.7.26 This mail has been rate limited because SPF and DKIM\n451 4.7.26 did not pass. ab12 - gsmtp", DEFERRED, DOMAIN, SLOW, None),
    ("Outlook", REPLY, "250 2.6.0 <1@news.example.org> [InternalId=123, Hostname=X.prod.example.com] 33011 bytes in 0.2, 120 KB/sec Queued mail for delivery", SENT, MESSAGE, "", None),
    ("Outlook", RCPT, "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [X.prod.example.com]", FAILED, ADDRESS, "", None),
    ("Outlook", RCPT, "550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. Part of their network is on our block list (S3150).", FAILED, DOMAIN, POLICY, None),
    ("Outlook", REPLY, "451 4.7.650 The mail server [192.0.2.7] has been temporarily rate limited due to IP reputation. (S775)", DEFERRED, DOMAIN, SLOW, None),
    ("Outlook", RCPT, "451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (S77719)", DEFERRED, DOMAIN, SLOW, None),
    ("Outlook", REPLY, "550 5.7.515 Access denied, sending domain news.example.org does not meet the required authentication level.", FAILED, DOMAIN, POLICY, None),
    ("Exchange", RCPT, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", FAILED, ADDRESS, SUPPRESS, None),
    ("Exchange", RCPT, "550 5.4.1 Recipient address rejected: Access denied. [X.prod.example.com]", FAILED, DOMAIN, "", None),
    ("Exchange", RCPT, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required", FAILED, ADDRESS, "", None),
    ("Exchange", RCPT, "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized to send to this recipient", FAILED, ADDRESS, "", None),
    ("Exchange", RCPT, "452 4.3.1 Insufficient system resources (UsedDiskSpace[D:\\Queue])", DEFERRED, DOMAIN, "", None),
    ("Exchange", RCPT, "451 4.7.0 Temporary server error. Please try again later. PRX5", DEFERRED, DOMAIN, SLOW, None),
    ("Exchange", REPLY, "421 4.3.2 Service not active", DEFERRED, DOMAIN, SLOW, None),
    ("Exchange", RCPT, "452 4.2.2 Mailbox full", DEFERRED, ADDRESS, "", None),
    ("Yahoo", RCPT, "421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to user complaints - 4.16.55.1; see https://help.example.com/", DEFERRED, DOMAIN, SLOW, None),
    ("Yahoo", REPLY, "451 4.7.0 [TSS09] All messages from 192.0.2.7 will be deferred for 30 minutes; see https://help.example.com/", DEFERRED, DOMAIN, SLOW, 30),
    ("Yahoo", REPLY, "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.7, because the ip is in a block list", FAILED, DOMAIN, POLICY, None),
    ("Yahoo", REPLY, "554 5.7.9 Message not accepted for policy reasons. See https://help.example.com/", FAILED, DOMAIN, POLICY, None),
    ("Yahoo", REPLY, "552 1 Requested mail action aborted, mailbox not found", DEFERRED, ADDRESS, "", None),
    ("Yahoo", RCPT, "554 30 Sorry, your message to reader@example.net cannot be delivered. This mailbox is disabled (554.30).", FAILED, ADDRESS, "", None),
    ("iCloud", RCPT, "550 5.1.1 unknown or illegal alias: <reader@example.net>", FAILED, ADDRESS, SUPPRESS, None),
    ("iCloud", RCPT, "552 5.2.2 <reader@example.net>: user is over quota", DEFERRED, ADDRESS, "", None),
    ("iCloud", REPLY, "550 5.7.1 Your message was rejected due to news.example.org's DMARC policy. [CS01]", FAILED, DOMAIN, POLICY, None),
    ("iCloud", REPLY, "554 5.7.1 [HM08] Message rejected due to local policy. Please visit https://help.example.com/", FAILED, DOMAIN, POLICY, None),
    ("iCloud", REPLY, "450 4.7.1 [CS02] Message deferred due to excessive volume", DEFERRED, DOMAIN, SLOW, None),
    ("GMX", RCPT, "550-Requested action not taken: mailbox unavailable\n550-For more information, see\n550 https://postmaster.example.net/en/case?c=r0601", FAILED, ADDRESS, "", None),
    ("GMX", REPLY, "554-Transaction failed\n554-Reject due to policy restrictions.\n554 For explanation visit https://postmaster.example.net/en/case?c=hi", FAILED, DOMAIN, POLICY, None),
    ("Web.de", RCPT, "450-Requested mail action not taken: mailbox unavailable\n450-Sender address has been temporarily rate limited\n450 https://postmaster.example.net/en/case?c=r0603", DEFERRED, DOMAIN, SLOW, None),
    ("Web.de", RCPT, "552-Requested mail action aborted: exceeded storage allocation\n552-Quota exceeded\n552 https://postmaster.example.net/en/case?c=r0602", DEFERRED, ADDRESS, "", None),
    ("Yandex", REPLY, "554 5.7.1 [1] Message rejected under suspicion of SPAM; https://help.example.com/ 1763985600-AbC", FAILED, MESSAGE, POLICY, None),
    ("Yandex", RCPT, "451 4.7.1 Sorry, the service is currently unavailable. Please come back later. 1763985600-AbC", DEFERRED, DOMAIN, SLOW, None),
    ("Yandex", RCPT, "550 5.7.1 No such user! 1763985600-AbC", FAILED, ADDRESS, "", None),
    ("Postfix", REPLY, "250 2.0.0 Ok: queued as 4XyZ1b2c3d", SENT, MESSAGE, "", None),
    ("Postfix", RCPT, "550 5.1.1 <reader@example.net>: Recipient address rejected: User unknown in virtual mailbox table", FAILED, ADDRESS, SUPPRESS, None),
    ("Postfix", RCPT, "550 5.1.2 <reader@exmaple.test>: Recipient address rejected: Domain not found", FAILED, ADDRESS, SUPPRESS, None),
    ("Postfix", RCPT, "450 4.1.2 <reader@exmaple.test>: Recipient address rejected: Domain not found", DEFERRED, ADDRESS, "", None),
    ("Postfix", RCPT, "554 5.7.1 <reader@example.net>: Relay access denied", FAILED, DOMAIN, POLICY, None),
    ("Postfix", RCPT, "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.dnsbl.example", FAILED, DOMAIN, POLICY, None),
    ("Postfix", RCPT, "550 5.7.23 <reader@example.net>: Recipient address rejected: Message rejected due to: SPF fail - not authorized", FAILED, DOMAIN, POLICY, None),
    ("Postfix", RCPT, "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.7]", DEFERRED, DOMAIN, SLOW, None),
    ("Postfix", RCPT, "450 4.2.0 <reader@example.net>: Recipient address rejected: Greylisted, see http://postgrey.example.net/help", DEFERRED, ADDRESS, "", 5),
    ("Postfix", RCPT, "451 4.7.1 Greylisted, try again in 300 seconds", DEFERRED, DOMAIN, "", 5),
    ("Postfix", RCPT, "450 4.7.1 <reader@example.net>: Recipient address rejected: Greylisted for 4 minutes", DEFERRED, DOMAIN, "", 4),
    ("Postfix", RCPT, "452 4.3.1 Insufficient system storage", DEFERRED, DOMAIN, "", None),
    ("Postfix", RCPT, "451 4.3.0 <reader@example.net>: Temporary lookup failure", DEFERRED, DOMAIN, "", None),
    ("Postfix", RCPT, "550 5.1.8 <world@news.example.org>: Sender address rejected: Domain not found", FAILED, DOMAIN, "", None),
    ("Postfix", MAIL, "452 4.3.1 Insufficient system storage", DEFERRED, EVERYONE, "", None),
    ("Postfix", MAIL, "552 5.3.4 Message size exceeds fixed limit", FAILED, MESSAGE, "", None),
    ("Postfix", MAIL, "421 4.7.0 mx.example.net Error: too many errors", DEFERRED, EVERYONE, "", None),
    ("Postfix", MAIL, "450 4.7.1 Error: too much mail from 192.0.2.7", DEFERRED, EVERYONE, "", None),
    ("Postfix", DATA, "554 5.5.1 Error: no valid recipients", FAILED, MESSAGE, "", None),
    ("Exim", RCPT, "550 No such user here", FAILED, ADDRESS, "", None),
    ("Exim", RCPT, "550-Verification failed for <world@news.example.org>\n550 Sender verify failed", FAILED, DOMAIN, POLICY, None),
    ("Exim", RCPT, "451 Temporary local problem - please try later", DEFERRED, DOMAIN, "", None),
    ("Exim", RCPT, "451 Greylisted. Please wait 10 minutes and try again.", DEFERRED, DOMAIN, "", 10),
    ("Exim", REPLY, "550 This message was classified as spam", FAILED, MESSAGE, POLICY, None),
    ("Exim", RCPT, "550 Host 192.0.2.7 is listed at dnsbl.example", FAILED, DOMAIN, POLICY, None),
    ("qmail", RCPT, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", FAILED, DOMAIN, POLICY, None),
    ("qmail", RCPT, "550 sorry, no mailbox here by that name. (#5.1.1)", FAILED, ADDRESS, SUPPRESS, None),
    ("qmail", REPLY, "250 ok 1763985600 qp 4711", SENT, MESSAGE, "", None),
    ("qmail", REPLY, "451 qq temporary problem (#4.3.0)", DEFERRED, DOMAIN, "", None),
    ("qmail", REPLY, "552 sorry, that message size exceeds my databytes limit (#5.3.4)", FAILED, MESSAGE, "", None),
    ("Proofpoint", RCPT, "550 5.1.1 <reader@example.net>... User unknown", FAILED, ADDRESS, SUPPRESS, None),
    ("Proofpoint", RCPT, "554 5.7.0 Blocked - see https://ipcheck.example.com/?ip=192.0.2.7", FAILED, DOMAIN, POLICY, None),
    ("Proofpoint", REPLY, "554 5.7.1 The message content was rejected by our filter", FAILED, MESSAGE, POLICY, None),
    ("Proofpoint", REPLY, "421 4.7.1 Too many connections from your host, slow down", DEFERRED, DOMAIN, SLOW, None),
    ("Mimecast", RCPT, "550 Invalid Recipient - https://community.example.com/#550", FAILED, ADDRESS, "", None),
    ("Mimecast", RCPT, "451 Internal resources are temporarily unavailable - https://community.example.com/#451", DEFERRED, DOMAIN, "", None),
    ("Mimecast", RCPT, "451 Account inbounds disabled - greylisting, retry after 60s", DEFERRED, DOMAIN, "", 1),
    ("Mimecast", RCPT, "550 Rejected by header based blocklist: 192.0.2.7", FAILED, DOMAIN, POLICY, None),
    ("Mimecast", BODY, "554 Email rejected due to security policies: virus found", FAILED, MESSAGE, POLICY, None),
    ("Sophos", RCPT, "451 4.7.1 Greylisting in action, please come back in 00:05:00", DEFERRED, DOMAIN, "", 5),
    ("Zimbra", RCPT, "452 4.2.2 Over quota", DEFERRED, ADDRESS, "", None),
    ("Dovecot", REPLY, "452 4.2.2 <reader@example.net> Quota exceeded (mailbox for user is full)", DEFERRED, ADDRESS, "", None),
    ("Cisco", RCPT, "452 Too many recipients received this hour", DEFERRED, DOMAIN, SLOW, None),
    ("Barracuda", RCPT, "550 5.1.3 Invalid address syntax", FAILED, ADDRESS, SUPPRESS, None),
    ("sendmail", RCPT, "550 5.1.6 <reader@example.net>... User has moved; please try somebody else", FAILED, ADDRESS, SUPPRESS, None),
    ("sendmail", RCPT, "550 5.7.2 Mailing list expansion prohibited", FAILED, ADDRESS, "", None),
    ("any relay", Stage.AUTH, "535 5.7.8 Error: authentication failed", DEFERRED, EVERYONE, "", None),
    ("any relay", Stage.GREETING, "554 5.7.1 No SMTP service here", DEFERRED, EVERYONE, "", None),
    ("any relay", MAIL, "553 5.7.1 <world@news.example.org>: Sender address rejected: not owned by user", DEFERRED, EVERYONE, "", None),
    ("OpenSMTPD", REPLY, "550 5.6.1 Message is not RFC 2822 compliant", FAILED, MESSAGE, "", None),
]  # fmt: skip


def parsed(lines: str) -> Reply:
    """As it comes over the wire."""
    wire = lines.split("\n")
    (reply,) = Replies().read("".join(f"{line}\r\n" for line in wire).encode())
    return reply


@pytest.mark.parametrize(("server", "stage", "lines", "state", "whose", "what", "minutes"), REPLIES)
def test_a_real_shaped_reply_comes_to(server, stage, lines, state, whose, what, minutes):
    outcome = classify(stage, parsed(lines))
    assert (outcome.state, outcome.whose) == (state, whose), server
    found = {SUPPRESS: outcome.suppress, POLICY: outcome.refused_as_policy, SLOW: outcome.slow_down}
    assert [name for name, is_so in found.items() if is_so] == ([what] if what else [])
    assert outcome.wait == (timedelta(minutes=minutes) if minutes else None)


def test_the_table_is_long_enough_to_mean_something():
    assert len(REPLIES) >= 90
    assert len({server for server, *_ in REPLIES}) >= 18


def test_a_refusal_as_policy_suppresses_nobody():
    for _, stage, lines, *_ in REPLIES:
        outcome = classify(stage, parsed(lines))
        assert not (outcome.suppress and outcome.whose is not ADDRESS), lines


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("try again in 300 seconds", 300),
        ("please wait 5 minutes", 300),
        ("retry after 60s", 60),
        ("Greylisted for 4 minutes", 240),
        ("see you in five minutes", 300),
        ("come back in 00:05:00", 300),
        ("retry in 04:59", 299),
        ("try again in an hour", 3600),
        ("wait at least 2 hours", 7200),
        ("Greylisted, retry=120 seconds", 120),
        ("try again later", None),
        ("received in 0.2, 120 KB/sec", None),
        ("error for 10 recipients", None),
        ("too many messages in this connection", None),
        ("12 messages in 300 milliseconds", None),
    ],
)
def test_a_wait_is_read_where_it_is_stated(text, seconds):
    assert stated_wait(text) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text(max_size=200), st.sampled_from(Stage), st.integers(200, 599))
def test_whatever_a_stranger_writes_a_wait_is_none_or_in_the_future(text, stage, code):
    outcome = classify(stage, Reply(code, text))
    assert outcome.wait is None or outcome.wait >= timedelta(0)
    assert not outcome.slow_down or outcome.state is DEFERRED
    assert not outcome.refused_as_policy or outcome.state is FAILED


@given(st.integers(1, 50), st.integers(0, 10**6), st.integers(0, 2**40))
def test_a_stated_wait_is_never_cut_short_and_is_an_hour_at_most(attempts, seconds, key):
    asked = timedelta(seconds=seconds)
    coming = backoff(attempts, now=NOON, not_after=NOON + timedelta(days=1), key=key, at_least=asked)
    assert max(SHORTEST, min(asked, LONGEST)) <= coming - NOON <= LONGEST * (1 + JITTER)


def test_a_first_retry_comes_when_the_server_said_and_not_later_than_a_quarter_more():
    for seconds in (30, 300, 600):
        asked = timedelta(seconds=seconds)
        coming = backoff(1, now=NOON, not_after=NOON + timedelta(days=1), key=7, at_least=asked)
        assert asked <= coming - NOON <= asked * (1 + JITTER)
