"""A mail as it was rendered: what previews, pages and tests look at. Its blanks are still in it until they are filled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Subject and both parts, whole and not encoded."""

    subject: str
    text: str
    html: str
