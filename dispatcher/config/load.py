"""
Source → Settings, or every problem with its place and remedy.

What one value shows is checked in `settings.py`; what only several together show is checked here. Queries are checked by whoever knows
the query language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path as File
from typing import Any

from pydantic import ValidationError

from dispatcher.config.declarations import BrandSettings, ListDeclaration
from dispatcher.config.positions import Path, line_of
from dispatcher.config.settings import DECLARATIONS, SECTIONS, Settings
from dispatcher.config.smtp_settings import Timeouts
from dispatcher.config.source import DECLARED_SECRETS, FILE, PREFIX, SECRETS, Problem, Source, read_source
from dispatcher.errors import ConfigError

_WANTED = {
    "tuple_type": 'a list, as ["one", "two"]',
    "dict_type": 'a table, as {"Name" = "value"}',
    "string_type": "text, in quotes",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}
_UNSHOWN = SECRETS | DECLARED_SECRETS | {("writer", "base_url")}  # which somebody may have written with a key in it
_SHOWN_AT_MOST = 80  # characters of a wrong value


def load(root: File, environ: Mapping[str, str]) -> Settings:
    """The settings of a workspace. Raises ConfigError for the first problem, saying how many there are."""
    settings, found, _ = read(root, environ)
    if settings is None or found:
        more = f"; {len(found) - 1} more, see `dispatcher check`" if len(found) > 1 else ""
        raise ConfigError(found[0].problem, place=found[0].place, remedy=found[0].remedy + more)
    return settings


def problems(root: File, environ: Mapping[str, str]) -> list[Problem]:
    """Every problem of a workspace's settings."""
    return read(root, environ)[1]


def read(root: File, environ: Mapping[str, str]) -> tuple[Settings | None, list[Problem], Source]:
    """The settings (None when they cannot be made), every problem, and the source they came from."""
    source = read_source(root, environ)
    try:
        settings = Settings.model_validate(source.data)
    except ValidationError as error:
        if source.origin or not source.problems:  # a file that could not be read at all has no other problems
            source.problems += [_problem(dict(each), source) for each in error.errors()]
        return None, source.problems, source
    found = [*source.problems, *_across(settings)]
    return (None if source.problems else _resolved(settings, root)), found, source


def _problem(error: dict[str, Any], source: Source) -> Problem:
    path: Path = tuple(error["loc"])
    place = _place(path, source)
    name = ".".join(str(part) for part in path if not isinstance(part, int)) or FILE
    match error["type"]:
        case "extra_forbidden":
            return Problem(place, f"there is no setting {name!r}", _did_you_mean(path))
        case "missing":
            return Problem(place, f"{name} is missing", f"add it; see docs/reference/settings.md#{path[0]}")
        case "model_type" | "model_attributes_type":
            form = f"[{name}]" if path[0] in SECTIONS else f"[[{path[0]}]]"
            return Problem(place, f"{name} is no table", f"write it as {form} and its keys below")
        case "tuple_type" if len(path) == 1 and path[0] in DECLARATIONS:
            return Problem(place, f"[{name}] declares one only once", f"write [[{name}]], with two brackets")
    said = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    wanted = _WANTED.get(error["type"], said)
    remedy = said if error["type"] == "value_error" else f"it must be {wanted[:1].lower()}{wanted[1:]}"
    return Problem(place, f"{name} cannot be used{_given(path, error)}", remedy)


def _place(path: Path, source: Source) -> str:
    """Where a value came from; for one that is missing, the table it should stand in."""
    origin = source.origin.get(path, "")
    if origin.startswith(PREFIX) or "(" in origin:
        return origin
    line = line_of(path, source.lines)
    return f"{FILE}:{line}" if line else FILE


def _given(path: Path, error: dict[str, Any]) -> str:
    given = error.get("input")
    if isinstance(given, dict) or path[:2] in _UNSHOWN or (path[0], path[-1]) in _UNSHOWN or "headers" in path:
        return ""
    shown = repr(given)
    return f" (it is {shown if len(shown) <= _SHOWN_AT_MOST else shown[:_SHOWN_AT_MOST] + '…'})"


def _did_you_mean(path: Path) -> str:
    section = SECTIONS.get(str(path[0])) or DECLARATIONS.get(str(path[0]))
    if path[-2:-1] == ("brand",):
        section = BrandSettings
    if path[-2:-1] == ("timeouts",):
        section = Timeouts
    if len(path) == 1 or section is None:
        known = [*SECTIONS, *DECLARATIONS]
    else:
        known = [each.alias or name for name, each in section.model_fields.items() if name != "line"]
    close = get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(known)}"


def _across(settings: Settings) -> Iterator[Problem]:
    """What no single value shows: names used twice, topics that are not declared."""
    yield from _twice("feed", [(feed.url, feed.line) for feed in settings.feeds])
    yield from _twice("topic", [(topic.name, topic.line) for topic in settings.topics])
    yield from _twice("list", [(audience.name, audience.line) for audience in settings.lists])
    yield from _twice("relay", [(relay.name, relay.line) for relay in settings.relays])
    yield from _routed_twice(settings)
    yield from _twice("key", [(f"{key.selector}._domainkey.{key.domain}", key.line) for key in settings.dkim])
    topics = [topic.name for topic in settings.topics]
    for audience in settings.lists:
        yield from _offers(audience, topics)


def _twice(kind: str, declared: list[tuple[str, int]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for name, line in declared:
        if name in seen:
            problem = f"the {kind} {name!r} is declared twice, first at line {seen[name]}"
            yield Problem(f"{FILE}:{line}", problem, "remove one of them")
        seen.setdefault(name, line)


def _routed_twice(settings: Settings) -> Iterator[Problem]:
    """A domain with two relays: the second would only take over from the first, which nobody who writes this means."""
    relay_of: dict[str, str] = {}
    for relay in settings.relays:
        for domain in relay.domains:
            if domain in relay_of:
                problem = f"relay {relay.name!r} takes {domain!r}, which goes to {relay_of[domain]!r} already"
                yield Problem(f"{FILE}:{relay.line}", problem, "name it at one of them")
            relay_of.setdefault(domain, relay.name)


def _offers(audience: ListDeclaration, topics: list[str]) -> Iterator[Problem]:
    place = f"{FILE}:{audience.line}"
    for at, name in enumerate(audience.topics):
        if name in audience.topics[:at]:
            yield Problem(place, f"list {audience.name!r} offers the topic {name!r} twice", "remove one of them")
        elif name not in topics:
            close = get_close_matches(name, topics, n=1)
            remedy = f"did you mean {close[0]!r}?" if close else "declare it as [[topic]]"
            yield Problem(place, f"list {audience.name!r} offers an unknown topic {name!r}", remedy)


def _resolved(settings: Settings, root: File) -> Settings:
    """A relative SQLite file lies in the workspace, wherever the command was started."""
    prefix = "sqlite:///"
    url = settings.database.url
    if not url.startswith(prefix) or url.startswith("sqlite:////"):
        return settings
    database = settings.database.model_copy(update={"url": f"{prefix}{root.absolute() / url.removeprefix(prefix)}"})
    return settings.model_copy(update={"database": database})
