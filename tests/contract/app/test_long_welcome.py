"""A welcome of many long stories, on both databases: no client clips it, and the link to leave is in it."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from dispatcher.app import archive, publish, send, subscribe
from dispatcher.model import Arrival, ArrivingEntry, Citation, MessageKind, ParsedEntry, Story
from dispatcher.subscriptions.fit import ROOM
from dispatcher.subscriptions.tokens import Purpose, token
from dispatcher.transport.inbox import Inbox
from tests.contract.app.test_letters import asked_for, queued
from tests.fakes.house import SETTINGS, house, let_in
from tests.fakes.people import NOON
from tests.fakes.sample_edition import FERRIES

MORNING = NOON - timedelta(hours=2)
OUTLETS = 5
STORIES = 16


async def long_story(app, number):
    """A story of several outlets, every sentence of its briefing citing them all."""
    headline = f"Night ferries return to Velmora, part {number}"
    async with app.db.transaction() as tx:
        for outlet in range(OUTLETS):
            name = f"outlet-{outlet}"
            feed = await tx.feeds.add(f"https://{name}.example/rss", name, headers={}, declared=False, now=MORNING)
            link = f"https://{name}.example/2026/11/24/{'words-of-a-slug-' * 6}{number}"
            arriving = ParsedEntry(uid=f"{number}", link=link, title=headline, summary="", published_at=MORNING)
            await tx.entries.add(
                feed, [ArrivingEntry(entry=arriving, arrival=Arrival.NEWS, fingerprint=f"{number}")], MORNING
            )
        entries = await tx.entries.recent(OUTLETS)
        story_id = await tx.stories.create(headline, entries[0].id, MORNING)
        await tx.entries.assign([(entry.id, story_id) for entry in entries], MORNING)
        story = Story(
            id=story_id,
            headline=headline,
            version=1,
            first_seen_at=MORNING,
            changed_at=MORNING,
            alertable_at=MORNING,
            lead_entry_id=entries[0].id,
            entries=OUTLETS,
            outlets=OUTLETS,
            topics=("velmora",),
        )
        await tx.stories.update([story])
        cited = tuple(Citation(entry.id, 0, 1) for entry in entries)
        sections = tuple(
            replace(section, sentences=tuple(replace(each, citations=cited) for each in section.sentences))
            for section in FERRIES.briefing.sections
        )
        await tx.briefings.add(story_id, 1, replace(FERRIES.briefing, sections=sections), language="en", now=MORNING)


@pytest.mark.parametrize("full_stories", [5, 12])
async def test_a_welcome_of_many_long_stories_stays_below_what_gmail_clips_and_can_be_left(
    tmp_path, db_url, full_stories
):
    async with Inbox() as inbox:
        settings = SETTINGS.format(port=inbox.port)
        list_of_many = f'name = "world"\nfull_stories = {full_stories}\n'
        (tmp_path / "dispatcher.toml").write_text(settings.replace('name = "world"\n', list_of_many))
        async with house(tmp_path, db_url) as app:
            await let_in(app, "world", "ben@example.org")
            for number in range(STORIES):
                await long_story(app, number)
            await publish.run(app, now=NOON)
            await send.run(app, now=NOON)
            inbox.messages.clear()
            anna = await asked_for(app)
            await subscribe.confirm(app, token(app.secret, Purpose.CONFIRM, anna.nonce), now=NOON)
            await send.run(app, now=NOON)
            (mail,) = inbox.messages
            (welcome,) = await queued(app, MessageKind.WELCOME)
            planned = welcome.message.plan.stories
            text, html = message_from_bytes(mail.data, policy=policy.default).iter_parts()
            encoded = len(html.get_payload().encode())
            assert encoded <= ROOM
            assert encoded > ROOM * 0.8, "room for more stories was left"
            leave = f"https://news.example.org/u/{token(app.secret, Purpose.UNSUBSCRIBE, anna.nonce)}"
            assert html.get_content().count(leave) == text.get_content().count(leave) == 1
            assert html.get_content().rstrip().endswith("</html>")
            assert welcome.message.plan.more == ()
            assert sum(not story.short for story in planned) >= 3
            for story in planned:
                assert f"https://news.example.org/s/{story.story_id}" in html.get_content()
                assert await archive.story(app, story.story_id, now=NOON) is not None
            async with app.db.reading() as tx:
                had = await tx.history.had([anna.subscriber_id], range(1, STORIES + 1))
            assert {story_id for _, story_id in had} == {
                story.story_id for story in planned
            }  # the rest is not told yet
