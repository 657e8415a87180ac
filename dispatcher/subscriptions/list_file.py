"""
CSV ⇄ what people asked for: the file `subscribers/<list>.csv`.

Pure: text in, rows and problems out; a wrong line never hides the others. Only `email` is required.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from dispatcher.model import MailingList
from dispatcher.subscriptions.list_row import COLUMNS, FORMULA, WEEKDAYS, Row, RowProblem, read_row

__all__ = ["COLUMNS", "WEEKDAYS", "ListFile", "Row", "RowProblem", "read_list_file", "write_list_file"]

_DELIMITERS = (",", ";", "\t")  # what spreadsheets write, by country


@dataclass(slots=True)
class ListFile:
    """A file as read: the good rows, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read_list_file(text: str, audience: MailingList) -> ListFile:
    """Read a list file: commas, semicolons or tabs, with or without a byte-order mark, any line ends."""
    read = ListFile()
    lines = _lines(text.removeprefix("\ufeff"))
    header = next(lines, None)
    if header is None:
        remedy = f"its first line names the columns: {','.join(COLUMNS)}"
        read.problems.append(RowProblem(1, "the file is empty", remedy))
    elif isinstance(header[1], str):
        read.problems.append(_no_csv(header[0], header[1]))
    else:
        _read(lines, header=header, audience=audience, read=read)
    return read


def _read(
    lines: Iterator[tuple[int, list[str] | str]],
    *,
    header: tuple[int, list[str] | str],
    audience: MailingList,
    read: ListFile,
) -> None:
    names = [cell.strip().lower() for cell in header[1]]
    if (wrong := _header(names)) is not None:
        read.problems.append(RowProblem(header[0], *wrong))
        return
    seen: dict[str, int] = {}
    for line, cells in lines:
        if isinstance(cells, str):
            read.problems.append(_no_csv(line, cells))
            return
        if any(cell.strip() for cell in cells[len(names) :]):
            read.problems.append(RowProblem(line, "there are more cells than columns", "quote cells that hold commas"))
            continue
        row = read_row(dict(zip(names, cells, strict=False)), line, audience)
        if isinstance(row, RowProblem):
            read.problems.append(row)
        elif (first := seen.setdefault(row.address.casefold(), line)) != line:
            read.problems.append(RowProblem(line, f"this address stands in line {first} already", "remove one of them"))
        else:
            read.rows.append(row)


def _lines(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """The cells of every line that holds any, with its number; instead of cells, what the CSV reader says when it gives up."""
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1  # a quoted cell may go over several lines: its first one counts
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield line, str(error)
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _no_csv(line: int, said: str) -> RowProblem:
    return RowProblem(line, f"this is not CSV ({said})", "mend the quotes; what stands below was not read")


def _header(names: list[str]) -> tuple[str, str] | None:
    while names and not names[-1]:
        names.pop()  # empty columns at the right edge of a sheet
    if "email" not in names:
        return "there is no column `email`", f"the first line names the columns: {','.join(COLUMNS)}"
    for at, name in enumerate(names):
        if name in names[:at]:
            return f"the column {name!r} is there twice", "remove one of them"
        if name not in COLUMNS:
            close = get_close_matches(name, COLUMNS, n=1)
            return f"there is no column {name!r}", f"did you mean {close[0]!r}?" if close else "remove it"
    return None


def write_list_file(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows by column name as CSV. A cell that a spreadsheet would run as a formula gets a leading apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_inert(row.get(column, "")) for column in COLUMNS)
    return out.getvalue()


def _inert(cell: str) -> str:
    # A bare CR would end the line: csv does not quote it. Reading refuses the other control characters, too.
    cell = "".join(" " if c < " " or c == "\x7f" else c for c in cell).strip()
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell
