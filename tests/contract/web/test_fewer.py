"""“Fewer like this”: a look tells why a story came, a press of the button takes one topic away, and nothing else."""

import pytest

from dispatcher.app import prefer
from dispatcher.model import Cadence, Preferences
from dispatcher.subscriptions.tokens import Purpose, token
from tests.fakes.house import SETTINGS
from tests.fakes.people import NOON
from tests.fakes.shelf import shelf

TWO_TOPICS = SETTINGS.replace(
    '[[list]]\nname = "world"',
    '[[topic]]\nname = "quakes"\ntitle = "Quakes & <shocks>"\nquery = "earthquake"\n[[list]]\nname = "world"',
).replace('topics = ["velmora"]', 'topics = ["velmora", "quakes"]', 1)

THREE_TOPICS = TWO_TOPICS.replace(
    '[[list]]\nname = "world"', '[[topic]]\nname = "tides"\nquery = "tide"\n[[list]]\nname = "world"'
).replace('"quakes"]', '"quakes", "tides"]')


@pytest.fixture
async def app(tmp_path, db_url, request):
    (tmp_path / "dispatcher.toml").write_text(getattr(request, "param", TWO_TOPICS).format(port=25), "utf-8")
    async with shelf(tmp_path, db_url) as app:
        yield app


async def anna(app):
    async with app.db.reading() as tx:
        (person,) = await tx.subscriptions.of_address("anna@example.org")
    return person


async def link(app, purpose=Purpose.PREFERENCES):
    return f"/p/{token(app.secret, purpose, (await anna(app)).nonce)}?story=1"


async def test_a_look_tells_the_topics_and_their_words_and_changes_nothing(app, http):
    page = (await http.get(await link(app))).text
    for told in ("Earthquake in Velmora kills 14", "Quakes &amp; &lt;shocks&gt;", "Velmora"):
        assert told in page
    assert page.count("No more on") == 2
    assert (await anna(app)).topics == ()


async def test_the_button_drops_that_topic_and_twice_is_fine(app, http):
    for _ in range(2):
        answer = await http.post(await link(app), data={"drop": "quakes"})
        assert "You no longer get stories on Quakes" in answer.text
    assert (await anna(app)).topics == ("velmora",)


async def test_the_last_topic_is_not_dropped_but_left_by_unsubscribing(app, http):
    await http.post(await link(app), data={"drop": "quakes"})
    answer = await http.post(await link(app), data={"drop": "velmora"})
    assert "You no longer" not in answer.text
    assert "the only topic you get" in answer.text
    assert "No more on" not in answer.text
    assert (await anna(app)).topics == ("velmora",)


@pytest.mark.parametrize("app", [THREE_TOPICS], indirect=True)
async def test_a_topic_left_before_is_not_called_the_only_one(app, http):
    chosen = Preferences(topics=("tides",), cadence=Cadence.DAILY, weekday=0, hour=7, time_zone="UTC")
    await prefer.run(app, (await anna(app)).id, chosen, now=NOON)
    answer = await http.get(await link(app))
    assert "a topic you have left since" in answer.text
    assert "the only topic you get" not in answer.text


@pytest.mark.parametrize("drop", ["", "x", "alerts", "velmora\x00", "' OR 1=1"])
async def test_what_is_no_topic_of_the_story_drops_nothing(app, http, drop):
    assert (await http.post(await link(app), data={"drop": drop})).status_code == 200
    assert (await anna(app)).topics == ()


@pytest.mark.parametrize("story", ["", "2", "x", "-1", "99999999999999999999"])
async def test_without_a_story_of_ones_own_it_is_the_page_it_always_was(app, http, story):
    path = (await link(app)).replace("story=1", f"story={story}")
    answer = await http.get(path)
    assert answer.status_code == 200
    assert "Fewer like this" not in answer.text
    assert (await http.post(path, data={"drop": "quakes"})).status_code == 200
    assert (await anna(app)).topics == ()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://pages.example.org"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
async def test_no_other_site_presses_the_button(app, http, headers, status):
    answer = await http.post(await link(app), data={"drop": "quakes"}, headers=headers)
    assert answer.status_code == status
    assert (await anna(app)).topics == (("velmora",) if status == 200 else ())


async def test_an_endless_form_is_cut_short(app, http):
    assert (await http.post(await link(app), content=b"drop=" + b"x" * 10_000)).status_code == 413


async def test_a_token_of_another_purpose_drops_nothing(app, http):
    for purpose in (Purpose.UNSUBSCRIBE, Purpose.EDITION):
        assert (await http.post(await link(app, purpose), data={"drop": "quakes"})).status_code == 404
    assert (await anna(app)).topics == ()
