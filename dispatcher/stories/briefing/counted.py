"""An amount and the thing it counts; and the words beside an amount by which it counts nothing: ages, ranges, rates, what only could be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dispatcher.stories.briefing.amounts import Amount, same


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount and the thing it counts."""

    key: tuple[str, ...]  # the same thing has the same key
    what: str  # as a reader is told: "killed", "jobs cut", "fine"
    amount: Amount
    strict: bool  # the key is not enough: two mentions compare only where their sentences say much the same
    shown: str = ""  # when it is not the amount itself: "217 to 213"
    against: int = 0  # of a vote, the other number

    @property
    def value(self) -> str:
        """As a reader is told: digits as they stand, number words as digits."""
        return self.shown or self.amount.shown


def agree(one: Counted, other: Counted) -> bool:
    """Whether both tell the same of the same thing, one perhaps rounded."""
    return one.against == other.against and same(one.amount, other.amount)


UNSURE = re.compile(
    r"\b(?:could|might|may|would|if|unless|feared|fears?|potentially|targets?|plot(?:ted)?|enough to|capable of|aims? to|forecast|predict\w*"
    r"|no|not|never|without|threaten\w*)\b[^.;,]{0,60}$",
    re.IGNORECASE,
)
TRAP_BEHIND = re.compile(
    r"(?:st|nd|rd|th)\b|[-–][0-9A-Za-z]|[-–/:.][0-9]|,[0-9]| ?(?:to|–|—|or) (?:[0-9]|\$)"
    r"| of (?:the|those|them|his|her|its|their|these)\b|[ -]years?\b|[ -]?(?:a\.m|p\.m|am|pm)\b| ?°| (?:more|fewer|additional|less)\b| other\b(?!s)",
    re.IGNORECASE,
)
RATE = re.compile(
    r" (?:a|an|per|each|every) (?:day|night|hour|week|month|year|person|minute|second|share|head)\b|/| annually\b| daily\b"
)
