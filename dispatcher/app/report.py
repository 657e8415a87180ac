"""What a use case tells of itself: counts, the same on a terminal, as JSON and in the log."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(kw_only=True)
class Report:
    """Counts of what one run of a use case did; subclasses name them."""

    def as_dict(self) -> dict[str, Any]:
        """The counts by name."""
        return asdict(self)

    def add(self, other: Self) -> None:
        """Count `other` in."""
        for item in fields(self):
            mine = getattr(self, item.name)
            if isinstance(mine, int):
                setattr(self, item.name, mine + getattr(other, item.name))

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return any(self.as_dict().values())
