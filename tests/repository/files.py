"""The files of the repository as the house tests see them: what is tracked, or about to be."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_TEXT = {".png", ".ico", ".woff2", ".xz", ".gz"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git tracks or would add, relative to the root."""
    answer = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(sorted(path for name in answer.stdout.split("\0") if name and (ROOT / (path := Path(name))).is_file()))


def modules(*folders: str) -> list[Path]:
    """The Python files under these folders."""
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in folders]


def texts() -> list[tuple[Path, str]]:
    """Every text file with its text."""
    return [
        (path, (ROOT / path).read_text(encoding="utf-8", errors="replace"))
        for path in tracked()
        if path.suffix not in NOT_TEXT
    ]
