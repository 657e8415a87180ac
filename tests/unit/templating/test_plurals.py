import pytest

from dispatcher.templating.plurals import form

RULES = {
    "en": {"one": {"is": [1]}},
    "ja": {},
    "ru": {
        "one": {"last_digit": [1], "unless_last_two_digits": [11]},
        "few": {"last_digit": [2, 3, 4], "unless_last_two_digits": [12, 13, 14]},
    },
    "ar": {
        "zero": {"is": [0]},
        "one": {"is": [1]},
        "two": {"is": [2]},
        "few": {"last_two_digits": [3, 4, 5, 6, 7, 8, 9, 10]},
        "many": {"last_two_digits": list(range(11, 100))},
    },
}


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", 1, "one"),
        ("en", 21, "other"),
        ("ja", 1, "other"),
        ("ru", 21, "one"),
        ("ru", 11, "other"),
        ("ru", 33, "few"),
        ("ru", 113, "other"),
        ("ar", 0, "zero"),
        ("ar", 2, "two"),
        ("ar", 105, "few"),
        ("ar", 111, "many"),
        ("ar", 100, "other"),
    ],
)
def test_forms_are_those_of_cldr(language, count, expected):
    assert form(RULES[language], count) == expected
