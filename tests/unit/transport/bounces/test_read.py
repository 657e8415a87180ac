"""What a mail that came back says: structure first, then words; a machine that answers is no bounce."""

import pytest

from dispatcher.model import BounceKind
from dispatcher.transport.bounces.read import read
from dispatcher.transport.bounces.words import kind_of
from tests.fakes.reports import ANNA, OUR_ID, delivery_report, feedback_report, group, written

HARD, SOFT, NONE = BounceKind.HARD, BounceKind.SOFT, BounceKind.NONE


def test_a_delivery_report_is_read_by_its_structure():
    report = read(delivery_report(group()))
    assert (report.kind, report.recipients, report.worst.status, report.worst.reply_code) == (
        HARD,
        (ANNA,),
        "5.1.1",
        "550",
    )
    assert report.message_ids == (OUR_ID,)
    assert report.addressed == ("bounces@news.example.org",)
    assert report.own_id == "<report-1@mx.example.com>"
    assert report.reason == "550 5.1.1 no such user"


def test_each_recipient_has_what_is_said_of_it():
    report = read(delivery_report(group("ben@example.org", status="5.2.2", said="552 5.2.2 over quota"), group()))
    assert {each.address: each.kind for each in report.failures} == {"ben@example.org": SOFT, ANNA: HARD}
    assert report.kind is HARD


def test_the_address_we_sent_to_stands_before_the_one_it_was_sent_on_to():
    forwarded = f"Original-Recipient: rfc822;anna+2Bnews@example.org\n{group('a17@inner.example.net')}"
    (failure,) = read(delivery_report(forwarded)).failures
    assert (failure.address, failure.also) == ("anna+news@example.org", "a17@inner.example.net")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_was_delivered_is_no_bounce(action):
    assert read(delivery_report(group(status="2.0.0", said="250 2.0.0 ok", action=action))).kind is NONE


def test_a_delay_is_soft_and_says_so():
    (failure,) = read(delivery_report(group(status="4.4.1", said="connection timed out", action="delayed"))).failures
    assert (failure.kind, failure.delayed) == (SOFT, True)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        ("5.1.1", "550 5.1.1 no such user", HARD),
        ("5.1.2", "550 5.1.2 bad destination host", HARD),
        ("5.1.3", "501 5.1.3 bad address syntax", HARD),
        ("5.1.6", "551 5.1.6 the mailbox has moved", HARD),
        ("5.1.10", "556 5.1.10 null MX", HARD),
        ("5.2.1", "550 5.2.1 the account is disabled", HARD),
        ("5.0.0", "550 no such user here", HARD),
        ("5.4.4", "Host or domain name not found. Name service error for name=nowhere.example type=A: Host not found", HARD),
        ("5.2.2", "552 5.2.2 mailbox full", SOFT),
        ("5.7.1", "550 5.7.1 no such user, or you may not write to them", SOFT),
        ("5.7.26", "550 5.7.26 unauthenticated", SOFT),
        ("5.1.8", "553 5.1.8 the sender's domain does not exist", SOFT),
        ("5.0.0", "554 your address is on a blocklist", SOFT),
        ("4.2.1", "450 4.2.1 user unknown for now", SOFT),
        ("5.1.1", "552 5.2.2 over quota", SOFT),  # the other server's own words, over which ours wrote 5.1.1
        ("5.1.3", "553 refused: see https://blocklist.example.com spamhaus", SOFT),  # a code that its words deny
        ("5.0.0", "554 transaction failed", SOFT),
    ],
)  # fmt: skip
def test_hard_is_the_addresss_own_permanent_fault_and_nothing_else(status, said, kind):
    assert read(delivery_report(group(status=status, said=said))).kind is kind


def test_what_the_report_tells_people_counts_where_its_fields_say_nothing():
    bare = f"Final-Recipient: rfc822; {ANNA}\nAction: failed\nStatus: 5.0.0"
    report = read(delivery_report(bare, notice=f"{ANNA}: 550 5.1.1 recipient rejected: user unknown"))
    assert (report.kind, report.worst.status) == (HARD, "5.1.1")


def test_fields_without_their_part_and_without_blank_lines_are_read_all_the_same():
    text = f"Sorry.\n\n{group()}\n{group('ben@example.org', status='5.2.2', said='full')}\n"
    assert read(written(text)).recipients == (ANNA, "ben@example.org")


def test_a_report_inside_a_report_is_found():
    inner = delivery_report(group()).decode()
    outer = f"From: postmaster@mx.example.net\nSubject: Undelivered\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nA failure report, sent on: it could not be delivered.\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    report = read(outer.encode())
    assert (report.kind, report.recipients) == (HARD, (ANNA,))


@pytest.mark.parametrize(
    "text",
    [
        f"Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message.\n\n<{ANNA}>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <x@example.net>\nTo: ben@example.org\n",
        f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered. The following address(es) failed:\n\n  {ANNA}\n    SMTP error from remote mail server after RCPT TO:<{ANNA}>:\n    host mx.example.org: 550 5.1.1 unknown user\n\n------ This is a copy of the message, including all the headers. ------\n\nTo: ben@example.org\n",
        f"   ----- The following addresses had permanent fatal errors -----\n<{ANNA}>\n    (reason: 550 5.1.1 user unknown)\n\n   ----- Transcript of session follows -----\n>>> RCPT To:<{ANNA}>\n<<< 550 5.1.1 user unknown\n",
        f"This is the mail system at host mx.example.com.\n\nYour message could not be delivered.\n\n<{ANNA}>: host mx.example.org[192.0.2.1] said: 550\n    5.1.1 user unknown (in reply to RCPT TO command)\n",
        f"Delivery to the following recipient failed permanently:\n\n     {ANNA}\n\nTechnical details of permanent failure:\nThe error that the other server returned was:\n550 5.1.1 The email account that you tried to reach does not exist.\n\n----- Original message -----\n\nTo: ben@example.org\n",
        f"The following recipient(s) could not be reached:\n\n      {ANNA} on 01.02.2026 10:00\n            The e-mail account does not exist at the organization this message was sent to.\n            <mx.example.org #5.1.1 SMTP; 550 5.1.1 User unknown>\n",
        f"Unknown user: {ANNA}\n\nRCPT TO generated following response:\n550 5.1.1 user unknown, not delivered\n\nOriginal message follows.\n\nTo: ben@example.org\n",
        f"Delivery has failed to these recipients:\n\n\t* [{ANNA}]: 550 5.1.1 user unknown\n\nOriginal message details:\n\n\t* To: ben@example.org\n",
    ],
    ids=["qmail", "exim", "sendmail", "postfix", "gmail", "exchange", "imail", "relay"],
)  # fmt: skip
def test_a_report_for_people_is_read_by_the_families_of_servers(text):
    report = read(written(text))
    assert (report.kind, report.recipients, report.worst.status) == (HARD, (ANNA,), "5.1.1")


def test_a_report_in_japanese_is_read():
    text = f"Subject: =?utf-8?b?44Ko44Op44O8?=\nFrom: postmaster@mx.example.com\n\n送信先のメールボックスが一杯のため、送信できませんでした。\n\n<{ANNA}>\n"
    report = read(text.encode())
    assert (report.kind, report.recipients) == (SOFT, (ANNA,))


def test_what_html_alone_says_is_read():
    html = f"<html><style>p {{}}</style><body><p>Your message <b>could not be delivered</b></p><div>&lt;{ANNA}&gt;: 550 5.1.1 user unknown</div>"
    report = read(written(html, more="Content-Type: text/html\n"))
    assert (report.kind, report.recipients) == (HARD, (ANNA,))


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out"])
def test_a_feedback_report_is_a_complaint(kind):
    report = read(feedback_report(kind))
    assert (report.kind, report.message_ids, report.recipients) == (BounceKind.COMPLAINT, (OUR_ID,), (ANNA,))


@pytest.mark.parametrize("kind", ["auth-failure", "not-spam"])
def test_a_report_that_no_reader_made_is_no_complaint(kind):
    assert read(feedback_report(kind)).kind is NONE


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied\nSubject: Re: The briefing",
        "X-Autoreply: yes\nSubject: Re: The briefing",
        "Precedence: auto_reply\nSubject: Thanks",
        "Subject: Out of Office: The briefing",
        "Subject: Automatic reply: The briefing",
        "Subject: Abwesenheitsnotiz",
        "Subject: =?utf-8?q?R=C3=A9ponse_automatique?=",
        "Subject: Re: Auto: Vacation",
    ],
)
def test_a_machine_that_answers_for_a_person_is_no_bounce(header):
    report = read(f"From: Anna <{ANNA}>\nTo: bounces@news.example.org\n{header}\n\nI am away until Monday.\n".encode())
    assert (report.kind, report.failures) == (BounceKind.AUTO_REPLY, ())


def test_a_letter_of_a_person_is_nothing():
    assert (
        read(b"From: Anna <anna@example.org>\nSubject: Bouncing ideas\n\nHello! Was my letter rejected?\n").kind is NONE
    )


def test_a_mailed_notification_of_amazon_is_read_over_the_lines_it_was_cut_into():
    event = '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"anna@exa!\n mple.org","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},"mail":{"source":"bounces@news.example.org"}}'
    report = read(written(event, sender="SES <no-reply@sns.example.com>", subject="Notification"))
    assert (report.kind, report.recipients, report.senders) == (HARD, (ANNA,), ("bounces@news.example.org",))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("there is no one at this address", HARD),
        ("RESOLVER.ADR.RecipNotFound; not found", HARD),
        ("no mailbox by that name is currently available", HARD),
        ("the recipient is not listed in Domino Directory", HARD),
        ("utilisateur inconnu", HARD),
        ("no existe ese usuario", HARD),
        ("Empfänger unbekannt", HARD),
        ("收件人不存在", HARD),
        ("the host was not found: NXDOMAIN", HARD),
        ("no MX found for domain=example.org", HARD),
        ("an MX or SRV record indicated no SMTP service", HARD),
        ("this account has been deactivated", HARD),
        ("account disabled temporarily for exceeding receiving limits", SOFT),
        ("the recipient's mailbox is over quota", SOFT),
        ("邮箱已满", SOFT),
        ("only members may post", SOFT),
        ("the group may not exist, or you may not have permission", SOFT),
        ("name server temporarily failed", SOFT),
        ("sender address rejected: domain not found", SOFT),
        ("client host rejected: cannot find your hostname", SOFT),
        ("message expired after 3 days", SOFT),
        ("relay access denied", SOFT),
    ],
)
def test_words_alone_tell_whether_nobody_is_there(words, kind):
    assert kind_of(None, "550", (words,)) is kind


def test_the_collection_of_shapes_is_asked_where_a_report_has_no_structure():
    text = f"Sorry, unable to deliver your message to {ANNA} for the following reason:\n\n550 5.1.1 user unknown\n\nA copy of the original message\n"
    assert read(written(text)).recipients == (ANNA,)
