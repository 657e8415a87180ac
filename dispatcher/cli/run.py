"""`dispatcher run`: the service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.frame import noun, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

app = noun("Run the service.")


@app.command()
def main(
    only: Annotated[
        str, typer.Option(help="Parts to run, of poll,write,publish,send,bounce,notice,web (default: all)")
    ] = "",
) -> None:
    """
    Run the service until SIGTERM or Ctrl-C: poll, write, publish, send, read what came back, tell the operator, and serve the pages.

    It ends when the mails under way are settled, after `timeouts.stop` of [smtp] at most (20 s); a second signal ends it at once.
    """
    from dispatcher.app.run import PARTS

    known = (*PARTS, "web")
    parts = tuple(part.strip() for part in only.split(",") if part.strip()) or known
    for part in parts:
        if part not in known:
            raise InputError(f"there is no part {part!r}", place="--only", remedy=f"of: {', '.join(known)}")
    with_app(lambda app: _serve(app, parts), quiet=False)


async def _serve(app: App, parts: tuple[str, ...]) -> None:
    from dispatcher.app.lock import only_run
    from dispatcher.app.run import serve
    from dispatcher.cli.signals import told_to_stop

    only = only_run(app.workspace) if app.db.kind == "sqlite" else nullcontext()
    with told_to_stop() as stop, only:
        # The address is taken before anything is polled or sent: what cannot be left may not be mailed.
        await serve(app, stop=stop, only=parts, beside=(_pages(app),) if "web" in parts else ())


def _pages(app: App) -> Callable[[asyncio.Event], Awaitable[None]]:
    from dispatcher.web.pages import create_app
    from dispatcher.web.serving import listen, serving

    host, _, port = app.settings.web.listen.rpartition(":")
    listener = listen(host.strip("[]"), int(port))

    async def pages(stop: asyncio.Event) -> None:
        async with serving(create_app(app), listener):
            await stop.wait()

    return pages
