"""What a list file may look like, and what is said of one that is wrong."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Cadence, MailingList
from dispatcher.subscriptions.list_file import COLUMNS, WEEKDAYS, read_list_file, write_list_file

WORLD = MailingList(
    id=1,
    name="world",
    title="World",
    sender_name="World",
    sender_address="world@example.org",
    topics=("korea", "quakes"),
    hour=8,
    time_zone="Europe/Berlin",
    language="de",
)


def read(text):
    return read_list_file(text, WORLD)


def the_problem(text):
    found = read(text)
    (problem,) = found.problems
    return problem


def test_only_the_address_is_required_and_the_list_gives_the_rest():
    (row,) = read("email\nanna@example.com\n").rows
    assert (row.address, row.name, row.topics) == ("anna@example.com", "", ())
    assert (row.cadence, row.weekday, row.hour, row.time_zone, row.language) == (
        Cadence.DAILY,
        0,
        8,
        "Europe/Berlin",
        "de",
    )
    assert not row.consented


def test_a_row_says_everything():
    text = (
        ",".join(COLUMNS)
        + "\nanna@example.com,Anna,korea quakes,Weekly,Friday,21:00,Asia/Seoul,ko,form,2026-03-29T07:00+02:00\n"
    )
    (row,) = read(text).rows
    assert (row.name, row.topics, row.cadence, row.weekday) == ("Anna", ("korea", "quakes"), Cadence.WEEKLY, 4)
    assert (row.hour, row.time_zone, row.language) == (21, "Asia/Seoul", "ko")
    assert (row.consent_source, row.consent_at) == ("form", datetime(2026, 3, 29, 5, tzinfo=UTC))
    assert row.consented


@pytest.mark.parametrize("consent", ["form,", ",2026-03-29"])
def test_half_a_consent_is_none(consent):
    (row,) = read(f"email,consent_source,consent_at\nanna@example.com,{consent}\n").rows
    assert not row.consented


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffemail,name\r\nanna@example.com,Anna\r\n",
        "email;name\nanna@example.com;Anna\n",
        "email\tname\nanna@example.com\tAnna",
        "\n\nEMAIL , Name\n\nanna@example.com, Anna\n,\n",
        'email,name,,\n"anna@example.com","Anna",,\n',
        "name,email\nAnna,anna@example.com",
        "email,name\ranna@example.com,Anna\r",
    ],
)
def test_files_of_every_spreadsheet_are_read(text):
    found = read(text)
    assert found.problems == []
    assert [(row.address, row.name) for row in found.rows] == [("anna@example.com", "Anna")]


MISTAKES = [
    ("", 1, "the file is empty", "email,name"),
    ("name\nAnna\n", 1, "no column `email`", "email,name"),
    ("email,topic\na@example.com,korea\n", 1, "no column 'topic'", "did you mean 'topics'?"),
    ("email,email\na@example.com,b@example.com\n", 1, "twice", "remove"),
    ("email\nanna\n", 2, "no mail address", "@"),
    ("email,name\n,Anna\n", 2, "email is empty", "remove the line"),
    ("email,topics\na@example.com,koera\n", 2, "offers no topic 'koera'", "did you mean 'korea'?"),
    ("email,topics\na@example.com,sport\n", 2, "offers no topic 'sport'", "korea, quakes"),
    ("email,cadence\na@example.com,hourly\n", 2, "cadence 'hourly'", "daily"),
    ("email,weekday\na@example.com,34\n", 2, "weekday '34'", "monday"),
    ("email,hour\na@example.com,24\n", 2, "hour '24'", "0 to 23"),
    ("email,hour\na@example.com,7.5\n", 2, "hour '7.5'", "0 to 23"),
    ("email,time_zone\na@example.com,Berlin\n", 2, "time_zone 'Berlin'", "Europe/Berlin"),
    ("email,time_zone\na@example.com,../../etc/passwd\n", 2, "time_zone", "Europe/Berlin"),
    ("email,language\na@example.com,English\n", 2, "language 'English'", "en"),
    ("email,consent_at\na@example.com,29.3.2026\n", 2, "consent_at '29.3.2026'", "2026-03-29"),
    ("email\na@example.com,more\n", 2, "more cells than columns", "quote"),
    ('email,name\na@example.com,"two\nlines"\n', 2, "line break", "one line"),
    ('email,name\na@example.com,"one\n', 2, "not CSV", "quotes"),
    ("email\na@example.com\nA@Example.com\n", 3, "stands in line 2 already", "remove"),
]


@pytest.mark.parametrize(("text", "line", "problem", "remedy"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_a_remedy(text, line, problem, remedy):
    found = the_problem(text)
    assert found.line == line
    assert problem in found.problem
    assert remedy in found.remedy


def test_a_wrong_line_does_not_hide_the_others():
    found = read("email,hour\na@example.com,7\nb@example.com,99\nc@example.com,9\nd,1\n")
    assert [row.address for row in found.rows] == ["a@example.com", "c@example.com"]
    assert [problem.line for problem in found.problems] == [3, 5]


def test_a_line_is_counted_as_an_editor_counts_it():
    found = read('email,name\na@example.com,"two\nlines"\nb,Ben\n')
    assert [problem.line for problem in found.problems] == [2, 4]


def test_a_formula_is_made_inert_and_read_back_as_it_was():
    text = write_list_file([{"email": "+tag@example.com", "name": '=HYPERLINK("x")'}])
    assert "'=HYPERLINK" in text
    assert [(row.address, row.name) for row in read(text).rows] == [("+tag@example.com", '=HYPERLINK("x")')]


@pytest.mark.parametrize("name", ["'=1", "''=1", "'", "'quoted'", "=", "-1", "@home"])
def test_a_name_that_begins_oddly_comes_back_as_it_was(name):
    text = write_list_file([{"email": "a@example.com", "name": name}])
    assert [row.name for row in read(text).rows] == [name]


def test_an_international_domain_is_kept_in_its_ascii_form():
    assert [row.address for row in read("email\na@bücher.example.com\n").rows] == ["a@xn--bcher-kva.example.com"]


def test_the_sample_that_ships_is_in_order():
    from dispatcher.paths import built_in

    found = read((built_in("subscribers") / "example.csv").read_text(encoding="utf-8"))
    assert found.problems == []
    assert [row.consented for row in found.rows] == [True, True, False]


@given(st.text(max_size=300))
def test_whatever_the_file_holds_it_is_rows_or_problems(text):
    found = read(text)
    assert all(problem.line >= 1 and problem.problem and problem.remedy for problem in found.problems)


@given(st.lists(st.tuples(*[st.text(max_size=12)] * 4), max_size=4))
def test_whatever_the_cells_hold_every_line_is_accounted_for(people):
    text = write_list_file(
        {"email": f"p{at}@example.com", "name": name, "hour": hour, "time_zone": zone, "consent_at": at_}
        for at, (name, hour, zone, at_) in enumerate(people)
    )
    found = read(text)
    assert len(found.rows) + len(found.problems) == len(people)


printable = st.text(
    st.characters(
        min_codepoint=33,
        max_codepoint=0x2FFF,
        exclude_characters="\x7f",
        exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"],
    ),
    max_size=20,
)


@given(name=printable, hour=st.integers(0, 23), weekday=st.sampled_from(WEEKDAYS))
def test_what_is_written_is_read_back(name, hour, weekday):
    text = write_list_file([{"email": "a@example.com", "name": name, "hour": str(hour), "weekday": weekday}])
    (row,) = read(text).rows
    assert (row.name, row.hour, WEEKDAYS[row.weekday]) == (name, hour, weekday)
