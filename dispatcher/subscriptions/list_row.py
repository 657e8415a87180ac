"""
The cells of one line of a list file → what that person asks for, or what is wrong with it.

Pure. What a line leaves out is the list's default; a line that says where and when the person agreed is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TypeVar
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email

from dispatcher.model import Cadence, MailingList

COLUMNS = (
    "email",
    "name",
    "topics",
    "cadence",
    "weekday",
    "hour",
    "time_zone",
    "language",
    "consent_source",
    "consent_at",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FORMULA = ("=", "+", "-", "@")  # how a cell begins that a spreadsheet would run
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one line asks for, defaults filled in."""

    line: int
    address: str
    name: str
    topics: tuple[str, ...]  # empty means all that the list offers
    cadence: Cadence
    weekday: int  # Monday is 0
    hour: int
    time_zone: str
    language: str
    consent_source: str | None  # null when the line does not say
    consent_at: datetime | None  # null when the line does not say

    @property
    def consented(self) -> bool:
        """Whether the line says where and when the person agreed."""
        return self.consent_source is not None and self.consent_at is not None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one line."""

    line: int
    problem: str
    remedy: str


def read_row(cells: Mapping[str, str], line: int, audience: MailingList) -> Row | RowProblem:
    """The row that these cells (by column name) ask for, or the first thing that is wrong with them."""
    cells = {column: _as_typed(cell) for column, cell in cells.items()}
    try:
        _printable(cells)
        return Row(
            line=line,
            address=_address(cells.get("email", "")),
            name=cells.get("name", ""),
            topics=_topics(cells.get("topics", ""), audience),
            cadence=_one(cells, "cadence", _cadence, audience.cadence, "immediate, daily, weekdays or weekly"),
            weekday=_one(cells, "weekday", _weekday, audience.weekday, "monday to sunday"),
            hour=_one(cells, "hour", _hour, audience.hour, "0 to 23"),
            time_zone=_one(cells, "time_zone", _zone, audience.time_zone, "a name like Europe/Berlin"),
            language=_one(cells, "language", _language, audience.language, "a language like en or de"),
            consent_source=cells.get("consent_source") or None,
            consent_at=_one(cells, "consent_at", _moment, None, "a date like 2026-03-29 or 2026-03-29T07:00Z"),
        )
    except _WrongError as wrong:
        return RowProblem(line, wrong.problem, wrong.remedy)


class _WrongError(Exception):
    """One cell cannot be used."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def _as_typed(cell: str) -> str:
    """Without the apostrophe that we, or a spreadsheet, put before what looks like a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def _printable(cells: Mapping[str, str]) -> None:
    for column, cell in cells.items():
        if any(ord(c) < ord(" ") or c == "\x7f" for c in cell):
            raise _WrongError(f"{column} holds a line break or another control character", "write it on one line")


def _one(cells: Mapping[str, str], column: str, read: Callable[[str], T], default: T, form: str) -> T:
    cell = cells.get(column, "")
    if not cell:
        return default
    try:
        return read(cell)
    except (ValueError, OSError, KeyError, OverflowError) as error:
        raise _WrongError(f"{column} {cell!r} cannot be used", f"write {form}") from error


def _address(cell: str) -> str:
    if not cell:
        raise _WrongError("email is empty", "write the address, or remove the line")
    try:
        found = validate_email(cell, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as error:
        raise _WrongError(f"{cell!r} is no mail address", str(error)) from error
    return f"{found.ascii_local_part or found.local_part}@{found.ascii_domain}"


def _topics(cell: str, audience: MailingList) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(cell.replace(";", " ").replace(",", " ").split()))
    for name in chosen:
        if name not in audience.topics:
            close = get_close_matches(name, audience.topics, n=1)
            offered = ", ".join(audience.topics) or "none"
            raise _WrongError(
                f"the list {audience.name!r} offers no topic {name!r}",
                f"did you mean {close[0]!r}?" if close else f"it offers: {offered}",
            )
    return chosen


def _cadence(cell: str) -> Cadence:
    return Cadence(cell.lower())


def _weekday(cell: str) -> int:
    return WEEKDAYS.index(cell.lower())


def _hour(cell: str) -> int:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])(:00)?", cell)
    if found is None:
        raise ValueError(cell)
    return int(found[1])


def _zone(cell: str) -> str:
    return str(ZoneInfo(cell))


def _language(cell: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", cell):
        raise ValueError(cell)
    return cell


def _moment(cell: str) -> datetime:
    found = datetime.fromisoformat(cell)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
