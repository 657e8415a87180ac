import re
from dataclasses import replace

import pytest

from dispatcher.errors import InputError
from dispatcher.model import MessageKind
from dispatcher.templating import fields, headers
from tests.fakes.sample_mails import LINKS
from tests.fakes.sample_stories import MASTHEAD, message

DIGEST, ALERT, CONFIRM, WELCOME, GOODBYE, CHANGED, NOTICE = MessageKind
MAILBOX = replace(LINKS, unsubscribe_address="unsubscribe+c2Ft.tok-en_1@news.example.org")


def shared(kind=DIGEST, *, edition_id=7, **changes):
    return dict(fields.shared(kind, replace(MASTHEAD, **changes), edition_id=edition_id))


def personal(kind=DIGEST, *, links=LINKS, **changes):
    return dict(fields.personal(message(kind, **changes), "Night ferries return", links))


def test_fields_of_a_digest_are_exactly_these():
    assert fields.shared(DIGEST, replace(MASTHEAD, reply_to="Desk <desk@example.org>"), edition_id=7) == [
        ("From", "World briefing <world@news.example.org>"),
        ("Reply-To", "Desk <desk@example.org>"),
        ("List-Id", "World briefing <world.news.example.org>"),
        ("List-Archive", "<https://news.example.org/l/world>"),
        ("List-Owner", "<mailto:desk@example.org>"),
        ("Feedback-ID", "edition-7:list-world:digest:3256d6fb6576"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("Content-Language", "en"),
    ]
    assert fields.personal(message(), "Night ferries return", LINKS) == [
        ("To", "Anna Example <anna@example.org>"),
        ("Subject", "Night ferries return"),
        ("Date", "Tue, 24 Nov 2026 06:00:00 +0000"),
        ("Message-ID", "<0123456789abcdef@news.example.org>"),
        ("X-Entity-Ref-ID", "0123456789abcdef"),
        ("List-Unsubscribe", f"<{LINKS.unsubscribe_url}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Help", f"<{LINKS.preferences_url}>"),
    ]


@pytest.mark.parametrize("kind", MessageKind)
def test_every_kind_has_its_manner(kind):
    together = shared(kind) | personal(kind)
    assert {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language"} <= together.keys()
    listed = {name for name in together if name.startswith("List-")}
    reads, leaves = {"List-Id", "List-Archive"}, {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Help"}
    expected = {GOODBYE: reads, CONFIRM: set(), NOTICE: set()}
    assert listed == expected.get(kind, reads | leaves)
    assert ("Precedence" in together) is (kind in (DIGEST, ALERT, WELCOME))
    assert ("Anna" in together["To"]) is (kind not in (CONFIRM, NOTICE))
    assert ("Feedback-ID" in together) is (kind is not NOTICE)


def test_the_link_to_leave_comes_first_and_whole_on_its_line_and_the_mailbox_second():  # trap 2, RFC 8058, RFC 6068
    url = "https://news.example.org/u/" + "a" * 400
    field = ("List-Unsubscribe", personal(links=replace(MAILBOX, unsubscribe_url=url))["List-Unsubscribe"])
    assert headers.header_bytes([field]).decode().split("\r\n") == [
        f"List-Unsubscribe: <{url}>,",
        " <mailto:unsubscribe+c2Ft.tok-en_1@news.example.org?subject=unsubscribe>",
        "",
    ]


def test_no_mailbox_is_offered_that_nobody_reads():
    assert "mailto" not in personal()["List-Unsubscribe"]


def test_what_google_counts_names_nobody_and_is_the_same_for_all_of_an_edition():
    feedback = shared(list_name="digest", edition_id=None)["Feedback-ID"].split(":")
    assert feedback == ["", "list-digest", "digest", "3256d6fb6576"]
    assert len({each for each in feedback if each}) == 3  # none repeats another
    assert "@" not in shared()["Feedback-ID"]
    assert shared(sender_address="alerts@News.Example.org")["Feedback-ID"] == shared()["Feedback-ID"]
    assert re.fullmatch(r"[^:]*:[^:]*:[^:]*:[0-9a-z]{5,15}", shared(list_name="=?:,\r\nx", edition_id=3)["Feedback-ID"])


def test_two_editions_and_two_people_never_share_what_mail_programs_thread_by():
    ids = [personal(message_id=f"<{each}@news.example.org>")["X-Entity-Ref-ID"] for each in ("a1", "b2")]
    assert ids == ["a1", "b2"]


def test_the_owner_is_where_answers_go_and_nobody_else():
    assert "List-Owner" not in shared()
    assert "Reply-To" not in shared()
    assert shared(reply_to="a&b@example.org")["List-Owner"] == "<mailto:a%26b@example.org>"


def test_an_address_beyond_ascii_is_for_readers_only():
    assert personal(address="änna@example.org")["To"] == "Anna Example <änna@example.org>"
    for wrong in ({"sender_address": "änna@example.org"}, {"reply_to": "änna@example.org"}):
        with pytest.raises(InputError, match="in ASCII before the @"):
            shared(**wrong)


def test_a_language_that_is_none_stops_the_mail():
    with pytest.raises(headers.HeaderError, match="language"):
        shared(language="en\r\nBcc: x@example.org")
