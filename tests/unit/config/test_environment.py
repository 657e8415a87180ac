"""The environment wins over the file; secrets also come from files and systemd credentials."""

import pytest

from dispatcher.config import load, problems, read
from dispatcher.config.shown import shown


def written(tmp_path, text=""):
    (tmp_path / "dispatcher.toml").write_text(text, encoding="utf-8")
    return tmp_path


def password(root, environ):
    return load(root, environ).smtp.password.get_secret_value()


def test_a_value_of_the_environment_wins_over_the_file(tmp_path):
    root = written(tmp_path, '[smtp]\nhost = "a.example.org"\nport = 25\n')
    settings = load(root, {"DISPATCHER_SMTP__HOST": "b.example.org", "DISPATCHER_SMTP__PORT": "587"})
    assert (settings.smtp.host, settings.smtp.port) == ("b.example.org", 587)


def test_truth_and_lists_can_stand_in_the_environment(tmp_path):
    root = written(tmp_path)
    for text in ("127.0.0.1, 10.0.0.0/8", '["127.0.0.1", "10.0.0.0/8"]'):
        settings = load(root, {"DISPATCHER_FETCH__ARTICLES": "false", "DISPATCHER_FETCH__ALLOW_PRIVATE": text})
        assert settings.fetch.articles is False
        assert settings.fetch.allow_private == ("127.0.0.1", "10.0.0.0/8")


def test_a_table_within_a_section_is_given_whole_or_key_by_key(tmp_path):
    root = written(tmp_path, "[smtp]\ntimeouts = { reply = 500, quit = 1 }\n")
    timeouts = load(root, {"DISPATCHER_SMTP__TIMEOUTS__REPLY": "30"}).smtp.timeouts
    assert (timeouts.reply, timeouts.quit) == (30, 1)
    whole = {"DISPATCHER_SMTP__TIMEOUTS__REPLY": "30", "DISPATCHER_SMTP__TIMEOUTS": '{"reply": 5, "body": 6}'}
    timeouts = load(root, whole).smtp.timeouts
    assert (timeouts.reply, timeouts.body, timeouts.quit) == (30, 6, 5)


@pytest.mark.parametrize("name", ["DISPATCHER_SMTP__TIMEOUTS", "DISPATCHER_SMTP__TIMEOUTS__REPLY"])
def test_a_table_that_is_none_is_named_by_its_variable(tmp_path, name):
    (one,) = problems(written(tmp_path), {name: "soon"})
    assert one.place == name


def test_a_wrong_value_of_the_environment_is_named_by_its_variable(tmp_path):
    (one,) = problems(written(tmp_path, "[smtp]\nport = 25\n"), {"DISPATCHER_SMTP__PORT": "many"})
    assert one.place == "DISPATCHER_SMTP__PORT"
    assert "whole number" in one.remedy


def test_a_misspelt_variable_is_a_problem(tmp_path):
    (one,) = problems(written(tmp_path), {"DISPATCHER_SMTP__HOTS": "x"})
    assert (one.place, one.remedy) == ("DISPATCHER_SMTP__HOTS", "did you mean DISPATCHER_SMTP__HOST?")


def test_variables_of_the_command_line_and_of_others_are_left_alone(tmp_path):
    environ = {"DISPATCHER_WORKSPACE": "x", "DISPATCHER_DEBUG": "1", "OTHER__THING": "1", "PATH": "/bin"}
    assert problems(written(tmp_path), environ) == []


def test_a_password_comes_from_a_file_beside_the_settings(tmp_path):
    (tmp_path / "secret").write_text("hunter2\nsecond line\n", encoding="utf-8")
    assert password(written(tmp_path, '[smtp]\npassword_file = "secret"\n'), {}) == "hunter2"


def test_the_nearest_source_of_a_password_wins(tmp_path):
    for name in ("file", "environ"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "smtp.password").write_text("credential", encoding="utf-8")
    root = written(tmp_path, '[smtp]\npassword = "text"\n')
    environ: dict[str, str] = {}
    assert password(root, environ) == "text"
    written(tmp_path, '[smtp]\npassword = "text"\npassword_file = "file"\n')
    assert password(root, environ) == "file"
    environ["CREDENTIALS_DIRECTORY"] = str(folder)
    assert password(root, environ) == "credential"
    environ["DISPATCHER_SMTP__PASSWORD_FILE"] = str(tmp_path / "environ")
    assert password(root, environ) == "environ"
    environ["DISPATCHER_SMTP__PASSWORD"] = "direct"
    assert password(root, environ) == "direct"


def test_a_database_url_with_a_password_may_come_from_a_file(tmp_path):
    (tmp_path / "url").write_text("postgresql://u:hunter2@db.example.org/news\n", encoding="utf-8")
    settings = load(written(tmp_path), {"DISPATCHER_DATABASE__URL_FILE": str(tmp_path / "url")})
    assert settings.database.url == "postgresql://u:hunter2@db.example.org/news"


def test_a_secret_file_that_is_not_there_is_a_problem_at_its_place(tmp_path):
    root = written(tmp_path, '[smtp]\npassword_file = "nowhere"\n')
    (one,) = problems(root, {})
    assert one.place == "dispatcher.toml:2"
    assert "nowhere" in one.problem
    (one,) = problems(written(tmp_path), {"DISPATCHER_SMTP__PASSWORD_FILE": str(tmp_path / "gone")})
    assert one.place == "DISPATCHER_SMTP__PASSWORD_FILE"


def test_every_setting_is_shown_with_its_origin_and_secrets_masked(tmp_path):
    root = written(tmp_path, '[smtp]\nport = 2525\npassword = "hunter2"\n')
    environ = {"DISPATCHER_DATABASE__URL": "postgresql://u:hunter3@db.example.org/news"}
    settings, found, source = read(root, environ)
    assert settings is not None
    assert found == []
    rows = {row.name: (row.value, row.origin) for row in shown(settings, source)}
    assert rows["smtp.port"] == (2525, "dispatcher.toml:2")
    assert rows["smtp.host"] == ("127.0.0.1", "default")
    assert rows["smtp.password"] == ("********", "dispatcher.toml:3")
    assert rows["database.url"] == ("postgresql://u:********@db.example.org/news", "DISPATCHER_DATABASE__URL")
    assert "hunter" not in repr(rows)
