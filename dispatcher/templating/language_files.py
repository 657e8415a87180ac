"""
`languages/<code>.toml` → Wording: the operator's files before the built-in ones, key by key, English where nobody says it.

Files are read again when they change. One that is no TOML raises; a key that is missing or wrong is English until somebody mends it, and
`problems` tells it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from dispatcher.errors import TemplateError
from dispatcher.templating.language_faults import faults
from dispatcher.templating.wording import ENGLISH, Wording

FOLDER = "languages"
_State: TypeAlias = tuple[Path, int, int]  # a file as it is now: when it was written, and its size
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")  # RFC 5646 §2.1, in lower case


class LanguageFiles:
    """The language files of a workspace; of `folders`, each with a `languages/` in it perhaps, the first one wins and the last is the built-in one."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [folder / FOLDER for folder in folders]
        self._english = self._folders[-1] / f"{ENGLISH}.toml"

    def wording(self, language: str) -> Wording:
        """
        The words for a language tag (RFC 5646): `pt-BR` by its own file, else `pt`, else English.

        Raises TemplateError, `place` being the file, for one that cannot be read.
        """
        codes = (ENGLISH, *reversed(_chain(language)))
        found = [(code, path) for code in codes for path in self._files(code)]
        return _wording(found[-1][0], tuple(_state(path) for _, path in found), _state(self._english))

    def problems(self) -> Iterator[TemplateError]:
        """What is wrong with the files there are, the operator's first; a key may be missing where a built-in file of the language has it."""
        english = _parsed(_state(self._english))
        for path in (path for folder in self._folders for path in sorted(folder.glob("*.toml"))):
            code = path.stem.lower()
            if not _CODE.fullmatch(code):
                yield _error(path, "its name is no language tag", "name it as in de.toml or pt-BR.toml")
                continue
            try:
                inherited = self.wording(code).words["plurals"]
                found = dict(faults(_parsed(_state(path)), english, inherited=inherited))
                said = set().union(*(_parsed(_state(file)) for one in _chain(code) for file in self._files(one)))
            except TemplateError as error:
                if error.place == _place(path):
                    yield error
                continue
            for key, fault in found.items():
                yield _error(path, f"“{key}” {fault}", "until then another file's words stand there, or English ones")
            for key in [key for key in english if key not in said]:
                yield _error(path, f"“{key}” is missing", f"translate it; English says {english[key]!r}")

    def _files(self, code: str) -> list[Path]:
        """The files for exactly this code, the one that wins last; names may be written in any case."""
        folders = reversed(self._folders)
        return [path for folder in folders for path in sorted(folder.glob("*.toml")) if path.stem.lower() == code]


def _chain(language: str) -> list[str]:
    """`zh-Hant-TW` → zh-hant-tw, zh-hant, zh; nothing for what is no language tag."""
    parts = language.lower().replace("_", "-").split("-")
    codes = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return codes if _CODE.fullmatch(codes[0]) else []


def _state(path: Path) -> _State:
    try:
        state = path.stat()
    except OSError as error:
        raise _error(path, f"it cannot be read ({error.strerror})", "make it readable") from error
    return path, state.st_mtime_ns, state.st_size


@lru_cache(maxsize=64)
def _wording(language: str, files: tuple[_State, ...], pattern: _State) -> Wording:
    """The files' words over English ones, the last file's on top, what is wrong left out."""
    english = _parsed(pattern)
    words = dict(english)
    for file in files:
        own = _parsed(file)
        wrong = {key for key, _ in faults(own, english, inherited=words["plurals"])}
        words |= {key: value for key, value in own.items() if key not in wrong}
    return Wording(language, words)


@lru_cache(maxsize=64)
def _parsed(file: _State) -> Mapping[str, Any]:
    path = file[0]
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _error(path, f"it cannot be read ({error})", "save it as TOML in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        remedy = "mend that line, or delete the file to use the built-in one"
        raise _error(path, f"it is no TOML: {error}", remedy) from error


def _error(path: Path, problem: str, remedy: str) -> TemplateError:
    return TemplateError(problem, place=_place(path), remedy=remedy)


def _place(path: Path) -> str:
    return f"{FOLDER}/{path.name}"
