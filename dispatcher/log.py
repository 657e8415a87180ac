"""
Structured logs: past-tense pairs (`feed.polled`) with ids, never addresses or secrets.

On a terminal they are lines for people, elsewhere JSON; always on stderr, so that stdout stays for results.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, cast

import structlog


def configure(*, level: str = "info", as_json: bool | None = None) -> None:
    """Set up logging once per process; `as_json` None means JSON unless stderr is a terminal."""
    number = logging.getLevelNamesMapping()[level.upper()]
    plain = not sys.stderr.isatty() if as_json is None else as_json
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if plain else structlog.processors.StackInfoRenderer(),
            structlog.processors.JSONRenderer() if plain else structlog.dev.ConsoleRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def get(**context: Any) -> structlog.typing.FilteringBoundLogger:
    """A logger with `context` on every line."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(**context))
