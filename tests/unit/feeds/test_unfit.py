"""What is served in an article's place, told from an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.feeds.unfit import why_unfit
from tests.fakes.articles import PARAGRAPHS, TITLE

TEXT = "\n".join(PARAGRAPHS)
CONSENT = (
    "We and our partners store and read information on your device, such as cookies, and process personal data for tailored "
    "advertising, measurement and audience research. You may change your choices at any time under privacy settings."
)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE, TEXT),
        ("QUAKE: fourteen killed in Velmoran harbour | Example Times", TEXT),
        (
            "Séisme à Dorvan : 14 morts",
            "Le séisme qui a frappé Dorvan mardi a fait quatorze morts, selon les autorités. " * 3,
        ),
        ("벨모라 지진으로 14명 사망", "화요일 벨모라에서 지진이 일어나 14명이 숨졌다고 당국이 밝혔다. " * 5),
        ("ヴェルモラ地震で14人死亡", "火曜日にヴェルモラで地震が発生し、14人が死亡したと当局が発表した。" * 5),
        ("It is on", TEXT),  # no word that could be looked for
        ("", TEXT),
    ],
)
def test_an_article_is_fit(title, text):
    assert why_unfit(text, title=title, feed_text="An earthquake struck Velmora.") is None


@pytest.mark.parametrize(
    ("text", "feed_text", "why"),
    [
        ("", "", "no article"),
        ("Subscribe to read on.", "An earthquake struck Velmora on Tuesday.", "hardly any text"),
        (CONSENT, "An earthquake struck Velmora.", "does not speak of"),
        ("\n".join(PARAGRAPHS[:2]), TEXT * 2, "much shorter"),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(text, feed_text, why):
    assert why in why_unfit(text, title=TITLE, feed_text=feed_text)


@given(st.text(), st.text(), st.text())
def test_any_text_gets_an_answer(text, title, feed_text):
    reason = why_unfit(text, title=title, feed_text=feed_text)
    assert reason is None or "\n" not in reason
