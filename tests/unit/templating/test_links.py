from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.links import a_label, host_of, safe_url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "/relative",
        "http:///nohost",
        "https://",
        "https://bank.example@evil.example/",
        'https://example.org/"onmouseover="x',
        "https://example.org/<script>",
        "https://example.org/\u202egpj",
        "https://example.org/\ue000name\ue001",
        "https://example.org:port/",
        "https://[::1/",
        "https://example.org/" + "a" * 3_000,
        "",
        None,
    ],
)
def test_what_is_not_a_plain_http_link_is_dropped(url):
    assert safe_url(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "https://example.org/a?b=c&d=e#f",
        "https://[2001:db8::1]/x",
        "https://bücher.example/ü",
        "HTTPS://example.org/",
    ],
)
def test_http_links_pass_as_they_are(url):
    assert safe_url(url) == url


@given(st.text())
def test_a_safe_link_never_leaves_its_attribute(text):
    url = safe_url("https://example.org/" + text)
    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, dict(attrs).keys()))

    Reader().feed(f'<a href="{url}">')
    assert seen == [("a", {"href"})]


def test_the_host_is_shown_without_www_and_look_alikes_as_a_label():
    assert host_of("https://www.example.org/x") == "example.org"
    assert host_of("https://аpple.example/") == "xn--pple-43d.example"
    assert host_of("") == ""


@given(st.text(min_size=1))
def test_a_domain_always_ends_up_in_ascii(domain):
    assert a_label(domain).isascii()
