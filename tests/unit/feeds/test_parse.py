from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.errors import ParseError
from dispatcher.feeds.make_entry import MOST_UID
from dispatcher.feeds.parse import parse_feed
from dispatcher.feeds.parsed import MOST_ENTRIES
from dispatcher.feeds.xml_feed import parse_xml
from dispatcher.model import ParsedEntry

URL = "https://feeds.example.com/rss"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour &amp; City</title><link>https://example.com/</link>
<item><title>Ferry line &lt;b&gt;reopens&lt;/b&gt;</title><media:title>A picture</media:title><guid isPermaLink="false">f-1</guid>
<link>/ferry?a=1&amp;b=2</link><description><![CDATA[<p>The ferry runs.</p><iframe src="x"></iframe><p>Daily.</p>]]></description>
<content:encoded><![CDATA[<p>The ferry runs again.</p><p>It runs daily, the port said.</p>]]></content:encoded>
<dc:creator>Ada Example</dc:creator><pubDate>Sun, 29 Mar 2026 07:00:00 +0200</pubDate></item>
<item><title>No id</title><link>https://example.com/2</link><pubDate>1111</pubDate>
<author>desk@example.com (Bo Example)</author></item>
<item><title>No link</title></item><item></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Hills</title>
<entry><id>tag:example.org,2026:1</id><title type="text">Less: &lt;b&gt; and &amp;amp;</title><link rel="self" href="https://example.org/self"/>
<link href="https://example.org/1"/><summary type="html">&lt;p&gt;A&lt;/p&gt;</summary><updated>2026-03-29T07:00:00Z</updated></entry>
<entry><id>tag:example.org,2026:2</id><title>Bad link</title><link href="javascript:alert(1)"/></entry></feed>"""


def read(text, **given_):
    return parse_feed(text.encode() if isinstance(text, str) else text, url=URL, **given_)


def test_rss_becomes_plain_text_with_absolute_links_and_utc_dates():
    feed = read(RSS)
    assert feed.title == "Harbour & City"
    assert feed.entries[0] == ParsedEntry(
        uid="f-1",
        link="https://feeds.example.com/ferry?a=1&b=2",
        title="Ferry line reopens",
        summary="The ferry runs.\nDaily.",
        content="The ferry runs again.\nIt runs daily, the port said.",
        author="Ada Example",
        published_at=datetime(2026, 3, 29, 5, tzinfo=UTC),
    )


def test_an_item_without_an_id_is_known_by_its_link_and_without_a_link_by_its_title():
    _, by_link, by_title = read(RSS).entries
    assert (by_link.uid, by_link.link) == ("https://example.com/2", "https://example.com/2")
    assert by_title.uid.startswith("sha256:")
    assert by_title.link is None


def test_an_absurd_date_is_none_and_a_mail_address_is_no_name():
    entry = read(RSS).entries[1]
    assert (entry.published_at, entry.author) == (None, "Bo Example")


def test_an_item_that_says_nothing_is_no_entry():
    assert len(read(RSS).entries) == 3


def test_atom_says_itself_what_is_html_and_which_link_is_meant():
    first, second = read(ATOM).entries
    assert (first.title, first.summary, first.link) == ("Less: <b> and &amp;", "A", "https://example.org/1")
    assert second.link is None


def test_rdf_is_read_too():
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="x"><title>T</title></channel><item rdf:about="https://example.com/1">'
        "<title>One</title><link>https://example.com/1</link></item></rdf:RDF>"
    )
    assert [entry.title for entry in read(rdf).entries] == ["One"]


@pytest.mark.parametrize(
    "fault",
    [
        RSS.replace("No link", "Fish &nbsp; chips & more"),
        RSS.replace("No link", "a \x0b control \x01 character"),
        RSS.replace('encoding="UTF-8"', 'encoding="no-such"'),
        "\n\n  " + RSS,
        RSS + "<!-- served from a cache -->\n<script>trailing()</script>",
        "Warning: something on line 7\n" + RSS,
        RSS.replace("<item></item>", "<item><title>Not closed</item>"),
    ],
)
def test_a_complete_feed_with_small_faults_is_read(fault):
    assert [entry.uid for entry in read(fault).entries[:2]] == ["f-1", "https://example.com/2"]


@given(st.integers(1, len(RSS) - len("</rss>")))
@settings(max_examples=60)
def test_a_body_that_is_cut_off_anywhere_gives_no_entry(length):
    with pytest.raises(ParseError):
        read(RSS[:length])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty answer"),
        (b" \r\n\t", "empty answer: 4 bytes of white space"),
        (RSS[:900].encode(), r"cut off after 900 bytes: the closing </rss> is missing"),
        (b"<?xml version='1.0'", "cut off after 19 bytes"),
        (
            b"<!DOCTYPE html><html><title>Sign&nbsp;in</title></html>",
            r"an HTML page, not a feed \(its title: “Sign in”\)",
        ),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'></html>", "an HTML page, not a feed"),
        (b"<!DOCTYPE feed [<!ENTITY a 'aaaa'>]><feed></feed>", "declares XML entities"),
        (b"<opml><body/></opml>", "a document of kind <opml>, not a feed"),
        (b"Not found", "no feed: neither XML nor JSON"),
        (
            b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1',
            "cut off after 63 bytes: the JSON does not end",
        ),
        (b'{"error": 404}', "JSON, but no JSON Feed"),
        (b'{"version":"https://jsonfeed.org/version/1"}', "without a list of items"),
        (b'{"a": tru}', "JSON that cannot be read: Expecting value, line 1"),
        (b'{"a":' * 100_000, "too deep"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence(body, reason):
    with pytest.raises(ParseError, match=reason):
        read(body)


def test_the_path_of_a_file_is_never_opened(tmp_path):
    secret = tmp_path / "feed.xml"
    secret.write_text(RSS)
    with pytest.raises(ParseError):
        read(str(secret))


def test_feedparser_itself_is_never_given_a_path(tmp_path):
    secret = tmp_path / "feed.xml"
    secret.write_text(RSS)
    with pytest.raises(ParseError):
        parse_xml(str(secret), url=URL)


def test_the_title_of_a_picture_says_nothing_about_the_title_of_its_item():
    item = "<item><title>A &lt;b&gt;bold&lt;/b&gt; one</title><image><title>A picture</title></image></item>"
    feed = read(f'<rss version="2.0"><channel>{item}</channel></rss>')
    assert [entry.title for entry in feed.entries] == ["A bold one"]


def test_json_feed_is_read():
    body = """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "authors": [{"name": "Shared"}], "items": [
        {"id": 7, "url": "/1", "title": "One", "content_html": "<p>A</p><p>B</p>", "date_published": "2026-03-29T07:00:00+02:00"},
        {"id": "b", "external_url": "https://example.org/2", "content_text": "Plain <b>", "summary": null, "title": ["no"],
         "author": {"name": "Own"}, "date_published": 5}, "no item", {"id": "\\ud800c", "title": "\\ud800lone"}]}"""
    first, second, third = read(body).entries
    assert (first.uid, first.link, first.content, first.author) == (
        "7",
        "https://feeds.example.com/1",
        "A\nB",
        "Shared",
    )
    assert first.published_at == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert (second.link, second.content, second.title, second.author) == (
        "https://example.org/2",
        "Plain <b>",
        "",
        "Own",
    )
    assert (third.uid, third.title) == ("c", "lone")


def test_a_feed_is_cut_at_its_limits():
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(MOST_ENTRIES + 5))
    feed = read(f'<rss version="2.0"><channel><item><guid>{"x" * 5_000}</guid></item>{items}</channel></rss>')
    assert len(feed.entries) == MOST_ENTRIES
    assert len(feed.entries[0].uid) <= MOST_UID


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(RSS.split("<") + ATOM.split("<"))).map(lambda p: "<".join(p).encode())
)
def test_no_bytes_do_anything_but_parse_or_raise_parse_error(body):
    try:
        feed = read(body)
    except ParseError:
        return
    assert all(entry.uid for entry in feed.entries)


def test_what_a_picture_shows_is_not_what_the_entry_says():
    body = b"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>t</title><item>
    <title>Statue falls</title><link>https://example.com/1</link><description>A statue fell on Friday.</description>
    <media:content url="https://example.com/1.jpg" medium="image"/><media:description>A statue in its park.</media:description>
    </item></channel></rss>"""
    (entry,) = parse_feed(body, url="https://example.com/rss", content_type=None).entries
    assert (entry.summary, entry.content) == ("A statue fell on Friday.", "")
