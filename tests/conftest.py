"""What every test may ask for: `db`, an open and migrated database, once on each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from dispatcher.db import Database
from tests.fakes import databases

# A limit of 200 ms for one example is kept or broken by what else the machine does; how long something takes is measured where it matters.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(
    params=[pytest.param(kind, marks=[pytest.mark.postgres] * (kind != "sqlite")) for kind in databases.KINDS]
)
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return databases.new_url(request.param, tmp_path)


@pytest_asyncio.fixture
async def db(db_url: str) -> AsyncIterator[Database]:
    database = await Database.open(db_url)
    yield database
    await database.close()
