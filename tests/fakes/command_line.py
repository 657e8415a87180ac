"""The command line as a person uses it: `dispatcher …` in a process of its own, in a folder of its own."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes import warm_start

_PR_CAPBSET_DROP = 24
_MAY_WRITE_ANYTHING = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """JSON Lines, read."""
        return [json.loads(line) for line in self.out.splitlines()]


def dispatch(*words: object, cwd: Path, stdin: str | bytes = b"", environ: Mapping[str, str] | None = None) -> Answer:
    """Run a command to its end, from a warm start. Only what `environ` says of the dispatcher is in its environment."""
    said = stdin.encode() if isinstance(stdin, str) else stdin
    code, out, err = warm_start.run(
        [*map(str, words)], cwd=cwd, environ=clean_environ() | dict(environ or {}), stdin=said
    )
    return Answer(code, out.decode(), err.decode())


def dispatch_cold(
    *words: object, cwd: Path, environ: Mapping[str, str] | None = None, before: Callable[[], None] | None = None
) -> Answer:
    """The same from a cold start, as a person does it; `before` is called in the child before it is the program."""
    done = subprocess.run(
        [sys.executable, "-m", "dispatcher", *map(str, words)],
        cwd=cwd,
        env=clean_environ() | (environ or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=warm_start.TIME_FOR,
        check=False,
        preexec_fn=before,
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def start(*words: object, cwd: Path, environ: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a command that goes on; whoever starts it ends it."""
    return subprocess.Popen(
        [sys.executable, "-m", "dispatcher", *map(str, words)],
        cwd=cwd,
        env=clean_environ() | (environ or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def clean_environ() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("DISPATCHER", "CREDENTIALS"))}


def without_special_rights() -> None:
    """In a child of root: permissions of files count, as for anybody."""
    if sys.platform == "linux" and os.geteuid() == 0:
        for capability in _MAY_WRITE_ANYTHING:
            ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def jsonl(*objects: object) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def settings(root: Path, *, feeds: Sequence[str] = (), smtp: str = 'kind = "folder"', more: str = "") -> Path:
    """A small workspace: these feeds, one topic, one list."""
    declared = "".join(f'[[feed]]\nurl = "{url}"\noutlet = "Example Times"\n' for url in feeds)
    root.mkdir(exist_ok=True)
    (root / "dispatcher.toml").write_text(
        f"[smtp]\n{smtp}\n"
        f'[fetch]\nallow_private = ["127.0.0.1"]\narticles = false\n{declared}'
        '[[topic]]\nname = "quakes"\nquery = "earthquake"\n'
        '[[list]]\nname = "world"\nfrom = "World <world@news.example.org>"\ntopics = ["quakes"]\n'
        f"{more}",
        encoding="utf-8",
    )
    return root
