"""
dispatcher.toml and environment → Settings, or every problem with its place and remedy.

The environment wins over the file: `DISPATCHER_SMTP__HOST`. A secret may also come from a file (`…_FILE`) or a systemd credential named
`smtp.password`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path as File
from typing import Any

from pydantic import ValidationError

from dispatcher.config.positions import Path, line_of, positions
from dispatcher.config.settings import DECLARATIONS, SECTIONS, Settings
from dispatcher.errors import ConfigError

FILE = "dispatcher.toml"
PREFIX = "DISPATCHER_"
SECRETS = {("smtp", "password")}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do about it."""

    place: str
    problem: str
    remedy: str


@dataclass
class Source:
    """What was read before it was checked, and where each value came from."""

    data: dict[str, Any] = field(default_factory=dict)
    origin: dict[Path, str] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(root: File, environ: Mapping[str, str]) -> Settings:
    """The settings of a workspace. Raises ConfigError for the first problem, saying how many there are."""
    settings, found, _ = read(root, environ)
    if settings is None or found:
        more = f"; {len(found) - 1} more, see `dispatcher check`" if len(found) > 1 else ""
        raise ConfigError(found[0].problem, place=found[0].place, remedy=found[0].remedy + more)
    return settings


def read(root: File, environ: Mapping[str, str]) -> tuple[Settings | None, list[Problem], Source]:
    """The settings (None when they cannot be made), every problem, and the source they came from."""
    source = _source(root, environ)
    if source.problems:
        return None, source.problems, source
    _place_lines(source)
    try:
        settings = Settings.model_validate(source.data)
    except ValidationError as error:
        return None, [_problem(dict(each), source) for each in error.errors()], source
    found = _across(settings)
    return _resolved(settings, root), found, source


def _source(root: File, environ: Mapping[str, str]) -> Source:
    source = Source()
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        remedy = f"run `dispatcher init {root}`, or name the workspace with -C"
        source.problems.append(Problem(str(path), "there is no such file: this is not a workspace", remedy))
        return source
    except (OSError, UnicodeDecodeError) as error:
        source.problems.append(Problem(str(path), f"it cannot be read ({error})", "make it a readable UTF-8 file"))
        return source
    try:
        source.data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        source.problems.append(_malformed(error, text))
        return source
    source.lines = positions(text)
    source.origin = {where: f"{FILE}:{line}" for where, line in source.lines.items()}
    _environment(source, environ, root)
    return source


def _malformed(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    said = str(error)
    line = said.rpartition("at line ")[2].partition(",")[0] if "at line " in said else str(len(text.splitlines()))
    return Problem(f"{FILE}:{line}", f"this is not TOML: {said.partition(' (at')[0]}", "mend that line")


def _environment(source: Source, environ: Mapping[str, str], root: File) -> None:
    for section, part in SECTIONS.items():
        table = source.data.setdefault(section, {})
        if not isinstance(table, dict):
            continue
        for key in part.model_fields:
            name = f"{PREFIX}{section}__{key}".upper()
            if name in environ:
                table[key] = _value(environ[name])
                source.origin[section, key] = name
    _secret_files(source, environ, root)


def _secret_files(source: Source, environ: Mapping[str, str], root: File) -> None:
    for section, key in SECRETS:
        table = source.data.get(section, {})
        name = f"{PREFIX}{section}__{key}_FILE".upper()
        candidates = []
        if name in environ:
            candidates.append((File(environ[name]), name))
        elif isinstance(table, dict) and table.get(f"{key}_file"):
            candidates.append((root / str(table[f"{key}_file"]), source.origin.get((section, f"{key}_file"), FILE)))
        if (folder := environ.get("CREDENTIALS_DIRECTORY")) and (File(folder) / f"{section}.{key}").exists():
            candidates.append((File(folder) / f"{section}.{key}", f"credential {section}.{key}"))
        for file, origin in candidates:
            try:
                lines = file.read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                source.problems.append(
                    Problem(origin, f"{file} cannot be read ({error})", "correct the path, or its permissions")
                )
                continue
            table[key] = lines[0] if lines else ""
            source.origin[section, key] = f"{origin} ({file.name})"


def _value(text: str) -> Any:
    """Lists may be given as JSON; everything else is text, which pydantic reads as the setting's kind."""
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _place_lines(source: Source) -> None:
    for kind in DECLARATIONS:
        declared = source.data.get(kind, [])
        for index, each in enumerate(declared if isinstance(declared, list) else []):
            if isinstance(each, dict):
                each["line"] = source.lines.get((kind, index), 0)


def _problem(error: dict[str, Any], source: Source) -> Problem:
    path: Path = tuple(error["loc"])
    line = line_of(path, source.lines)
    place = source.origin.get(path, FILE)
    if place == FILE or place.startswith(FILE):
        place = f"{FILE}:{line}" if line else FILE
    name = ".".join(str(part) for part in path if not isinstance(part, int)) or FILE
    if error["type"] == "extra_forbidden":
        return Problem(place, f"there is no setting {name!r}", _did_you_mean(path))
    if error["type"] == "missing":
        return Problem(place, f"{name} is missing", f"add it; see docs/reference/settings.md#{path[0]}")
    said = str(error["msg"]).removeprefix("Value error, ")
    given = "" if path in SECRETS or isinstance(error.get("input"), dict) else f" (it is {error.get('input')!r})"
    remedy = said if error["type"] == "value_error" else f"{said[:1].lower()}{said[1:]}"
    return Problem(place, f"{name} cannot be used{given}", remedy)


def _did_you_mean(path: Path) -> str:
    section = SECTIONS.get(str(path[0])) or DECLARATIONS.get(str(path[0]))
    if len(path) == 1 or section is None:
        known = [*SECTIONS, *DECLARATIONS]
    else:
        known = [each.alias or name for name, each in section.model_fields.items() if name != "line"]
    close = get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(known)}"


def _across(settings: Settings) -> list[Problem]:
    """What no single value shows: names used twice, topics that are not declared."""
    found: list[Problem] = []
    names = {
        "feed": [(feed.url, feed.line) for feed in settings.feeds],
        "topic": [(topic.name, topic.line) for topic in settings.topics],
        "list": [(audience.name, audience.line) for audience in settings.lists],
    }
    for kind, declared in names.items():
        seen: dict[str, int] = {}
        for name, line in declared:
            if name in seen:
                problem = f"the {kind} {name!r} is declared twice, first at line {seen[name]}"
                found.append(Problem(f"{FILE}:{line}", problem, "remove one of them"))
            seen.setdefault(name, line)
    topics = [topic.name for topic in settings.topics]
    for audience in settings.lists:
        for name in audience.topics:
            if name not in topics:
                close = get_close_matches(name, topics, n=1)
                remedy = f"did you mean {close[0]!r}?" if close else "declare it as [[topic]]"
                found.append(
                    Problem(
                        f"{FILE}:{audience.line}", f"list {audience.name!r} offers an unknown topic {name!r}", remedy
                    )
                )
    return found


def _resolved(settings: Settings, root: File) -> Settings:
    """A relative SQLite file lies in the workspace, wherever the command was started."""
    prefix = "sqlite:///"
    url = settings.database.url
    if not url.startswith(prefix) or url.startswith("sqlite:////"):
        return settings
    database = settings.database.model_copy(update={"url": f"{prefix}{root.absolute() / url.removeprefix(prefix)}"})
    return settings.model_copy(update={"database": database})
