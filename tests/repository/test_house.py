"""The README is short, and every module opens with its arrow."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 150


def test_every_module_says_what_it_turns_into_what():
    for path in (ROOT / "dispatcher").rglob("*.py"):
        if "versions" not in path.parts:
            assert path.read_text().startswith('"""'), path
