"""The statements that run for every message read the rows they are about, and no others, however many are queued."""

import json
import sqlite3

import psycopg
import pytest

from dispatcher.db import sql_postgresql, sql_sqlite
from tests.fakes.people import NOON

ON_SQLITE = {"now": "2026", "until": "2027", "token": "t", "limit": 500, "ids": "[1, 2]", "relay": "smtp"}
ON_POSTGRESQL = {
    "now": NOON,
    "until": NOON,
    "token": "t",
    "limit": 500,
    "ids": [1, 2],
    "intents": json.dumps([{"id": 1, "relay": "smtp"}]),
    "outcomes": "[]",
}


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "by"),
    [
        (sql_sqlite.INTEND, "INTEGER PRIMARY KEY"),
        (sql_sqlite.GIVE_BACK, "INTEGER PRIMARY KEY"),
        (sql_sqlite.RENEW, "INTEGER PRIMARY KEY"),
        (sql_sqlite.CLAIM, "INDEX ix_delivery_due"),
        (sql_sqlite.OVERDUE, "INDEX ix_delivery_not_after"),
    ],
)
def test_on_sqlite_each_row_is_found_by_its_index(db_url, statement, by):
    db = sqlite3.connect(db_url.removeprefix("sqlite:///"))
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", ON_SQLITE)]
    db.close()
    assert any(f"delivery USING {by}" in step for step in plan), plan
    assert not any(step.startswith("SCAN delivery") for step in plan), plan


@pytest.mark.parametrize("db_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize(
    ("statement", "by"),
    [
        (sql_postgresql.INTEND, "pk_delivery"),
        (sql_postgresql.SETTLE_AND_INTEND, "pk_delivery"),
        (sql_postgresql.GIVE_BACK, "pk_delivery"),
        (sql_postgresql.CLAIM, "ix_delivery_due"),
    ],
)
def test_on_postgresql_each_row_is_found_by_its_index(db_url, statement, by):
    with psycopg.connect(db_url, autocommit=True) as db:
        db.execute(sql_postgresql.PLANS)
        plan = [row[0].strip() for row in db.execute(f"EXPLAIN {statement}", ON_POSTGRESQL)]
    scans = [step for step in plan if " on delivery" in step and "Scan" in step]
    assert any(f"using {by} " in step for step in scans), plan
    assert not any("ix_delivery_not_after" in step or "Seq Scan" in step or "Bitmap" in step for step in scans), plan
