"""Match → Story: near-duplicates, grouping, ranking."""

from __future__ import annotations

from dispatcher.stories.group import group
from dispatcher.stories.index import WINDOW, StoryIndex

__all__ = ["WINDOW", "StoryIndex", "group"]
