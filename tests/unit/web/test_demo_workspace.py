"""The demo's workspace is what an operator would write."""

import csv
import io
import tomllib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dispatcher.web.demo.workspace import READERS, TOPICS, list_file, settings_toml

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


def test_readers_live_in_two_zones_and_one_of_them_has_not_consented():
    readers = READERS["world"]
    assert len({reader.time_zone for reader in readers}) == 2
    assert [reader.consented for reader in readers].count(False) == 1
    assert all(reader.address.endswith("@example.com") for readers in READERS.values() for reader in readers)
    assert {topic for reader in readers for topic in reader.topics} <= set(TOPICS)


def test_digest_readers_want_the_present_hour_of_their_own_zone():
    rows = list(csv.DictReader(io.StringIO(list_file(READERS["world"], now=EVENING))))
    assert [int(row["hour"]) for row in rows] == [
        EVENING.astimezone(ZoneInfo(reader.time_zone)).hour for reader in READERS["world"]
    ]
    assert [bool(row["consent_at"]) for row in rows] == [reader.consented for reader in READERS["world"]]
