"""Request → the little that a page's own form says, and whether it is the page that says it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException

MOST = 4_096  # bytes of a form; ours say a topic's name
MOST_ID = 2**31 - 1  # what a database key holds


async def form_of(request: Request) -> dict[str, str]:
    """The fields of an urlencoded form, the first of each name. Longer than any of ours: 413."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST:
            raise HTTPException(413)
    fields: dict[str, str] = {}
    for name, value in parse_qsl(data.decode("utf-8", "replace"), max_num_fields=None):
        fields.setdefault(name, value)
    return fields


def from_here(request: Request) -> bool:
    """
    Whether a browser says that its request comes from our own page (Fetch Metadata, else Origin of RFC 6454).

    The token in the URL is what allows the change, and no other site knows it; this keeps a leaked link from being pressed unseen.
    A client that says nothing is believed: it is no browser.
    """
    asked_by = request.headers.get("sec-fetch-site")
    if asked_by is not None:
        return asked_by in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def as_key(text: str) -> int | None:
    """A database key as it stands in a link; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ID))):
        return None
    return number if (number := int(text)) <= MOST_ID else None
