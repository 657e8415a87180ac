"""
Question → answer of a model: one chat completion, in the strictest form the endpoint takes, within a time, a size and a number of tokens.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dispatcher.llm.failures import ModelError
from dispatcher.llm.sdk import client, failure, load, said

FORMS = ("json_schema", "json_object", "plain")
_WORDS = 3  # bytes of UTF-8 a token has at the least, about
_working: dict[tuple[str, str], str] = {}  # the form that works, per endpoint and model, as long as we run


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked."""

    base_url: str
    model: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said, and what it cost in tokens (estimated where the endpoint does not say)."""

    text: str
    tokens: int
    form: str


class Model:
    """One model at one endpoint; at most `connections` questions at a time."""

    def __init__(self, endpoint: Endpoint, *, connections: int) -> None:
        self.endpoint = endpoint
        self.places = asyncio.Semaphore(connections)

    async def ask(
        self, messages: Sequence[Mapping[str, str]], *, schema: Mapping[str, Any], most_tokens: int, seconds: float
    ) -> Answer:
        """
        Ask once, within `seconds` in all, also for an endpoint that trickles. Raises ModelError, and nothing else.

        A form of answer the endpoint refuses at first sight (400, 422, 500) gives way to the next; what works is remembered.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._in_some_form(messages, schema, most_tokens, seconds)
        except TimeoutError as error:
            raise ModelError("the endpoint did not answer in time") from error

    async def _in_some_form(
        self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any], most_tokens: int, seconds: float
    ) -> Answer:
        where = (self.endpoint.base_url, self.endpoint.model)
        known = _working.get(where)
        for form in (known,) if known else FORMS:
            try:
                answer = await self._once(form, messages, schema, most_tokens, seconds)
            except ModelError as error:
                if known or not error.refused_form or form == FORMS[-1]:
                    raise
            else:
                _working[where] = form
                return answer
        raise AssertionError  # the last form returns or raises

    async def _once(
        self,
        form: str,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        most_tokens: int,
        seconds: float,
    ) -> Answer:
        # OpenAI's own newer models refuse the old name; every other endpoint knows it.
        limit = "max_completion_tokens" if ".openai.com" in self.endpoint.base_url else "max_tokens"
        asked = {"model": self.endpoint.model, "messages": list(messages), limit: most_tokens, **_form(form, schema)}
        await asyncio.to_thread(load)  # half a second, the first time
        async with client(self.endpoint.base_url, self.endpoint.key, seconds=seconds) as sdk:
            try:
                body = await said(sdk, "/chat/completions", asked)
            except Exception as error:  # noqa: BLE001 - the SDK and what it rests on raise of many kinds
                raise failure(error) from None  # its text may hold what was asked
        return _read(body, form, asked=estimate(messages))


def estimate(messages: Sequence[Mapping[str, str]]) -> int:
    """Tokens of a question, rather too many than too few."""
    return sum(len(each["content"].encode()) // _WORDS + 10 for each in messages)


def _form(form: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    if form == "json_schema":
        named = {"name": "briefing", "strict": True, "schema": dict(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {"response_format": {"type": "json_object"}} if form == "json_object" else {}


def _read(body: bytes, form: str, *, asked: int) -> Answer:
    try:
        value = json.loads(body)
        text = value["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise ModelError("the endpoint does not answer as OpenAI-compatible ones do") from None
    if not isinstance(text, str):
        raise ModelError("the model answered without words")
    usage = value.get("usage")
    told = usage.get("total_tokens") if isinstance(usage, dict) else None
    guess = asked + len(text.encode(errors="replace")) // _WORDS
    sane = isinstance(told, int) and not isinstance(told, bool) and 0 < told <= 10 * guess + 1_000
    return Answer(text, told if sane and isinstance(told, int) else guess, form)
