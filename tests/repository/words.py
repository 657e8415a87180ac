"""The words that docs/glossary.md rules out, and every name of the program that could use one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.repository.files import ROOT, modules

GLOSSARY = ROOT / "docs" / "glossary.md"
DRAWERS = {"util", "helper", "common", "manager", "service", "handler"}  # say nothing about what is inside


class Named(NamedTuple):
    """One name in the program, and where it stands."""

    name: str
    place: str


def banned() -> set[str]:
    """The last column of the glossary's table, in lower case."""
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [row[4] for row in rows[1:]]  # the first row names the columns
    return {word.strip().lower() for cell in cells for word in cell.split(",") if word.strip()} | DRAWERS


def parts(name: str) -> list[str]:
    """`FeedURLs2` → feed, urls: the words of an identifier."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def uses(name: str, word: str) -> bool:
    """Whether a name uses a word, also in the plural; a banned phrase must stand whole."""
    singular = [re.sub(r"ies$", "y", part) if part.endswith("ies") else part.removesuffix("s") for part in parts(name)]
    return any(f"_{word}_" in f"_{'_'.join(form)}_" for form in (parts(name), singular))


def python_names() -> Iterator[Named]:
    """Modules, classes, functions, parameters, variables and attributes that we name."""
    for path in modules("dispatcher"):
        yield Named(path.stem, path.as_posix())
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            name = _given(node)
            if name is not None:
                yield Named(name, f"{path.as_posix()}:{getattr(node, 'lineno', 0)}")


def table_names() -> Iterator[Named]:
    """Tables and columns."""
    from dispatcher.db import tables_mail, tables_people  # noqa: F401 - they register their tables
    from dispatcher.db.tables import metadata

    for table in metadata.sorted_tables:
        yield Named(table.name, f"table {table.name}")
        for column in table.columns:
            yield Named(column.name, f"table {table.name}")


def _given(node: ast.AST) -> str | None:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.arg(arg=name):
            return name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
    return None
