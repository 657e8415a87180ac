"""The pages every mail points to, over a real database: what a click does, and what it does not."""

from datetime import UTC, datetime

import pytest

from dispatcher.app import apply
from dispatcher.app.bootstrap import bootstrap
from dispatcher.db.subscriptions import NewSubscription
from dispatcher.model import Cadence, SubscriptionState
from dispatcher.subscriptions.tokens import Purpose, token

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SETTINGS = """
[web]
base_url = "http://pages.example.org"

[[topic]]
name = "korea"
title = "Korean peninsula"
query = "korea"

[[list]]
name = "world"
title = "World <briefing>"
from = "World briefing <world@news.example.org>"
topics = ["korea"]
"""


@pytest.fixture
async def app(tmp_path):
    (tmp_path / "dispatcher.toml").write_text(SETTINGS, "utf-8")
    async with bootstrap(tmp_path, environ={}) as app:
        await apply.run(app, now=NOON)
        yield app


async def joined(app, state=SubscriptionState.CONFIRMED):
    async with app.db.transaction() as tx:
        (audience,) = await tx.lists.all()
        person = NewSubscription(
            address="anna@example.org",
            name="Anna",
            state=state,
            topics=(),
            cadence=Cadence.DAILY,
            weekday=0,
            hour=7,
            time_zone="Europe/Berlin",
            language="en",
            consent_source="test",
            consent_at=NOON,
            next_edition_at=NOON,
        )
        (outcome,) = await tx.subscriptions.join(audience.id, [person], now=NOON)
        return await tx.subscriptions.get(outcome.subscription_id)


def path(app, person, page, purpose):
    return f"/{page}/{token(app.secret, purpose, person.nonce)}"


async def state_of(app, person):
    async with app.db.reading() as tx:
        return (await tx.subscriptions.get(person.id)).state


async def test_looking_at_the_unsubscribe_page_changes_nothing(app, http):
    person = await joined(app)
    for method in ("GET", "HEAD"):
        answer = await http.request(method, path(app, person, "u", Purpose.UNSUBSCRIBE))
        assert answer.status_code == 200
    assert await state_of(app, person) is SubscriptionState.CONFIRMED


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},  # RFC 8058 §3.2, urlencoded
        {"files": {"List-Unsubscribe": (None, "One-Click")}},  # … or multipart
        {"content": b""},  # a client that sends no body is believed too
    ],
)
async def test_one_click_unsubscribes_without_cookie_or_redirect_and_twice_is_fine(app, http, body):
    person = await joined(app)
    for _ in range(2):
        answer = await http.post(path(app, person, "u", Purpose.UNSUBSCRIBE), **body)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert "You have left" in answer.text
    assert await state_of(app, person) is SubscriptionState.UNSUBSCRIBED


async def test_the_page_form_posts_to_itself(app, http):
    person = await joined(app)
    url = path(app, person, "u", Purpose.UNSUBSCRIBE)
    assert f'<form method="post" action="{url}">' in (await http.get(url)).text


async def test_confirming_takes_the_button(app, http):
    person = await joined(app, SubscriptionState.UNCONFIRMED)
    url = path(app, person, "c", Purpose.CONFIRM)
    assert "Yes, subscribe me" in (await http.get(url)).text
    assert await state_of(app, person) is SubscriptionState.UNCONFIRMED
    assert "You are in" in (await http.post(url)).text
    assert "already in" in (await http.get(url)).text
    assert await state_of(app, person) is SubscriptionState.CONFIRMED


async def test_an_old_invitation_does_not_undo_an_unsubscribe(app, http):
    person = await joined(app)
    await http.post(path(app, person, "u", Purpose.UNSUBSCRIBE))
    answer = await http.post(path(app, person, "c", Purpose.CONFIRM))
    assert "no longer open" in answer.text
    assert await state_of(app, person) is SubscriptionState.UNSUBSCRIBED


async def test_preferences_show_the_subscription_with_a_masked_address(app, http):
    person = await joined(app)
    html = (await http.get(path(app, person, "p", Purpose.PREFERENCES))).text
    for told in ("World &lt;briefing&gt;", "a…@example.org", "Korean peninsula", "Every day at 07:00 (Europe/Berlin)"):
        assert told in html
    assert "anna@" not in html
    assert path(app, person, "u", Purpose.UNSUBSCRIBE) in html


async def test_a_token_of_one_purpose_opens_no_other_page(app, http):
    person = await joined(app)
    for page, purpose in (("u", Purpose.PREFERENCES), ("p", Purpose.UNSUBSCRIBE), ("c", Purpose.UNSUBSCRIBE)):
        assert (await http.get(path(app, person, page, purpose))).status_code == 404
    assert (await http.post(path(app, person, "u", Purpose.PREFERENCES))).status_code == 404


@pytest.mark.parametrize("text", ["x", "x.y", "...", "a" * 5000, "%00.%ff", "%F0%9F%A6%86.abc"])
async def test_a_token_nobody_made_gets_a_page_that_helps(http, text):
    for page in "upc":
        answer = await http.get(f"/{page}/{text}")
        assert answer.status_code == 404
        assert "unsubscribe button of your mail program" in answer.text


async def test_only_the_right_methods_are_taken(app, http):
    person = await joined(app)
    for page, purpose, allowed in (
        ("u", Purpose.UNSUBSCRIBE, {"GET", "HEAD", "POST"}),
        ("c", Purpose.CONFIRM, {"GET", "HEAD", "POST"}),
        ("p", Purpose.PREFERENCES, {"GET", "HEAD", "POST"}),
    ):
        answer = await http.put(path(app, person, page, purpose))
        assert answer.status_code == 405
        assert {method.strip() for method in answer.headers["allow"].split(",")} == allowed
    assert (await http.post("/healthz")).status_code == 405


async def test_every_answer_keeps_its_token_to_itself(app, http):
    person = await joined(app)
    for url in (path(app, person, "u", Purpose.UNSUBSCRIBE), "/u/nothing", "/healthz", "/"):
        headers = (await http.get(url)).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert "noindex" in headers["x-robots-tag"]
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


async def test_pages_carry_no_inline_script_or_style(app, http):
    person = await joined(app)
    html = (await http.get(path(app, person, "u", Purpose.UNSUBSCRIBE))).text
    assert "<script" not in html
    assert "style=" not in html
    assert "<style" not in html


async def test_the_style_sheet_ships_and_the_operators_own_wins(app, http):
    assert (await http.get("/static/style.css")).headers["content-type"].startswith("text/css")
    own = app.workspace.templates / "web" / "static" / "style.css"
    own.parent.mkdir(parents=True)
    own.write_text("body{color:red}", "utf-8")
    assert (await http.get("/static/style.css")).text == "body{color:red}"
    assert (await http.get("/static/%2e%2e/base.html")).status_code == 404


async def test_alive_and_ready_while_the_database_answers(http):
    for url, status in (("/healthz", "ok"), ("/readyz", "ready")):
        answer = await http.get(url)
        assert (answer.status_code, answer.json()) == (200, {"status": status})


async def test_without_its_database_it_lives_but_is_not_ready_and_a_click_is_to_be_tried_again(app, http):
    person = await joined(app)
    await app.db.close()
    for file in app.workspace.root.glob("dispatcher.db*"):
        file.write_bytes(b"no database any more " * 500)
    assert (await http.get("/healthz")).status_code == 200
    answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert [reason["what"] for reason in answer.json()["reasons"]] == ["database"]
    assert str(app.workspace.root) not in answer.text
    answer = await http.post(path(app, person, "u", Purpose.UNSUBSCRIBE))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "300"
    assert "nothing was changed" in answer.text


async def test_there_is_nothing_else_to_find(http):
    assert (await http.get("/")).headers["content-type"].startswith("text/plain")
    assert "Disallow: /" in (await http.get("/robots.txt")).text
    for path_ in ("/docs", "/openapi.json", "/redoc"):
        assert (await http.get(path_)).status_code == 404
