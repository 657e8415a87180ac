"""
What all commands share: calling a noun, opening the workspace, and one line for every error.

A DispatcherError becomes `error: place: problem (remedy)` and its exit code. Anything else is a fault of ours: one line, and the
traceback with `--debug` or DISPATCHER_DEBUG=1.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from dispatcher.cli import DEBUG, WORKSPACE
from dispatcher.cli.table import NOUNS
from dispatcher.errors import DispatcherError, first_of_ours

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table")]
Now = Annotated[
    str, typer.Option("--now", metavar="MOMENT", help="Pretend it is this moment (ISO 8601; UTC without a zone)")
]
GREATEST = 2**31 - 1  # an id, or how many: what the databases take
_OUR_FAULT = 70  # EX_SOFTWARE


def noun(about: str) -> typer.Typer:
    """A noun's group of verbs."""
    return typer.Typer(
        help=about,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def call(name: str, words: Sequence[str]) -> int:
    """Run one noun with the words behind it; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a headline in Korean must not end a command on an ASCII terminal
            stream.reconfigure(errors="backslashreplace")
    module = import_module(f"dispatcher.cli.{NOUNS[name][0]}")
    try:
        module.app(args=list(words), prog_name=f"dispatcher {name}")
    except SystemExit as over:
        return over.code if isinstance(over.code, int) else 1
    except (DispatcherError, BaseExceptionGroup) as error:
        return _said(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _fault(error)
    return 0


def _said(error: BaseException) -> int:
    ours = first_of_ours(error)
    if ours is None:
        return _fault(error)
    if os.environ.get(DEBUG):
        raise ours
    print(f"error: {ours}", file=sys.stderr)
    return ours.exit_code


def _fault(error: BaseException) -> int:
    if os.environ.get(DEBUG):
        raise error
    said = " ".join(str(error).split())[:300]
    print(
        f"error: {type(error).__name__}: {said} (a fault of the program; `dispatcher --debug …` shows where)",
        file=sys.stderr,
    )
    return _OUR_FAULT


def workspace() -> Path:
    """The operator's folder."""
    return Path(os.environ.get(WORKSPACE) or ".")


def moment(text: str) -> datetime:
    """What `--now` says, or the present."""
    from dispatcher import clock

    return clock.parse_moment(text) if text else clock.now()


def with_app(use: Callable[[App], Awaitable[T]], *, quiet: bool = True) -> T:
    """Open the workspace and run `use` in it. `quiet` logs warnings only: a command's answer is what it prints."""
    return run_async(_with_app(use, quiet=quiet))


def run_async(work: Awaitable[T]) -> T:
    """Run to the end, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        runner = asyncio.Runner()
    else:
        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)

    async def awaited() -> T:
        return await work

    with runner:
        return runner.run(awaited())


async def _with_app(use: Callable[[App], Awaitable[T]], *, quiet: bool) -> T:
    from dispatcher import log
    from dispatcher.app.bootstrap import bootstrap

    log.configure(level="warning")
    opened: AbstractAsyncContextManager[App] = bootstrap(workspace())
    async with opened as app:
        settings = app.settings.log
        log.configure(
            level="warning" if quiet and settings.level == "info" else settings.level,
            as_json={"json": True, "text": False}.get(settings.form),
        )
        return await use(app)


def show(rows: Iterable[Mapping[str, Any]], *, as_json: bool, empty: str) -> None:
    """Print rows as an aligned table, or as JSON; `empty` says what it means that there are none."""
    listed = [dict(row) for row in rows]
    if as_json:
        print(json.dumps(listed, ensure_ascii=False, indent=2, default=_json))
        return
    if not listed:
        print(empty)
        return
    cells = [[name.replace("_", " ").upper() for name in listed[0]]]
    cells += [["" if value is None else _plain(value) for value in row.values()] for row in listed]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def show_one(row: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing, a line a value, or as JSON."""
    if as_json:
        print(json.dumps(dict(row), ensure_ascii=False, indent=2, default=_json))
        return
    width = max(map(len, row))
    for name, value in row.items():
        print(f"{name.replace('_', ' '):{width}}  {'' if value is None else _plain(value)}".rstrip())


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return " ".join(str(value).split())
