"""No judge of spam finds fault with any kind of mail: plain English, beyond ASCII, right to left, long."""

import pytest

from tests.lab import rspamd as of_rspamd
from tests.lab import spamassassin
from tests.lab.delivered import delivered

# The text every judge of spam counts as spam, so that one can see it work.
GENERIC_TEST = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"


@pytest.fixture(scope="module")
def mails():
    return delivered()


@pytest.fixture(scope="module")
def rspamd():
    with of_rspamd.rspamd() as judge:
        yield judge


def table(verdicts):
    """Shown with -s, and when a test fails."""
    print()
    for name, verdict in verdicts.items():
        print(f"{name:16} {verdict}")


def test_spamassassin_gives_half_a_point_at_most_and_no_rule_more(mails):
    verdicts = spamassassin.judged(mails)
    table(verdicts)
    assert {name: verdict.score for name, verdict in verdicts.items() if verdict.score > 0.5} == {}
    assert {name: verdict.worst for name, verdict in verdicts.items() if verdict.worst[0] > 0.5} == {}


def test_rspamd_takes_no_action(mails, rspamd):
    verdicts = rspamd.judged(mails)
    table(verdicts)
    assert {verdict.action for verdict in verdicts.values()} == {"no action"}
    assert {name: verdict.score for name, verdict in verdicts.items() if verdict.score >= 4} == {}


def test_rspamd_finds_every_mail_signed_and_in_keeping_with_its_policy(mails, rspamd):
    for name, verdict in rspamd.judged(mails).items():
        assert {"R_DKIM_ALLOW", "DMARC_POLICY_ALLOW"} <= verdict.rules.keys(), name
    tampered = {"tampered": mails["digest plain"].replace(b"ferries", b"fairies")}
    assert "R_DKIM_REJECT" in rspamd.judged(tampered)["tampered"].rules


def test_both_know_spam_when_they_see_it(rspamd):
    """Judges that find nothing anywhere would say the same of ours."""
    spam = b"From: <x@example.com>\r\nTo: <anna@example.org>\r\nSubject: x\r\n\r\n" + GENERIC_TEST + b"\r\n"
    assert spamassassin.judged({"spam": spam})["spam"].score > 5
    assert rspamd.judged({"spam": spam})["spam"].action == "reject"
