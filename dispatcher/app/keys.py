"""
Settings → Signer: the keys of `[[dkim]]`, read from the workspace.

Whoever declares a key wants signed mail: one that cannot be read is an error, never unsigned mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dispatcher.config import Problem, Settings
from dispatcher.config.dkim_settings import DkimDeclaration
from dispatcher.errors import ConfigError
from dispatcher.paths import SETTINGS_FILE
from dispatcher.templating import Signer

if TYPE_CHECKING:
    from dispatcher.templating.signing_keys import SigningKey


def signer_of(settings: Settings, root: Path) -> Signer:
    """What signs this workspace's mail. Raises ConfigError for the first key that cannot be used."""
    return Signer([read(declared, root) for declared in settings.dkim])


def read(declared: DkimDeclaration, root: Path) -> SigningKey:
    """One declared key. Raises ConfigError."""
    from dispatcher.templating.signing_keys import read_key  # loads cryptography, which few commands need

    place = f"{SETTINGS_FILE}:{declared.line}"
    return read_key(root / declared.key_file, domain=declared.domain, selector=declared.selector, place=place)


def problems(settings: Settings, root: Path) -> Iterator[Problem]:
    """Every key that cannot be used."""
    for declared in settings.dkim:
        try:
            read(declared, root)
        except ConfigError as error:
            yield Problem(error.place or SETTINGS_FILE, error.problem, error.remedy or "see docs/how-to/sign-mail.md")


def unsigned(settings: Settings) -> Iterator[str]:
    """Lists whose mail no declared key signs, where there are keys at all."""
    domains = tuple(f".{declared.domain}" for declared in settings.dkim)
    for audience in settings.lists:
        domain = audience.sender_address.rpartition("@")[2].lower()
        if domains and not f".{domain}".endswith(domains):
            yield f"mail of list {audience.name!r} is not signed: no [[dkim]] is for {domain}"


def newer_alone(settings: Settings, root: Path) -> Iterator[str]:
    """Domains whose only key is of the newer kind, which few receivers check."""
    kinds: dict[str, set[str]] = {}
    for declared in settings.dkim:
        with suppress(ConfigError):  # told as a problem
            kinds.setdefault(declared.domain, set()).add(read(declared, root).algorithm)
    for domain, found in kinds.items():
        if found == {"ed25519-sha256"}:
            yield f"{domain} signs with Ed25519 alone, which few receivers check: declare an RSA key as well"
