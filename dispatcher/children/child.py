"""
One child that works on what strangers wrote, seen from outside: start, ask, kill.

Blocking; callers that must not wait call it from threads. The child is a fresh interpreter (never a fork), in a session of its own, so that
Ctrl-C in the terminal does not reach it; it ends when its stdin does, also when we are killed.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final, cast

import dispatcher
from dispatcher.children.frames import read_frame, write_frame
from dispatcher.errors import DispatcherError

MEMORY: Final = 1024 * 1024 * 1024  # bytes of address space; 10 MB of feed need a third of it
WALL_TIME: Final = timedelta(seconds=20)
START_TIME: Final = 60.0  # seconds for an interpreter to start, on a machine that swaps
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from dispatcher.children.inside import main; main({work!r}, memory={memory}, cpu={cpu})"


class Child:
    """
    A process that does one piece of work at a time; subclasses say which, and how its failures read.

    `work` is `module:function`; the function is called once in the child and returns what answers a request: `(body, head) → answer`.
    Not safe for two threads at once, but for `kill`, which any may call.
    """

    work: ClassVar[str]
    name: ClassVar[str]  # in sentences for the operator
    error: ClassVar[type[DispatcherError]]
    late: ClassVar[str]  # what exceeding the time is called; {seconds}
    ended: ClassVar[str]  # what dying over the work is called; {name}, {code}
    heavy: ClassVar[str]  # what exceeding the memory is called

    def __init__(
        self, *, wall_time: timedelta = WALL_TIME, memory: int = MEMORY, cpu_time: timedelta | None = None
    ) -> None:
        self._wall_time = wall_time.total_seconds()
        self._late = False
        self._cpu_time = (cpu_time or wall_time).total_seconds()
        program = _PROGRAM.format(work=self.work, memory=memory, cpu=self._cpu_time)
        # -P: the operator's folder is no place to import from.
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own program
            [sys.executable, "-P", "-W", "ignore", "-c", program, str(Path(dispatcher.__file__).parent.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._is_ready = False

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def ask(self, head: dict[str, Any], body: bytes) -> dict[str, Any]:
        """
        What the child makes of a body. Raises `error` for one it cannot work on, and when it exceeds a limit or dies.

        After a child has exceeded a limit it is dead.
        """
        if not self._is_ready:
            if self._within(START_TIME, {}, None) is None:
                self.kill()
                raise self.error(f"the {self.name} did not start")
            self._is_ready = True
        answer = self._within(self._wall_time, head, body)
        if answer is None:
            self.kill()
            raise self.error(self._epitaph())
        if answer.get("last"):
            self.kill()
        if "error" in answer:
            raise self.error(answer["error"] or self.heavy, place=answer.get("place"), remedy=answer.get("remedy"))
        return answer

    def _within(self, seconds: float, head: dict[str, Any], body: bytes | None) -> dict[str, Any] | None:
        """One answer (to `body`, when there is one), or None when the child died or had to be killed for being late."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        alarm = threading.Timer(seconds, self._kill_late)
        alarm.daemon = True
        alarm.start()
        try:
            if body is not None:
                write_frame(cast("Any", stdin), head, body)
            frame = read_frame(cast("Any", stdout))
        except (OSError, ValueError):  # a broken pipe, a closed file, a frame that is none
            return None
        finally:
            alarm.cancel()
            if self._late:  # the alarm may ring just after the answer came: then it is dead all the same
                self._process.wait()
        return frame[0] if frame else None

    def _kill_late(self) -> None:
        self._late = True
        self._process.kill()

    def _epitaph(self) -> str:
        code = self._process.returncode
        if code == -getattr(signal, "SIGPROF", signal.SIGTERM):
            return self.late.format(seconds=self._cpu_time)
        return self.late.format(seconds=self._wall_time) if self._late else self.ended.format(name=self.name, code=code)

    def kill(self) -> None:
        """End it at once and collect it. Whoever waits for an answer gets `error`."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Let go of it: ends it and frees its pipes. Call when no thread is asking any more."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was not flushed has no reader
                    continue
