"""Answers of a model are kept for a month, and a day's tokens counted, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = {"happening": [{"text": "„Ja“, sagte sie. 네.", "cites": ["s1"]}]}


@pytest.fixture(autouse=True)
async def _migrated(db):
    await db.migrate()


async def test_an_answer_comes_back_as_it_was_kept_and_the_first_stays(db):
    async with db.transaction() as tx:
        assert await tx.answers.get("a" * 64) is None
        await tx.answers.add("a" * 64, BODY, now=NOON)
        await tx.answers.add("a" * 64, {}, now=NOON)
    async with db.reading() as tx:
        assert await tx.answers.get("a" * 64) == BODY


async def test_after_thirty_days_it_is_forgotten(db):
    async with db.transaction() as tx:
        await tx.answers.add("old", BODY, now=NOON)
        await tx.answers.add("young", BODY, now=NOON + timedelta(days=1))
        await tx.answers.add("new", BODY, now=NOON + timedelta(days=30, seconds=1))
        assert [await tx.answers.get(key) is not None for key in ("old", "young", "new")] == [False, True, True]


async def test_tokens_count_for_their_day(db):
    async with db.transaction() as tx:
        assert await tx.answers.spent(now=NOON) == 0
        await tx.answers.spend(700, now=NOON)
        await tx.answers.spend(50, now=NOON + timedelta(hours=11))
    async with db.reading() as tx:
        assert await tx.answers.spent(now=NOON) == 750
        assert await tx.answers.spent(now=NOON + timedelta(hours=12)) == 0
