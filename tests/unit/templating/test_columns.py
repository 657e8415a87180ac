from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.blanks import blank
from dispatcher.templating.columns import width, wrap


@given(st.text(), st.integers(20, 76))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text, columns):
    lines = wrap(text, columns, first="1. ", then="   ").split("\n")
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(f"1. {text}".split())


def test_east_asian_letters_take_two_columns():
    assert width("서울 a") == 6
    assert [width(line) for line in wrap("한" * 40, 72).split("\n")] == [72, 8]


def test_links_and_blanks_are_never_broken():
    url = "https://example.org/" + "a" * 100
    assert wrap(f"see {url} there", 40) == f"see\n{url}\nthere"
    assert wrap(blank("unsubscribe_url"), 10) == blank("unsubscribe_url")


def test_marks_go_before_the_lines():
    assert wrap("one two three", 9, first="1. ", then="   ") == "1. one\n   two\n   three"


def test_chinese_breaks_between_letters_and_no_line_begins_with_what_closes():
    text = "两艘夜班渡轮周一驶往外岛，这是自二〇一五年停航以来的首次。公司表示：“十二月中旬以前的铺位三天内售罄”，港口委员会一月再议。"
    for columns in range(20, 60):
        lines = wrap(text, columns).split("\n")
        assert all(columns - 6 <= width(line) <= columns for line in lines[:-1])
        assert not any(line[0] in "，。：”" or line[-1] == "“" for line in lines)


def test_a_thai_vowel_stays_with_its_letter_and_takes_no_column():
    assert width("เรือกลับมาอีกครั้ง") == 13
    assert all(line[0] not in "\u0e31\u0e34\u0e35\u0e49" for line in wrap("กลับมาอีกครั้ง" * 9, 20).split("\n"))


def test_what_cannot_be_seen_takes_no_column():
    assert width("\u2068صحيفة\u2069") == 5


def test_korean_breaks_at_its_spaces():
    assert wrap("서울 한강변에 심야 도서관", 14) == "서울 한강변에\n심야 도서관"
