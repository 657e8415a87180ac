"""The schema is what the migrations make, both ways, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from dispatcher.db import Database
from dispatcher.db.engine import engine_for
from dispatcher.db.migrate import HEAD
from dispatcher.db.schema import metadata
from dispatcher.errors import StorageError
from tests.fakes import databases


async def differences(url):
    engine = engine_for(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": False}), metadata)
        )
    await engine.dispose()
    return found


async def test_the_migrations_applied_are_the_schema(db, db_url):
    assert await differences(db_url) == []


async def test_the_newest_revision_is_the_one_a_start_checks_for():
    from pathlib import Path

    import dispatcher.db.migrate

    folder = Path(dispatcher.db.migrate.__file__).parent / "migrations" / "versions"
    assert max(path.name[:4] for path in folder.glob("*.py")) == HEAD


async def test_it_goes_back_to_nothing_and_forth_again(db, db_url):
    async with db.transaction() as tx:
        await tx.topics.add("korea", "Korea", "Korea")
    await db.migrate(to="base")
    await db.migrate()
    assert await differences(db_url) == []
    async with db.reading() as tx:
        assert await tx.topics.all() == []


async def test_migrating_twice_changes_nothing(db):
    async with db.transaction() as tx:
        await tx.topics.add("korea", "Korea", "Korea")
    await db.migrate()
    async with db.reading() as tx:
        assert [topic.name for topic in await tx.topics.all()] == ["korea"]


async def test_a_database_of_a_newer_version_is_refused(db):
    async with db._writing() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="revision 9999"):
        await db.migrate()


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", "sqlite:///", "sqlite:////no/such/folder/d.db"])
async def test_a_url_that_cannot_be_used_is_refused_with_a_remedy(url):
    with pytest.raises(StorageError) as caught:
        await Database.open(url)
    assert caught.value.remedy


async def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "d.db").write_text("Dear diary, " * 100)
    with pytest.raises(StorageError, match="no database"):
        await Database.open(f"sqlite:///{tmp_path / 'd.db'}")


async def test_a_server_that_is_not_there_is_named_without_its_password():
    with pytest.raises(StorageError) as caught:
        await Database.open("postgresql://anna:geheim@127.0.0.1:1/none")
    assert "geheim" not in str(caught.value)
    assert caught.value.remedy


async def test_both_kinds_start_from_nothing(tmp_path, request):
    for kind in databases.KINDS[:1]:
        database = await Database.open(databases.empty_url(kind, tmp_path))
        await database.migrate()
        async with database.reading() as tx:
            assert await tx.feeds.all() == []
        await database.close()
