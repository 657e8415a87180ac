import re
from datetime import date, time

import pytest

from dispatcher.model import Cadence, SectionName
from dispatcher.paths import built_in
from dispatcher.templating.language_files import LanguageFiles

BUILT_IN = LanguageFiles([built_in("templates")])
wording = BUILT_IN.wording
LANGUAGES = ["de", "en", "es", "fr", "ko"]
OF_CODE = {  # said by Python, not by a template
    *(f"{kind}_{name}" for kind in ("section", "what") for name in SectionName),
    *(f"cadence_{cadence}" for cadence in Cadence),
    *(f"untold{reason}" for reason in ("", "_thin", "_language", "_over", "_unsupported", "_failed")),
    *(f"texts_{kind}" for kind in ("article", "feed", "summary", "headline", "any", "of_outlets")),
    *("weekdays", "months", "numbers", "plurals", "comma", "and", "or", "semicolon"),
    *("date", "date_this_year", "day", "day_this_year", "time", "day_and_time", "at_hour"),
    *("countries", "first_seen", "read", "why"),
    *("updated_since", "developing", "alert_subject", "developing_subject"),  # chosen within a template
    *("stories", "lead_updated", "since_yesterday", "since_weekday", "since_week"),
    *(
        "changed_topics",
        "changed_often",
        "changed_standing",
        "changed_nothing",
        "standing_confirmed",
        "standing_paused",
    ),
    *(
        f"notice_{name}{part}"
        for name in ("feed", "domain", "edition", "paused", "relay", "skipped", "mailbox", "hook")
        for part in ("", "_text")
    ),
    "notice_late",
    *(f"notice_late_{name}" for name in ("waiting", "skipped", "published")),
}


def test_templates_say_only_what_there_is_and_all_of_it_is_said():
    texts = [
        path.read_text() for part in ("mail", "web") for path in built_in("templates").joinpath(part).rglob("*.[ht]*")
    ]
    said = set(re.findall(r'say\("(\w+)"', "".join(texts)))
    assert said | OF_CODE == set(wording("en").words)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Tuesday, 3 March 2026"),
        ("de", "Dienstag, 3. März 2026"),
        ("fr", "mardi 3 mars 2026"),
        ("es", "martes, 3 de marzo de 2026"),
        ("ko", "2026년 3월 3일 화요일"),
        ("de-AT", "Dienstag, 3. März 2026"),
        ("xx", "Tuesday, 3 March 2026"),
        ("../../x", "Tuesday, 3 March 2026"),
    ],
)
def test_a_date_is_written_out_in_the_lists_language(language, expected):
    assert wording(language).say_date(date(2026, 3, 3)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["3 March", "3 March 2025", "Tuesday, 3 March", "07:05"]),
        ("de", ["3. März", "3. März 2025", "Dienstag, 3. März", "7:05 Uhr"]),
        ("fr", ["3 mars", "3 mars 2025", "mardi 3 mars", "7\u00a0h\u00a005"]),
        ("es", ["3 de marzo", "3 de marzo de 2025", "martes, 3 de marzo", "7:05"]),
        ("ko", ["3월 3일", "2025년 3월 3일", "3월 3일 화요일", "07:05"]),
    ],
)
def test_short_dates_name_the_year_only_when_it_is_another_one(language, expected):
    words, today = wording(language), date(2026, 11, 24)
    told = [words.say_day(day, today=today) for day in (date(2026, 3, 3), date(2025, 3, 3))]
    assert [
        *told,
        words.say_day(date(2026, 3, 3), today=today, weekday=True),
        words.say_time(time(7, 5)),
    ] == expected


def test_plurals_follow_the_language():
    assert [wording("en").say("stories", count=n) for n in (1, 2)] == ["One story", "2 stories"]
    assert [wording("fr").say("stories", count=n) for n in (0, 2)] == ["Un sujet", "2 sujets"]
    assert wording("ko").say("stories", count=1) == "소식 1건"


def test_small_counts_of_a_sentence_are_words_where_a_language_has_them():
    def spelled(language, count):
        return wording(language).say("texts_summary", count=count, spelled=True)

    assert [spelled("en", n) for n in (1, 2, 12, 13)] == [
        "one summary",
        "two summaries",
        "twelve summaries",
        "13 summaries",
    ]
    assert (spelled("de", 2), spelled("ko", 2)) == ("zwei Kurzfassungen", "요약 2건")


def test_several_texts_become_one():
    assert wording("en").say_all(["a", "b", "c"], "or") == "a, b or c"
    assert wording("fr").say_all(["a", "b"], "or") == "a ni b"
    assert [wording("de").say_all(some) for some in ([], ["a"], ["a", "b"])] == ["", "a", "a und b"]


def test_a_cadence_names_day_and_hour():
    say = wording("de").say_cadence
    assert (
        say(Cadence.WEEKLY, weekday=0, hour=7, time_zone="Europe/Berlin") == "jeden Montag um 7:00 Uhr (Europe/Berlin)"
    )
    assert say(Cadence.DAILY) == "jeden Tag"


def test_no_line_ends_before_a_french_colon():
    text = "\n".join(str(word) for word in wording("fr").words.values())
    assert not re.search(r"[ \u202f][:;?!](?!//)", text)


def test_a_title_with_braces_is_only_a_title():
    assert "{0.__class__}" in wording("en").say("confirm_asked", title="{0.__class__}")
