"""`dispatcher bounce`: what mails say, from the shell; a pipe of the mail server; what came back."""

import pytest

from tests.fakes.command_line import dispatch, settings
from tests.fakes.reports import ANNA, delivery_report, group


def test_each_mail_is_a_line_with_all_its_fields(tmp_path):
    (tmp_path / "a.eml").write_bytes(delivery_report(group()))
    (tmp_path / "b.eml").write_bytes(b"From: anna@example.org\n\nhello\n")
    answer = dispatch("bounce", "read", "a.eml", "b.eml", cwd=tmp_path)
    assert answer.code == 0, answer.err
    assert answer.lines == [
        {
            "file": "a.eml",
            "kind": "hard",
            "recipients": [ANNA],
            "status": "5.1.1",
            "reply_code": "550",
            "reason": "550 5.1.1 no such user",
        },
        {"file": "b.eml", "kind": "none", "recipients": [], "status": None, "reply_code": None, "reason": "no report"},
    ]


@pytest.mark.parametrize("words", [(), ("-",)])
def test_a_mail_may_come_on_stdin(tmp_path, words):
    answer = dispatch("bounce", "read", *words, cwd=tmp_path, stdin=delivery_report(group()))
    (line,) = answer.lines
    assert (line["file"], line["kind"]) == ("-", "hard")


def test_a_file_that_is_missing_costs_the_whole_command_and_is_named(tmp_path):
    (tmp_path / "a.eml").write_bytes(b"x")
    answer = dispatch("bounce", "read", "a.eml", "gone.eml", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "gone.eml" in answer.err


def test_a_pipe_is_answered_with_0_when_it_is_durable_and_with_75_in_trouble(tmp_path):
    workspace = settings(tmp_path / "news")
    answer = dispatch("bounce", "take", cwd=workspace, stdin=delivery_report(group()))
    assert (answer.code, answer.out) == (0, "1 unknown\n"), answer.err
    assert dispatch("bounce", "take", cwd=tmp_path, stdin=delivery_report(group())).code == 75
    (workspace / "dispatcher.toml").write_text("no toml")
    assert dispatch("bounce", "take", cwd=workspace, stdin=b"").code == 75


def test_what_came_back_and_the_hooks_are_listed(tmp_path):
    workspace = settings(tmp_path / "news", more='[bounce]\npostmark_token = "a-long-secret-token"\n')
    assert dispatch("bounce", "list", cwd=workspace).out == "Nothing came back.\n"
    assert dispatch("bounce", "list", "--kind", "odd", cwd=workspace).code == 2
    hooks = {each["provider"]: each["set_up"] for each in dispatch("bounce", "hooks", "--json", cwd=workspace).json}
    assert hooks == {"ses": False, "postmark": True, "sendgrid": False, "mailgun": False}
    assert "a-long-secret-token" not in dispatch("config", "show", cwd=workspace).out


def test_one_look_reads_a_maildir_and_says_what_is_wrong_with_it(tmp_path):
    workspace = settings(tmp_path / "news", more='[bounce]\nmaildir = "back"\n')
    answer = dispatch("bounce", "look", cwd=workspace)
    assert (answer.code, answer.out) == (5, "nothing\n")
    assert "correct [bounce] maildir" in answer.err
    (workspace / "back" / "new").mkdir(parents=True)
    (workspace / "back" / "new" / "1.mx").write_bytes(delivery_report(group()))
    assert dispatch("bounce", "look", cwd=workspace).out == "1 unknown\n"
    assert dispatch("bounce", "look", cwd=settings(tmp_path / "other")).code == 2
