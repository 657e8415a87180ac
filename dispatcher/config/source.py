"""
dispatcher.toml and environment → one table of raw values, and where each came from.

The later wins: file, `password_file`, systemd credential, `DISPATCHER_SMTP__PASSWORD_FILE`, `DISPATCHER_SMTP__PASSWORD`. Nothing is checked
here but what keeps a value from being read at all.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path as File
from typing import Any

from dispatcher.config.part import Part
from dispatcher.config.positions import Path, positions
from dispatcher.config.settings import DECLARATIONS, SECTIONS
from dispatcher.config.smtp_settings import Daily

FILE = "dispatcher.toml"
PREFIX = "DISPATCHER_"
_SEVERAL = (tuple[str, ...], tuple[Daily, ...])
DECLARED_SECRETS = frozenset({("relay", "password")})  # of declarations that have a name
SECRETS = frozenset(
    {
        ("smtp", "password"),
        ("database", "url"),
        ("writer", "api_key"),
        ("bounce", "imap_password"),
        ("bounce", "postmark_token"),
        ("bounce", "mailgun_key"),
    }
)


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


def read_source(root: File, environ: Mapping[str, str]) -> Source:
    """Read a workspace's file and the environment over it; what cannot be read is among the problems."""
    source = Source()
    text = _text(root, source)
    if text is None:
        return source
    try:
        source.data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        source.problems.append(_malformed(error, text))
        return source
    source.lines = positions(text)
    source.origin = {where: f"{FILE}:{line}" for where, line in source.lines.items()}
    _secrets(source, environ, root)
    _environment(source, environ)
    _declared_secrets(source, environ, root)
    _place_lines(source)
    return source


def environment_name(*path: str) -> str:
    """`smtp`, `host` as DISPATCHER_SMTP__HOST; `smtp`, `timeouts`, `reply` as DISPATCHER_SMTP__TIMEOUTS__REPLY."""
    return f"{PREFIX}{'__'.join(path)}".upper()


def _text(root: File, source: Source) -> str | None:
    path = root / FILE
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors write a byte-order mark, which TOML knows nothing of
    except FileNotFoundError:
        remedy = f"run `dispatcher init {root}`, or name the workspace with -C"
        source.problems.append(Problem(str(path), "there is no such file: this is not a workspace", remedy))
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
        source.problems.append(Problem(str(path), problem, "make it a file that you may read"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        source.problems.append(Problem(f"{FILE}:{line}", "this is not UTF-8", "save the file as UTF-8"))
    return None


def _malformed(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    said = str(error)
    line = said.rpartition("at line ")[2].partition(",")[0] if "at line " in said else str(len(text.splitlines()) or 1)
    reason = said.partition(" (at")[0]
    return Problem(f"{FILE}:{line}", f"this is not TOML: {reason}", "mend that line, or the one above it")


def _environment(source: Source, environ: Mapping[str, str]) -> None:
    known = {environment_name(*path): (path, form) for path, form in _keys()}
    read_elsewhere = {f"{environment_name(*secret)}_FILE" for secret in SECRETS}
    for name, text in sorted(environ.items()):  # a whole table before its single keys
        if not name.startswith(PREFIX) or "__" not in name:
            continue
        if name in read_elsewhere and name not in known:
            continue
        if name not in known:
            close = get_close_matches(name, known, n=1)
            remedy = f"did you mean {close[0]}?" if close else "see docs/reference/settings.md"
            source.problems.append(Problem(name, "there is no such setting", remedy))
            continue
        path, form = known[name]
        _put(source, path, _value(text, form), origin=name)


def _secrets(source: Source, environ: Mapping[str, str], root: File) -> None:
    for section, key in sorted(SECRETS):
        for file, origin in _secret_files(source, environ, root, secret=(section, key)):
            if (line := _first_line(file, source, origin=origin)) is not None:
                _put(source, (section, key), line, origin=f"{origin} ({file.name})")


def _declared_secrets(source: Source, environ: Mapping[str, str], root: File) -> None:
    """`password_file` of a declaration, over it the credential `relay.<name>.password`."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    for kind, key in sorted(DECLARED_SECRETS):
        declared = source.data.get(kind, [])
        for index, each in enumerate(declared if isinstance(declared, list) else []):
            if not isinstance(each, dict):
                continue
            files: list[tuple[File, str]] = []
            if isinstance(named := each.get(f"{key}_file"), str) and named:
                files.append((root / named, source.origin.get((kind, index, f"{key}_file"), FILE)))
            name = f"{kind}.{each.get('name')}.{key}"
            if folder and "/" not in name and (credential := File(folder) / name).exists():
                files.append((credential, f"credential {name}"))
            for file, origin in files:
                if (line := _first_line(file, source, origin=origin)) is not None:
                    each[key] = line
                    source.origin[kind, index, key] = f"{origin} ({file.name})"


def _first_line(file: File, source: Source, *, origin: str) -> str | None:
    """The secret in a file; None when it cannot be read, which is a problem."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        problem = f"{file} cannot be read ({reason})"
        source.problems.append(Problem(origin, problem, "correct the path, or its permissions"))
        return None
    return lines[0] if lines else ""


def _secret_files(
    source: Source, environ: Mapping[str, str], root: File, *, secret: tuple[str, str]
) -> Iterator[tuple[File, str]]:
    section, key = secret
    table = source.data.get(section)
    if isinstance(table, dict) and isinstance(named := table.get(f"{key}_file"), str) and named:
        yield root / named, source.origin.get((section, f"{key}_file"), FILE)
    name = environment_name(section, f"{key}_file")
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if folder and (credential := File(folder) / f"{section}.{key}").exists():
        yield credential, f"credential {section}.{key}"
    if environ.get(name):
        yield root / environ[name], name


def _put(source: Source, path: tuple[str, ...], value: Any, *, origin: str) -> None:
    table: Any = source.data
    for name in path[:-1]:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):  # the file has something else of that name, which is a problem of its own
            return
    table[path[-1]] = value
    source.origin[path] = origin


def _keys() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every setting that the environment may give, and its form; of a table within a section also each key, after the table."""
    for section, part in SECTIONS.items():
        for key, each in part.model_fields.items():
            form: Any = each.annotation
            yield (section, key), form
            if _is_table(form):
                for name, inner in form.model_fields.items():
                    yield (section, key, name), inner.annotation


def _is_table(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, Part)


def _value(text: str, form: Any) -> Any:
    """
    Several values come as JSON or parted by commas, a table as JSON; all else is text, which pydantic reads as the setting's kind.
    """
    several = form in _SEVERAL
    try:
        if (several and text.startswith("[")) or _is_table(form):
            return json.loads(text)
    except ValueError:
        return text
    return [part.strip() for part in text.split(",") if part.strip()] if several else text


def _place_lines(source: Source) -> None:
    for kind in DECLARATIONS:
        declared = source.data.get(kind, [])
        for index, each in enumerate(declared if isinstance(declared, list) else []):
            if not isinstance(each, dict):
                continue
            if "line" in each:
                place = f"{FILE}:{source.lines.get((kind, index, 'line'), 0)}"
                source.problems.append(Problem(place, f"there is no setting '{kind}.line'", "remove it"))
            each["line"] = source.lines.get((kind, index), 0)
