"""Frozen nouns ⇄ JSON columns."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dispatcher.model import Brand, Masthead, Plan, PlannedStory


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """Compact: a plan stands in every delivery, and what is not said of a story is what goes without saying."""
    return {"stories": [_story_as_json(story) for story in plan.stories], "more": list(plan.more)}


def _story_as_json(story: PlannedStory) -> list[Any]:
    row = [story.story_id, story.version, story.topic, story.since, story.short]
    usual = 5 if story.short else 4 if story.since is not None else 3
    return row[:usual]


def plan_from_json(data: dict[str, Any]) -> Plan:
    """Read what `plan_as_json` wrote, in this version or an earlier one."""
    return Plan(stories=tuple(PlannedStory(*story) for story in data["stories"]), more=tuple(data.get("more", ())))


def masthead_as_json(masthead: Masthead) -> dict[str, Any]:
    """Field by field."""
    return asdict(masthead)


def masthead_from_json(data: dict[str, Any]) -> Masthead:
    """Read what `masthead_as_json` wrote, in this version or an earlier one."""
    selectors = tuple(data.get("selectors", ()))
    return Masthead(**{**data, "brand": Brand(**data.get("brand", {})), "selectors": selectors})
