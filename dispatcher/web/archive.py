"""
The public pages: a story, a list's archive, one date's edition, and the list as Atom. All of them only read.

They show what lists published, to everybody who has the link; search engines are told to stay away, as from every page here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from dispatcher import clock
from dispatcher.app import archive
from dispatcher.app.bootstrap import App
from dispatcher.web.archive_contexts import ArchiveContext, EditionContext, StoryContext
from dispatcher.web.atom import MEDIA_TYPE, atom
from dispatcher.web.forms import as_key


class ArchivePages:
    """The endpoints of one App."""

    def __init__(self, app: App) -> None:
        self.app = app

    def routes(self) -> Sequence[tuple[str, Any]]:
        """Path and endpoint, the more special ones first."""
        return (
            ("/s/{story_id}", self.story),
            ("/l/{name}", self.dates),
            ("/l/{name}/atom.xml", self.atom),
            ("/l/{name}/{day}", self.edition),
        )

    async def story(self, story_id: str) -> Response:
        """One story, whole."""
        number = as_key(story_id)
        told = None if number is None else await archive.story(self.app, number, now=clock.now())
        if told is None:
            raise HTTPException(404)
        return self._page("story_page.html", StoryContext.of(told, self._direction(told.shelf)))

    async def dates(self, name: str, before: str = "") -> Response:
        """The dates of a list."""
        found = await archive.dates(self.app, name, before=_date(before) if before else None)
        if found is None:
            raise HTTPException(404)
        return self._page("archive.html", ArchiveContext.of(found, self._direction(found.shelf)))

    async def edition(self, name: str, day: str) -> Response:
        """What a list published on one date."""
        edition = await archive.edition(self.app, name, _date(day))
        if edition is None:
            raise HTTPException(404)
        return self._page("edition.html", EditionContext.of(edition, self._direction(edition.shelf)))

    async def atom(self, request: Request, name: str) -> Response:
        """The list's latest stories as Atom."""
        found = await archive.latest(self.app, name)
        if found is None:
            raise HTTPException(404)
        shelf, told = found
        wording = self.app.templates.wording(shelf.language)
        document = atom(shelf, told, wording, now=clock.now())
        etag = f'"{hashlib.sha256(document).hexdigest()[:32]}"'
        if told and request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"ETag": etag})
        return Response(document, media_type=MEDIA_TYPE, headers={"ETag": etag})

    def _direction(self, shelf: archive.Shelf) -> str:
        return self.app.templates.wording(shelf.language).direction

    def _page(self, template: str, context: ArchiveContext | EditionContext | StoryContext) -> Response:
        names = {each.name: getattr(context, each.name) for each in fields(context)}
        return HTMLResponse(self.app.templates.page(template, names))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(404) from None
