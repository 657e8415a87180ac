"""
Who tells a story: outlets by name, else by the registered domain of their entries' addresses.

Who owns an outlet is known only where the operator says so (`owner` of a `[[feed]]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from dispatcher.model import SourceText

# Labels under which countries register names: `bbc.co.uk` is one outlet, `co.uk` is none. The full list is the Public Suffix List's;
# these cover the news.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "go", "gob", "ne", "net", "nom", "or", "org"})
_COUNTRY = 2  # letters
# Domains whose names below them are given to anybody: each is an outlet of its own.
_SHARED = frozenset(
    {"blogspot.com", "github.io", "medium.com", "substack.com", "tumblr.com", "wordpress.com", "ghost.io"}
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")


def outlet_of(source: SourceText) -> str | None:
    """
    The outlet's name in lower case, else the domain of the entry's address; None when neither is known.

    A feed that nobody named is called by its host: such a name counts by its registered domain, so that `rss.example.com` and
    `www.example.com` are one outlet.
    """
    if source.outlet and source.outlet.strip():
        name = " ".join(source.outlet.split()).casefold()
        return _domain(f"//{name}") if _HOST.fullmatch(name) else name
    return _domain(source.url) if source.url else None


def distinct_outlets(sources: Iterable[SourceText]) -> list[str]:
    """The different outlets, in order of their first account. Sources that name none count as one outlet when no other is known."""
    known = list(dict.fromkeys(outlet for source in sources if (outlet := outlet_of(source)) is not None))
    return known or [""]


def _domain(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    labels = [label for label in (host or "").lower().split(".") if label]
    if not labels or labels[-1].isdigit():
        return host or None
    if ".".join(labels[-2:]) in _SHARED:
        return ".".join(labels[-3:])
    kept = 3 if len(labels) > 2 and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND_LEVEL else 2  # noqa: PLR2004 - labels
    return ".".join(labels[-kept:])
