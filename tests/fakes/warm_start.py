"""
Commands in processes of their own, without the half second that every start costs in imports.

One child imports the program once and forks for every command: `python -m tests.fakes.warm_start REQUESTS ANSWERS`, two file descriptors
with a JSON line each way. What a command does to its process ends with it, as it should.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import IO, Any

TIME_FOR = 60  # seconds that a command may take


def run(words: list[str], *, cwd: Path, environ: dict[str, str], stdin: bytes) -> tuple[int, bytes, bytes]:
    """Exit code, stdout and stderr of one command."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(Path(folder) / name) for name in ("stdin", "stdout", "stderr")}
        Path(files["stdin"]).write_bytes(stdin)
        requests, answers = _child()
        print(json.dumps({"words": words, "cwd": str(cwd), "environ": environ, **files}), file=requests, flush=True)
        code = json.loads(answers.readline())
        return code, Path(files["stdout"]).read_bytes(), Path(files["stderr"]).read_bytes()


@cache
def _child() -> tuple[IO[str], IO[str]]:
    """The child, which ends when we do: its requests then come to an end."""
    asks, asked = os.pipe()
    tells, told = os.pipe()
    subprocess.Popen([sys.executable, "-m", "tests.fakes.warm_start", str(asks), str(told)], pass_fds=(asks, told))
    os.close(asks)
    os.close(told)
    return os.fdopen(asked, "w", encoding="utf-8"), os.fdopen(tells, encoding="utf-8")


def _serve(requests: IO[str], answers: IO[str]) -> None:
    _warm_up()
    for line in requests:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_command(request))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _warm_up() -> None:
    from importlib import import_module

    from dispatcher.cli.table import NOUNS

    for module in ("frame", *(module for module, _ in NOUNS.values())):
        import_module(f"dispatcher.cli.{module}")
    for module in ("apply", "bootstrap", "check", "joining", "poll", "publish", "read", "run", "send", "write"):
        import_module(f"dispatcher.app.{module}")
    import_module("uvloop")


def _command(request: dict[str, Any]) -> int:
    signal.alarm(TIME_FOR)
    for number, name, flags in ((0, "stdin", os.O_RDONLY), (1, "stdout", os.O_WRONLY), (2, "stderr", os.O_WRONLY)):
        os.dup2(os.open(request[name], flags | os.O_CREAT, 0o600), number)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environ"])
    sys.argv = ["dispatcher", *request["words"]]
    from dispatcher.cli import main

    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    _serve(os.fdopen(int(sys.argv[1]), encoding="utf-8"), os.fdopen(int(sys.argv[2]), "w", encoding="utf-8"))
