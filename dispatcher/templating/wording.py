"""
Key, values → the words of the house in the reader's language: section titles, labels, dates, times.

The words come from `language_files`, which has looked at them: every key is there, every place in a text is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from dispatcher.model import Cadence
from dispatcher.templating.plain import direction, isolated
from dispatcher.templating.plurals import OTHER, form

ENGLISH = "en"
FIRST_WORD = 2  # how one is written depends on what is counted, and stands in the plural forms


@dataclass(frozen=True)
class Wording:
    """What one language says; `language` is the tag of the file that says most of it."""

    language: str
    words: Mapping[str, Any]

    def say(self, key: str, count: int | None = None, *, spelled: bool = False, **values: object) -> str:
        """
        The text of `key` with its {places} filled; `count` chooses the plural form and fills {count}.

        With `spelled`, as in a sentence, small counts are written as words where the language has words for them.
        """
        text = self.words[key]
        if isinstance(text, Mapping):
            text = text.get(OTHER if count is None else form(self.words["plurals"], count), text[OTHER])
        return str(text).format(count=self._number(count) if spelled and count else count, **values)

    def say_all(self, several: Sequence[str], last: str = "and") -> str:
        """The texts as one, `last` (and, or) before the last of them."""
        *others, end = several or [""]
        return f"{self.words['comma'].join(others)}{self.words[last]}{end}" if others else end

    def say_date(self, day: date) -> str:
        """A date written out, with weekday and year."""
        return self._dated("date", day)

    def say_day(self, day: date, *, today: date, weekday: bool = False) -> str:
        """A date as short as it may be on `today`: the year only when it is another one."""
        key = "date" if weekday else "day"
        return self._dated(key if day.year != today.year else f"{key}_this_year", day)

    def say_time(self, at: time) -> str:
        """An hour and minute."""
        return self.say("time", hour=at.hour, minute=at.minute)

    def say_cadence(self, cadence: Cadence, *, weekday: int = 0, hour: int | None = None, time_zone: str = "") -> str:
        """How often, and at what local hour of which zone when they are known."""
        often = self.say(f"cadence_{cadence}", weekday=self.weekday(weekday))
        if hour is None:
            return often
        zone = f" ({isolated(time_zone, self.direction)})" if time_zone else ""
        return self.say("at_hour", often=often, time=self.say_time(time(hour))) + zone

    def weekday(self, number: int) -> str:
        """Monday is 0."""
        return str(self.words["weekdays"][number])

    @property
    def direction(self) -> str:
        """Which way this language is written."""
        return direction(self.weekday(0))

    def _dated(self, key: str, day: date) -> str:
        month = self.words["months"][day.month - 1]
        return self.say(key, weekday=self.weekday(day.weekday()), day=day.day, month=month, year=day.year)

    def _number(self, count: int) -> str:
        numbers = self.words["numbers"]
        return numbers[count - FIRST_WORD] if FIRST_WORD <= count < FIRST_WORD + len(numbers) else str(count)
