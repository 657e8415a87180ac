"""The outbox from the command line: what is listed and shown, what asks, what refuses, and that no address is told unasked."""

import asyncio
import os
import pty
import re
import subprocess
import sys

import pytest

from dispatcher import clock
from dispatcher.model import DeliveryState
from tests.fakes.command_line import clean_environ, dispatch
from tests.fakes.deliveries import people, published, settled
from tests.fakes.house import house

SENT, FAILED, IN_DOUBT = DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.IN_DOUBT


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Six deliveries: sent, failed, in doubt, and three queued. Read only."""
    return made(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def workspace(tmp_path):
    return made(tmp_path)


def made(root):
    async def fill():
        async with house(root, f"sqlite:///{root / 'dispatcher.db'}") as app:
            await published(app, *people(6))
            for state in (SENT, FAILED, IN_DOUBT):
                await settled(app, state, limit=1)

    asyncio.run(fill())
    return root


def run(root, *words, stdin=""):
    return dispatch("outbox", *words, cwd=root, stdin=stdin)


def answered(root, *words, say):
    """As on a terminal, where questions are asked; returns the exit code and all that was to be read."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dispatcher", "outbox", *words],
        cwd=root,
        env=clean_environ(),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.close(theirs)
    os.write(ours, f"{say}\n".encode())
    said, _ = process.communicate(timeout=60)
    os.close(ours)
    return process.returncode, said


def test_deliveries_are_listed_by_state_domain_edition_and_list_with_how_many(shop):
    assert len(run(shop, "list", "--json").json) == 6
    assert [each["state"] for each in run(shop, "list", "--state", "in doubt", "--json").json] == ["in doubt"]
    assert {each["domain"] for each in run(shop, "list", "--domain", "Example.COM", "--json").json} == {"example.com"}
    assert len(run(shop, "list", "--edition", 1, "--list", "world", "--limit", 2, "--json").json) == 2
    assert run(shop, "list", "--list", "alerts", "--json").json == []
    counts = {each["state"]: each["deliveries"] for each in run(shop, "list", "--counts", "--json").json}
    assert counts == {"sent": 1, "failed": 1, "in doubt": 1, "queued": 3}
    assert run(shop, "list", "--state", "queued").out.splitlines()[-1] == "3 queued"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("list", "--state", "lost"), "no state 'lost'"),
        (("list", "--list", "mars"), "no list 'mars'"),
        (("list", "--edition", "99"), "no edition 99"),
        (("show", "99"), "no delivery 99"),
        (("hold",), "say which deliveries to hold"),
        (("hold", "99"), "1 of these deliveries are not there"),
        (("drop", "1"), "it makes no sense to drop 1 of these: a server took it"),
        (("retry", "1"), "a server took it"),
        (("retry", "3"), "may have gone out: --again"),
        (("release", "4"), "it is queued as it is"),
    ],
)
def test_what_cannot_be_is_an_error_of_input_in_one_line(shop, words, problem):
    answer = run(shop, *words)
    assert answer.code == 2
    assert problem in answer.err
    assert len(answer.err.splitlines()) == 1


def test_one_delivery_is_shown_with_every_attempt_and_without_its_address(shop):
    shown = run(shop, "show", 2, "--json").json
    assert shown["state"] == "failed"
    assert shown["message_id"].startswith("<")
    assert (shown["list"], shown["edition"], shown["domain"], shown["bounces"]) == ("world", 1, "example.com", [])
    (attempt,) = shown["attempts"]
    assert (attempt["relay"], attempt["stage"], attempt["code"], attempt["enhanced"]) == ("smtp", "reply", 550, "5.7.1")
    assert (attempt["took_for"], attempt["said"]) == (0.25, "5.7.1 <(address)>: not here")
    for words in (("show", 2), ("show", 2, "--json"), ("list",), ("list", "--json")):
        assert "@example" not in re.sub("<[^>]*@[^>]*>", "", run(shop, *words).out.replace(shown["message_id"], ""))
    asked = run(shop, "show", 2, "--address")
    assert "reader1@example.com" in asked.out
    assert "Anna@example.org" in asked.out


def test_a_command_says_how_many_it_moved_and_what_it_left(workspace):
    answer = run(workspace, "hold", "--edition", 1)
    assert answer.out.splitlines()[-1] == "4 held"
    assert "1 left as they are: a server took it" in answer.out
    assert run(workspace, "release", "--state", "held", "--domain", "example.com").out.splitlines()[-1] == "2 released"
    answer = run(workspace, "release", "--state", "held")
    assert answer.out.splitlines() == [
        "1 left as they are: may have gone out: --again sends it a second time",
        "1 released",
    ]
    assert run(workspace, "retry", "2").out == "1 to be tried again\n"
    assert run(workspace, "drop", "--list", "world").out.splitlines()[-1] == "5 dropped"


def test_a_terminal_is_asked_before_many_are_moved(workspace):
    code, said = answered(workspace, "drop", "--state", "queued", say="n")
    assert (code, "drop 3 deliveries? [y/N]" in said, "nothing was done" in said) == (1, True, True)
    code, said = answered(workspace, "drop", "--state", "queued", say="y")
    assert (code, said.endswith("3 dropped\n")) == (0, True)
    code, said = answered(workspace, "drop", "3", say="")  # one is not asked about
    assert (code, said) == (0, "1 dropped\n")


def test_releasing_a_domain_releases_its_stop_as_well(workspace):
    async def stop():
        async with house(workspace, f"sqlite:///{workspace / 'dispatcher.db'}") as app, app.db.transaction() as tx:
            await tx.stops.add("domain", "example.com", "550 5.7.1 by policy", clock.now())
            await tx.stops.add("edition", "1", "550 5.7.1 by content", clock.now())

    asyncio.run(stop())
    stops = run(workspace, "stops", "--json").json
    assert {(each["what"], each["which"], each["waiting"]) for each in stops} == {
        ("domain", "example.com", 2),
        ("edition", "1", 3),
    }
    assert "example.com is not stopped any more" in run(workspace, "release", "--domain", "example.com").out
    assert "edition 1 is not stopped any more" in run(workspace, "release", "--edition", 1).out
    assert run(workspace, "stops", "--json").json == []


def test_a_sender_on_a_terminal_shows_how_far_it_is(workspace):
    settings = workspace / "dispatcher.toml"
    settings.write_text(settings.read_text().replace("[smtp]", '[smtp]\nkind = "folder"'))
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dispatcher", "send", "--once", "--now", "2026-11-24T12:10"],
        cwd=workspace,
        env=clean_environ() | {"TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    out, _ = process.communicate(timeout=60)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "send: " in out, (process.returncode, seen)
    assert " sent" in seen


@pytest.mark.parametrize("option", ["--state", "--domain", "--list"])
def test_a_filter_that_is_empty_never_means_everything(workspace, option):
    answer = run(workspace, "drop", "--edition", "1", option, "", "--yes")
    assert (answer.code, answer.out) == (2, "")
    assert f"{option}: it is empty" in answer.err
    assert run(workspace, "drop", "--state", "queued", "--edition", "0", "--yes").code == 2
    assert "3 queued" in run(workspace, "list").out
