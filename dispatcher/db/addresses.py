"""Address → key: when two spellings are one person."""

from __future__ import annotations

from contextlib import suppress

import idna

_MOST = 255  # octets of a domain, RFC 5321 §4.5.3.1.2


def tidy(address: str) -> str:
    """The address as we keep it: trimmed, its domain in lower case (RFC 5321 §2.4: a local part may mind its case)."""
    local_part, at, domain = address.strip().rpartition("@")
    return f"{local_part}{at}{domain.lower()}"


def key(address: str) -> str:
    """What tells one person from another. No server in use minds the case of a local part, so neither do we."""
    return tidy(address).casefold()


def domain_of(address: str) -> str:
    """The domain of an address in A-labels and small letters, cut at 255 octets; what is no domain stays as it is."""
    domain = address.rpartition("@")[2].strip().lower()
    if not domain.isascii():
        with suppress(idna.IDNAError):
            domain = idna.encode(domain, uts46=True).decode("ascii")
    return domain[:_MOST]
