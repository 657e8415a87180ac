"""
Sentences → roles: what each sentence does in its article, as probabilities over nine roles and four sections.

A linear model over the features that `features.py` sees; a learned model with more to go by can take its place without a change
elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatcher.model import Role, SectionName
from dispatcher.stories.briefing.features import see
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
    return [_judge(seen.features) for seen in see(headline, sentences)]


def _judge(features: frozenset[str]) -> SentenceRoles:
    rows = [WEIGHTS["always"], *(WEIGHTS[name] for name in sorted(features) if name in WEIGHTS)]
    scores = [math.exp(min(sum(column), 50.0)) for column in zip(*rows, strict=True)]
    whole = sum(scores)
    by_role = {role: score / whole for role, score in zip(ROLES, scores, strict=True)}
    by_section = {
        name: sum(share for role, share in by_role.items() if SECTION_OF[role] is name) for name in SectionName
    }
    best = max(by_role, key=lambda role: by_role[role])
    section = None if best is Role.NONE else max(by_section, key=lambda name: by_section[name])
    return SentenceRoles(best, section, by_role, by_section)
