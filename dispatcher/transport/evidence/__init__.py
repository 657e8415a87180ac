"""Doubts → Verdict: what a relay's own traces say of mail whose reply nobody saw."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from dispatcher.transport.evidence.asked import Doubt, Evidence, Finding, Known, Verdict
from dispatcher.transport.evidence.journal import Journal
from dispatcher.transport.evidence.knock import knock
from dispatcher.transport.evidence.lines import Lines
from dispatcher.transport.evidence.log_file import LogFile
from dispatcher.transport.evidence.postfix import PostfixEvidence
from dispatcher.transport.evidence.program import ProgramEvidence

__all__ = ["Doubt", "Evidence", "Finding", "Known", "Verdict", "evidence_at", "knock"]


def evidence_at(where: str, *, grace: timedelta, zone: tzinfo, folder: Path) -> Evidence | None:
    """
    The evidence that a setting names: `postfix:<file>`, `journal`, `program:<command>`; None for the empty one.

    Relative files and programs are the workspace's, which is `folder`; `zone` is that of the machine that writes the log.
    """
    kind, _, rest = where.partition(":")

    def file(since: datetime) -> Lines:
        return LogFile(folder / rest, since=since, zone=zone)

    def journal(since: datetime) -> Lines:
        return Journal(since=since)

    match kind:
        case "postfix":
            return PostfixEvidence(file, zone=zone, grace=grace)
        case "journal":
            return PostfixEvidence(journal, zone=zone, grace=grace)
        case "program":
            return ProgramEvidence(rest, folder=folder)
    return None
