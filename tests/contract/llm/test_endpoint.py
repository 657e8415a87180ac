"""A model is asked politely and believed in nothing: one answer within its time and size, or one error that says why."""

import logging
import time

import pytest

from dispatcher.llm import Endpoint, Model, ModelError, endpoint
from dispatcher.stories.briefing.prompt import schema
from tests.fakes.model_endpoint import ModelEndpoint

KEY = "key-that-nobody-sees"
QUESTION = [
    {"role": "system", "content": "Write."},
    {"role": "user", "content": '{"sentences": [{"id": "s1", "text": "The council met."}]}'},
]


@pytest.fixture(autouse=True)
def _knows_no_form():
    endpoint._working.clear()


def model(at, *, key=KEY):
    return Model(Endpoint(at.url, "small", key), connections=2)


async def ask(asked, *, seconds=5.0):
    return await asked.ask(QUESTION, schema=schema(), most_tokens=500, seconds=seconds)


async def test_an_answer_comes_with_its_cost_in_the_strictest_form():
    async with ModelEndpoint() as at:
        answer = await ask(model(at))
        assert (answer.tokens, answer.form) == (1000, "json_schema")
        assert "The council met." in answer.text
        assert at.questions[0]["max_tokens"] == 500


@pytest.mark.parametrize("status", [400, 422, 500])
async def test_a_form_that_is_refused_gives_way_and_what_works_is_remembered(status):
    async with ModelEndpoint(refuses={"json_schema": status, "json_object": status}) as at:
        assert (await ask(model(at))).form == "plain"
        assert (await ask(model(at))).form == "plain"
        assert len(at.questions) == 4


async def test_a_refusal_of_a_form_that_worked_is_a_failure():
    async with ModelEndpoint() as at:
        await ask(model(at))
        at.behaviour = "500"
        with pytest.raises(ModelError, match="HTTP 500"):
            await ask(model(at))
        assert len(at.questions) == 2


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ("hang", "in time"),
        ("trickle", "in time"),
        ("close", "broke off"),
        ("large", "too large"),
        ("zipped", "too large"),
        ("no json", "OpenAI-compatible"),
        ("moved", "moved"),
        ("401", "key"),
        ("404", "no such"),
        ("429", "enough of us"),
        ("503", "HTTP 503"),
        ("400", "HTTP 400"),
    ],
)
async def test_whatever_goes_wrong_is_one_error_in_time(behaviour, said):
    async with ModelEndpoint(behaviour) as at:
        began = time.monotonic()
        with pytest.raises(ModelError, match=said) as caught:
            await ask(model(at), seconds=1.0)
        assert time.monotonic() - began < 3
        assert KEY not in str(caught.value)
        assert all(question["model"] == "small" for question in at.questions)
        assert len(at.questions) == (3 if behaviour == "400" else 1)


async def test_nobody_there_is_said_so():
    async with ModelEndpoint() as at:
        pass
    with pytest.raises(ModelError, match="cannot be reached"):
        await ask(model(at))


async def test_the_environment_changes_nothing_and_is_not_told(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "from-the-environment")
    async with ModelEndpoint() as at:
        await ask(model(at))
        await ask(model(at, key=""))
        assert "from-the-environment" not in str(at.headers)
        assert at.headers[0]["Authorization"] == f"Bearer {KEY}"
        assert "Authorization" not in at.headers[1]
        assert not [name for name in at.headers[0] if name.lower().startswith(("x-", "openai-"))]


async def test_the_log_knows_neither_key_nor_text(caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    async with ModelEndpoint() as at:
        await ask(model(at))
        at.behaviour = "401"
        with pytest.raises(ModelError):
            await ask(model(at))
    assert KEY not in caplog.text
    assert "The council met" not in caplog.text
    assert KEY not in repr(model(at).endpoint)
