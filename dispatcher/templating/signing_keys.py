"""
PEM file → SigningKey: what a message is signed with, and the DNS record that lets others check it.

Which kind of key it is the file says itself: RSA (RFC 6376) or Ed25519 (RFC 8463). The private half leaves this module as an object
only, never as text.
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from dispatcher.errors import ConfigError

LEAST_BITS, MOST_BITS = 2048, 4096  # RFC 8301 §3.2: verifiers need not take more, and many call less weak
_MOST_OF_A_FILE = 64_000  # bytes; a key is a few thousand
MOST_OF_A_STRING = 255  # octets of one string in a TXT record, RFC 1035 §3.3
NEW = "make one with `dispatcher dkim new`"
_PKCS1, _SHA256 = padding.PKCS1v15(), hashes.SHA256()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the place where its public half is published."""

    domain: str  # in A-labels and small letters
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @property
    def name(self) -> str:
        """Where its record stands (RFC 6376 §3.6.2.1); what tells keys apart."""
        return record_name(self.domain, self.selector)

    @property
    def algorithm(self) -> str:
        """As the tag `a=` has it."""
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"

    @property
    def record(self) -> str:
        """The text to publish at `name` (RFC 6376 §3.6.1; RFC 8463 §4.2: of Ed25519 it is the bare public key)."""
        public = self.key.public_key()
        if isinstance(self.key, RSAPrivateKey):
            kind = "rsa"
            data = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        else:
            kind = "ed25519"
            data = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k={kind}; p={base64.b64encode(data).decode('ascii')}"

    def sign(self, data: bytes) -> bytes:
        """The signature of what DKIM calls data-hash; the same bytes for the same data. Other threads run meanwhile."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, _PKCS1, _SHA256)
        return self.key.sign(hashlib.sha256(data).digest())  # RFC 8463 §3: PureEdDSA over the hash


def record_name(domain: str, selector: str) -> str:
    """`s1._domainkey.example.org`."""
    return f"{selector}._domainkey.{domain}"


def strings(record: str) -> list[str]:
    """A TXT record in strings that fit; who reads it puts them together without a space (RFC 6376 §3.6.2.2)."""
    return [record[at : at + MOST_OF_A_STRING] for at in range(0, len(record), MOST_OF_A_STRING)]


def read_key(path: Path, *, domain: str, selector: str, place: str) -> SigningKey:
    """The key in a PEM file. Raises ConfigError at `place` for one that cannot be read, or should not be used as it is."""
    try:
        with path.open("rb") as file:
            data, mode = file.read(_MOST_OF_A_FILE), os.fstat(file.fileno()).st_mode
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no such key file", place=place, remedy=NEW) from error
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "make it a file that the dispatcher's user may read"
        raise ConfigError(f"{path}: the key cannot be read ({reason})", place=place, remedy=remedy) from error
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        remedy = f"chmod 600 {path}; who may have read it can sign in your name, so better rotate it"
        raise ConfigError(f"{path}: every user of this machine can read or change the key", place=place, remedy=remedy)
    for problem, remedy in _problems(key := _parsed(data)):
        raise ConfigError(f"{path}: {problem}", place=place, remedy=remedy)
    if isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        return SigningKey(domain=domain, selector=selector, key=key)
    raise ConfigError(f"{path}: no key to sign with", place=place, remedy=NEW)


def _parsed(data: bytes) -> object:
    """The key, or why there is none."""
    try:
        return serialization.load_pem_private_key(data, password=None)
    except TypeError:
        return "the key is locked with a password"
    except (ValueError, UnsupportedAlgorithm):
        return "this is no private key in PEM"


def _problems(key: object) -> Iterator[tuple[str, str]]:
    if isinstance(key, str):
        yield key, f"write it unlocked, as PEM; or {NEW}"
    elif isinstance(key, RSAPrivateKey):
        if key.key_size < LEAST_BITS:
            yield f"an RSA key of {key.key_size} bits is too short", f"use one of {LEAST_BITS} bits or more; {NEW}"
        elif key.key_size > MOST_BITS:
            yield (
                f"an RSA key of {key.key_size} bits is longer than many verifiers take",
                f"use one of {LEAST_BITS} bits; {NEW}",
            )
    elif not isinstance(key, Ed25519PrivateKey):
        yield "DKIM signs with RSA or Ed25519, and the key is neither", NEW


def new_key(*, ed25519: bool = False) -> RSAPrivateKey | Ed25519PrivateKey:
    """A fresh key."""
    return Ed25519PrivateKey.generate() if ed25519 else generate_private_key(65537, LEAST_BITS)


def pem(key: RSAPrivateKey | Ed25519PrivateKey) -> bytes:
    """PKCS #8, unlocked: its file's mode protects it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
