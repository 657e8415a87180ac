"""List files come in by import: only new people, nothing half-done, nobody revived."""

import pytest

from tests.fakes.command_line import dispatch, settings

FILE = """email,name,topics,hour,consent_source,consent_at
anna@example.com,Anna,quakes,7,form,2026-01-15
ben@example.com,Ben,,9,form,2026-01-15
choi@example.com,,,,,
"""
NOW = ("--now", "2026-03-01T12:00")


@pytest.fixture
def run(tmp_path):
    settings(tmp_path)
    (tmp_path / "subscribers").mkdir()
    (tmp_path / "subscribers" / "world.csv").write_text(FILE, encoding="utf-8")

    def in_workspace(*words, code=0, stdin=""):
        answer = dispatch(*words, cwd=tmp_path, stdin=stdin)
        assert answer.code == code, answer.err
        return answer

    in_workspace("apply")
    return in_workspace


def counts(answer):
    return {name: number for name, number in answer.json.items() if number}


def states(run):
    return {each["address"]: each["state"] for each in run("subscriber", "list", "world", "--json").json}


def test_a_dry_run_says_what_would_be_and_changes_nothing(run):
    assert counts(run("subscriber", "import", "world", "--dry-run", "--invite", "--json")) == {
        "rows": 3,
        "new": 3,
        "unconfirmed": 1,
    }
    assert states(run) == {}
    assert run("outbox", "list", "--json").json == []


def test_consent_confirms_and_who_gave_none_is_asked(run):
    assert counts(run("subscriber", "import", "world", "--invite", "--json", *NOW)) == {
        "rows": 3,
        "new": 3,
        "unconfirmed": 1,
        "invited": 1,
    }
    assert states(run) == {
        "anna@example.com": "confirmed",
        "ben@example.com": "confirmed",
        "choi@example.com": "unconfirmed",
    }
    assert [(each["kind"], each["state"]) for each in run("outbox", "list", "--json").json] == [("confirm", "queued")]
    due = {each["address"]: each["next_edition_at"] for each in run("subscriber", "list", "world", "--json").json}
    assert due["anna@example.com"].startswith("2026-03-02T07:00")
    assert due["choi@example.com"] is None


def test_a_second_import_changes_nothing(run, tmp_path):
    run("subscriber", "import", "world")
    (tmp_path / "subscribers" / "world.csv").write_text(
        FILE.replace(",7,", ",21,").replace("Anna", "Anne"), encoding="utf-8"
    )
    assert counts(run("subscriber", "import", "world", "--json")) == {"rows": 3, "known": 3}
    assert [each["hour"] for each in run("subscriber", "show", "ANNA@example.com", "--json").json] == [7]


def test_a_suppressed_address_is_not_let_in(run):
    run("suppression", "add", "Ben@Example.com", "--reason", "asked on the phone")
    assert counts(run("subscriber", "import", "world", "--json"))["suppressed"] == 1
    assert "ben@example.com" not in states(run)
    assert "suppressed" in run("subscriber", "add", "ben@example.com", "--list", "world").out
    run("suppression", "remove", "ben@example.com")
    assert counts(run("subscriber", "import", "world", "--json")) == {"rows": 3, "new": 1, "known": 2}


def test_with_a_wrong_row_nothing_is_imported_unless_it_is_skipped(run, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(FILE + "dora@example.com,,sports,,,\nemil,,,,,\n", encoding="utf-8")
    answer = run("subscriber", "import", "world", file, code=3)
    assert f"{file}:5: the list 'world' offers no topic 'sports' (it offers: quakes)" in answer.err
    assert f"{file}:6: 'emil' is no mail address" in answer.err
    assert "2 of 5 rows are wrong; nothing was imported" in answer.err
    assert states(run) == {}
    skipped = run("subscriber", "import", "world", file, "--skip-bad", "--json")
    assert counts(skipped) == {"rows": 3, "wrong": 2, "new": 3, "unconfirmed": 1}
    assert f"{file}:5" in skipped.err


def test_what_is_exported_can_be_imported_elsewhere(run, tmp_path):
    run("subscriber", "import", "world")
    exported = run("subscriber", "export", "world").out
    assert exported.splitlines()[0].startswith("email,name,topics,cadence")
    other = tmp_path / "other"
    settings(other)
    (other / "people.csv").write_text(exported, encoding="utf-8")
    dispatch("apply", cwd=other)
    answer = dispatch("subscriber", "import", "world", "people.csv", "--json", cwd=other)
    assert counts(answer) == {"rows": 3, "new": 3, "unconfirmed": 1}


def test_one_person_is_added_and_asked(run):
    assert "queued" in run("subscriber", "add", "kim@example.com", "--list", "world", "--topic", "quakes").out
    assert "nothing was changed" in run("subscriber", "add", "Kim@example.com", "--list", "world").out
    assert states(run) == {"kim@example.com": "unconfirmed"}
    assert len(run("outbox", "list", "--json").json) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nobody", "--list", "world"), "no mail address"),
        (("add", "", "--list", "world"), "no address"),
        (("add", "a@example.com", "--list", "wrld"), "no list 'wrld'"),
        (("add", "a@example.com", "--list", "world", "--topic", "sport"), "no topic 'sport'"),
        (("import", "wrld"), "no list 'wrld'"),
        (("import", "world", "gone.csv"), "No such file"),
        (("list", "wrld"), "no list 'wrld'"),
        (("export", "wrld"), "no list 'wrld'"),
    ],
)
def test_what_cannot_be_is_an_error_of_input(run, words, said):
    assert said in run("subscriber", *words, code=2).err


def test_a_list_file_in_another_encoding_is_an_error_of_input(run, tmp_path):
    (tmp_path / "subscribers" / "world.csv").write_text("email,name\nanna@example.com,Änne\n", encoding="latin-1")
    assert "not UTF-8" in run("subscriber", "import", "world", code=2).err
    assert run("check", code=3).out.startswith("subscribers/world.csv: it cannot be read")


def test_an_address_that_joined_nothing_is_said_to_be_so(run):
    assert run("subscriber", "show", "nobody@example.com").out == "This address joined nothing.\n"
