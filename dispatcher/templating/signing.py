"""
Message bytes → signed bytes: DKIM-Signature fields in front (RFC 6376), relaxed/simple, by RSA and, where declared, by Ed25519 (RFC 8463).

Deterministic: the moment of a signature is the message's own Date, and both algorithms give the same signature for the same bytes, so that a
retry is the mail it was. No clock, no network. A `Signer` may be used by many threads at once; most of its time others can run.
"""

from __future__ import annotations

import hashlib
import re
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from dispatcher.templating.links import a_label

if TYPE_CHECKING:
    from dispatcher.templating.signing_keys import SigningKey

# Listed once more than they occur, so that nobody can add a second one and stay within the signature (RFC 6376 §8.15);
# what a reader sees and answers to, and what RFC 8058 §4 wants covered.
GUARDED = frozenset(
    {b"from", b"to", b"cc", b"subject", b"date", b"reply-to", b"list-unsubscribe", b"list-unsubscribe-post"}
)
# RFC 6376 §5.4.1, and all else we write; Google's feedback loop counts a Feedback-ID only when it is signed.
SIGNED = frozenset(
    {
        b"from",
        b"to",
        b"cc",
        b"subject",
        b"date",
        b"reply-to",
        b"sender",
        b"message-id",
        b"in-reply-to",
        b"references",
        b"mime-version",
        b"content-type",
        b"content-transfer-encoding",
        b"content-language",
        b"list-id",
        b"list-archive",
        b"list-help",
        b"list-owner",
        b"list-unsubscribe",
        b"list-unsubscribe-post",
        b"feedback-id",
        b"auto-submitted",
        b"precedence",
        b"x-entity-ref-id",
    }
)
FOLD_AT = 78  # RFC 5322 §2.1.1
MOST_KEPT = 1024  # choices of one signer: a handful of senders times their rotations
_BASE64_ON_A_LINE = 72
_CUTS = (b"\r\nTo: ", b"\r\nMIME-Version: ")
_SPACES = re.compile(rb"[ \t]{2,}|\t")  # all but one space, of which a header has a hundred


class Signer:
    """Signs for the domains it has keys for; a domain's mail, and that of those below it, which DMARC calls aligned (RFC 7489 §3.1.1)."""

    def __init__(self, keys: Iterable[SigningKey] = ()) -> None:
        """`keys` in the order they were declared: of two for one domain and algorithm, the later signs."""
        self._keys = tuple(keys)
        self._signing: dict[tuple[str, tuple[str, ...]], tuple[SigningKey, ...]] = {}

    def __bool__(self) -> bool:
        """Whether there is any key at all."""
        return bool(self._keys)

    def names(self, sender: str) -> tuple[str, ...]:
        """The names (`SigningKey.name`) of the keys that sign mail from this address now; to be frozen with the message."""
        return tuple(key.name for key in self._chosen(sender, ()))

    def sign(self, data: bytes, *, sender: str, at: datetime, frozen: Sequence[str] = ()) -> bytes:
        """
        The message with a signature of each algorithm in front; as it was when there is no key for its sender.

        `sender`: the address in From; `at`: the message's Date; `frozen`: names of the keys it was to be signed with, which it is as far as
        they are still there, else with those that are. Raises ValueError when the bytes are no message with CRLF line ends.
        """
        keys = self._chosen(sender, tuple(frozen))
        if not keys:
            return data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            raise ValueError("the message has no end of its header")
        names, canonical = _header(data[:end])
        listed, body_hash = _listed(names), _body_hash(data, end + 4)
        fields = []
        for key in keys:
            field = _field(key, at, listed, body_hash)
            signature = key.sign(canonical + _relaxed(field))
            fields.append(field + _folded_base64(signature))
        return b"".join((*fields, data))

    def _chosen(self, sender: str, frozen: tuple[str, ...]) -> tuple[SigningKey, ...]:
        """One key of each algorithm that there is one of, RSA first."""
        domain = a_label(sender.rpartition("@")[2]).lower()
        found = self._signing.get((domain, frozen))
        if found is None:
            if len(self._signing) >= MOST_KEPT:
                self._signing.clear()
            found = self._signing[domain, frozen] = tuple(self._choose(domain, frozen))
        return found

    def _choose(self, domain: str, frozen: tuple[str, ...]) -> list[SigningKey]:
        aligned = [key for key in self._keys if domain == key.domain or domain.endswith(f".{key.domain}")]
        # The nearest domain, since DMARC may be strict there; the last declared, so that a new selector is added below the old one.
        best = {key.algorithm: key for key in sorted(aligned, key=lambda key: len(key.domain))}
        kept = {key.algorithm: key for key in aligned if key.name in frozen}
        if kept and len(kept) == len(frozen):
            best = kept
        return sorted((best | kept).values(), key=lambda key: key.algorithm, reverse=True)


def _header(header: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """The names of the fields that are signed, from the bottom of the header up, and the fields so as they are hashed (RFC 6376 §5.4.2)."""
    # What stands before one person's fields and behind them is the same in all mails of an edition; any other header may be cut there too.
    cuts = [0, *sorted(at + 2 for at in map(header.find, _CUTS) if at >= 0), len(header) + 2]
    runs = [header[begins : ends - 2] for begins, ends in pairwise(cuts)]
    made = [_kept(run) if at != 1 else _run(run) for at, run in enumerate(runs)][::-1]
    return tuple(chain.from_iterable([names for names, _ in made])), b"".join([hashed for _, hashed in made])


def _run(run: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """`_header` of some whole fields, so as RFC 6376 §3.4.2 wants them."""
    run = run.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    if b"  " in run or b"\t" in run:
        run = _SPACES.sub(b" ", run)
    names: list[bytes] = []
    hashed: list[bytes] = []
    for line in reversed(run.split(b"\r\n")):
        raw, _, value = line.partition(b":")
        if name := _signed(raw):
            names.append(name)
            hashed.append(b"%b:%b\r\n" % (name, value.strip(b" ")))
    return tuple(names), b"".join(hashed)


_kept = lru_cache(maxsize=256)(_run)


@lru_cache(maxsize=256)
def _signed(raw: bytes) -> bytes:
    """A field's name in small letters; empty where it is not signed."""
    name = raw.rstrip(b" ").lower()
    return name if name in SIGNED else b""


def _body_hash(data: bytes, start: int) -> bytes:
    """Of the body as it is, but for empty lines at its end (RFC 6376 §3.4.3); dots are not stuffed yet (§5.3)."""
    body = memoryview(data)[start:]
    tail = len(data)
    while data.endswith(b"\r\n", start, tail):
        tail -= 2
    digest = hashlib.sha256(body[: tail - start])
    digest.update(b"\r\n")
    return digest.digest()


@lru_cache(maxsize=256)
def _listed(names: tuple[bytes, ...]) -> bytes:
    """`h=` with these names and one more of each that is guarded, which stands for none that is there; folded behind colons."""
    lines, line = [], b" h="
    for name in (*names, *sorted(GUARDED)):
        if len(line) + len(name) + 1 > FOLD_AT:
            lines.append(line)
            line = b" "
        line += name + b":"
    return b"\r\n".join([*lines, line[:-1] + b";"])


def _field(key: SigningKey, at: datetime, listed: bytes, body_hash: bytes) -> bytes:
    """The DKIM-Signature field up to and with `b=`, its folds one space wide."""
    begun = _begun(key.algorithm, key.domain, key.selector, int(at.timestamp()))
    return b"%b%b\r\n bh=%b;\r\n b=" % (begun, listed, b2a_base64(body_hash, newline=False))


@lru_cache(maxsize=256)
def _begun(algorithm: str, domain: str, selector: str, at: int) -> bytes:
    """What all signatures of one second share; `d=` and `s=` on one line, or on two where they are long."""
    whose = f" d={domain}; s={selector};"
    if len(whose) > FOLD_AT:
        whose = f" d={domain};\r\n s={selector};"
    return f"DKIM-Signature: v=1; a={algorithm}; c=relaxed/simple;\r\n{whose}\r\n t={at};\r\n".encode("ascii")


def _relaxed(field: bytes) -> bytes:
    """Our own field as it is hashed: without its line end (RFC 6376 §3.7)."""
    name, _, value = field.partition(b": ")
    return name.lower() + b":" + value.replace(b"\r\n", b"")


def _folded_base64(signature: bytes) -> bytes:
    text = b2a_base64(signature, newline=False)
    lines = [text[at : at + _BASE64_ON_A_LINE] for at in range(0, len(text), _BASE64_ON_A_LINE)]
    return b"\r\n ".join(lines) + b"\r\n"
