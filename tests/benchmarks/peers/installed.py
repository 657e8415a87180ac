"""
Peers on demand: what the table compares us with is installed into `.bench/`, pinned, and never becomes a dependency of ours.

A peer that cannot be had is a reason, which the table prints as "skipped".
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
BENCH = ROOT / ".bench"
PYTHON = BENCH / "python" / "bin" / "python"
NODE = BENCH / "node"
PYTHON_PEERS = ("django==5.2.19", "mailman==3.3.10")  # Mailman is GPL: a process beside ours, nothing of it is imported
NODE_PEER = "nodemailer@10.6.1"


class MissingError(Exception):
    """A peer is not to be had here; the message says why."""


@cache
def python_peers() -> Path:
    """The interpreter that has Django and Mailman. Raises MissingError."""
    try:
        if not PYTHON.exists():
            _run(sys.executable, "-m", "venv", BENCH / "python")
        _run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PYTHON_PEERS)
    except (OSError, subprocess.CalledProcessError) as error:
        raise MissingError(f"{' and '.join(PYTHON_PEERS)} cannot be installed: {_why(error)}") from error
    return PYTHON


@cache
def node_peers() -> Path:
    """The folder whose packages have nodemailer. Raises MissingError."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise MissingError("node and npm are not installed")
    NODE.mkdir(parents=True, exist_ok=True)
    try:
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
        _run("npm", "install", "--prefix", NODE, *options, NODE_PEER)
    except (OSError, subprocess.CalledProcessError) as error:
        raise MissingError(f"{NODE_PEER} cannot be installed: {_why(error)}") from error
    return NODE


def _run(*words: str | Path) -> None:
    subprocess.run([*map(str, words)], check=True, capture_output=True, text=True, timeout=600)


def _why(error: Exception) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
    return (said or str(error)).strip().splitlines()[-1]
