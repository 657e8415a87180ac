"""
Where the judges that nobody here wrote are found: the npm ones in `.judges/` (`make judges`) or in the folder DISPATCHER_JUDGES names.

A judge that is missing skips its test and says so; where CI is set it fails, so that no judge goes missing unseen.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("DISPATCHER_JUDGES") or ROOT / ".judges")
AT_MOST = 240  # seconds a judge may take


def npm(path: str) -> Path:
    """A file of an npm package, such as `axe-core/axe.min.js`."""
    found = FOLDER / "node_modules" / path
    if not found.exists():
        missing(f"{path.partition('/')[0]} is not in {FOLDER}: make judges")
    return found


def command(name: str) -> str:
    """The full path of a program."""
    found = shutil.which(name)
    if not found:
        missing(f"{name} is not installed")
    return found


def said(*words: str | Path, read: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """What a judge says of what it reads; whether its exit code means anything is for the caller to know."""
    return subprocess.run(
        [str(word) for word in words],
        input=read,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=AT_MOST,
        check=False,
    )


def said_in_json(*words: str | Path, read: str = "") -> Any:
    """The same, of a judge that answers in JSON."""
    done = said(*words, read=read)
    try:
        return json.loads(done.stdout)
    except ValueError:
        pytest.fail(f"{words[0]} did not answer in JSON: {done.stdout[:500]}{done.stderr[:2000]}")


def missing(why: str) -> NoReturn:
    """Skips the test; in CI it fails."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
