"""Digests over days: what is told again, in pieces that people share; stopped templates; kills between chunks."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import text

from dispatcher.app import due_digests, group, prefer, publish, publish_digests, send, write
from dispatcher.app.messages import bytes_of
from dispatcher.errors import TemplateError
from dispatcher.model import Cadence, DeliveryState, EditionKind, EditionState, Preferences
from dispatcher.templating import Composer
from dispatcher.templating.encode import rendering_of
from dispatcher.transport.inbox import Inbox
from tests.fakes.house import QUAKE, SETTINGS, bring, house, let_in
from tests.fakes.people import NOON

DAY = timedelta(days=1)
MORNING = NOON - timedelta(hours=2)
RISEN = (
    "herald",
    "Death toll in Velmora earthquake rises to 61",
    "At least 61 people were killed in Dorvan when the earthquake struck Velmora. Another 300 were taken to hospitals.",
)
COPY = ("courier", *QUAKE[1][1:])
FLOOD = (
    ("times", "Flood in Velmora cuts off Lorne", "A flood in Velmora cut off the town of Lorne on Wednesday morning."),
    ("post", "Velmora flood: Lorne cut off", "The town of Lorne was cut off on Wednesday by a flood in Velmora."),
)
DAILY = Preferences(topics=(), cadence=Cadence.DAILY, weekday=0, hour=12, time_zone="UTC")
OTHER_ALERTS = """
[[list]]
name = "others"
from = "Others <others@news.example.org>"
topics = ["velmora"]
cadence = "immediate"
"""


async def news(app, *entries, now):
    for outlet, title, told in entries:
        await bring(app, outlet, title, told, now=now)
    await group.run(app, now=now)
    await write.run(app, now=now)


async def only_person(app):
    async with app.db.reading() as tx:
        (person,) = await tx.subscriptions.of_address("anna@example.org")
    return person


async def deliveries(app):
    async with app.db.reading() as tx:
        found = await tx.outbox.list()
        bodies = await tx.outbox.bodies({each.message.body_hash for each in found})
    return [(each.message, bodies[each.message.body_hash]) for each in reversed(found)]


async def test_a_story_that_changed_is_told_again_with_what_changed(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        await news(app, *QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        await news(app, RISEN, now=MORNING + DAY)
        report = await publish.run(app, now=NOON + DAY)
        assert (report.digests, report.nothing_new) == (2, 0)
        found = await deliveries(app)
        (first, _), (again, body) = found[0], found[-1]
        (before,), (planned,) = first.plan.stories, again.plan.stories
        assert (before.since, planned.story_id) == (None, before.story_id)
        assert before.version >= planned.since < planned.version
        assert (again.plan.new, again.plan.updated) == (0, 1)
        assert "61" in rendering_of(body).text
        assert len({message.body_hash for message, _ in found}) == 2
        async with app.db.reading() as tx:
            told = await tx.history.told([again.subscriber_id], [planned.story_id])
        assert told[again.subscriber_id, planned.story_id] == NOON + DAY


async def test_one_more_copy_of_the_same_text_is_not_told_again(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        await news(app, *QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        await news(app, COPY, now=MORNING + DAY)
        report = await publish.run(app, now=NOON + DAY)
        assert (report.digests, report.nothing_new) == (0, 1)


async def test_an_edition_says_which_stories_it_tells(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        await news(app, *QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        async with app.db._writing() as connection:
            rows = (await connection.execute(text("SELECT * FROM edition_story"))).all()
    assert [(row.topic, row.position) for row in rows] == [("velmora", 0)]


async def test_a_template_that_raises_stops_its_edition_with_nothing_queued(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr(publish_digests, "CHUNK", 2)
    own = tmp_path / "templates" / "mail" / "digest"
    own.mkdir(parents=True)
    (own / "story.html").write_text("<table><tr><td>\n{{ story.headlin }}</td></tr></table>")
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", *(f"{number}@example.org" for number in range(5)))
        await news(app, *QUAKE, now=MORNING)
        with pytest.raises(TemplateError) as caught:
            await publish.run(app, now=NOON)
        assert caught.value.place == "mail/digest/story.html:2"
        assert await deliveries(app) == []
        (own / "story.html").unlink()
        assert (await publish.run(app, now=NOON)).digests == 5


async def test_a_kill_between_two_chunks_leaves_nobody_out_and_tells_nobody_twice(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr(publish_digests, "CHUNK", 2)
    decide, chunks = due_digests.decide, Counter()

    async def killed(*args, **kwargs):
        chunks["begun"] += 1
        if chunks["begun"] == 3:
            raise asyncio.CancelledError
        return await decide(*args, **kwargs)

    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", *(f"{number}@example.org" for number in range(6)))
        await news(app, *QUAKE, now=MORNING)
        with monkeypatch.context() as patched:
            patched.setattr(publish_digests, "decide", killed)
            with pytest.raises(asyncio.CancelledError):
                await publish.run(app, now=NOON)
        assert len(await deliveries(app)) == 4
        async with app.db.reading() as tx:
            assert [edition.state for edition in await tx.editions.recent(5)] == [EditionState.PUBLISHING]
        await publish.run(app, now=NOON + timedelta(minutes=1))
        found = await deliveries(app)
        assert sorted(message.address for message, _ in found) == [f"{number}@example.org" for number in range(6)]
        assert len({message.body_hash for message, _ in found}) == 1
        async with app.db.reading() as tx:
            assert [edition.state for edition in await tx.editions.recent(5)] == [EditionState.PUBLISHED]


async def test_a_message_is_the_same_to_the_byte_at_every_attempt_and_in_every_process(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        await news(app, *QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        async with app.db.reading() as tx:
            queued = await tx.outbox.list(state=DeliveryState.QUEUED)
            bodies = await tx.outbox.bodies({each.message.body_hash for each in queued})
        alone = {
            each.message.address: bytes_of(app, each.message, bodies[each.message.body_hash], delivery_id=each.id)
            for each in queued
        }
        composer = Composer()
        for each in queued:
            body = bodies[each.message.body_hash]
            assert (
                bytes_of(app, each.message, body, delivery_id=each.id, composer=composer) == alone[each.message.address]
            )
        await send.run(app, now=NOON)
        for mail in inbox.messages:
            (address,) = mail.recipients
            sent, made = (message_from_bytes(data, policy=policy.default) for data in (mail.data, alone[address]))
            assert [part.get_content() for part in sent.iter_parts()] == [
                part.get_content() for part in made.iter_parts()
            ]
            assert sent["Message-ID"] == made["Message-ID"]


async def test_plans_that_an_earlier_version_froze_are_read(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        await news(app, *QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        old = {"stories": [[1, 2, "velmora"], [3, 4, None]], "more": [5]}
        async with app.db._writing() as connection:
            cast = "CAST(:plan AS jsonb)" if app.db.kind == "postgresql" else ":plan"
            await connection.execute(text(f"UPDATE delivery SET plan = {cast}"), {"plan": json.dumps(old)})
        ((message, _),) = await deliveries(app)
    told = [(each.story_id, each.version, each.topic, each.since, each.short) for each in message.plan.stories]
    assert told == [(1, 2, "velmora", None, False), (3, 4, None, None, False)]
    assert message.plan.more == (5,)
    assert replace(message.plan, more=()).updated == 0


async def test_an_account_that_waited_while_the_story_was_written_is_news_to_who_was_told(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        for outlet, title, told in QUAKE:
            await bring(app, outlet, title, told, now=MORNING)
        await group.run(app, now=MORNING)
        await bring(app, *RISEN, now=MORNING + timedelta(minutes=1))
        await write.run(app, now=MORNING + timedelta(minutes=2))
        await publish.run(app, now=NOON)
        await group.run(app, now=NOON + timedelta(minutes=1))
        await write.run(app, now=NOON + timedelta(minutes=1))
        assert (await publish.run(app, now=NOON + DAY)).digests == 1


async def test_who_moves_to_a_later_hour_is_told_the_day_after_what_came_between(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        await news(app, *QUAKE, now=MORNING)
        assert (await publish.run(app, now=NOON)).digests == 1
        anna = await only_person(app)
        await prefer.run(app, anna.id, replace(DAILY, hour=18), now=NOON)
        await news(app, *FLOOD, now=NOON + timedelta(hours=1))
        assert (await publish.run(app, now=NOON + timedelta(hours=6))).digests == 0  # this day had its digest
        assert (await publish.run(app, now=NOON + timedelta(hours=30))).digests == 1


async def test_hours_chosen_while_a_digest_is_made_hold(tmp_path, db_url, monkeypatch):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        await news(app, *QUAKE, now=MORNING)
        anna, decide = await only_person(app), due_digests.decide

        async def meanwhile(*args, **kwargs):
            await prefer.run(app, anna.id, replace(DAILY, cadence=Cadence.IMMEDIATE), now=NOON)
            return await decide(*args, **kwargs)

        monkeypatch.setattr(publish_digests, "decide", meanwhile)
        assert (await publish.run(app, now=NOON)).digests == 1
        assert (await only_person(app)).next_edition_at is None


async def test_a_choice_made_when_a_digest_is_due_does_not_put_it_off(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        await news(app, *QUAKE, now=MORNING)
        late = NOON + timedelta(minutes=5)
        assert await prefer.run(app, (await only_person(app)).id, replace(DAILY, topics=("velmora",)), now=late)
        assert (await publish.run(app, now=late)).digests == 1


async def test_a_template_that_raises_for_one_list_holds_up_no_other_nor_keeps_editions_unfinished(tmp_path, db_url):
    (tmp_path / "dispatcher.toml").write_text(f"{SETTINGS.format(port=25)}{OTHER_ALERTS}")
    own = tmp_path / "templates" / "mail" / "alert"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("{% if list_title == 'Alerts' %}{{ 1 / 0 }}{% endif %}{{ list_title }}")
    async with house(tmp_path, db_url) as app:
        for name, address in (("alerts", "anna"), ("others", "ben"), ("world", "cora")):
            await let_in(app, name, f"{address}@example.org")
        await news(app, *QUAKE, now=NOON)
        with pytest.raises(TemplateError):
            await publish.run(app, now=NOON)
        assert {message.address for message, _ in await deliveries(app)} == {"ben@example.org", "cora@example.org"}
        async with app.db.reading() as tx:
            editions = await tx.editions.recent(5)
        assert [each.state for each in editions if each.kind is EditionKind.DIGEST] == [EditionState.PUBLISHED]
        (own / "subject.txt").unlink()
        assert (await publish.run(app, now=NOON)).alerts == 1


async def test_mails_look_as_their_list_says(tmp_path, db_url):
    brand = '[list.brand]\ncolour = "#7a1f5c"\naddress = "World, 1 Example Street, Dorvan"\n'
    settings = SETTINGS.format(port=25).replace(
        'topics = ["velmora"]\n[[list]]', f'topics = ["velmora"]\n{brand}[[list]]'
    )
    (tmp_path / "dispatcher.toml").write_text(settings)
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        await news(app, *QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        ((message, body),) = await deliveries(app)
        assert message.masthead.brand.colour == "#7a1f5c"
        shown = rendering_of(body)
        assert "#7a1f5c" in shown.html
        assert "1 Example Street" in shown.html
        assert "1 Example Street" in shown.text
