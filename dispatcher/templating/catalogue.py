"""
Folders → the templates there are, whose they are, and whether a copy fell behind what it was taken from.

A copy made by `eject` says in its first line what it was taken from, with a hash of that, so that a newer version of the program can tell
that the original has changed since.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from dispatcher.errors import InputError
from dispatcher.paths import built_in

KINDS = ("mail", "web", "languages")  # the folders that may be overridden
_TAKEN = re.compile(r"taken from the built-in (?P<name>\S+) \((?P<hash>[0-9a-f]{12})\)")
_COMMENT = {".toml": ("# ", ""), ".js": ("/* ", " */"), ".svg": ("<!-- ", " -->")}
_JINJA = ("{# ", " #}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFile:
    """One template as the workspace sees it."""

    name: str  # as mail/digest/body.html
    whose: str  # "built-in", "own" (no built-in one has its name), or "own, instead of the built-in one"
    is_behind: bool  # it was taken from a built-in one that has changed since


class Catalogue:
    """The templates of a workspace."""

    def __init__(self, overrides: Path) -> None:
        self._own = overrides
        self._shipped = built_in("templates")

    def all(self) -> list[TemplateFile]:
        """Every template, by name."""
        shipped, own = _names(self._shipped), _names(self._own)
        return [self._file(name, shipped=name in shipped, own=name in own) for name in sorted(shipped | own)]

    def path(self, name: str, *, shipped: bool = False) -> Path:
        """The file that counts, or the built-in one. Raises InputError when there is none."""
        for folder in (self._shipped,) if shipped else (self._own, self._shipped):
            if name in _names(folder):
                return folder / name
        raise InputError(f"there is no template {name!r}", remedy="see `dispatcher template list`")

    def eject(self, name: str, *, force: bool = False) -> Path:
        """Copy a built-in template into the workspace, to be changed there. Raises InputError rather than overwrite a file."""
        original = self.path(name, shipped=True)
        copy = self._own / name
        if copy.exists() and not force:
            raise InputError("it is there already", place=str(copy), remedy="delete it first, or use --force")
        opens, closes = _comment(name)
        mark = f"{opens}taken from the built-in {name} ({_hash(original)}){closes}\n"
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(mark + original.read_text(encoding="utf-8"), encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"it cannot be written ({error.strerror})", place=str(copy), remedy="make the folder writable"
            ) from error
        return copy

    def _file(self, name: str, *, shipped: bool, own: bool) -> TemplateFile:
        whose = "built-in" if not own else "own, instead of the built-in one" if shipped else "own"
        return TemplateFile(name=name, whose=whose, is_behind=own and shipped and self._is_behind(name))

    def _is_behind(self, name: str) -> bool:
        with (self._own / name).open(encoding="utf-8", errors="replace") as file:
            taken = _TAKEN.search(file.readline())
        return taken is not None and taken["hash"] != _hash(self._shipped / name)


def _names(folder: Path) -> set[str]:
    places = [folder / kind for kind in KINDS]
    return {path.relative_to(folder).as_posix() for place in places for path in place.rglob("*.*") if path.is_file()}


def _comment(name: str) -> tuple[str, str]:
    if name.startswith("web/static/") and name.endswith(".css"):  # served as it is
        return "/* ", " */"
    return _COMMENT.get(Path(name).suffix, _JINJA)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
