"""The country of an outlet, from the domain its feed stands in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.config.countries import COUNTRIES, country_of
from dispatcher.config.declarations import FeedDeclaration


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://feeds.example.co.uk/rss", "GB"),
        ("https://news.example.fr:8443/rss", "FR"),
        ("https://EXAMPLE.DE./rss", "DE"),
        ("https://www.example.com/uk/rss", ""),
        ("https://example.tv/rss", ""),
        ("https://example.io/rss", ""),
        ("https://example.co/rss", ""),
        ("https://example.me/rss", ""),
        ("https://example.ai/rss", ""),
        ("https://example.eu/rss", ""),
        ("https://192.0.2.1/rss", ""),
        ("http://[2001:db8::1]/rss", ""),
        ("http://[broken/rss", ""),
    ],
)
def test_a_country_domain_says_where_an_outlet_is(url, country):
    assert country_of(url) == country


def test_what_is_declared_wins():
    assert FeedDeclaration(url="https://example.fr/rss", country="be").country == "BE"
    assert FeedDeclaration(url="https://example.fr/rss").country == "FR"


@pytest.mark.parametrize(
    ("country", "said"), [("UK", 'write "GB"'), ("XX", "no country code"), ("France", "no country code")]
)
def test_what_is_no_country_is_refused(country, said):
    with pytest.raises(ValueError, match=said):
        FeedDeclaration(url="https://example.fr/rss", country=country)


@given(st.text())
def test_any_text_gets_an_answer(text):
    assert country_of(text) in {"", *COUNTRIES}
