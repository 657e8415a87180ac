"""`dispatcher edition`: show what was published, look at what comes next, send it to oneself."""

import json

import pytest

from tests.fakes.command_line import dispatch, settings, start


@pytest.fixture
def workspace(tmp_path):
    settings(tmp_path)
    assert dispatch("apply", cwd=tmp_path).code == 0
    return tmp_path


def test_without_stories_it_says_how_to_get_some(workspace):
    answer = dispatch("edition", "preview", "world", "--once", "out", cwd=workspace)
    assert answer.code == 2
    assert "dispatcher poll --once" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("preview", "none", "--once", "out"), "there is no list 'none'"),
        (("preview", "none", "--no-browser"), "there is no list 'none'"),
        (("preview", "world", "--once", "out", "--kind", "x"), "--kind: there is no preview of 'x'"),
        (("preview", "world", "--once", "out", "--at", "noon"), "--at: 'noon' is not a moment"),
        (("preview", "world", "--once", "out", "--as", "x@example.org"), "x@example.org is not on this list"),
        (("show", "7"), "there is no edition 7"),
        (("test", "world", "--to", "not an address", "--kind", "confirm"), "not an address"),
    ],
)
def test_a_wrong_word_is_told_in_one_line_with_its_remedy(workspace, words, said):
    answer = dispatch("edition", *words, cwd=workspace)
    assert answer.code == 2
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_preview_is_written_into_a_folder(workspace):
    answer = dispatch("edition", "preview", "world", "--kind", "confirm", "--once", "out", cwd=workspace)
    assert answer.code == 0, answer.err
    out = workspace / "out"
    assert {path.name for path in out.iterdir()} == {
        "message.eml",
        "body.html",
        "body.txt",
        "headers.txt",
        "report.json",
    }
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert report["kind"] == "confirm"
    assert 0 < report["html_size"] < 90_000
    assert report["size"] == (out / "message.eml").stat().st_size
    assert (out / "body.html").read_text("utf-8").startswith("<!")


def test_a_template_that_is_wrong_names_its_line(workspace):
    own = workspace / "templates" / "mail" / "confirm" / "body.txt"
    own.parent.mkdir(parents=True)
    own.write_text("\n{{ nothing }}", "utf-8")
    answer = dispatch("edition", "preview", "world", "--kind", "confirm", "--once", "out", cwd=workspace)
    assert answer.code == 4
    assert "mail/confirm/body.txt:2" in answer.err


def test_it_serves_on_this_machine_until_it_is_told_to_stop(workspace):
    running = start("edition", "preview", "world", "--no-browser", cwd=workspace)
    try:
        line = running.stdout.readline()
        assert "http://127.0.0.1:" in line
    finally:
        running.terminate()
        assert running.wait(timeout=30) == 0
        running.communicate()
