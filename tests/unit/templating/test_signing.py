"""What a signature says is what dkimpy, which nobody here wrote, reads in it."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatcher.model import MessageKind
from dispatcher.templating.signing import GUARDED, Signer
from tests.fakes.sample_mails import KINDS, mail
from tests.fakes.signing_keys import signing_key, tags
from tests.fakes.signing_keys import verdicts as judged

SENDER = "world@news.example.org"
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
RSA = signing_key("s1")
ED25519 = signing_key("e1", ed25519=True)
LATER = signing_key("s2")
PARENT = signing_key("s1", "example.org")
FOREIGN = signing_key("s1", "example.com")
BOTH = Signer([RSA, ED25519])


def signed(data, *, signer=BOTH, sender=SENDER, frozen=()):
    return signer.sign(data, sender=sender, at=AT, frozen=frozen)


def verdicts(data):
    return judged(data, RSA, ED25519, LATER, PARENT, FOREIGN)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mail_passes_both_signatures(kind):
    data = signed(mail(kind))
    assert verdicts(data) == [True, True]
    assert [tags(data, at)[b"a"] for at in (0, 1)] == [b"rsa-sha256", b"ed25519-sha256"]


def test_the_same_mail_is_signed_with_the_same_bytes():
    data = mail(MessageKind.DIGEST)
    assert signed(data) == Signer([RSA, ED25519]).sign(data, sender=SENDER, at=AT)


def test_the_moment_of_a_signature_is_the_mails_own():
    assert tags(signed(mail(MessageKind.DIGEST)))[b"t"] == str(int(AT.timestamp())).encode()


def test_no_line_of_a_signature_is_over_78_characters():
    long = signing_key("s1", ".".join(["a" * 60] * 4))
    for signer, sender in ((BOTH, SENDER), (Signer([long]), f"x@{long.domain}")):
        data = signed(mail(MessageKind.DIGEST), signer=signer, sender=sender)
        field = re.match(rb"(?:DKIM-Signature: .*\r\n(?: .*\r\n)*)+", data)[0]
        whole = max(len(line) for line in field.split(b"\r\n") if b"d=" not in line)
        assert whole <= 78
        assert max(map(len, field.split(b"\r\n"))) <= 260


def test_what_a_reader_sees_is_listed_once_more_than_it_occurs():
    listed = tags(signed(mail(MessageKind.DIGEST)))[b"h"].split(b":")
    for name in (b"from", b"subject", b"to", b"date", b"list-unsubscribe", b"list-unsubscribe-post"):
        assert listed.count(name) == 2
    for name in (b"message-id", b"mime-version", b"content-type", b"list-id", b"feedback-id"):
        assert listed.count(name) == 1
    # RFC 8058 §4 wants none added either where there was none: a confirmation has no link to leave by.
    assert tags(signed(mail(MessageKind.CONFIRM)))[b"h"].split(b":").count(b"list-unsubscribe") == 1


@pytest.mark.parametrize("name", sorted(GUARDED))
@pytest.mark.parametrize("kind", [MessageKind.DIGEST, MessageKind.CONFIRM])
def test_nobody_can_add_a_second_one(kind, name):
    data = signed(mail(kind))
    value = b"<https://evil.example/>" if name.startswith(b"list") else b"someone@example.net"
    assert verdicts(name.title() + b": " + value + b"\r\n" + data) == [False, False]
    header, end, body = data.partition(b"\r\n\r\n")
    assert verdicts(header + b"\r\n" + name.title() + b": " + value + end + body) == [False, False]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Anna Example", b"Anna Exampel"),
        (b"One-Click", b"Two-Click"),
        (b"/u/c2FtcGxl", b"/u/d2FtcGxl"),
        (b"ferries", b"fairies"),
        (b"Date: Tue", b"Date: Wed"),
    ],
)
def test_a_changed_mail_fails(before, after):
    data = signed(mail(MessageKind.DIGEST))
    assert data.count(before) >= 1
    assert verdicts(data.replace(before, after)) == [False, False]


def test_folds_and_spaces_that_relays_change_do_no_harm():
    data = signed(mail(MessageKind.DIGEST))
    header, end, body = data.partition(b"\r\n\r\n")
    refolded = header.replace(b"\r\n ", b"\r\n\t  ").replace(b"Auto-Submitted: ", b"auto-submitted:   ")
    assert verdicts(b"Received: by mx.example.org\r\n" + refolded + end + body + b"\r\n\r\n") == [True, True]


NAMES = st.sampled_from(
    ["From", "from", "FROM", "To", "Subject", "Date", "Reply-To", "List-Unsubscribe", "X-Other", "Message-ID", "Cc"]
)
VALUES = st.text(alphabet=st.sampled_from("abc=;: \t<>@é한"), max_size=60).map(lambda text: text.encode())
FOLDED = st.lists(VALUES, min_size=1, max_size=3).map(b"\r\n\t".join).filter(lambda value: value.strip())
# A line of a fold must not be empty: that would end the header.
FIELD = st.tuples(NAMES, FOLDED.filter(lambda value: all(line.strip() for line in value.split(b"\r\n"))))
BODY = st.lists(st.sampled_from([b"", b".", b"..", b" ", b"a \t b", b"\t", b"Hello ", b"\xff\x00"]), max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=st.lists(FIELD, max_size=8), lines=BODY, ends=st.booleans())
def test_whatever_stands_in_a_message_its_signatures_pass(fields, lines, ends):
    header = b"".join(b"%b: %b\r\n" % (name.encode(), value) for name, value in fields)
    data = b"From: World <world@news.example.org>\r\n" + header + b"\r\n" + b"\r\n".join(lines) + b"\r\n" * ends
    assert verdicts(signed(data)) == [True, True]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(min_value=0), what=st.sampled_from([b"x", b"\r\n", b" y"]))
def test_wherever_something_is_put_into_the_body_its_signatures_fail(at, what):
    data = signed(b"From: World <world@news.example.org>\r\nSubject: Hello\r\n\r\nHello there,\r\nand goodbye.\r\n")
    start = data.index(b"\r\n\r\n") + 4
    place = start + at % (len(data) - start - 2)
    assert verdicts(data[:place] + what + data[place:]) == [False, False]


def test_the_body_may_be_empty():
    assert verdicts(signed(b"From: World <world@news.example.org>\r\n\r\n")) == [True, True]


def test_bytes_without_an_end_of_the_header_are_no_message():
    with pytest.raises(ValueError, match="no end of its header"):
        signed(b"From: World <world@news.example.org>\r\n")


def test_mail_of_a_domain_without_a_key_stays_as_it_was():
    data = mail(MessageKind.DIGEST)
    assert signed(data, signer=Signer([FOREIGN])) is data
    assert signed(data, signer=Signer()) is data
    assert signed(data, signer=Signer([signing_key("s1", "ews.example.org")])) is data


@pytest.mark.parametrize(
    ("keys", "sender", "names"),
    [
        ([RSA, FOREIGN], SENDER, [RSA]),
        ([PARENT], SENDER, [PARENT]),  # DMARC's relaxed alignment
        ([RSA, PARENT], SENDER, [RSA]),  # its strict one
        ([PARENT, RSA], "desk@example.org", [PARENT]),
        ([RSA, LATER], SENDER, [LATER]),  # the later of two
        ([LATER, RSA], SENDER, [RSA]),
        ([ED25519, RSA], SENDER, [RSA, ED25519]),
        ([ED25519, PARENT], "World@NEWS.Example.ORG", [PARENT, ED25519]),
        ([FOREIGN], SENDER, []),
    ],
)
def test_the_nearest_domain_signs_and_of_its_keys_the_latest(keys, sender, names):
    assert Signer(keys).names(sender) == tuple(key.name for key in names)


@pytest.mark.parametrize(
    ("keys", "frozen", "signing"),
    [
        ([RSA, LATER], [RSA], [RSA]),  # rotated meanwhile: as the first time
        ([RSA, ED25519], [RSA], [RSA]),  # a second kind was added
        ([LATER], [RSA], [LATER]),  # the old key is gone
        ([LATER, ED25519], [RSA, ED25519], [LATER, ED25519]),
        ([RSA, LATER], [], [LATER]),  # it was frozen before there were keys
    ],
)
def test_a_retry_is_signed_as_it_was_while_that_key_is_there(keys, frozen, signing):
    data = signed(mail(MessageKind.DIGEST), signer=Signer(keys), frozen=tuple(key.name for key in frozen))
    assert [tags(data, at)[b"s"].decode() for at in range(len(signing))] == [key.selector for key in signing]
    assert verdicts(data) == [True] * len(signing)
