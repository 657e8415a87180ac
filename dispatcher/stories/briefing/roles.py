"""
Sentences → roles: what each sentence does in its article, as probabilities over nine roles and four sections.

The learned model that ships with the package (`network.py`) judges; where its weights are absent, the hand-readable table of `weights.py`
does, worse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dispatcher.model import Role, SectionName
from dispatcher.stories.briefing.features import Seen, see
from dispatcher.stories.briefing.network import Network
from dispatcher.stories.briefing.weights import ROLES, WEIGHTS

SECTION_OF: Mapping[Role, SectionName | None] = {
    Role.MAIN: SectionName.HAPPENING,
    Role.PREVIOUS: SectionName.HAPPENING,
    Role.CONSEQUENCE: SectionName.IMPORTANT,
    Role.EVALUATION: SectionName.IMPORTANT,
    Role.EXPECTATION: SectionName.NEXT,
    Role.CONTEXT: SectionName.BEYOND,
    Role.HISTORY: SectionName.BEYOND,
    Role.ANECDOTE: SectionName.BEYOND,
    Role.NONE: None,
}


@dataclass(frozen=True, slots=True)
class SentenceRoles:
    """
    What one sentence does. `section` is None for the role none, else the likeliest section: of two roles of one section neither
    needs to be the likeliest role.
    """

    role: Role
    section: SectionName | None
    roles: dict[Role, float]  # sums to 1
    sections: dict[SectionName, float]  # sums to 1 less what belongs in none


def roles(headline: str, sentences: Sequence[str]) -> list[SentenceRoles]:
    """The roles of every sentence of one article, in order; the headline may be empty."""
    seen = see(headline, sentences)
    network = learned()
    if network is None or not sentences:
        return [_judgement(_by_table(each)) for each in seen]
    return [_judgement(row) for row in network.probabilities(headline, sentences, seen).tolist()]


@cache
def learned() -> Network | None:
    """The learned model; None where the package was built without its weights."""
    file = files("dispatcher.stories.briefing") / "roles.npz"
    return Network.load(file.read_bytes()) if file.is_file() else None


def _by_table(seen: Seen) -> list[float]:
    rows = [WEIGHTS["always"], *(WEIGHTS[name] for name in sorted(seen.features) if name in WEIGHTS)]
    scores = [math.exp(min(sum(column), 50.0)) for column in zip(*rows, strict=True)]
    whole = sum(scores)
    return [score / whole for score in scores]


def _judgement(shares: Sequence[float]) -> SentenceRoles:
    by_role = dict(zip(ROLES, shares, strict=True))
    by_section = {
        name: sum(share for role, share in by_role.items() if SECTION_OF[role] is name) for name in SectionName
    }
    best = max(by_role, key=lambda role: by_role[role])
    section = None if best is Role.NONE else max(by_section, key=lambda name: by_section[name])
    return SentenceRoles(best, section, by_role, by_section)
