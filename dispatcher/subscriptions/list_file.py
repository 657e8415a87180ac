"""
CSV ⇄ what people asked for: the file `subscribers/<list>.csv`.

Pure: text in, rows and problems out. Only `email` is required; what a row leaves out is the list's default. A row that names its
consent is confirmed, one that does not is unconfirmed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
_LAST_HOUR = 23
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one line asks for, defaults filled in."""

    line: int
    address: str
    name: str
    topics: tuple[str, ...]
    cadence: Cadence
    weekday: int
    hour: int
    time_zone: str
    language: str
    consent_source: str | None
    consent_at: datetime | None

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


@dataclass(slots=True)
class ListFile:
    """A file as read: the good rows, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read_list_file(text: str, audience: MailingList) -> ListFile:
    """Read a list file: comma or semicolon, with or without a byte-order mark, any line ends."""
    read = ListFile()
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",")
    try:
        _read(reader, audience, read)
    except csv.Error as error:
        read.problems.append(RowProblem(reader.line_num, f"this is not CSV ({error})", "save it as CSV, in UTF-8"))
    return read


def _read(reader: Iterable[list[str]], audience: MailingList, read: ListFile) -> None:
    names: list[str] | None = None
    seen: dict[str, int] = {}
    for line, cells in enumerate(reader, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names = [cell.strip().lower() for cell in cells]
            if (wrong := _header(names)) is not None:
                read.problems.append(RowProblem(line, *wrong))
                return
            continue
        if len(cells) > len(names):
            read.problems.append(RowProblem(line, "there are more cells than columns", "quote cells that hold commas"))
            continue
        row = _row(dict(zip(names, (cell.strip() for cell in cells), strict=False)), line, audience)
        if isinstance(row, RowProblem):
            read.problems.append(row)
        elif (first := seen.setdefault(row.address.casefold(), line)) != line:
            read.problems.append(RowProblem(line, f"this address stands in line {first} already", "remove one of them"))
        else:
            read.rows.append(row)
    if names is None:
        read.problems.append(
            RowProblem(1, "the file is empty", f"its first line names the columns: {','.join(COLUMNS)}")
        )


def _header(names: list[str]) -> tuple[str, str] | None:
    if "email" not in names:
        return "there is no column `email`", f"the first line names the columns: {','.join(COLUMNS)}"
    for name in names:
        if name not in COLUMNS:
            close = get_close_matches(name, COLUMNS, n=1)
            return f"there is no column {name!r}", f"did you mean {close[0]!r}?" if close else "remove it"
    return None


def _row(cells: Mapping[str, str], line: int, audience: MailingList) -> Row | RowProblem:
    try:
        return Row(
            line=line,
            address=_address(cells.get("email", "")),
            name=cells.get("name", ""),
            topics=_topics(cells.get("topics", ""), audience),
            cadence=_one(cells, "cadence", Cadence, audience.cadence, "immediate, daily, weekdays or weekly"),
            weekday=_one(cells, "weekday", _weekday, audience.weekday, "monday to sunday"),
            hour=_one(cells, "hour", _hour, audience.hour, "0 to 23"),
            time_zone=_one(cells, "time_zone", _zone, audience.time_zone, "a name like Europe/Berlin"),
            language=cells.get("language") or audience.language,
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


def _one(cells: Mapping[str, str], column: str, read: Callable[[str], T], default: T, form: str) -> T:
    cell = cells.get(column, "")
    if not cell:
        return default
    try:
        return read(cell)
    except (ValueError, OSError, KeyError, OverflowError) as error:
        raise _WrongError(f"{column} {cell!r} cannot be used", f"write {form}") from error


def _address(cell: str) -> str:
    try:
        found = validate_email(cell, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise _WrongError(f"{cell!r} is no mail address", str(error)) from error
    return found.ascii_email or found.normalized


def _topics(cell: str, audience: MailingList) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(name.strip() for name in cell.replace(";", " ").replace(",", " ").split()))
    for name in chosen:
        if name not in audience.topics:
            close = get_close_matches(name, audience.topics, n=1)
            offered = ", ".join(audience.topics) or "none"
            raise _WrongError(
                f"the list {audience.name!r} offers no topic {name!r}",
                f"did you mean {close[0]!r}?" if close else f"it offers: {offered}",
            )
    return chosen


def _weekday(cell: str) -> int:
    return int(cell) if cell in "0123456" else WEEKDAYS.index(cell.lower())


def _hour(cell: str) -> int:
    hour = int(cell.removesuffix(":00"))
    if not 0 <= hour <= _LAST_HOUR:
        raise ValueError(cell)
    return hour


def _zone(cell: str) -> str:
    return str(ZoneInfo(cell))


def _moment(cell: str) -> datetime:
    found = datetime.fromisoformat(cell)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def write_list_file(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows by column name as CSV. A cell that a spreadsheet would run as a formula gets a leading apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_inert(row.get(column, "")) for column in COLUMNS)
    return out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
