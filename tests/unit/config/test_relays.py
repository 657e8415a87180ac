"""`[[relay]]`: names, domains, secrets, and what `config show` says of them."""

import pytest

from dispatcher.config import load, problems, read
from dispatcher.config.shown import shown

OUT = '[[relay]]\nname = "out"\nhost = "out.example.net"\nport = 587\ntls = "starttls"\nusername = "us"\n'


def written(root, text):
    (root / "dispatcher.toml").write_text(text)
    return root


def relay(root, environ=None):
    return load(root, environ or {}).relays[0]


def test_a_password_file_is_read_and_a_credential_of_its_name_wins(tmp_path):
    (tmp_path / "secret").write_text("hunter2\n")
    written(tmp_path, OUT + 'password_file = "secret"\n')
    assert relay(tmp_path).password.get_secret_value() == "hunter2"
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "relay.out.password").write_text("better\nand more")
    assert relay(tmp_path, {"CREDENTIALS_DIRECTORY": str(folder)}).password.get_secret_value() == "better"


def test_a_password_file_that_is_not_there_is_a_problem_with_its_line(tmp_path):
    written(tmp_path, OUT + 'password_file = "nowhere"\n')
    (problem,) = problems(tmp_path, {})
    assert (problem.place, "cannot be read" in problem.problem) == ("dispatcher.toml:7", True)


def test_domains_are_kept_as_recipient_domains_are(tmp_path):
    written(tmp_path, OUT + 'domains = ["Example.ORG", "*.bücher.example"]\n')
    assert relay(tmp_path).domains == ("example.org", "*.xn--bcher-kva.example")


@pytest.mark.parametrize(
    ("text", "line", "problem", "remedy"),
    [
        (OUT + OUT, 7, "the relay 'out' is declared twice, first at line 1", "remove one"),
        (OUT.replace("out", "smtp", 1), 2, "relay.name", "the relay of [smtp]"),
        (OUT.replace("out", "folder", 1), 2, "relay.name", "dry runs"),
        (OUT + 'domains = ["*"]\n', 7, "relay.domains", "write it as"),
        (OUT + 'domains = ["*.*.org"]\n', 7, "relay.domains", "write it as"),
        (OUT + 'domains = ["anna@example.org"]\n', 7, "relay.domains", "write it as"),
        (
            OUT + 'domains = ["example.org"]\n' + OUT.replace('"out"', '"two"') + 'domains = ["example.org"]\n',
            8,
            "'example.org', which goes to 'out' already",
            "one of them",
        ),
        (OUT + "messages_a_minute = -1\n", 7, "relay.messages_a_minute", "greater than or equal"),
        (OUT + "messages_a_minute = true\n", 7, "relay.messages_a_minute", "not true or false"),
        (OUT + "warm_up = [200, 0]\n", 7, "relay.warm_up", "greater than or equal to 1"),
        (OUT + "warm_up = 200\n", 7, "relay.warm_up", "a list"),
        (OUT + 'passwort = "x"\n', 7, "no setting 'relay.passwort'", "did you mean 'password'?"),
    ],
)
def test_a_mistake_has_its_line_and_a_remedy(tmp_path, text, line, problem, remedy):
    found = problems(written(tmp_path, text), {})[0]
    assert found.place == f"dispatcher.toml:{line}"
    assert problem in found.problem
    assert remedy in found.remedy


def test_a_wrong_password_is_not_shown(tmp_path):
    (found,) = problems(written(tmp_path, OUT + "password = 4711\n"), {})
    assert "4711" not in found.problem + found.remedy


def test_what_is_shown_says_where_it_is_from_and_no_secret(tmp_path):
    (tmp_path / "secret").write_text("hunter2\n")
    written(tmp_path, OUT + 'password_file = "secret"\nwarm_up = [200, 500]\n')
    settings, _, source = read(tmp_path, {})
    rows = {row.name: (row.value, row.origin) for row in shown(settings, source)}
    assert rows["relay.out.host"] == ("out.example.net", "dispatcher.toml:3")
    assert rows["relay.out.password"] == ("********", "dispatcher.toml:7 (secret)")
    assert rows["relay.out.warm_up"] == ([200, 500], "dispatcher.toml:8")
    assert rows["relay.out.connections"] == (4, "default")
    assert "hunter2" not in str(rows)


def test_a_table_of_days_may_come_from_the_environment(tmp_path):
    written(tmp_path, "")
    for text in ("[200, 500]", "200, 500"):
        assert load(tmp_path, {"DISPATCHER_SMTP__WARM_UP": text}).smtp.warm_up == (200, 500)
