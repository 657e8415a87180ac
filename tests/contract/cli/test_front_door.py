"""What the command line says before any command runs, and how errors end it."""

import subprocess
import sys

import pytest

from dispatcher.cli.table import NOUNS
from tests.fakes.command_line import clean_environ, dispatch, dispatch_cold


@pytest.mark.parametrize("words", [("--help",), ("-h",), (), ("help",)])
def test_help_names_every_noun(tmp_path, words):
    answer = dispatch(*words, cwd=tmp_path)
    assert answer.code == 0
    assert [line.split()[0] for line in answer.out.splitlines() if line.startswith("  ")][: len(NOUNS)] == list(NOUNS)


def test_the_version_is_the_packages(tmp_path):
    from dispatcher import __version__

    assert dispatch("--version", cwd=tmp_path).out == f"dispatcher {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [(("fed", "list"), "did you mean 'feed'?"), (("-C",), "needs a folder"), (("xyzzy",), "no command 'xyzzy'")],
)
def test_a_word_that_is_no_command_is_an_error_of_input(tmp_path, words, said):
    answer = dispatch(*words, cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_has_help_that_names_its_program(tmp_path, noun):
    answer = dispatch(noun, "--help", cwd=tmp_path)
    assert answer.code == 0, answer.err
    assert answer.out.startswith(f"Usage: dispatcher {noun}")


def test_an_option_that_is_not_there_is_an_error_of_input(tmp_path):
    assert dispatch("feed", "list", "--jsom", cwd=tmp_path).code == 2


def test_a_folder_that_is_no_workspace_is_said_to_be_none(tmp_path):
    answer = dispatch("-C", tmp_path / "nowhere", "feed", "list", cwd=tmp_path)
    assert (answer.code, answer.out) == (3, "")
    assert "not a workspace" in answer.err
    assert "dispatcher init" in answer.err


def test_the_workspace_may_come_from_the_environment_and_the_option_wins(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "dispatcher.toml").write_text(f'[smtp]\nhost = "{name}.example.org"\n', encoding="utf-8")
    environ = {"DISPATCHER_WORKSPACE": str(tmp_path / "a")}
    assert "a.example.org" in dispatch("config", "show", cwd=tmp_path, environ=environ).out
    assert (
        "b.example.org"
        in dispatch(f"--workspace={tmp_path / 'b'}", "config", "show", cwd=tmp_path, environ=environ).out
    )


@pytest.mark.parametrize("stage", ["poll", "write", "publish", "send"])
def test_a_stage_without_once_says_how_to_run_the_service(tmp_path, stage):
    answer = dispatch(stage, cwd=tmp_path)
    assert answer.code == 2
    assert f"dispatcher run --only {stage}" in answer.err


def test_a_moment_that_is_none_is_an_error_of_input(tmp_path):
    answer = dispatch("poll", "--once", "--now", "noon", cwd=tmp_path)
    assert answer.code == 2
    assert "2026-03-29T07:00" in answer.err


def test_a_fault_of_ours_is_one_line_unless_debug_asks_for_more(tmp_path):
    program = (
        "import sys; sys.argv[0] = 'dispatcher'\n"
        "import dispatcher.config.shown as it\n"
        "def broken(*_): raise RuntimeError('two\\nlines')\n"
        "it.shown = broken\n"
        "from dispatcher.cli import main; main()"
    )
    (tmp_path / "dispatcher.toml").touch()
    said = []
    for words in (("config", "show"), ("--debug", "config", "show")):
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            cwd=tmp_path,
            env=clean_environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        said.append(done.stderr)
    assert said[0].startswith("error: RuntimeError: two lines (a fault of the program")
    assert len(said[0].splitlines()) == 1
    assert "Traceback" in said[1]


def test_a_reader_that_goes_away_is_no_fault(tmp_path):
    (tmp_path / "dispatcher.toml").touch()
    command = f"{sys.executable} -m dispatcher config show | true"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=clean_environ(), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_a_terminal_that_knows_only_ascii_still_shows_everything(tmp_path):
    (tmp_path / "dispatcher.toml").write_text('[smtp]\nusername = "한국어"\n', encoding="utf-8")
    answer = dispatch_cold("config", "show", cwd=tmp_path, environ={"PYTHONIOENCODING": "ascii"})
    assert answer.code == 0
    assert "\\ud55c" in answer.out
