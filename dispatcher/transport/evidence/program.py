"""
What a relay took, by a program of the operator's: a line of JSON in for each doubt, a line out for each verdict.

In:  {"delivery": 7, "message_id": "<…>", "since": "2026-11-24T12:00:00+00:00", "until": "2026-11-24T12:00:05+00:00"}
Out: {"delivery": 7, "finding": "accepted", "why": "the relay's log has it as 4ZX"}
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from dispatcher.transport.evidence.asked import Doubt, Finding, Known, Verdict

_AT_MOST = 60.0  # seconds
_LONGEST = 300  # characters that are kept of a reason


class ProgramEvidence:
    """
    `Evidence` of whatever the program looks at. It runs in the workspace, without a shell, for at most 60 s.

    What it is not told: mail that is known to have been taken. It must know by itself whether its evidence is whole.
    """

    def __init__(self, command: str, *, folder: Path) -> None:
        self._command = shlex.split(command)
        self._folder = folder

    def accepted(self, doubts: Collection[Doubt], *, known: Collection[Known], now: datetime) -> Mapping[int, Verdict]:
        """What the program says; unknown to all when it cannot be run, fails, or is too slow."""
        del known, now
        asked = "".join(f"{json.dumps(_told(each))}\n" for each in doubts)
        try:
            answered = subprocess.run(  # noqa: S603  # the operator's own program, by the settings
                self._command, input=asked.encode(), capture_output=True, cwd=self._folder, timeout=_AT_MOST, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            why = f"the program that knows cannot be asked ({error})"[:_LONGEST]
            return {each.delivery_id: Verdict(Finding.UNKNOWN, why) for each in doubts}
        return read(answered.stdout, of={each.delivery_id for each in doubts})


def read(answer: bytes, *, of: Collection[int]) -> dict[int, Verdict]:
    """The verdicts in an answer; lines that are none, or of what was not asked, are passed over."""
    verdicts: dict[int, Verdict] = {}
    for line in answer.splitlines():
        try:
            said = json.loads(line)
            which, finding, why = said["delivery"], Finding(said["finding"]), said.get("why", "")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
        if isinstance(which, int) and which in of:
            verdicts[which] = Verdict(finding, " ".join(str(why).split())[:_LONGEST])
    return verdicts


def _told(doubt: Doubt) -> dict[str, object]:
    return {
        "delivery": doubt.delivery_id,
        "message_id": doubt.message_id,
        "since": doubt.since.isoformat(),
        "until": doubt.until.isoformat(),
    }
