import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import InputError
from dispatcher.templating import headers
from dispatcher.templating.headers import HeaderError

HOSTILE = (
    st.text()
    | st.text(alphabet='=?utf-8qb_0DA\r\n :x"\\<>(),;@')
    | st.sampled_from(
        [
            "=?utf-8?q?x=0D=0ABcc:_v@x.example?=",
            "a\r\nBcc: v@x.example",
            "a\nBcc: v@x.example\n\nbody",
            "a\x00b\x0bc\x0cd\x1ce\x85f\u2028g",
            '"><evil@x.example>',
            "a, b <c@d.example>",
            "\ud800",
            "é" * 400,
            "a" * 2_000,
        ]
    )
)


@given(name=HOSTILE, title=HOSTILE, subject=HOSTILE)
def test_no_name_or_title_adds_a_header_or_a_recipient(name, title, subject):
    data = headers.header_bytes(
        [
            ("From", headers.mailbox(title, "world@news.example.org")),
            ("To", headers.mailbox(name, "anna@example.org")),
            ("Subject", headers.text(subject)),
            ("List-Id", headers.list_id(title, "world", "news.example.org")),
        ]
    )
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for reader in (BytesHeaderParser(policy=policy.default), BytesHeaderParser(policy=policy.compat32)):
        read = reader.parsebytes(data + b"\r\n")
        assert read.keys() == ["From", "To", "Subject", "List-Id"]
        assert not read.defects
    read = message_from_bytes(data + b"\r\n", policy=policy.default)
    assert [address.addr_spec for address in read["To"].addresses] == ["anna@example.org"]
    assert [address.addr_spec for address in read["From"].addresses] == ["world@news.example.org"]
    assert re.sub(rb"\s+", b" ", data).rstrip().endswith(b"<world.news.example.org>")


@given(st.text(max_size=200))
def test_names_and_subjects_read_back_as_they_were_cleaned(text):
    expected = headers.shortened(headers.decoded(text), headers.MOST_TEXT)
    data = headers.header_bytes([("To", headers.mailbox(text, "a@example.org")), ("Subject", headers.text(text))])
    assert message_from_bytes(data + b"\r\n", policy=policy.default)["Subject"] == expected
    # Python's newer parser keeps the space between two encoded words of a phrase (RFC 2047 §6.2 says not to), so the older one reads.
    name, address = parseaddr(message_from_bytes(data + b"\r\n", policy=policy.compat32)["To"])
    assert str(make_header(decode_header(name))) == expected
    assert address == "a@example.org"


def test_a_long_unsubscribe_link_stays_literal_on_one_line():  # trap 2
    url = "https://news.example.org/u/" + "a" * 600
    data = headers.header_bytes([("List-Unsubscribe", headers.link(url))])
    assert data == f"List-Unsubscribe: <{url}>\r\n".encode()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:x",
        "https://a.example/ b",
        "https://a.example/,b",
        "https://ä.example/",
        "",
        "https://a.example/>\r\nBcc: x",
    ],
)
def test_a_link_that_could_be_misread_stops_the_message(url):
    with pytest.raises(HeaderError):
        headers.link(url)


def test_finished_bytes_that_say_more_than_was_meant_are_refused():  # trap 3
    with pytest.raises(HeaderError, match="Bcc"):
        headers.header_bytes([("Subject", "x\r\nBcc: v@x.example")])
    with pytest.raises(HeaderError, match="no line of a header"):
        headers.header_bytes([("Subject", "x\r\n\r\nbody")])
    with pytest.raises(HeaderError, match="no line of a header"):
        headers.header_bytes([("Subject", "x\ny")])
    with pytest.raises(HeaderError, match="not ASCII"):
        headers.header_bytes([("Subject", "ä")])
    with pytest.raises(HeaderError, match="not ASCII"):
        headers.header_bytes([("To", "\u202ex@example.org")])
    with pytest.raises(HeaderError, match="too long"):
        headers.header_bytes([("Subject", "x" * 1_000)])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["To", "Subject", "X-A", "Bad name", "X:", "", "Ä"]),
            HOSTILE | st.text(alphabet="ab: \r\n", max_size=120) | st.text(alphabet="abcdef ", max_size=1_200),
        ),
        max_size=4,
    )
)
def test_whatever_is_written_reads_back(fields):  # trap 3, also where the bytes themselves are not looked at
    try:
        data = headers.header_bytes(fields)
    except HeaderError:
        return
    headers.verify(data, [name for name, _ in fields])
    unfolded = data.decode("utf-8").replace("\r\n ", " ")
    assert unfolded == "".join(f"{name}: {value}\r\n" for name, value in fields)


def test_a_display_name_is_quoted_only_when_it_must_be():
    assert headers.mailbox("Anna Example", "a@example.org") == "Anna Example <a@example.org>"
    assert (
        headers.mailbox('Anna "Ann" Example, Dr.', "a@example.org") == '"Anna \\"Ann\\" Example, Dr." <a@example.org>'
    )
    assert headers.mailbox("", "a@example.org") == "<a@example.org>"


def test_an_international_domain_goes_out_in_a_labels():
    assert headers.addr_spec("anna@bücher.example") == "anna@xn--bcher-kva.example"
    assert headers.list_id("Books", "my list", "bücher.example") == "Books <my-list.xn--bcher-kva.example>"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "a b@example.org",
        "a@b@example.org",
        "änna@example.org",
        "a@ex ample.org",
        "a@example.org>\r\nBcc: x",
        "a@-x",
        "<a@example.org>",
        "a,b@example.org",
        "a@" + "x" * 300,
    ],
)
def test_an_address_is_not_mended_but_refused(address):
    with pytest.raises(InputError, match="not an address"):
        headers.addr_spec(address)


@given(st.text())
def test_whatever_passes_as_an_address_holds_nothing_that_ends_it(address):
    try:
        spec = headers.addr_spec(address)
    except InputError:
        return
    assert not set(spec.rpartition("@")[2]) & set('<>,;:"\\() \r\n')


def test_lines_are_folded_between_words():
    data = headers.header_bytes([("Subject", headers.text("word " * 40))])
    assert all(len(line) <= 78 for line in data.split(b"\r\n"))
    assert message_from_bytes(data + b"\r\n", policy=policy.default)["Subject"] == ("word " * 40).strip()
