"""
What a feed calls a link → an absolute http(s) URL, or None.

Pure. Not done: following redirects, removing tracking parameters.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

MOST_CHARACTERS: Final = 2_000  # longer is no link but an accident, and more than an index takes
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\"<>\\^`{|}\ud800-\udfff]")


def absolute(link: object, *, base: str) -> str | None:
    """
    `link` resolved against `base`; None unless the result is an http(s) URL with a host.

    Characters that no URL may hold (RFC 3986 §2) are percent-encoded; everything else stays byte for byte, as it is identity.
    """
    if not isinstance(link, str) or not link.strip() or len(link) > MOST_CHARACTERS:
        return None
    try:
        joined = urljoin(base, link.strip())
        parts = urlsplit(joined)
        named = bool(parts.hostname)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not named:
        return None
    return _UNSAFE.sub(_quoted, joined)


def _quoted(character: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in character[0].encode("utf-8", "replace"))
