import pytest

from dispatcher.templating.coverage import coverage
from tests.fakes.sample_mails import locale

COVERED = [{"outlet": f"O{n}", "country": country} for n, country in enumerate(["DE", "GB", "US"])]
FULL = {
    "outlets": 5,
    "countries": ["GB", "DE", "US"],
    "covered": COVERED,
    "first_seen": "2026-11-24T06:40:00+00:00",
    "texts": {"article": 2, "feed summary": 3},
}


def line(language="en", **changes):
    return coverage({**FULL, **changes}, 9, locale(language)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "5 outlets in 3 countries (DE, GB, US) · first seen 07:40 CET · from 2 full articles and 3 summaries"),
        (
            "de",
            "5 Medien aus 3 Ländern (DE, GB, US) · erste Meldung: 7:40 Uhr CET · gelesen: 2 ganze Artikel und 3 Kurzfassungen",
        ),
        (
            "fr",
            "5 médias de 3 pays (DE, GB, US) · premier article : 7 h 40 CET · d’après 2 articles intégraux et 3 résumés",
        ),
        (
            "es",
            "5 medios de 3 países (DE, GB, US) · primera noticia: 7:40 CET · a partir de 2 artículos completos y 3 resúmenes",
        ),
        ("ko", "3개국(DE, GB, US) 언론사 5곳 · 첫 보도 07:40 CET · 기사 전문 2건, 요약 3건 바탕"),
    ],
)
def test_one_line_tells_who_covers_a_story(language, expected):
    assert line(language) == expected


def test_what_is_not_known_is_left_out():
    assert coverage({}, 3, locale()) == "3 outlets"
    assert line(first_seen=None, texts={}) == "5 outlets in 3 countries (DE, GB, US)"
    assert line(first_seen="yesterday", texts=None, countries=None, outlets="many") == "9 outlets"


def test_countries_are_told_when_those_of_all_outlets_are_known():
    short = {"first_seen": None, "texts": {}}
    assert line(covered=[*COVERED, {"outlet": "O", "country": None}], **short) == "5 outlets"
    assert line(countries=["DE"], covered=COVERED[:1], **short) == "5 outlets in one country (DE)"
    assert line(countries=["<b>", "DE"], covered=COVERED[:1], **short) == "5 outlets in one country (DE)"


def test_of_many_countries_only_some_are_listed():
    codes = [f"A{letter}" for letter in "ABCDEFGHIJ"]
    told = line(countries=codes, covered=[{"country": code} for code in codes], first_seen=None, texts={})
    assert told == "5 outlets in 10 countries (AA, AB, AC, AD, AE, AF, AG, AH, …)"
