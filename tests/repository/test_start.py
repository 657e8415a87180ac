"""`dispatcher --help` loads nothing heavy; what it costs is measured by tests/benchmarks/start.py."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "aiohttp",
    "aiosmtpd",
    "aiosmtplib",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "cryptography",
    "css_inline",
    "email_validator",
    "fastapi",
    "feedparser",
    "httpx2",
    "jinja2",
    "numpy",
    "openai",
    "psycopg",
    "pydantic",
    "rich",
    "selectolax",
    "sqlalchemy",
    "starlette",
    "structlog",
    "trafilatura",
    "typer",
    "uvicorn",
    "uvloop",
}


def loaded(*words: str, forbidden: set[str] = HEAVY) -> set[str]:
    program = (
        "import sys; from dispatcher.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('\\nloaded:', *{name.partition('.')[0] for name in sys.modules})"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True, timeout=60
    )
    return forbidden & set(answer.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("words", [("--help",), ("--version",), (), ("fed",)])
def test_the_front_door_loads_nothing_heavy(words):
    assert loaded(*words) == set()


@pytest.mark.parametrize(
    "words", [("feed", "--help"), ("run", "--help"), ("story", "group", "--help"), ("demo", "--help")]
)
def test_help_of_a_command_loads_typer_and_nothing_of_the_stages(words):
    its_own = {"asyncio", "pydantic", "rich", "typer"}  # Typer reads its parameters with pydantic
    assert loaded(*words, forbidden=HEAVY - its_own) == set()
