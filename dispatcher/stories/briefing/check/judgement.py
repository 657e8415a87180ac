"""What the check says of a sentence, in words a person understands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """Which check refused a sentence."""

    FORM = "form"  # links, markup, characters that no sentence has
    CITATION = "citation"  # cites nothing, or what is not there
    NUMBER = "number"  # a number of its own, or one moved to another noun
    NAME = "name"  # a name of its own, or one put together from two
    QUOTATION = "quotation"  # in quotation marks, and not said so
    NEGATION = "negation"  # "not" added or taken away
    MODALITY = "modality"  # "may" became "will"
    ATTRIBUTION = "attribution"  # a claim stated as fact, or put into another mouth
    DIRECTION = "direction"  # rise became fall
    SWAPPED = "swapped"  # who did it to whom
    INVENTED = "invented"  # content that the cited text has not


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing wrong with a sentence."""

    kind: ReasonKind
    detail: str  # in English: what the sentence says and what the cited text says

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the cited text bears a sentence, and if not, why not."""

    supported: bool
    reasons: tuple[Reason, ...] = ()
