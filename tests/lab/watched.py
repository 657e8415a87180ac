"""
Chromium, and all that a hostile page could make it do: dialogs, requests to other hosts, and what a Content-Security-Policy had to stop.

Every policy the server sends gets an address of its own for reports, so that also pages without scripts tell what was refused.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright

OURS = "127.0.0.1"
# What a reader does on a page, to everything on it; links and our buttons are left alone.
TOUCHED = """() => {
  for (const each of document.querySelectorAll("*")) {
    for (const name of ["pointerover", "mouseover", "mouseenter", "pointerdown", "focus", "focusin", "toggle", "animationstart", "error", "load"]) {
      each.dispatchEvent(new Event(name, { bubbles: false }));
    }
    if (!["A", "SUMMARY", "BUTTON"].includes(each.tagName)) each.dispatchEvent(new MouseEvent("click", { bubbles: false, cancelable: true }));
  }
}"""


@dataclass
class Seen:
    """What happened so far; all of it should stay empty."""

    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    loads: int = 0


class Reporting:
    """Middleware: policies of the pages report to `/reports`, which this answers."""

    def __init__(self, application, seen: Seen) -> None:
        self.application = application
        self.seen = seen

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/reports":
            body = b""
            while True:
                event = await receive()
                body += event.get("body", b"")
                if not event.get("more_body"):
                    break
            self.seen.reports.append(body.decode())
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_with_report(event):
            if event["type"] == "http.response.start":
                event["headers"] = [
                    (name, value + b"; report-uri /reports" if name == b"content-security-policy" else value)
                    for name, value in event["headers"]
                ]
            await send(event)

        await self.application(scope, receive, send_with_report)


@asynccontextmanager
async def watched(seen: Seen) -> AsyncIterator[Page]:
    """A page of a browser in which everything is counted, and nothing leaves the machine."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is not installed"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        context = await browser.new_context()
        await _watch(context, seen)
        yield await context.new_page()
        await browser.close()


async def _watch(context: BrowserContext, seen: Seen) -> None:
    async def dismissed(dialog):
        seen.dialogs.append(dialog.message)
        await dialog.dismiss()

    def asked(request):
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "about", "blob", "file"} and parts.hostname != OURS:
            seen.foreign.append(request.url)

    def told(message):
        if "Content Security Policy" in message.text or "sandboxed" in message.text:
            seen.reports.append(message.text)

    async def routed(route):
        if urlsplit(route.request.url).hostname in {OURS, None, ""}:
            await route.continue_()
        else:
            await route.abort()

    context.on("dialog", dismissed)
    context.on("request", asked)
    context.on("console", told)
    await context.route("**/*", routed)


async def visit(page: Page, url: str, seen: Seen) -> None:
    """Open it, and touch everything on it."""
    await page.goto(url)
    seen.loads += 1
    for frame in page.frames:
        await frame.evaluate(TOUCHED)
    await page.wait_for_timeout(40)  # what was set off may come a moment later
