"""What mail is signed with: `[[dkim]]`, a key for a domain under a selector (RFC 6376)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from dispatcher.config.part import Part

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_MOST_OF_A_DOMAIN = 253  # RFC 1035 §2.3.4, as it is written


def as_domain(text: str) -> str:
    """A domain in A-labels and small letters; ValueError says how to write it."""
    import idna

    try:
        found = text if text.isascii() else idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{text!r} is no domain: {error}") from error
    found = found.lower().rstrip(".")
    if not re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})+", found) or len(found) > _MOST_OF_A_DOMAIN:
        raise ValueError(f'{text!r} is no domain; write it as "news.example.org"')
    return found


def as_selector(text: str) -> str:
    """A selector (RFC 6376 §3.1), which becomes part of a name in the DNS."""
    if not re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})*", text):
        raise ValueError(f'{text!r} is no selector; use small letters, digits and -, as "s202611"')
    return text


Domain = Annotated[str, AfterValidator(as_domain)]
Selector = Annotated[str, AfterValidator(as_selector)]


class DkimDeclaration(Part):
    """A key that mail of a domain, and of those below it, is signed with; of two, the later signs."""

    domain: Domain = Field(description="The domain that signs: that of the sender's address, or one above it")
    selector: Selector = Field(description="Under which its record stands, at `<selector>._domainkey.<domain>`")
    key_file: str = Field(
        min_length=1,
        description="The private key, RSA or Ed25519, as PEM, relative to the workspace; for its user's eyes only",
    )
    line: int = Field(default=0, exclude=True)
