"""Address → key: when two spellings are one person."""

from __future__ import annotations


def tidy(address: str) -> str:
    """The address as we keep it: trimmed, its domain in lower case (RFC 5321 §2.4: a local part may mind its case)."""
    local_part, at, domain = address.strip().rpartition("@")
    return f"{local_part}{at}{domain.lower()}"


def key(address: str) -> str:
    """What tells one person from another. No server in use minds the case of a local part, so neither do we."""
    return tidy(address).casefold()
