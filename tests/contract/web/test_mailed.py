"""The mail in the browser: as it was mailed, to whoever has the link, and no more than that."""

import httpx2
import pytest

from dispatcher.app.messages import edition_url, links_of
from dispatcher.model import MessageKind
from dispatcher.subscriptions.digest import Extent
from dispatcher.subscriptions.tokens import Purpose, token
from dispatcher.web.pages import create_app
from tests.fakes.house import QUAKE
from tests.fakes.shelf import shelf


@pytest.fixture
async def app(tmp_path, db_url):
    async with shelf(tmp_path, db_url) as app:
        yield app


@pytest.fixture
async def http(app):
    transport = httpx2.ASGITransport(app=create_app(app), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="https://news.example.org") as client:
        yield client


async def delivery(app):
    async with app.db.reading() as tx:
        (found,) = await tx.outbox.list()
    return found


async def test_the_mail_is_shown_without_its_readers_rights(app, http):
    mine = await delivery(app)
    answer = await http.get(edition_url(app, "https://news.example.org", mine.id))
    assert answer.status_code == 200
    assert "Earthquake in Velmora kills 14" in answer.text
    own = links_of(app, mine.message)
    for secret in (
        own.unsubscribe_url,
        own.preferences_url,
        mine.message.nonce,
        mine.message.address,
        mine.message.name,
    ):
        assert secret not in answer.text
    assert "\ue000" not in answer.text


async def test_its_links_to_leave_lead_to_a_page_that_says_where_they_are(app, http):
    url = edition_url(app, "https://news.example.org", (await delivery(app)).id)
    assert f"{url}/yours" in (await http.get(url)).text
    page = await http.get(f"{url}/yours?story=1")
    assert "in your mail only" in page.text
    assert (await http.post(url)).status_code == (await http.post(f"{url}/yours")).status_code == 405


async def test_a_mail_in_the_browser_runs_nothing_and_loads_nothing(app, http):
    answer = await http.get(edition_url(app, "https://news.example.org", (await delivery(app)).id))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "img-src data:;" in policy


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "9" * 30, "²", ""])
async def test_no_other_mail_is_to_be_had(app, http, number):
    assert (await http.get(f"/e/{token(app.secret, Purpose.EDITION, number)}")).status_code == 404


async def test_a_link_of_another_purpose_or_of_a_confirmation_opens_nothing(app, http):
    mine = await delivery(app)
    for purpose in (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES, Purpose.CONFIRM):
        assert (await http.get(f"/e/{token(app.secret, purpose, str(mine.id))}")).status_code == 404
    async with app.db._writing() as connection:
        await connection.exec_driver_sql(f"UPDATE delivery SET kind = '{MessageKind.CONFIRM}'")
    assert (await http.get(edition_url(app, "https://news.example.org", mine.id))).status_code == 404


async def test_what_the_mail_had_no_room_for_is_listed_behind_it(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr("dispatcher.app.due_digests.Extent", lambda **_: Extent(most=1))
    tram = ("wire", "Tram <line> for Velmora", "The council of Velmora approved a new tram line on Monday.")
    async with shelf(tmp_path, db_url, stories=(*QUAKE, tram)) as app:
        mine = await delivery(app)
        assert len(mine.message.plan.more) == 1
        transport = httpx2.ASGITransport(app=create_app(app))
        async with httpx2.AsyncClient(transport=transport, base_url="https://news.example.org") as http:
            page = (await http.get(edition_url(app, "https://news.example.org", mine.id))).text
            story = f"/s/{mine.message.plan.more[0]}"
            assert f'href="https://news.example.org{story}"' in page
            assert page.index(story) < page.index("</body>")
            assert (await http.get(story)).status_code == 200
