"""What dispatcher.toml may say, and what it becomes."""

import pytest

from dispatcher.config import load
from dispatcher.errors import ConfigError

LIST = '[[list]]\nname = "world"\nfrom = "World briefing <world@news.example.org>"\n'


@pytest.fixture
def workspace(tmp_path):
    def written(text, environ=None):
        (tmp_path / "dispatcher.toml").write_text(text, encoding="utf-8")
        return load(tmp_path, environ or {})

    return written


def test_an_empty_file_is_a_workspace_with_the_defaults(workspace, tmp_path):
    settings = workspace("")
    assert settings.database.url == f"sqlite:///{tmp_path}/dispatcher.db"
    assert (settings.smtp.kind, settings.smtp.port, settings.smtp.in_doubt) == ("smtp", 25, "resend")
    assert (settings.fetch.every_minutes, settings.writer.kind, settings.log.level) == (15, "extractive", "info")
    assert (settings.feeds, settings.topics, settings.lists) == ((), (), ())


def test_a_declaration_knows_its_line(workspace):
    settings = workspace(
        '# top\n\n[[feed]]\nurl = "https://example.com/a"\n\n[[feed]]\nurl = "https://example.com/b"\n' + LIST
    )
    assert [feed.line for feed in settings.feeds] == [3, 6]
    assert [audience.line for audience in settings.lists] == [8]


def test_from_is_a_name_and_an_address(workspace):
    (audience,) = workspace(LIST).lists
    assert (audience.sender_name, audience.sender_address) == ("World briefing", "world@news.example.org")


def test_a_sender_without_a_name_is_the_lists_title(workspace):
    (audience,) = workspace('[[list]]\nname = "w"\ntitle = "World"\nfrom = "w@example.org"\n').lists
    assert (audience.sender_name, audience.sender_address) == ("World", "w@example.org")


def test_a_senders_name_may_hold_commas_and_stand_in_quotes(workspace):
    for name in ("World, daily", '\\"World, daily\\"'):
        (audience,) = workspace(f'[[list]]\nname = "w"\nfrom = "{name} <w@example.org>"\n').lists
        assert (audience.sender_name, audience.sender_address) == ("World, daily", "w@example.org")


def test_an_international_domain_is_sent_from_in_its_ascii_form(workspace):
    (audience,) = workspace('[[list]]\nname = "w"\nfrom = "W <w@bücher.example.org>"\n').lists
    assert audience.sender_address == "w@xn--bcher-kva.example.org"


def test_an_alert_needs_two_outlets_unless_the_list_says_otherwise(workspace):
    assert [audience.alert_outlets for audience in workspace(LIST).lists] == [2]
    assert [audience.alert_outlets for audience in workspace(LIST + "alert_outlets = 1\n").lists] == [1]


def test_a_weekday_is_named(workspace):
    assert [audience.weekday for audience in workspace(LIST + 'weekday = "sunday"\n').lists] == [6]


def test_a_feed_without_an_outlet_is_called_by_its_host(workspace):
    (feed,) = workspace('[[feed]]\nurl = "https://www.example.com:8443/rss"\n').feeds
    assert feed.outlet == "example.com"


def test_a_topic_without_a_title_is_called_by_its_name(workspace):
    (topic,) = workspace('[[topic]]\nname = "north-korea"\nquery = "DPRK"\n').topics
    assert topic.title == "North korea"


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("sqlite:///data/news.db", "{root}/data/news.db"),
        ("sqlite:////var/lib/news.db", "/var/lib/news.db"),
    ],
)
def test_a_relative_database_lies_in_the_workspace(workspace, tmp_path, url, where):
    settings = workspace(f'[database]\nurl = "{url}"\n')
    assert settings.database.url == "sqlite:///" + where.format(root=tmp_path)


def test_a_byte_order_mark_is_passed_over(tmp_path):
    (tmp_path / "dispatcher.toml").write_bytes(b'\xef\xbb\xbf[log]\nlevel = "debug"\n')
    assert load(tmp_path, {}).log.level == "debug"


def test_secrets_do_not_show_in_a_repr(workspace):
    assert "hunter2" not in repr(workspace('[smtp]\npassword = "hunter2"\n'))


def test_load_raises_the_first_problem_and_counts_the_others(workspace):
    with pytest.raises(ConfigError) as raised:
        workspace('[smtp]\nprot = 25\nport = "many"\n')
    assert raised.value.exit_code == 3
    assert raised.value.place in {"dispatcher.toml:2", "dispatcher.toml:3"}
    assert "1 more, see `dispatcher check`" in str(raised.value)


def test_a_folder_without_settings_is_said_to_be_no_workspace(tmp_path):
    with pytest.raises(ConfigError, match="not a workspace") as raised:
        load(tmp_path, {})
    assert "dispatcher init" in (raised.value.remedy or "")
