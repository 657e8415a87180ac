"""What a provider's JSON holds at a place: anything there may be missing, or be of another kind. Pure."""

from __future__ import annotations

from typing import Any


def at(value: Any, *path: str) -> Any:
    """What stands in nested objects; None where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Any, *path: str) -> str:
    """The same as text; "" for anything else."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, (str, int)):
        return ""
    return "".join(each if each.isprintable() else " " for each in str(found)[:4_000])  # no database takes NUL


def objects(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of a list there, at most a thousand."""
    found = at(value, *path)
    return [each for each in found if isinstance(each, dict)][:1_000] if isinstance(found, list) else []
