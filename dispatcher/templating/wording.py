"""
The words of the house in the reader's language: section titles, foot, dates.

One TOML file per language in `languages/`; a language we do not speak gets English. Plurals are `key.one` and `key.other`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from dispatcher.model import Cadence
from dispatcher.templating.plain import direction

FOLDER = Path(__file__).parent / "languages"
ENGLISH = "en"


@dataclass(frozen=True)
class Wording:
    """What one language says."""

    language: str
    words: dict[str, Any]

    def say(self, key: str, count: int | None = None, **values: object) -> str:
        """The text of `key` with its {places} filled; `count` chooses singular or plural and fills {count}."""
        text = self.words[key]
        if isinstance(text, dict):
            text = text["one"] if count is not None and count in text.get("singular", [1]) else text["other"]
        return str(text).format(count=count, **values)

    def say_date(self, day: date) -> str:
        """A date written out, with its weekday."""
        return self.say(
            "date",
            weekday=self.weekday(day.weekday()),
            day=day.day,
            month=self.words["months"][day.month - 1],
            year=day.year,
        )

    def say_cadence(self, cadence: Cadence, *, weekday: int = 0, hour: int | None = None, time_zone: str = "") -> str:
        """How often, and at what local hour of which zone when they are known."""
        often = self.say(f"cadence_{cadence}", weekday=self.weekday(weekday))
        if hour is None:
            return often
        zone = f" ({time_zone})" if time_zone else ""
        return self.say("at_hour", often=often, hour=f"{hour:02d}:00") + zone

    def weekday(self, number: int) -> str:
        """Monday is 0."""
        return str(self.words["weekdays"][number])

    @property
    def direction(self) -> str:
        """Which way this language is written."""
        return direction(self.weekday(0))


@lru_cache(maxsize=32)
def wording(language: str) -> Wording:
    """The wording for a language tag (RFC 5646), by its primary part."""
    primary = language.lower().partition("-")[0].partition("_")[0]
    path = FOLDER / f"{primary}.toml"
    if not (primary.isalpha() and path.is_file()):
        path = FOLDER / f"{ENGLISH}.toml"
    return Wording(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
