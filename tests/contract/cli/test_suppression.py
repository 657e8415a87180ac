"""Suppressions from the command line: an address, a file of them, all of it or nothing."""

import asyncio

import pytest

from tests.fakes.command_line import dispatch, settings
from tests.fakes.deliveries import people, published, states
from tests.fakes.house import house


@pytest.fixture
def run(tmp_path):
    settings(tmp_path)
    return lambda *words, stdin="": dispatch("suppression", *words, cwd=tmp_path, stdin=stdin)


def test_an_address_is_added_listed_with_its_kind_and_removed(run):
    assert run("add", "Ben@Example.org").out == "suppressed\n"
    assert run("add", "ben@example.org").out == "it was suppressed already\n"
    (listed,) = run("list", "--json").json
    assert (listed["kind"], listed["reason"]) == ("operator", "by the operator")
    assert "ben" not in run("list").out.lower()
    assert run("list", "--kind", "complained", "--json").json == []
    assert run("list", "--kind", "odd").code == 2
    assert run("remove", "BEN@example.org").out == "no longer suppressed\n"
    assert run("remove", "ben@example.org").out == "it was not suppressed\n"


def test_a_file_is_read_whole_or_not_at_all(run, tmp_path):
    file = tmp_path / "gone.csv"
    file.write_text('email,since\nanna@example.org,2026\n\n# a note\n"ben@example.net"\nAnna@example.org\n')
    assert run("add", "gone.csv", "--reason", "from the old system").out == "2 suppressed, 1 were suppressed already\n"
    assert {each["reason"] for each in run("list", "--json").json} == {"from the old system"}
    file.write_text("cleo@example.org\nnobody\n")
    answer = run("add", "gone.csv")
    assert answer.code == 2
    assert "gone.csv:2" in answer.err
    assert len(run("list", "--json").json) == 2
    assert run("add", "-", stdin="cleo@example.org\n").out == "1 suppressed, 0 were suppressed already\n"
    assert run("add", "missing.csv").code == 2


def test_what_is_queued_or_held_for_it_is_not_sent(tmp_path):
    async def queued():
        async with house(tmp_path, f"sqlite:///{tmp_path / 'dispatcher.db'}") as app:
            await published(app, *people(3))

    async def found():
        async with house(tmp_path, f"sqlite:///{tmp_path / 'dispatcher.db'}") as app:
            return [str(each) for each in await states(app)]

    asyncio.run(queued())
    dispatch("outbox", "hold", "1", cwd=tmp_path)
    answer = dispatch("suppression", "add", "-", cwd=tmp_path, stdin="reader0@example.org\nReader1@example.com\n")
    assert answer.out == "2 suppressed, 0 were suppressed already\n"
    assert asyncio.run(found()) == ["suppressed", "suppressed", "queued"]
