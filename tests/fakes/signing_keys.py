"""Keys that sign mail in tests, the DNS that knows them, and dkimpy, which nobody here wrote, as their judge."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import dkim

from dispatcher.templating.signing_keys import SigningKey, new_key, pem

FIELD = re.compile(rb"^DKIM-Signature: (.*\r\n(?:[ \t].*\r\n)*)", re.MULTILINE)


@cache
def signing_key(name: str = "s1", domain: str = "news.example.org", *, ed25519: bool = False) -> SigningKey:
    """The same key all through a run, for a selector and domain."""
    return SigningKey(domain=domain, selector=name, key=new_key(ed25519=ed25519))


def records(keys: Iterable[SigningKey]) -> dict[str, str]:
    return {key.name: key.record for key in keys}


def verdicts(data: bytes, *keys: SigningKey) -> list[bool]:
    """dkimpy's word on each signature of a mail, the first one's first; `keys` are what the DNS knows."""
    known = {f"{name}.": record.encode() for name, record in records(keys).items()}

    def asked(name: bytes | str, timeout: int = 5) -> bytes | None:
        return known.get(name.decode() if isinstance(name, bytes) else name)

    return [_passes(data, at, asked) for at in range(len(FIELD.findall(data)))]


def _passes(data: bytes, at: int, asked: Callable[..., bytes | None]) -> bool:
    try:
        return bool(dkim.DKIM(data, logger=logging.getLogger("dkimpy")).verify(idx=at, dnsfunc=asked))
    except dkim.DKIMException:  # a body that is not the one that was signed; a header that cannot be
        return False


def tags(data: bytes, at: int = 0) -> dict[bytes, bytes]:
    """What a signature says, by its tags."""
    value = re.sub(rb"\s", b"", FIELD.findall(data)[at])
    return dict(each.split(b"=", 1) for each in value.split(b";"))


def declared(root: Path, *keys: SigningKey) -> str:
    """Key files in a workspace, and what dispatcher.toml says of them."""
    said = ""
    for key in keys:
        path = root / "keys" / f"{key.domain}.{key.selector}.pem"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pem(key.key))
        path.chmod(0o600)
        said += (
            f'[[dkim]]\ndomain = "{key.domain}"\nselector = "{key.selector}"\nkey_file = "{path.relative_to(root)}"\n'
        )
    return said
