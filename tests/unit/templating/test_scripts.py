import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.scripts import fonts_of, foreign, script_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("서울 한강변에 심야 도서관 문 열어", "ko"),
        ("東京の夜行列車が十一年ぶりに復活", "ja"),
        ("夜班渡轮时隔十一年重返外岛", "zh"),
        ("2026年：夜班渡轮", "zh"),
        ("المدينة القديمة تعيد فتح سوقها", "ar"),
        ("« שוק העיר העתיקה נפתח מחדש »", "he"),
        ("เรือกลางคืนกลับมาอีกครั้ง", "th"),
        ("Ένα πλοίο", "el"),
        ("Night ferries", None),
        ("Ночные паромы", None),
        ("12:40 – 5 %", None),
        ("", None),
    ],
)
def test_a_text_is_read_in_the_language_of_its_letters(text, language):
    script = script_of(text)
    assert (script and script.language) == language


def test_only_what_differs_from_the_language_around_it_is_foreign():
    assert foreign("서울 한강변", "ko") == ("", "")
    assert foreign("서울 한강변", "en").language == "ko"
    assert foreign("بازار قدیمی", "fa") == ("", "")
    assert foreign("Night ferries", "ko") == ("", "")


def test_a_language_in_letters_of_its_own_has_fonts_of_its_own():
    assert "Malgun Gothic" in fonts_of("ko-KR")
    assert fonts_of("fa") == fonts_of("ar") != ""
    assert fonts_of("de") == fonts_of("ru") == fonts_of("el") == ""


@given(st.text())
def test_any_text_has_a_script_or_none(text):
    script_of(text)
