"""What a process learned of relays and domains; it lives as long as the process, from run to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.transport.learning import Learning
from dispatcher.transport.stopping import Refusals


@dataclass(slots=True)
class Learned:
    """What others must know of it stands in rows as well (`pace`, `stop`)."""

    pacing: Learning = field(default_factory=Learning)
    refusals: Refusals = field(default_factory=Refusals)
    down: dict[str, datetime] = field(default_factory=dict)  # relay → until when others are asked first
