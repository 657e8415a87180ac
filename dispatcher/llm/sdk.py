"""
The `openai` SDK, shut in: no proxy or setting of the environment, no redirect, no retry, no log of what is said, no endless answer.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from importlib.util import find_spec
from typing import Any

from dispatcher.llm.failures import ModelError

REMEDY = "pip install '.[llm]'"
MOST_BYTES = 1_000_000  # of one answer
_SENT = frozenset({"host", "accept", "content-type", "content-length", "connection", "user-agent", "authorization"})


def is_installed() -> bool:
    """Whether the extra `llm` is there."""
    return find_spec("openai") is not None


class TooLargeError(Exception):
    """The answer has no end, or hides its size."""


def load() -> Any:
    """The SDK, imported. Raises ModelError when the extra is missing."""
    try:
        import openai
    except ImportError as error:
        raise ModelError("the extra `llm` is not installed", remedy=REMEDY) from error
    for name in ("openai", "httpx2", "httpcore2"):  # at debug level they would log questions and answers
        logging.getLogger(name).setLevel(logging.WARNING)
    return openai


def client(base_url: str, key: str, *, seconds: float) -> Any:
    """An `AsyncOpenAI` to close after use. Raises ModelError when the extra is missing."""
    openai = load()

    async def plain(request: Any) -> None:
        for name in list(request.headers):
            if name.lower() not in _SENT or (name.lower() == "authorization" and not key):
                del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"
        request.headers["User-Agent"] = "dispatcher"

    async def bounded(response: Any) -> None:
        length = response.headers.get("Content-Length", "0")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise TooLargeError
        if not length.isdecimal() or int(length[:20]) > MOST_BYTES:
            raise TooLargeError
        response.stream = _bounded_stream(response.stream)

    return openai.AsyncOpenAI(
        api_key=key or "none",
        base_url=base_url,
        max_retries=0,
        timeout=seconds,
        http_client=openai.DefaultAsyncHttpxClient(
            trust_env=False,
            follow_redirects=False,
            event_hooks={"request": [plain], "response": [bounded]},
        ),
    )


async def said(sdk: Any, path: str, body: Mapping[str, Any]) -> bytes:
    """The bytes of the answer as they came: the SDK's own reading of it believes whatever it is told."""
    import httpx2

    response = await sdk.post(path, body=dict(body), cast_to=httpx2.Response)
    return bytes(response.content)


def _bounded_stream(stream: Any) -> Any:
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        """The bytes of an answer, up to a limit."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            room = MOST_BYTES
            async for chunk in stream:
                room -= len(chunk)
                if room < 0:
                    raise TooLargeError
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    return Bounded()


def failure(error: BaseException) -> ModelError:
    """What the SDK raised, in our words: a status or a kind, never a body, which may repeat the key."""
    import openai

    seen: BaseException | None = error
    for _ in range(10):  # a chain of causes may be a ring
        if seen is None:
            break
        if isinstance(seen, TooLargeError):
            return ModelError("the answer is too large")
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, openai.APITimeoutError):
        return ModelError("the endpoint did not answer in time")
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        said = _STATUS.get(status, "the endpoint has a fault" if status >= 500 else "the endpoint refuses the question")  # noqa: PLR2004 - HTTP
        return ModelError(
            f"{said} (HTTP {status})", refused_form=status in {400, 422, 500}, this_question=status in {400, 413, 422}
        )
    if isinstance(error, openai.APIConnectionError):
        return ModelError("the endpoint cannot be reached, or broke off")
    return ModelError(f"the endpoint cannot be understood ({type(error).__name__})")


_STATUS = {
    301: "the endpoint has moved",
    302: "the endpoint has moved",
    307: "the endpoint has moved",
    308: "the endpoint has moved",
    401: "the endpoint does not know the key",
    403: "the endpoint does not allow it",
    404: "the endpoint has no such address or model",
    429: "the endpoint has had enough of us",
}
