"""What Jinja raises → a TemplateError that names template, line and remedy."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from dispatcher.errors import TemplateError

TOO_HEAVY = "it takes too much memory to render"
LIGHTEN = "look for loops, ranges and repetitions in it, or delete the file to use the built-in one"


def template_error(
    error: Exception, template: str, *, folders: Sequence[Path], known: Iterable[str] = ()
) -> TemplateError:
    """The error to raise `from` the original; `folders` hold templates, `known` are the names a template may use."""
    if isinstance(error, TemplateSyntaxError):
        place = f"{error.name or template}:{error.lineno}"
        return TemplateError(error.message or "cannot be read", place=place, remedy=_for_syntax(error))
    place = _place(error, template, folders)
    if isinstance(error, TemplateNotFound):
        remedy = "name it as the built-in folder does, such as mail/base.html, or built-in:mail/base.html"
        return TemplateError(f"there is no template {error.name}", place=place, remedy=remedy)
    if isinstance(error, UndefinedError):
        return TemplateError(str(error), place=place, remedy=f"this template may use {', '.join(sorted(known))}")
    if isinstance(error, SecurityError):
        return TemplateError(
            str(error), place=place, remedy="templates show what they are given; they cannot reach further"
        )
    problem, remedy = _otherwise(error, template)
    return TemplateError(problem, place=place, remedy=remedy)


def _otherwise(error: Exception, template: str) -> tuple[str, str]:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8", "save the file as UTF-8"
    if isinstance(error, RecursionError):
        remedy = f'take no part of itself into it; the built-in one is "built-in:{template}"'
        return "it extends, includes or calls itself without end", remedy
    if isinstance(error, MemoryError):
        return TOO_HEAVY, LIGHTEN
    return f"{type(error).__name__}: {error}", "mend the expression on that line"


def _for_syntax(error: TemplateSyntaxError) -> str:
    if "'safe'" in (error.message or "") or "autoescape" in (error.message or ""):
        return "texts come from strangers and are always escaped; put markup into the template itself"
    return "mend that line, or delete the file to use the built-in one"


def _place(error: Exception, template: str, folders: Sequence[Path]) -> str:
    """Jinja rewrites tracebacks so that the frames of a template carry its file and line; the innermost one counts."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        for folder in folders:
            if Path(frame.filename).is_relative_to(folder):
                return f"{Path(frame.filename).relative_to(folder).as_posix()}:{frame.lineno}"
    return template
