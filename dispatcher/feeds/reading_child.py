"""A child that reads what a URL answered; its failures are ParseErrors."""

from __future__ import annotations

from typing import ClassVar

from dispatcher.children import Child
from dispatcher.errors import DispatcherError, ParseError


class ReadingChild(Child):
    """What the children of this package have in common."""

    error: ClassVar[type[DispatcherError]] = ParseError
    late = "what the URL answered could not be read within {seconds:g} seconds"
    ended = "the {name} ended while reading what the URL answered (exit code {code})"
    heavy = "what the URL answered needs too much memory to be read"
