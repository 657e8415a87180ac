"""Whatever a title or name holds, every reader sees the header that was meant: its fields, one sender, one recipient, one subject."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatcher.templating import compose, fields, headers
from dispatcher.templating.blanks import emptied
from dispatcher.templating.encode import body_of
from dispatcher.templating.encoded_words import decoded
from dispatcher.templating.rendering import Rendering
from tests.fakes.hostile_names import HOSTILE
from tests.fakes.sample_mails import LINKS
from tests.fakes.sample_stories import MASTHEAD, message
from tests.lab import readers
from tests.lab.dovecot import dovecot

MAILBOX = replace(MASTHEAD, reply_to="Editors, of the World <desk@example.org>")
ANSWERS = (("Editors, of the World", "desk@example.org"),)
PLACES = ("title", "sender", "name", "subject")
ANYTHING = (
    st.text()
    | st.text(alphabet='=?utf-8qQbB_0DA\r\n :x"\\<>(),;@.')
    | st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)
)


@dataclass(frozen=True)
class Written:
    """A mail with a hostile text in one place, and how it must be seen."""

    place: str
    text: str
    data: bytes
    meant: readers.Seen


def written(place, text):
    title = text if place == "title" else MASTHEAD.title
    sender = {"title": "", "sender": text}.get(place, MASTHEAD.sender_name)
    name = text if place == "name" else "Anna Example"
    subject = emptied(text) if place == "subject" else "Night ferries return"
    addressed = message(masthead=replace(MAILBOX, title=title, sender_name=sender), name=name)
    data = compose(addressed, body_of(Rendering(subject=subject, text="Hello\n", html="<p>Hello</p>\n")), LINKS)
    own = [
        *fields.shared(addressed.kind, addressed.masthead, edition_id=7),
        *fields.personal(addressed, subject, LINKS),
    ]
    meant = readers.Seen(
        names=(*(each for each, _ in own), "MIME-Version", "Content-Type"),
        sender=((shown(sender or title), "world@news.example.org"),),
        to=((shown(name), "anna@example.org"),),
        reply_to=ANSWERS,
        others=(),
        subject=shown(subject),
    )
    return Written(place, text, data, meant)


def shown(text):
    """What is left of a text when it has been cleaned."""
    return headers.shortened(decoded(text), headers.MOST_TEXT)


@pytest.fixture(scope="module")
def mails():
    """The two hundred in every place, and what hypothesis thinks of."""
    found = [written(place, text) for text in HOSTILE for place in PLACES]

    @settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(place=st.sampled_from(PLACES), text=ANYTHING)
    def thought_of(place, text):
        found.append(written(place, text))

    thought_of()
    return found


def differences(mails, seen, *, form=lambda seen: seen):
    assert len(seen) == len(mails)
    return [
        (mail.place, mail.text, mail.meant, one)
        for mail, one in zip(mails, seen, strict=True)
        if form(mail.meant) != form(one)
    ]


def test_there_are_two_hundred_texts_or_more():
    assert len(HOSTILE) >= 200


def test_the_bytes_are_a_header_of_short_ascii_lines(mails):
    for mail in mails:
        header = mail.data.partition(b"\r\n\r\n")[0]
        assert mail.data.isascii()
        assert max(map(len, header.split(b"\r\n"))) <= 998
        assert b"\n" not in header.replace(b"\r\n", b"")
        assert b"\r" not in header.replace(b"\r\n", b"")


def test_the_older_of_pythons_readers_sees_what_was_meant(mails):
    assert differences(mails, [readers.by_older_stdlib(mail.data) for mail in mails])[:3] == []


def test_the_newer_of_pythons_readers_sees_what_was_meant(mails):
    # It keeps the space between two encoded words of a name, which RFC 2047 §6.2 says to leave out: a name's spaces are left to
    # the three others to compare.
    def form(seen):
        return replace(
            seen,
            **{
                each: tuple((name.replace(" ", ""), box) for name, box in getattr(seen, each))
                for each in ("sender", "to")
            },
        )

    assert differences(mails, [readers.by_newer_stdlib(mail.data) for mail in mails], form=form)[:3] == []


def test_dovecot_sees_what_was_meant(mails):
    with dovecot() as server:
        assert differences(mails, readers.by_dovecot(server, [mail.data for mail in mails]))[:3] == []


def test_npms_mailparser_sees_what_was_meant(mails):
    assert differences(mails, readers.by_mailparser([mail.data for mail in mails]))[:3] == []
