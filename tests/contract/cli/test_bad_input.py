"""What goes wrong at an operator's: one clear message with place and remedy, a sensible exit code, nothing lost or half-done."""

import os
import socket
import stat
from pathlib import Path

import pytest

from dispatcher.cli import dkim
from dispatcher.errors import InputError
from tests.fakes.command_line import dispatch, dispatch_cold, settings, without_special_rights
from tests.fakes.feed_server import FeedServer, Page

CONFIRM = ("subscriber", "add", "kim@example.com", "--list", "world")


def one_line(answer):
    (line,) = [line for line in answer.err.splitlines() if not line.startswith("{")]  # the log's lines are JSON
    assert line.startswith("error: ")
    return line


@pytest.fixture
def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and never listening: who connects is refused
        yield taken.getsockname()[1]


def test_malformed_settings_stop_every_command_with_their_line(tmp_path):
    (tmp_path / "dispatcher.toml").write_text('[smtp]\nhost = "127.0.0.1\n', encoding="utf-8")
    for words in (("apply",), ("run",), ("poll", "--once"), ("feed", "list")):
        answer = dispatch(*words, cwd=tmp_path)
        assert answer.code == 3
        assert "dispatcher.toml:2: this is not TOML" in one_line(answer)
    assert [path.name for path in tmp_path.iterdir()] == ["dispatcher.toml"]


def test_a_declared_query_that_cannot_be_read_applies_nothing(tmp_path):
    settings(tmp_path, more='[[topic]]\nname = "bad"\nquery = "(open OR"\n')
    answer = dispatch("apply", cwd=tmp_path)
    assert answer.code == 3
    assert "dispatcher.toml:13" in one_line(answer)
    assert dispatch("topic", "list", "--json", cwd=tmp_path).json == []


def test_a_feed_that_is_html_is_noted_on_its_row_and_stops_nobody(tmp_path):
    with FeedServer() as server:
        server.pages["/page"] = Page(body=b"<!doctype html><html><body>no feed</body></html>", content_type="text/html")
        server.pages["/rss"] = Page(
            body=b"<rss version='2.0'><channel><title>x</title><item><title>Earthquake</title><link>https://example.com/1</link></item></channel></rss>"
        )
        settings(tmp_path, feeds=[server.url("/page"), server.url("/rss")])
        assert dispatch("apply", cwd=tmp_path).code == 0
        answer = dispatch("poll", "--once", "--json", cwd=tmp_path)
    assert answer.code == 0
    assert (answer.json["feeds"], answer.json["failed"], answer.json["new"]) == (2, 1, 1)
    page, rss = dispatch("feed", "list", "--json", cwd=tmp_path).json
    assert page["state"] == "failing"
    assert "HTML" in page["error"]
    assert rss["state"] == "ok"


def test_html_given_to_feed_read_is_an_error_of_input(tmp_path):
    answer = dispatch(
        "feed", "read", "-", "--url", "https://example.com/", cwd=tmp_path, stdin="<!doctype html><p>no feed"
    )
    assert (answer.code, answer.out) == (2, "")
    assert "not a feed" in one_line(answer)


def test_a_template_that_raises_lets_nobody_in_half(tmp_path):
    settings(tmp_path)
    dispatch("apply", cwd=tmp_path)
    mine = tmp_path / "templates" / "mail" / "confirm" / "body.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("{{ confirm_url }}\n{{ 1 / 0 }}\n", encoding="utf-8")
    answer = dispatch(*CONFIRM, cwd=tmp_path)
    assert answer.code == 4
    assert "mail/confirm/body.txt:2" in one_line(answer)
    assert dispatch("subscriber", "list", "world", "--json", cwd=tmp_path).json == []
    mine.unlink()
    assert dispatch(*CONFIRM, cwd=tmp_path).code == 0
    assert len(dispatch("outbox", "list", "--json", cwd=tmp_path).json) == 1


def test_a_mail_server_that_is_down_loses_nothing(tmp_path, free_port):
    down = f'host = "127.0.0.1"\nport = {free_port}\ntls = "none"'
    settings(tmp_path, smtp=down)
    dispatch("apply", cwd=tmp_path)
    assert dispatch(*CONFIRM, cwd=tmp_path).code == 0
    answer = dispatch("send", "--once", cwd=tmp_path)
    assert answer.code == 5
    assert f"127.0.0.1:{free_port}" in one_line(answer)
    (delivery,) = dispatch("outbox", "list", "--json", cwd=tmp_path).json
    assert delivery["state"] in {"queued", "deferred"}
    settings(tmp_path)
    later = ("--now", "2099-01-01T00:00") if delivery["state"] == "deferred" else ()
    assert dispatch("send", "--once", "--json", *later, cwd=tmp_path).code == 0
    (delivery,) = dispatch("outbox", "list", "--json", cwd=tmp_path).json
    assert delivery["state"] in {"sent", "expired"}


def test_a_read_only_database_is_named_with_its_remedy(tmp_path):
    settings(tmp_path)
    dispatch("apply", cwd=tmp_path)
    database = tmp_path / "dispatcher.db"
    before = database.read_bytes()
    for path in (database, tmp_path):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    try:
        answer = dispatch_cold("topic", "add", "korea", "DPRK", cwd=tmp_path, before=without_special_rights)
    finally:
        tmp_path.chmod(0o700)
        database.chmod(0o600)
    assert answer.code == 6
    assert str(database) in one_line(answer)
    assert "read-only" in answer.err or "cannot be opened" in answer.err
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///nowhere/dispatcher.db", "folder does not exist"),
        ("sqlite:///dispatcher.toml", "no database"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "cannot be reached"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_with_its_remedy(tmp_path, url, said):
    settings(tmp_path, more=f'[database]\nurl = "{url}"\n')
    answer = dispatch("apply", cwd=tmp_path)
    assert answer.code == 6
    assert said in one_line(answer)


def test_a_demo_whose_folder_is_a_file_ends_before_it_begins(tmp_path):
    (tmp_path / "mails").write_text("mine", encoding="utf-8")
    answer = dispatch("demo", "--once", "--out", "mails", cwd=tmp_path)
    assert answer.code == 2
    assert one_line(answer) == "error: mails: it cannot be written (File exists) (name another folder)"
    assert (tmp_path / "mails").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "words",
    [
        "outbox show 99999999999999999999999",
        "outbox hold 7 99999999999999999999999",
        "outbox list --edition 99999999999",
        "outbox list --limit 99999999999999999999999",
        "edition show 99999999999999999999999",
        "edition list --limit 99999999999999999999999",
        "story list --limit -1",
        "bounce list --limit -1",
    ],
)
def test_a_number_that_no_database_takes_is_an_error_of_input(tmp_path, words):
    answer = dispatch(*words.split(), cwd=settings(tmp_path))
    assert answer.code == 2
    assert "Invalid value" in answer.err


def test_a_database_url_with_a_port_that_is_none(tmp_path):
    settings(tmp_path, more='[database]\nurl = "postgresql://news:secret@127.0.0.1:abc/news"\n')
    answer = dispatch("feed", "list", cwd=tmp_path)
    assert answer.code == 6
    assert "the database URL cannot be read" in one_line(answer)
    assert "secret" not in answer.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_half_a_key_is_not_left_behind(tmp_path, monkeypatch):
    def fill(name, flags):
        os.close(os.open(name, flags, 0o600))
        return os.open("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(dkim, "_opened", fill)
    with pytest.raises(InputError, match="No space left"):
        dkim._written(tmp_path / "keys" / "a.pem", b"key")
    assert list((tmp_path / "keys").iterdir()) == []
