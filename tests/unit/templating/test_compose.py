import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import TemplateError
from dispatcher.model import MessageKind
from dispatcher.templating import Composer, Links, compose
from dispatcher.templating.blanks import blank
from dispatcher.templating.encode import body_of
from dispatcher.templating.kinds import KINDS
from dispatcher.templating.rendering import Rendering
from tests.fakes.sample_mails import LINKS, body, mail
from tests.fakes.sample_stories import MASTHEAD, message

PLAIN = Rendering(subject="Hello", text="Hi\n", html="<p>Hi</p>\n")
LINE = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")))


def read(data):
    return message_from_bytes(data, policy=policy.default)


def parts(data):
    return [part.get_content().replace("\r\n", "\n") for part in read(data).iter_parts()]


def test_a_mail_is_its_fields_and_two_parts():
    read_back = read(mail(MessageKind.DIGEST))
    assert read_back.keys()[:8] == [
        "From",
        "List-Id",
        "List-Archive",
        "Feedback-ID",
        "Auto-Submitted",
        "Precedence",
        "Content-Language",
        "To",
    ]
    assert read_back.keys()[-2:] == ["MIME-Version", "Content-Type"]
    assert [part.get_content_type() for part in read_back.iter_parts()] == ["text/plain", "text/html"]


def test_a_confirm_mail_says_nothing_that_a_stranger_wrote():
    data = mail(MessageKind.CONFIRM, name="Buy pills at https://evil.example")
    assert b"\r\nTo: <anna@example.org>\r\n" in data
    assert b"evil" not in data


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_row_gives_the_same_bytes(kind):
    assert mail(kind) == mail(kind)


@given(text=st.lists(LINE), html=st.lists(LINE), name=st.text())
def test_any_body_reads_back_as_it_was_and_travels_in_short_seven_bit_lines(text, html, name):
    written = Rendering(subject="s", text="\n".join(text) + "\n", html="\n".join(html) + "\n")
    clean = replace(
        written, text=re.sub("[\ue000\ue001]", "", written.text), html=re.sub("[\ue000\ue001]", "", written.html)
    )
    data = compose(message(name=name), body_of(clean), LINKS)
    assert parts(data) == [clean.text, clean.html]
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 76 for line in data.partition(b"\r\n\r\n")[2].split(b"\r\n"))


def test_a_soft_break_never_splits_what_fills_a_blank():  # trap 10
    for padding in range(80):
        written = Rendering(
            subject="s",
            text=f"{'é' * padding} {blank('unsubscribe_url')}\n",
            html=f"<a href='{blank('unsubscribe_url')}'>{'é' * padding}</a>",
        )
        text, html = parts(compose(message(), body_of(written), LINKS))
        assert text.split()[-1] == LINKS.unsubscribe_url
        assert LINKS.unsubscribe_url in html


def test_lines_a_relay_would_change_are_encoded():
    data = compose(message(), body_of(Rendering(subject="s", text="From here\n.\n \nend\n", html="x")), LINKS)
    assert parts(data)[0] == "From here\n.\n \nend\n"
    assert b"\r\n.\r\n" not in data


@pytest.mark.parametrize("letter", ["x", "=", "é", ".", "From ", "도"])
def test_a_value_of_any_length_fits_a_blank_of_an_encoded_body(letter):  # trap 10
    written = Rendering(
        subject="s",
        text=f". {blank('name')}\n{blank('name')}.\n.{blank('preferences_url')}?story=1 \n",
        html=f"<a href='{blank('preferences_url')}'>{blank('name')}</a> {blank('name')}\n",
    )
    for length in (0, 1, 54, 55, 56, 57, 58, 74, 75, 76, 77, 150, 151, 200):
        link = "https://example.org/" + ("a=.b" * length)[: 4 * length + length % 4]
        name = " ".join((letter * length)[:60].split())
        data = compose(message(name=name), body_of(written), replace(LINKS, preferences_url=link))
        assert parts(data)[0] == f". {name}\n{name}.\n.{link}?story=1 \n"
        assert parts(data)[1] == f"<a href='{link}'>{name}</a> {name}\n"
        lines = data.partition(b"\r\n\r\n")[2].split(b"\r\n")
        assert all(len(line) <= 76 and not line.startswith((b".", b"From ")) for line in lines)
        assert all(line == line.rstrip() for line in lines)


def test_every_part_is_quoted_printable():
    assert compose(message(), body_of(PLAIN), LINKS).count(b"Content-Transfer-Encoding: quoted-printable\r\n") == 2


def test_the_boundary_is_never_in_a_part():
    first = read(compose(message(), body_of(PLAIN), LINKS)).get_boundary()
    data = compose(message(), body_of(replace(PLAIN, text=f"--{first}--\n")), LINKS)
    assert parts(data)[0] == f"--{first}--\n"


def test_what_a_composer_keeps_changes_no_byte():
    composer = Composer()
    written = [body_of(body(kind)) for kind in (MessageKind.DIGEST, MessageKind.ALERT)]
    mailed = [
        (message(name=name, masthead=masthead, body_hash=made.hash, edition_id=edition), made)
        for name in ("Anna", "Änna", "")
        for masthead in (MASTHEAD, replace(MASTHEAD, title="Other"))
        for made in written
        for edition in (7, 8)
    ]
    assert [composer.compose(*each, LINKS) for each in mailed] == [compose(*each, LINKS) for each in mailed]


def test_hostile_mastheads_and_names_stay_in_their_headers():
    evil = "=?utf-8?q?x=0D=0ABcc:_v@x.example?=\r\nBcc: w@x.example"
    masthead = replace(MASTHEAD, title=evil, sender_name=evil, list_name=evil, reply_to=f"{evil} <r@example.org>")
    data = compose(message(masthead=masthead, name=evil), body_of(replace(PLAIN, subject=evil)), LINKS)
    assert "Bcc" not in read(data)
    assert data.partition(b"\r\n\r\n")[0].count(b"\r\nBcc:") == 0
    assert read(data)["Reply-To"].addresses[0].addr_spec == "r@example.org"


def test_a_sender_at_an_international_domain_is_written_in_a_labels():
    masthead = replace(MASTHEAD, sender_address="world@bücher.example")
    addressed = message(masthead=masthead, message_id="<1@bücher.example>", address="ann@bücher.example")
    data = compose(addressed, body_of(PLAIN), LINKS)
    assert read(data)["From"].addresses[0].addr_spec == "world@xn--bcher-kva.example"
    assert read(data)["Message-ID"] == "<1@xn--bcher-kva.example>"
    assert read(data)["List-Id"].endswith("<world.xn--bcher-kva.example>")


def test_an_address_beyond_ascii_stands_in_to_as_it_is_and_nothing_else_does():  # RFC 6532
    data = compose(message(address="änna@bücher.example", name="Änna"), body_of(PLAIN), LINKS)
    beyond = [line.decode() for line in data.split(b"\r\n") if not line.isascii()]
    assert beyond == ["To: =?utf-8?q?=C3=84nna?= <änna@xn--bcher-kva.example>"]
    read_back = message_from_bytes(data, policy=policy.SMTPUTF8)
    assert str(read_back["To"]) == "Änna <änna@xn--bcher-kva.example>"


def test_a_confirm_body_without_its_link_is_refused():
    links = Links(unsubscribe_url="https://a.example/u", preferences_url="https://a.example/p")
    with pytest.raises(TemplateError, match="preferences_url"):
        compose(message(MessageKind.CONFIRM), body_of(replace(PLAIN, text=blank("preferences_url"))), links)
