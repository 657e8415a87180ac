"""What a judge of spam says of one mail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """The score and the rules it is made of."""

    score: float
    rules: dict[str, float]
    action: str = ""

    @property
    def worst(self) -> tuple[float, str]:
        """The rule that costs most."""
        return max(((score, name) for name, score in self.rules.items()), default=(0.0, ""))

    def __str__(self) -> str:
        costly = ", ".join(
            f"{name} {score:g}" for name, score in sorted(self.rules.items(), key=lambda rule: -rule[1]) if score
        )
        return f"{self.score:5.2f}  {self.action}  {costly}"
