"""`dispatcher edition preview`: serve the mail under work on this machine, or write it into a folder."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import webbrowser
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from dispatcher.app.bootstrap import App
from dispatcher.app.preview import Previewed, Wanted, preview
from dispatcher.errors import InputError
from dispatcher.templating.kinds import KINDS
from dispatcher.templating.mail_parts import mail_parts


async def write(app: App, wanted: Wanted, folder: Path, *, now: datetime) -> None:
    """Write the mail, its parts and a report to `folder`."""
    made = await preview(app, wanted, now=now)
    try:
        warnings = await asyncio.to_thread(_written, made, folder, name=wanted.name)
    except OSError as error:
        raise InputError(
            f"it cannot be written ({error.strerror})", place=str(folder), remedy="name another folder"
        ) from error
    for warning in warnings:
        print(f"warning: {warning}")
    print(f"{made.kind} of {wanted.name} in {folder}: message.eml, body.html, body.txt, headers.txt, report.json")


def _written(made: Previewed, folder: Path, *, name: str) -> tuple[str, ...]:
    parts = mail_parts(made.data, can_be_left=KINDS[made.kind].can_be_left)
    warnings = (*made.notes, *parts.warnings)
    sizes = {key: value for key, value in asdict(parts).items() if key.endswith("size")}
    report = {"list": name, "kind": str(made.kind), "subject": parts.subject, **sizes, "warnings": warnings}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "message.eml").write_bytes(made.data)
    for file, text in (("body.html", parts.html), ("body.txt", parts.text), ("headers.txt", parts.header_lines)):
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return warnings


async def serve(app: App, wanted: Wanted, *, now: datetime, port: int, browser: bool) -> None:
    """Serve the pages on this machine until Ctrl-C."""
    from dispatcher.web.preview import PreviewPages
    from dispatcher.web.serving import listen, serving

    async with app.db.reading() as tx:
        if await tx.lists.by_name(wanted.name) is None:
            raise InputError(
                f"there is no list {wanted.name!r}",
                remedy="see `dispatcher list list`; `dispatcher apply` adds what dispatcher.toml declares",
            )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: Ctrl-C ends the loop itself
            break
    pages = PreviewPages(app=app, wanted=wanted, now=now)
    async with serving(pages.application(), listen(port=port)) as url:
        print(f"The preview of {wanted.name}: {url}\nCtrl-C ends it.", flush=True)
        if browser and _graphical():
            await asyncio.to_thread(webbrowser.open, url)
        await stop.wait()


def _graphical() -> bool:
    # Without a display `webbrowser` starts a text browser, which would take the terminal over.
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
