"""
Errors that say who must act, where, and what to do.

Failures that a protocol expects (a 404, a 4xx reply) are values, not exceptions; what is raised here stops a command.
"""

from __future__ import annotations

from typing import ClassVar


class DispatcherError(Exception):
    """Something stopped a command; `place` says where and `remedy` what to do about it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        """One line: place, problem, remedy."""
        place = f"{self.place}: " if self.place else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}{self.problem}{remedy}"


class InputError(DispatcherError):
    """What the command was given cannot be read: an option, a file, a line on stdin."""

    exit_code = 2


class ConfigError(DispatcherError):
    """The operator's settings or list files are wrong; `place` is file:line where known."""

    exit_code = 3


class TemplateError(DispatcherError):
    """An operator's template is wrong; `place` is template:line."""

    exit_code = 4


class QueryError(InputError):
    """A topic's query cannot be read; `at` is the code point where reading stopped."""

    def __init__(self, problem: str, *, at: int, remedy: str | None = None) -> None:
        super().__init__(problem, place=f"query, character {at + 1}", remedy=remedy)
        self.at = at


class FetchError(DispatcherError):
    """A feed could not be fetched: the network, the server, our guard or our limits."""


class ParseError(DispatcherError):
    """What a feed's URL answered cannot be read as a feed."""


class TransportError(DispatcherError):
    """No mail can go out now: the server is down or refuses us. Try later."""

    exit_code = 5


class StorageError(DispatcherError):
    """The database cannot be used: read-only, full, locked by another run, or of another version. Stop."""

    exit_code = 6


def first_of_ours(error: BaseException) -> DispatcherError | None:
    """The error of ours in what was raised: tasks that ran side by side raise in a group, and one of its errors is enough to act on."""
    if isinstance(error, DispatcherError):
        return error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return next((found for each in inner if (found := first_of_ours(each))), None)
