"""JSON Lines as the stage commands read them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.cli.lines import put, read_objects, source
from dispatcher.errors import InputError
from dispatcher.model import TextFrom

BAD = [
    (b'{"id": 1', "not JSON"),
    (b"{'id': 1}", "not JSON"),
    (b"[1, 2]", "no JSON object"),
    (b'"text"', "no JSON object"),
    (b"null", "no JSON object"),
    (b'{"title": "x"}', '"id" is missing'),
    (b'{"id": null}', '"id" is missing'),
    (b'{"id": true}', '"id" is missing'),
    (b'{"id": [1]}', '"id" is missing'),
    (b'{"id": NaN}', "NaN is no number"),
    (b'{"id": -Infinity}', "-Infinity is no number"),
    (b'{"id": 1e999}', '"id" is missing'),
    (b'{"id": ' + b"9" * 5_000 + b"}", "not JSON"),
    (b'{"id": 2, "title": 5}', '"title" is no string'),
    (b'{"id": 2, "text": ["x"]}', '"text" is no string'),
    (b'{"id": 2, "outlet": {}}', '"outlet" is no string'),
    (b'{"id": 2, "url": 1}', '"url" is no string'),
    (b'{"id": 2, "published": "yesterday"}', '"published" is no moment'),
    (b'{"id": 2, "published": "0001-01-01T00:00:00+14:00"}', '"published" is no moment'),
    (b'{"id": 2, "published": 12}', '"published" is no string'),
    (b'{"id": 2, "text_from": "hearsay"}', "\"text_from\" is 'hearsay'"),
    (b'{"id": 2, "country": 44}', '"country" is no string'),
    (b'{"id": "\xff"}', "not UTF-8"),
    (b"[" * 100_000, "not JSON"),
]


def sources(lines):
    return [source(value, place=place) for place, value in read_objects(lines, name="stdin")]


@pytest.mark.parametrize(("line", "said"), BAD)
def test_a_bad_line_is_named_with_what_is_wrong(line, said):
    with pytest.raises(InputError) as raised:
        sources(b'{"id": 1}\n\n' + line + b'\n{"id": 3}\n')
    assert raised.value.place == "stdin:3"
    assert said in raised.value.problem
    assert raised.value.remedy


@pytest.mark.parametrize("given_id", [1, 0, -5, 2**70, 1.5, "1", "", "한"])
def test_an_id_comes_back_as_it_was_given(given_id):
    (read,) = sources(json.dumps({"id": given_id}).encode())
    assert read.id == given_id
    assert type(read.id) is type(given_id)


def test_what_a_text_was_taken_from_and_where_its_outlet_is_are_read():
    (read,) = sources(b'{"id": 1, "text_from": "feed summary", "country": "GB"}')
    assert (read.text_from, read.country) == (TextFrom.TEASER, "GB")


def test_all_but_the_id_may_be_null_or_absent():
    null = dict.fromkeys(("title", "text", "outlet", "url", "published", "text_from", "country"))
    for value in ({"id": 1}, {"id": 1, **null}):
        (read,) = sources(json.dumps(value).encode())
        assert (read.title, read.text, read.outlet, read.url, read.published_at) == ("", "", None, None, None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-29T07:00:00", datetime(2026, 3, 29, 7, tzinfo=UTC)),
        ("2026-03-29T07:00:00Z", datetime(2026, 3, 29, 7, tzinfo=UTC)),
        ("2026-03-29T07:00:00+02:00", datetime(2026, 3, 29, 5, tzinfo=UTC)),
        ("2026-03-29", datetime(2026, 3, 29, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_moment_without_a_zone_is_utc(text, moment):
    (read,) = sources(json.dumps({"id": 1, "published": text}).encode())
    assert read.published_at == moment


def test_an_entry_of_feed_read_tells_its_content_else_its_summary():
    (read,) = sources(b'{"id": 1, "summary": "short", "content": "long"}')
    assert read.text == "long"
    (read,) = sources(b'{"id": 1, "summary": "short", "content": ""}')
    assert read.text == "short"


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_are_passed_over():
    assert [read.id for read in sources(b'\xef\xbb\xbf{"id": 1}\r\n\r\n  \n{"id": 2}\r\n')] == [1, 2]


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_named(lines):
    place = "stdin:"
    try:
        sources(lines)
    except InputError as error:
        place = error.place or "nowhere"
    assert place.startswith("stdin:")


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.text(st.characters(), max_size=10) | st.integers(), max_size=3),
        max_size=4,
    )
)
def test_what_is_printed_is_read_back_the_same(values):
    assert [value for _, value in read_objects(printed(values), name="x")] == values


def printed(values):
    import io
    import sys

    kept, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    try:
        put(values)
        return sys.stdout.buffer.getvalue()
    finally:
        sys.stdout = kept
