"""Frozen nouns ⇄ JSON columns."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dispatcher.model import Masthead, Plan, PlannedStory


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """Compact: a plan stands in every delivery."""
    return {"stories": [[s.story_id, s.version, s.topic] for s in plan.stories], "more": list(plan.more)}


def plan_from_json(data: dict[str, Any]) -> Plan:
    """Read what `plan_as_json` wrote."""
    return Plan(stories=tuple(PlannedStory(*story) for story in data["stories"]), more=tuple(data["more"]))


def masthead_as_json(masthead: Masthead) -> dict[str, Any]:
    """Field by field."""
    return asdict(masthead)


def masthead_from_json(data: dict[str, Any]) -> Masthead:
    """Read what `masthead_as_json` wrote."""
    return Masthead(**data)
