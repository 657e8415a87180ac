"""
The demo's workspace: the same `dispatcher.toml` that an operator would write, and the people of its lists. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.subscriptions.list_file import write_list_file

TOPICS = {
    "earth": (
        "Earth, climate and space",
        "earthquake OR volcano OR storm OR flood* OR (climate AND summit) OR spacecraft",
    ),
    "power": ("Governments and courts", "election OR runoff OR convicted OR (court AND minister)"),
    "economy": ("Money, trade and work", '"interest rate" OR "key rate" OR merger OR "rail strike" OR recall*'),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """A person on one of the demo's lists."""

    address: str
    name: str
    time_zone: str
    topics: tuple[str, ...] = ()  # names; all when empty
    consented: bool = True  # without, the person is asked to confirm


READERS: Mapping[str, tuple[Reader, ...]] = {
    "world": (
        Reader("anna.berg@example.com", "Anna Berg", "Europe/Berlin"),
        Reader("joe.carter@example.com", "Joe Carter", "America/New_York", topics=("earth", "economy")),
        Reader("mika.salo@example.com", "Mika Salo", "Europe/Berlin", consented=False),
    ),
    "alerts": (
        Reader("anna.berg@example.com", "Anna Berg", "Europe/Berlin"),
        Reader("joe.carter@example.com", "Joe Carter", "America/New_York"),
    ),
}


def settings_toml(*, feeds: Mapping[str, str], smtp_port: int, base_url: str) -> str:
    """The demo's `dispatcher.toml`."""
    parts = [
        _table("[database]", url="sqlite:///dispatcher.db"),
        _table("[web]", base_url=base_url),
        _table("[smtp]", host="127.0.0.1", port=smtp_port, tls="none"),
        _table("[fetch]", allow_private=["127.0.0.1"], articles=False),
        *(_table("[[feed]]", url=url, outlet=outlet) for outlet, url in feeds.items()),
        *(_table("[[topic]]", name=name, title=title, query=query) for name, (title, query) in TOPICS.items()),
        _list("world", "World briefing", cadence="daily"),
        _list("alerts", "Breaking news", cadence="immediate"),
    ]
    return "\n".join(parts)


def list_file(readers: Sequence[Reader], *, now: datetime) -> str:
    """What `subscribers/<list>.csv` says of these readers."""
    return write_list_file(
        {
            "email": reader.address,
            "name": reader.name,
            "topics": " ".join(reader.topics),
            "hour": str(now.astimezone(ZoneInfo(reader.time_zone)).hour),
            "time_zone": reader.time_zone,
            "consent_source": "demo" if reader.consented else "",
            "consent_at": now.date().isoformat() if reader.consented else "",
        }
        for reader in readers
    )


def _list(name: str, title: str, *, cadence: str) -> str:
    return _table(
        "[[list]]",
        **{"name": name, "title": title, "from": f"{title} <{name}@news.example.com>"},
        topics=list(TOPICS),
        cadence=cadence,
        hour=7,
        time_zone="Europe/Berlin",
    )


def _table(head: str, **keys: object) -> str:
    # What JSON and TOML write alike is all that stands here: strings, numbers, true and false, lists of them.
    return (
        "\n".join([head, *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items())]) + "\n"
    )
