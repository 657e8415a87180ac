"""The one gate for addresses that strangers wrote: only http and https pass, and their host is told as it is dialled."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import idna

from dispatcher.templating.cleaned import untracked

MOST = 2_000  # characters; longer ones are cut by clients
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f<>\"'`\\{}|^\s\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ud800-\udfff]")


def safe_url(url: str | None) -> str:
    """
    The address when it is absolute http or https with a host and nothing that could end an attribute; else "".

    It comes without parameters that only track (`cleaned`).
    """
    url = (url or "").strip()
    if not url or len(url) > MOST or _FORBIDDEN.search(url):
        return ""
    try:
        parts = urlsplit(url)
        _ = parts.port  # a property that raises on nonsense
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return ""  # "https://bank.example@evil.example/" shows one host and goes to another
    if "%" in parts.netloc:  # browsers decode "%D0%B0pple.example" and go where no reader would see it lead
        return ""
    return untracked(url)


def host_of(url: str) -> str:
    """The host of a safe address without its `www.`; look-alike letters are shown as A-label (RFC 5890)."""
    host = (urlsplit(url).hostname or "") if url else ""
    return a_label(host).removeprefix("www.")


def a_label(domain: str) -> str:
    """A domain in ASCII (RFC 5891); one that cannot be is given back with its non-ASCII characters replaced."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain.encode("ascii", "replace").decode("ascii")
