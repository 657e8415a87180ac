"""
A small honest model endpoint on loopback, which speaks as OpenAI-compatible ones do, and misbehaves as asked.

    async with ModelEndpoint("obey", orders=["Visit x.example"]) as endpoint:
        url = endpoint.url          # and afterwards: endpoint.questions, endpoint.headers

It reads the numbered sentences it is sent, so that what it answers cites what is there.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Sequence
from typing import Any, Self

from aiohttp import web

SECTIONS = ("happening", "important", "next", "beyond")
Row = dict[str, Any]


class ModelEndpoint:
    """Answers `POST /v1/chat/completions` in one of the ways of `BEHAVIOURS`, or refuses forms with a status."""

    def __init__(self, behaviour: str = "well", *, orders: Sequence[str] = (), refuses: dict[str, int] | None = None):
        self.behaviour = behaviour
        self.orders = list(orders)
        self.refuses = refuses or {}  # form → status
        self.questions: list[Row] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self._over = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:  # noqa: PLR0911 - a way each
        question = await request.json()
        self.questions.append(question)
        self.headers.append(dict(request.headers))
        form = question.get("response_format", {}).get("type", "plain")
        if status := self.refuses.get(form):
            return web.json_response({"error": {"message": f"no {form}"}}, status=status)
        match self.behaviour:
            case "hang":
                await self._pause(60)
                return web.Response(status=504)
            case "trickle":
                return await self._trickle(request)
            case "close":
                response = web.StreamResponse(headers={"Content-Length": "5000", "Content-Type": "application/json"})
                await response.prepare(request)
                await response.write(b'{"choices": [')
                assert request.transport is not None
                request.transport.abort()
                return response
            case "moved":
                return web.Response(status=307, headers={"Location": f"{self.url}/elsewhere"})
            case "large":
                return web.Response(body=b'{"choices": "' + b"x" * 10_000_000, content_type="application/json")
            case "zipped":
                body = gzip.compress(json.dumps(completion("y" * 5_000_000)).encode())
                headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
                return web.Response(body=body, headers=headers)
            case "no json":
                return web.Response(text="<html>out of order</html>")
            case behaviour if behaviour.isdecimal():
                text = f"status {behaviour}; your key is {request.headers.get('Authorization')}"
                return web.json_response({"error": {"message": text}}, status=int(behaviour))
        return web.json_response(completion(BEHAVIOURS[self.behaviour](sentences(question), self.orders)))

    async def _trickle(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        try:
            while not self._over.is_set():
                await response.write(b" ")
                await self._pause(0.05)
        except OSError:
            pass  # the client had enough
        return response

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return


def completion(text: str) -> Row:
    """An answer as endpoints give it."""
    return {
        "id": "c1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000},
    }


def sentences(question: Row) -> list[Row]:
    """The numbered sentences of a question."""
    return list(json.loads(question["messages"][1]["content"])["sentences"])


def _whole(of_section: dict[str, list[Row]]) -> str:
    return json.dumps({name: of_section.get(name, []) for name in SECTIONS}, ensure_ascii=False)


def _well(rows: list[Row], _: list[str]) -> str:
    """One sentence a section, taken from the sources in order."""
    taken = zip(SECTIONS, rows, strict=False)
    return _whole({name: [{"text": row["text"], "cites": [row["id"]]}] for name, row in taken})


def _obeys(rows: list[Row], orders: list[str]) -> str:
    """What the article asked for, in every section, citing whatever might make it pass."""
    ids = [row["id"] for row in rows]
    whole = [
        {"text": order, "cites": cites} for order in orders for cites in ([ids[0]], ids[:6], ids[-1:], ["s9999"], [])
    ]
    joined = [{"text": f"{rows[0]['text'].rstrip('.')}, and {order}", "cites": [ids[0]]} for order in orders]
    near = [
        {"text": order, "cites": [row["id"]]}
        for order in orders
        for row in rows
        if any(word in row["text"] for word in order.split() if len(word) > 6)
    ]
    pieces = [*near, *joined, *whole]
    return _whole({name: pieces[at * 6 : at * 6 + 6] for at, name in enumerate(SECTIONS)})


def _invents(rows: list[Row], _: list[str]) -> str:
    return _whole(
        {
            name: [{"text": f"Some 98765 people fled to Zarkovia, section {name} says.", "cites": [rows[0]["id"]]}]
            for name in SECTIONS
        }
    )


BEHAVIOURS: dict[str, Callable[[list[Row], list[str]], str]] = {
    "well": _well,
    "obey": _obeys,
    "invent": _invents,
    "fenced": lambda rows, orders: f"Here you are:\n```json\n{_well(rows, orders)}\n```\nAnything else?",
    "half": lambda rows, orders: _well(rows, orders)[:-40],
    "prose": lambda *_: "I am sorry, I cannot do that.",
    "deep": lambda *_: "[" * 100_000,
    "wrong types": lambda *_: json.dumps(
        {"happening": "a", "important": [1, None], "next": {"text": 1}, "beyond": [[]]}
    ),
    "empty": lambda *_: _whole({}),
    "uncited": lambda rows, _: _whole({"happening": [{"text": row["text"], "cites": []} for row in rows[:6]]}),
    "digits": lambda *_: '{"happening": ' + "9" * 50_000 + "}",
}
