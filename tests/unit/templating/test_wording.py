import re
import string
from datetime import date

import pytest

from dispatcher.model import Cadence, SectionName
from dispatcher.paths import built_in
from dispatcher.templating.wording import FOLDER, wording

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def places(words):
    """The {places} of every text, plurals by form."""
    found = {}
    for key, text in words.items():
        forms = text.items() if isinstance(text, dict) else [("", text)]
        found[key] = {
            name for _, form in forms if isinstance(form, str) for _, name, *_ in string.Formatter().parse(form) if name
        }
    return found


def test_five_languages_are_spoken():
    assert LANGUAGES == ["de", "en", "es", "fr", "ko"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_that_english_says(language):
    words = wording(language).words
    assert places(words) == places(wording("en").words)
    assert (len(words["months"]), len(words["weekdays"])) == (12, 7)


def test_templates_say_only_what_there_is_and_all_of_it_is_said():
    files = [path for path in built_in("templates").joinpath("mail").rglob("*") if path.is_file()]
    said = set(re.findall(r'say\("(\w+)"', "".join(path.read_text() for path in files)))
    said |= {f"section_{name}" for name in SectionName} | {f"cadence_{cadence}" for cadence in Cadence}
    assert said | {"at_hour", "date", "months", "weekdays"} == set(wording("en").words)


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


def test_plurals_follow_the_language():
    assert [wording("en").say("stories", count=n) for n in (1, 2)] == ["One story", "2 stories"]
    assert [wording("fr").say("stories", count=n) for n in (0, 2)] == ["Un sujet", "2 sujets"]


def test_a_cadence_names_day_and_hour():
    say = wording("de").say_cadence
    assert (
        say(Cadence.WEEKLY, weekday=0, hour=7, time_zone="Europe/Berlin") == "jeden Montag um 07:00 Uhr (Europe/Berlin)"
    )
    assert say(Cadence.DAILY) == "jeden Tag"


def test_a_title_with_braces_is_only_a_title():
    assert "{0.__class__}" in wording("en").say("confirm_asked", title="{0.__class__}")
