"""`dispatcher demo`: the whole way from a sample newsroom to an inbox, on loopback, with nothing to set up."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.cli.frame import noun, run_async
from dispatcher.errors import InputError

app = noun("A sample newsroom, real mails, an inbox in the browser.")


@app.command()
def main(
    port: Annotated[int, typer.Option(help="Port of the inbox's pages; 0: any free one.", min=0, max=65535)] = 0,
    once: Annotated[
        bool, typer.Option("--once", help="Do not wait and do not serve: write the mails and end.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="With --once: the folder to write the mails to.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the inbox's address.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: the summary as JSON.")] = False,
) -> None:
    """Serve a sample newsroom, poll it, send its news to an embedded inbox, and show the inbox."""
    from dispatcher import log

    if once != (out is not None):
        raise InputError("--once and --out belong together", remedy="dispatcher demo --once --out DIR")
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"it cannot be written ({error.strerror})", place=str(out), remedy="name another folder"
            ) from error
    log.configure(level="warning")
    with tempfile.TemporaryDirectory(prefix="dispatcher-demo-") as root:
        if out is not None:
            run_async(_once(Path(root), out, port=port, as_json=as_json))
        else:
            run_async(_live(Path(root), port=port, browser=not no_browser))


async def _once(root: Path, out: Path, *, port: int, as_json: bool) -> None:
    from dispatcher import clock
    from dispatcher.web.demo import show
    from dispatcher.web.demo.stage import staged

    def say(line: str) -> None:
        if sys.stderr.isatty():
            print(f"· {line}", file=sys.stderr, flush=True)

    now = clock.now()
    async with staged(root, now=now, port=port) as stage:
        shown = await show.once(stage, now=now, out=out, say=say)
    if as_json:
        print(json.dumps(shown.as_dict()))
        return
    print(
        f"{shown.feeds} feeds polled, {shown.entries} entries, {shown.matches} matches, "
        f"{shown.stories} stories, {shown.briefings} briefings written"
    )
    print(f"{shown.digests} digests, {shown.alerts} alerts, {shown.confirmations} request to confirm in {out}")


async def _live(root: Path, *, port: int, browser: bool) -> None:
    from dispatcher import clock
    from dispatcher.web.demo import show
    from dispatcher.web.demo.stage import staged

    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with staged(root, now=clock.now(), port=port) as stage:

        def say(line: str) -> None:
            stage.progress.steps.append(line)
            print(f"· {line}", flush=True)

        print(
            f"\nThe inbox: {stage.inbox_url}\nThe newsroom: {stage.newsroom_url}\nCtrl-C ends the demo.\n", flush=True
        )
        if browser and _graphical():
            await asyncio.to_thread(webbrowser.open, stage.inbox_url)
        await show.live(stage, stop=stop, say=say)
    print("\nThe demo has ended; nothing of it is left behind.")


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: asyncio.run turns Ctrl-C into KeyboardInterrupt
            return


def _graphical() -> bool:
    # Without a display `webbrowser` starts a text browser, which would take the terminal over.
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
