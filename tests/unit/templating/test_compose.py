import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import InputError, TemplateError
from dispatcher.model import Body, MessageKind
from dispatcher.templating import Links, compose
from dispatcher.templating.blanks import blank
from tests.fakes.sample_mails import LINKS, mail
from tests.fakes.sample_stories import MASTHEAD, message

PLAIN = Body(subject="Hello", text="Hi\n", html="<p>Hi</p>\n")
LINE = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")))


def read(data):
    return message_from_bytes(data, policy=policy.default)


def parts(data):
    return [part.get_content().replace("\r\n", "\n") for part in read(data).iter_parts()]


def test_headers_of_a_digest_are_exactly_these():
    read_back = read(mail(MessageKind.DIGEST))
    assert read_back.items()[:12] == [
        ("From", "World briefing <world@news.example.org>"),
        ("To", "Anna Example <anna@example.org>"),
        ("Subject", "Night ferries to the outer islands return after eleven years – and 5 more"),
        ("Date", "Tue, 24 Nov 2026 06:00:00 +0000"),
        ("Message-ID", "<0123456789abcdef@news.example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("List-Id", "World briefing <world.news.example.org>"),
        ("List-Unsubscribe", f"<{LINKS.unsubscribe_url}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "bulk"),
        ("MIME-Version", "1.0"),
        ("Content-Type", read_back["Content-Type"]),
    ]
    assert [part.get_content_type() for part in read_back.iter_parts()] == ["text/plain", "text/html"]


def test_a_confirm_mail_carries_no_name_and_no_way_to_leave_what_was_never_joined():
    read_back = read(mail(MessageKind.CONFIRM, name="Buy pills at https://evil.example"))
    assert {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Precedence"}.isdisjoint(read_back.keys())
    assert read_back["Auto-Submitted"] == "auto-generated"
    assert read_back["To"] == "anna@example.org"
    assert "evil" not in mail(MessageKind.CONFIRM, name="Buy pills at https://evil.example").decode()


@pytest.mark.parametrize("kind", MessageKind)
def test_the_same_row_gives_the_same_bytes(kind):
    assert mail(kind) == mail(kind)


@given(text=st.lists(LINE), html=st.lists(LINE), name=st.text())
def test_any_body_reads_back_as_it_was_and_travels_in_short_seven_bit_lines(text, html, name):
    written = Body(subject="s", text="\n".join(text) + "\n", html="\n".join(html) + "\n")
    clean = replace(
        written, text=re.sub("[\ue000\ue001]", "", written.text), html=re.sub("[\ue000\ue001]", "", written.html)
    )
    data = compose(message(name=name), clean, LINKS)
    assert parts(data) == [clean.text.rstrip("\n") + "\n", clean.html.rstrip("\n") + "\n"]
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 76 for line in data.partition(b"\r\n\r\n")[2].split(b"\r\n"))


def test_a_soft_break_never_splits_what_fills_a_blank():  # trap 10
    for padding in range(80):
        written = Body(
            subject="s",
            text=f"{'é' * padding} {blank('unsubscribe_url')}\n",
            html=f"<a href='{blank('unsubscribe_url')}'>{'é' * padding}</a>",
        )
        text, html = parts(compose(message(), written, LINKS))
        assert text.split()[-1] == LINKS.unsubscribe_url
        assert LINKS.unsubscribe_url in html


def test_lines_a_relay_would_change_are_encoded():
    data = compose(message(), Body(subject="s", text="From here\n.\n \nend\n", html="x"), LINKS)
    assert parts(data)[0] == "From here\n.\n \nend\n"
    assert b"\r\n.\r\n" not in data


def test_seven_bit_text_stays_as_it_is():
    assert b"Content-Transfer-Encoding: 7bit\r\n\r\nHi\r\n" in compose(message(), PLAIN, LINKS)


def test_the_boundary_is_never_in_a_part():
    first = read(compose(message(), PLAIN, LINKS)).get_boundary()
    data = compose(message(), replace(PLAIN, text=f"--{first}--\n"), LINKS)
    assert read(data).get_boundary() != first
    assert parts(data)[0] == f"--{first}--\n"


def test_hostile_mastheads_and_names_stay_in_their_headers():
    evil = "=?utf-8?q?x=0D=0ABcc:_v@x.example?=\r\nBcc: w@x.example"
    masthead = replace(MASTHEAD, title=evil, sender_name=evil, list_name=evil, reply_to=f"{evil} <r@example.org>")
    data = compose(message(masthead=masthead, name=evil), replace(PLAIN, subject=evil), LINKS)
    assert "Bcc" not in read(data)
    assert data.partition(b"\r\n\r\n")[0].count(b"\r\nBcc:") == 0
    assert read(data)["Reply-To"].addresses[0].addr_spec == "r@example.org"


def test_a_sender_at_an_international_domain_is_written_in_a_labels():
    masthead = replace(MASTHEAD, sender_address="world@bücher.example")
    data = compose(
        message(masthead=masthead, message_id="<1@bücher.example>", address="ann@bücher.example"), PLAIN, LINKS
    )
    assert read(data)["From"].addresses[0].addr_spec == "world@xn--bcher-kva.example"
    assert read(data)["Message-ID"] == "<1@xn--bcher-kva.example>"
    assert read(data)["List-Id"].endswith("<world.xn--bcher-kva.example>")


def test_an_address_that_needs_smtputf8_is_refused_by_name():
    with pytest.raises(InputError, match=r"änna@example\.org"):
        compose(message(address="änna@example.org"), PLAIN, LINKS)


def test_a_confirm_body_without_its_link_is_refused():
    links = Links(unsubscribe_url="https://a.example/u", preferences_url="https://a.example/p")
    with pytest.raises(TemplateError, match="preferences_url"):
        compose(message(MessageKind.CONFIRM), replace(PLAIN, text=blank("preferences_url")), links)
