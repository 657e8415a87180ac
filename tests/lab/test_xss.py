"""
Known attacks, and our own, before a real Chromium: as a mail in a bare file, in the browser and in the preview, as story, edition and archive
pages, and as Atom. Nothing may open a dialog, ask another host for anything, or need a policy to stop it.
"""

import json
import os
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from dispatcher.app.messages import Letterhead, bytes_of, edition_url, masthead_of, message_to
from dispatcher.app.press import Press
from dispatcher.app.preview import Previewed, Wanted
from dispatcher.app.preview_bodies import RECENT
from dispatcher.app.preview_stories import gather_in_memory
from dispatcher.model import MessageKind, Plan, PlannedStory, Slot
from dispatcher.templating.mail_parts import mail_parts
from dispatcher.web.pages import create_app
from dispatcher.web.preview import PreviewPages
from dispatcher.web.serving import listen, serving, url_of
from tests.fakes.house import SETTINGS, house
from tests.fakes.people import NOON, SUBSCRIPTION
from tests.lab.hostile_house import sane, shelve_hostile
from tests.lab.watched import Reporting, Seen, visit, watched

OURS = Path(__file__).parents[1] / "data" / "hostile" / "xss.json"
KNOWN = Path(__file__).parents[3] / "shared" / "data" / "xss" / "vectors.json"
BATCH = 24
ATOM, XHTML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/1999/xhtml}"
WRITTEN = {
    *(f"{ATOM}{name}" for name in ("feed", "id", "title", "updated", "link", "author", "name", "generator", "entry")),
    *(f"{ATOM}{name}" for name in ("category", "content")),
    *(f"{XHTML}{name}" for name in ("div", "p", "h3", "ul", "ol", "li", "strong", "a")),
}
ODD = """() => [...document.querySelectorAll("*")].flatMap(each => [...each.attributes].flatMap(({name, value}) => {
  const wrong = name.startsWith("on") || name === "srcdoc" || name === "ping" || name === "background"
    || (["href", "src", "action", "formaction", "xlink:href"].includes(name) && !/^(https?:|mailto:|#|\\/|$)/.test(value));
  return wrong ? [`${each.tagName} ${name}=${value}`] : [];
}))"""


def ours():
    return [each["payload"] for each in json.loads(OURS.read_text("utf-8"))]


def known():
    if not KNOWN.is_file():
        reason = "the real cases are absent: no xss/vectors.json in ../shared/data"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return [each["payload"] for each in json.loads(KNOWN.read_text("utf-8"))]


@pytest.fixture
async def stage(tmp_path):
    """An App, its pages served with reports, and the preview beside it."""
    seen = Seen()
    listener, beside = listen(), listen()
    (tmp_path / "dispatcher.toml").write_text(
        SETTINGS.format(port=25).replace("https://news.example.org", url_of(listener)), "utf-8"
    )
    async with house(tmp_path, f"sqlite:///{tmp_path / 'news.db'}") as app:
        app.cpu._impossible = True  # threads: a pool of processes takes longer to start than all this
        pages = PreviewPages(app=app, wanted=Wanted(name="world"), now=NOON)
        async with (
            serving(Reporting(create_app(app), seen), listener) as url,
            serving(Reporting(pages.application(), seen), beside) as preview_url,
        ):
            yield app, url, preview_url, seen


async def mailed(app, name, payloads, ids):
    """A digest of these stories to a reader with a hostile name: its delivery and its bytes."""
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name(name)
    masthead = replace(masthead_of(app, audience), title=sane(payloads[1 % len(payloads)]))
    slot = Slot(list_id=audience.id, cadence=audience.cadence, time_zone="UTC", day=NOON.date(), hour=7, due_at=NOON)
    plan = Plan(stories=tuple(PlannedStory(story_id, 1, f"topic-{name}") for story_id in ids))
    press = Press.of(app.templates, masthead, slot)
    press.telling = await gather_in_memory(app, ids, now=NOON)
    body = press.body(plan)
    person = replace(
        SUBSCRIPTION, list_id=audience.id, name=sane(payloads[0]), id=audience.id, subscriber_id=audience.id
    )
    async with app.db.transaction() as tx:
        letterhead = Letterhead(kind=MessageKind.DIGEST, masthead=masthead)
        message = message_to(app, person, letterhead, plan=plan, body_hash=await tx.outbox.put_body(body), now=NOON)
        await tx.outbox.add_all([message], NOON)
        (delivery, *_) = await tx.outbox.list(limit=1)
    return delivery, bytes_of(app, message, body)


def check_atom(document):
    """Strict XML, nothing in it that we do not write, and read by feedparser without a complaint."""
    tree = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    assert {node.tag for node in tree.iter()} <= WRITTEN
    assert not feedparser.parse(document).bozo
    assert all(link.get("href").startswith(("http://", "https://")) for link in tree.iter(f"{ATOM}link"))


async def endure(stage, tmp_path, monkeypatch, payloads):
    app, url, preview_url, seen = stage
    monkeypatch.setattr("dispatcher.app.archive.LATEST", RECENT)
    odd = []
    async with watched(seen) as page:
        for number, start in enumerate(range(0, len(payloads), BATCH)):
            batch = payloads[start : start + BATCH]
            shelved = await shelve_hostile(app, f"batch{number}", batch, now=NOON)
            delivery, data = await mailed(app, shelved.name, batch, shelved.story_ids)
            bare = tmp_path / "mail.html"
            bare.write_text(message_from_bytes(data, policy=default).get_body(("html",)).get_content(), "utf-8")

            async def made(*_, data=data, **__):
                return Previewed(kind=MessageKind.DIGEST, data=data, sender="", recipient="", notes=())

            monkeypatch.setattr("dispatcher.web.preview.preview", made)
            for address in (
                bare.as_uri(),
                edition_url(app, url, delivery.id),
                f"{preview_url}/?at=2026-11-24T12:{number:02}",
                f"{url}/s/{shelved.heap}",
                f"{url}/l/{shelved.name}",
                f"{url}/l/{shelved.name}/{shelved.day}",
                f"{url}/l/{shelved.name}/atom.xml",
            ):
                await visit(page, address, seen)
                assert page.url.startswith(address), "it went elsewhere"
                for frame in page.frames:
                    odd += await frame.evaluate(ODD)
            answer = await page.context.request.get(f"{url}/l/{shelved.name}/atom.xml")
            check_atom(await answer.body())
            assert not [
                w for w in mail_parts(data).warnings if "blank" in w or "no web address" in w or "taken out" in w
            ]
    print(f"{len(payloads)} attacks, {seen.loads} loads")
    assert (seen.dialogs, seen.foreign, seen.reports, odd) == ([], [], [], [])


@pytest.mark.browser
async def test_our_own_attacks_do_nothing_anywhere(stage, tmp_path, monkeypatch):
    assert len(ours()) >= 60
    await endure(stage, tmp_path, monkeypatch, ours())


@pytest.mark.browser
@pytest.mark.shared_data
async def test_known_attacks_do_nothing_anywhere(stage, tmp_path, monkeypatch):
    assert len(known()) > 200
    await endure(stage, tmp_path, monkeypatch, known())


@pytest.mark.browser
async def test_the_watch_sees_what_it_is_there_for(tmp_path):
    seen = Seen()
    markup = "<img src=x onerror=alert(1)><img src=https://evil.example/pixel.gif><p onclick=alert(2)>x</p>"

    async def careless(scope, receive, send):
        headers = [(b"content-type", b"text/html"), (b"content-security-policy", b"img-src 'self'; script-src 'self'")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": markup.encode()})

    bare = tmp_path / "mail.html"
    bare.write_text(markup, "utf-8")
    async with serving(Reporting(careless, seen), listen()) as url, watched(seen) as page:
        await visit(page, bare.as_uri(), seen)
        assert {"1", "2"} <= set(seen.dialogs)
        assert seen.foreign == ["https://evil.example/pixel.gif"]
        assert seen.reports == []
        await visit(page, url, seen)
        await page.wait_for_timeout(300)
        assert any("csp-report" in report for report in seen.reports)
