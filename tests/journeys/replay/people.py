"""Twenty readers of two lists in four zones, and the three topics they read."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOPICS = {
    "korea": ('Korea* OR Pyongyang OR "Kim Jong"', re.compile(r"\b(korea\w*|pyongyang|kim jong)\b", re.IGNORECASE)),
    "space": ("NASA OR SpaceX OR astronaut*", re.compile(r"\b(nasa|spacex|astronaut\w*)\b", re.IGNORECASE)),
    "protest": ('Minneapolis OR "George Floyd"', re.compile(r"\b(minneapolis|george floyd)\b", re.IGNORECASE)),
}
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Seoul", "Asia/Kolkata")
HOURS = (6, 7, 9, 18, 22)


@dataclass(frozen=True, slots=True)
class Reader:
    """One subscriber."""

    address: str
    time_zone: str
    hour: int
    daily: tuple[str, ...]  # topics on the daily list; empty when not on it
    immediate: tuple[str, ...]  # topics on the alert list; empty when not on it


def readers() -> list[Reader]:
    """Twelve read the daily list, four the alerts, four both."""
    names = list(TOPICS)
    people = []
    for number in range(20):
        topics = tuple(names) if number % 3 == 0 else tuple(sorted({names[number % 3], names[(number // 3) % 3]}))
        people.append(
            Reader(
                address=f"reader{number:02}@example.org",
                time_zone=ZONES[number % 4],
                hour=HOURS[number % 5],
                daily=topics if number < 16 else (),
                immediate=topics if number >= 12 else (),
            )
        )
    return people
