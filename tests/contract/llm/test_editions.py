"""Whatever a model or its endpoint does: every story is written in time, every edition leaves, and the trouble is said once."""

import time
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from dispatcher.app import group, publish, send, write
from dispatcher.llm import endpoint
from dispatcher.transport.inbox import Inbox
from tests.fakes.house import SETTINGS, bring, house, let_in
from tests.fakes.model_endpoint import ModelEndpoint
from tests.fakes.people import NOON

STORIES = {
    "Earthquake strikes eastern Velmora": (
        "A magnitude 6.4 earthquake struck eastern Velmora before dawn on Tuesday, killing at least 14 people. "
        "Rescue teams in Dorvan pulled 30 people from collapsed houses, the interior ministry said. "
        "The government of Velmora will hold an emergency session on 27 November. "
        "The last major earthquake in Velmora, in 1999, killed 1,130 people."
    ),
    "Tram line approved by Tarsin council": (
        "The Tarsin city council in Velmora approved a new tram line on Monday by 34 votes to 12. "
        "Construction of the tram line will begin in March 2027, the council said. "
        "Tram traffic in Tarsin could double within ten years, analysts at the Lorn Institute said. "
        "Tarsin closed its old trams in 1971 and replaced them with buses."
    ),
    "Shipyards Norlund and Castell merge": (
        "Shipbuilder Norlund agreed on Monday to merge with its rival Castell in a deal worth 2.3 billion crowns. "
        "Regulators in Velmora said they would examine the merger by 15 January 2027. "
        "The merger would make the largest shipyard in Velmora since the war, the yards said. "
        "Norlund was founded in 1888 and built the first steel ferry of Velmora."
    ),
}


@pytest.fixture(autouse=True)
def _knows_no_form():
    endpoint._working.clear()


@asynccontextmanager
async def newsroom(folder, url, *, smtp_port=25, more=""):
    writer = f'[writer]\nkind = "llm"\nbase_url = "{url}"\nmodel = "small"\ntime_limit = 1\n{more}'
    (folder / "dispatcher.toml").write_text(SETTINGS.format(port=smtp_port) + writer, encoding="utf-8")
    async with house(folder, f"sqlite:///{folder / 'news.db'}") as app:
        app.cpu._impossible = True  # threads: a pool of processes takes longer to start than all this
        for at, (title, text) in enumerate(STORIES.items()):
            await bring(app, f"outlet{at}", title, text, now=NOON)
        await group.run(app, now=NOON)
        yield app


async def briefings(app):
    async with app.db.reading() as tx:
        stories = await tx.stories.recent(10)
        assert await tx.stories.unwritten(10) == []
        return [briefing for _, briefing in (await tx.briefings.latest([story.id for story in stories])).values()]


def written_by(told):
    return {kind for briefing in told for kind in briefing.facts["writer"]["sections"].values()}


BROKEN = [
    "hang", "trickle", "close", "large", "zipped", "no json", "moved", "400", "401", "429", "500", "503",
    "prose", "half", "deep", "digits", "wrong types", "empty", "uncited", "invent",
]  # fmt: skip


@pytest.mark.parametrize("behaviour", BROKEN)
async def test_what_is_broken_leaves_every_edition_on_time(tmp_path, behaviour):
    async with ModelEndpoint(behaviour) as at, Inbox() as inbox:
        async with newsroom(tmp_path, at.url, smtp_port=inbox.port) as app:
            await let_in(app, "world", "anna@example.org")
            began = time.monotonic()
            with capture_logs() as logs:
                await write.run(app, now=NOON)
            assert time.monotonic() - began < 6
            told = await briefings(app)
            assert len(told) == len(STORIES)
            assert written_by(told) == {"extractive"}
            assert all(any(section.sentences for section in briefing.sections) for briefing in told)
            assert len([line for line in logs if line["log_level"] in {"warning", "error"}]) <= 1
            await publish.run(app, now=NOON)
            await send.run(app, now=NOON)
            assert len(inbox.messages) == 1
        assert "98765" not in str(told)


async def test_a_model_that_writes_well_is_printed_and_named(tmp_path):
    async with ModelEndpoint() as at, newsroom(tmp_path, at.url) as app:
        with capture_logs() as logs:
            await write.run(app, now=NOON)
        told = await briefings(app)
        assert [briefing.facts["writer"]["model"] for briefing in told] == ["small"] * 3
        assert written_by(told) >= {"llm"}
        assert len(at.questions) == 3
        assert [line for line in logs if line["log_level"] == "warning"] == []
        assert "Velmora" not in str(logs)


async def test_a_dead_endpoint_costs_one_time_limit_and_is_left_alone(tmp_path):
    async with ModelEndpoint("hang") as at, newsroom(tmp_path, at.url, more="connections = 1\n") as app:
        began = time.monotonic()
        await write.run(app, now=NOON)
        assert time.monotonic() - began < 2.5
        assert len(at.questions) == 1


async def test_what_was_asked_once_is_not_asked_again(tmp_path):
    async with ModelEndpoint() as at, newsroom(tmp_path, at.url) as app:
        async with app.db.reading() as tx:
            stories = await tx.stories.recent(10)
        await write.write(app, stories, now=NOON)
        first = await briefings(app)
        async with app.db._writing() as connection:
            await connection.exec_driver_sql("DELETE FROM briefing")
        app._model_writer = None
        at.behaviour = "hang"
        await write.write(app, stories, now=NOON)
        assert await briefings(app) == first
        assert len(at.questions) == 3


async def test_a_day_s_tokens_are_a_limit(tmp_path):
    async with (
        ModelEndpoint() as at,
        newsroom(tmp_path, at.url, more="tokens_per_day = 2000\nconnections = 1\n") as app,
    ):
        with capture_logs() as logs:
            await write.run(app, now=NOON)
        assert len(at.questions) < 3
        assert written_by(await briefings(app)) == {"llm", "extractive"}
        assert [line["reason"] for line in logs if line["log_level"] == "warning"] == ["the day's tokens are spent"]


async def test_refused_sentences_are_asked_for_once_more_with_the_reasons(tmp_path):
    async with ModelEndpoint("invent") as at, newsroom(tmp_path, at.url) as app:
        await write.run(app, now=NOON)
        again = [question for question in at.questions if len(question["messages"]) == 4]
        assert len(at.questions) == 6
        assert len(again) == 3
        assert "98765" in again[0]["messages"][3]["content"]


async def test_without_the_extra_the_briefings_are_quoted_and_the_remedy_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openai", None)
    async with newsroom(tmp_path, "http://127.0.0.1:9/v1") as app:
        with capture_logs() as logs:
            await write.run(app, now=NOON)
        assert written_by(await briefings(app)) == {"extractive"}
        (warning,) = [line for line in logs if line["log_level"] == "warning"]
        assert "pip install '.[llm]'" in warning["reason"]
