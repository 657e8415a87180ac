"""The mail under work: as it would leave, anew at every change of a template, and nothing of it kept."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import httpx2
import pytest
from sqlalchemy import text

from dispatcher.app import group
from dispatcher.app.preview import Wanted, kinds, preview
from dispatcher.app.preview_bodies import NOTHING_NEW
from dispatcher.app.preview_sending import send_test
from dispatcher.db.tables import metadata
from dispatcher.errors import InputError, TransportError
from dispatcher.transport.inbox import Inbox
from dispatcher.web.preview import PreviewPages, in_scheme
from tests.fakes.house import bring, house, let_in
from tests.fakes.people import NOON
from tests.fakes.shelf import shelf


@pytest.fixture
async def app(tmp_path, db_url):
    async with shelf(tmp_path, db_url) as app:
        yield app


@pytest.fixture
async def http(app):
    pages = PreviewPages(app=app, wanted=Wanted(name="world"), now=NOON)
    transport = httpx2.ASGITransport(app=pages.application(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:9") as client:
        yield client


async def everything(app):
    async with app.db._writing() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(text(f'SELECT * FROM "{table.name}"'))]
            for table in metadata.sorted_tables
        }


async def test_looking_changes_nothing_whatever_is_looked_at(app, http):
    later = NOON + timedelta(hours=1)
    await bring(
        app, "wire", "Velmora council votes on a tram line", "The council of Velmora votes on a tram.", now=later
    )
    await group.run(app, now=later)  # a story nobody wrote yet
    before = await everything(app)
    for query in ({}, {"at": "2026-11-25T12:00"}, {"as": "anna@example.org"}, *({"kind": kind} for kind in kinds())):
        for path in ("/", "/body.html", "/message.eml"):
            assert (await http.get(path, params=query)).status_code == 200
    assert await everything(app) == before


async def test_a_story_without_a_briefing_is_written_for_this_once(app):
    later = NOON + timedelta(hours=1)
    await bring(
        app, "wire", "Tram for Velmora", "The council of Velmora approved a new tram line on Monday.", now=later
    )
    await group.run(app, now=later)
    made = await preview(app, Wanted(name="world"), now=later + timedelta(days=1))
    assert (
        "approved a new tram line" in message_from_bytes(made.data, policy=default).get_body(("plain",)).get_content()
    )


async def test_it_is_shown_to_a_subscriber_as_that_one_would_get_it(app):
    made = await preview(app, Wanted(name="world", reader="anna@example.org"), now=NOON + timedelta(minutes=5))
    assert made.recipient == "anna@example.org"
    assert NOTHING_NEW in made.notes  # she had it at noon


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (Wanted(name="none"), "no list 'none'"),
        (Wanted(name="world", reader="nobody@example.org"), "not on this list"),
        (Wanted(name="world", kind="x"), "no preview of 'x'"),
    ],
)
async def test_what_there_is_not_is_said_with_a_remedy(app, wanted, problem):
    with pytest.raises(InputError, match=problem) as raised:
        await preview(app, wanted, now=NOON)
    assert raised.value.remedy


async def test_the_page_shows_all_sides_of_the_mail(http):
    page = (await http.get("/")).text
    for told in ("HTML", "Text", "Headers", "Source", "of 90 KB", "List-Unsubscribe", "Earthquake in Velmora kills 14"):
        assert told in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    data = (await http.get("/message.eml")).content
    assert message_from_bytes(data, policy=default)["From"] == "World <world@news.example.org>"


async def test_the_frame_runs_nothing_and_loads_nothing(http):
    policy = (await http.get("/body.html")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy


async def test_a_broken_template_is_a_page_that_says_which_line_and_mending_it_shows(app, http):
    before = (await http.get("/state")).json()["state"]
    own = app.workspace.templates / "mail" / "digest" / "subject.txt"
    own.parent.mkdir(parents=True)
    own.write_text("fine\n{{ nothing_of_the_kind }}", "utf-8")
    assert (await http.get("/state")).json()["state"] != before
    page = await http.get("/")
    assert page.status_code == 200
    assert "mail/digest/subject.txt:2" in page.text
    assert (await http.get("/body.html")).status_code == 404
    own.write_text("Mended", "utf-8")
    assert "<h1>Mended</h1>" in (await http.get("/")).text


async def test_an_override_of_the_preview_itself_cannot_break_it(app, http):
    own = app.workspace.templates / "web" / "base.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ 1 / 0 }}", "utf-8")
    assert (await http.get("/")).status_code == 200


async def test_only_this_machine_is_answered(app, http):
    for host in ("evil.example", "127.0.0.1.evil.example", "news.example.org"):
        assert (await http.get("/", headers={"Host": host})).status_code == 400


async def test_its_links_are_nobodys(app):
    made = await preview(app, Wanted(name="world", reader="anna@example.org"), now=NOON)
    async with app.db.reading() as tx:
        (anna,) = await tx.subscriptions.of_address("anna@example.org")
    assert anna.nonce.encode() not in made.data
    assert b"/u/preview." in made.data


def test_light_and_dark_are_shown_whatever_the_browser_prefers():
    css = "@media (prefers-color-scheme: dark) { a { color: red } }"
    assert "(min-width: 0px)" in in_scheme(css, "dark")
    assert "(max-width: 0px)" in in_scheme(css, "light")
    assert in_scheme("color-scheme: light dark;", "dark") == "color-scheme: dark;"


async def test_a_test_mail_says_so_and_leaves_no_trace(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "anna@example.org")
        await bring(app, "wire", "Tram for Velmora", "Velmora approved a new tram line on Monday.", now=NOON)
        await group.run(app, now=NOON)
        before = await everything(app)
        made, said = await send_test(app, Wanted(name="world", to="me@example.org"), now=NOON)
        assert said
        assert await everything(app) == before
    (mail,) = inbox.messages
    assert mail.recipients == ("me@example.org",)
    message = message_from_bytes(mail.data, policy=default)
    assert message["Subject"].startswith("[Test] ")
    assert message["X-Dispatcher-Test"] == "yes"
    assert made.recipient == "me@example.org"


async def test_a_test_mail_that_nobody_takes_is_an_error(app):
    with pytest.raises(TransportError, match="not taken"):
        await send_test(app, Wanted(name="world", to="me@example.org"), now=NOON)
