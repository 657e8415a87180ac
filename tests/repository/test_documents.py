"""Docs say what is true: generated pages are current, and every command they show exists."""

import re
from pathlib import Path

import pytest

from dispatcher.cli.table import NOUNS
from tests.repository.reference import FOLDER, pages

ROOT = Path(__file__).parents[2]
SHOWN = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", ["settings.md", "commands.md", "templates.md"])
def test_a_generated_page_is_current(name):
    assert (FOLDER / name).read_text() == pages()[name], "run `make docs`"


def known_commands():
    return set(re.findall(r"^\| `(\w+(?: \w+)?)", pages()["commands.md"], re.MULTILINE))


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_every_command_a_page_shows_exists(path):
    known = known_commands()
    for line in re.findall(r"^(?:\. .* && )?dispatcher (?:-C \S+ )?([a-z].*)$", path.read_text(), re.MULTILINE):
        words = line.split("#")[0].split("&&")[0].split()
        assert words[0] in NOUNS, line
        assert words[0] in known or " ".join(words[:2]) in known, line


def test_every_make_target_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / "README.md").read_text())) <= targets


def test_every_link_between_pages_leads_somewhere():
    targets = [
        (path, target) for path in SHOWN for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
    ]
    assert [f"{path.name}: {target}" for path, target in targets if not (path.parent / target).exists()] == []
