"""The demo's workspace is what an operator would write."""

import csv
import io
import tomllib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dispatcher.web.demo.workspace import HEADER, READERS, TOPICS, list_csv, settings_toml

EVENING = datetime(2026, 11, 24, 23, 40, tzinfo=UTC)


def test_settings_are_toml_with_loopback_feeds_allowed():
    settings = tomllib.loads(
        settings_toml(feeds={'The "Post"': "http://127.0.0.1:1/a"}, smtp_port=2525, base_url="http://127.0.0.1:3")
    )
    assert settings["feed"] == [{"url": "http://127.0.0.1:1/a", "outlet": 'The "Post"'}]
    assert settings["fetch"]["allow_private"] == ["127.0.0.1"]
    assert settings["smtp"]["port"] == 2525
    assert [topic["name"] for topic in settings["topic"]] == list(TOPICS)
    assert [each["cadence"] for each in settings["list"]] == ["daily", "immediate"]


def test_digest_readers_are_due_at_the_present_hour_of_their_own_zone():
    for row in csv.DictReader(io.StringIO(list_csv("world", READERS["world"], now=EVENING))):
        assert int(row["hour"]) == EVENING.astimezone(ZoneInfo(row["time_zone"])).hour


def test_every_row_fills_the_columns_and_one_reader_has_not_consented():
    rows = list_csv("world", READERS["world"], now=EVENING).splitlines()
    assert {row.count(",") for row in rows} == {HEADER.count(",")}
    assert sum(row.endswith(",,") for row in rows) == 1
    assert len({reader.time_zone for reader in READERS["world"]}) == 2
