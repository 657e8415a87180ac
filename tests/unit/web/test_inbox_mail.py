"""What the inbox shows of the bytes that came."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import MessageKind
from dispatcher.web.demo.inbox_mail import kind_of, read_mail
from tests.fakes.sample_mails import mail as sample

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def mail(*, text="Hello", html="<html><head></head><body>Hello</body></html>", **headers):
    message = EmailMessage()
    message["From"] = "World briefing <world@news.example.com>"
    message["Subject"] = "Grüße aus Grimsvik"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def view(data):
    return read_mail(data, number=1, recipients=("anna@example.com",), received_at=NOON)


def test_headers_are_shown_decoded_and_source_as_it_came():
    shown = view(mail())
    assert (shown.sender_name, shown.sender_address) == ("World briefing", "world@news.example.com")
    assert shown.subject == "Grüße aus Grimsvik"
    assert "=?utf-8?" in shown.header_lines
    assert shown.text.strip() == "Hello"


def test_links_of_a_framed_mail_open_beside_it():
    assert '<head><base target="_blank">' in view(mail()).framed_html
    assert view(mail(html="<p>bare</p>")).framed_html.startswith('<base target="_blank">')


def test_the_one_click_link_is_offered_only_with_both_headers():
    link = "<http://127.0.0.1:1/u/abc>"
    assert view(mail(List_Unsubscribe=link)).one_click is None
    both = view(mail(List_Unsubscribe=link, List_Unsubscribe_Post="List-Unsubscribe=One-Click"))
    assert both.one_click == "http://127.0.0.1:1/u/abc"


def test_the_kind_is_told_by_what_a_mail_says_of_itself():
    assert kind_of(mail(Feedback_ID=":list-alerts:confirm:0123456789ab")) == "confirm"
    assert kind_of(mail(Feedback_ID="edition-3:list-alerts:alert:0123456789ab")) == "alert"
    assert kind_of(mail(Feedback_ID="edition-4:list-world:digest:0123456789ab")) == "digest"
    assert kind_of(mail(Feedback_ID="::<b>:x")) == kind_of(mail()) == "notice"


@pytest.mark.parametrize("kind", MessageKind)
def test_every_mail_of_ours_says_its_kind(kind):
    assert kind_of(sample(kind)) == str(kind)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_inbox(data):
    shown = view(data)
    assert shown.subject
    assert shown.framed_html


@given(st.sampled_from(["utf-8", "nonsense", "latin-1", "utf-16"]), st.binary(max_size=80))
def test_no_charset_breaks_the_inbox(charset, body):
    head = f"Subject: x\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert view(head.encode() + body).html
