"""Briefings on both databases: one a version, and what was told before."""

from datetime import timedelta

from dispatcher.model import Briefing, BriefingStatus, EarlierBriefing, Section, SectionName, Sentence
from tests.contract.db.test_news import a_feed, arriving
from tests.fakes.people import NOON


def briefing(text):
    return Briefing(BriefingStatus.BRIEF, (Section(SectionName.HAPPENING, (Sentence(text, ()),)),), {"outlets": 1})


async def a_story(tx, uid):
    feed = await a_feed(tx, f"https://example.com/{uid}")
    await tx.entries.add(feed, [arriving(uid)], NOON)
    (entry,) = [each for each in await tx.entries.ungrouped(10) if each.uid == uid]
    return await tx.stories.create("A title", entry.id, NOON)


async def test_what_was_told_of_a_story_before_a_version_comes_oldest_first(db):
    async with db.transaction() as tx:
        one, other, untold = [await a_story(tx, uid) for uid in "abc"]
        for version in (2, 1, 3):
            await tx.briefings.add(
                one, version, briefing(f"v{version}"), language="en", now=NOON + timedelta(hours=version)
            )
        await tx.briefings.add(one, 1, briefing("v1 auf Deutsch"), language="xx", now=NOON)
        await tx.briefings.add(other, 5, briefing("other"), language="en", now=NOON)
        earlier = await tx.briefings.earlier({one: 3, other: 5, untold: 1})
    assert earlier == {
        one: [
            EarlierBriefing(1, NOON + timedelta(hours=1), briefing("v1")),
            EarlierBriefing(2, NOON + timedelta(hours=2), briefing("v2")),
        ]
    }
