"""
Which addresses may be dialled: the public internet, and what the operator allows by name.

A feed's URL, or a redirect, may name the router, the cloud's metadata address or a database beside us. So the guard stands where
the socket is made: it sees the very address about to be dialled, on every hop, whatever the name, the resolver or the notation.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final

from dispatcher.errors import ConfigError

# The host a fetch is about; sockets are made in tasks that inherit the context of the fetch.
host_asked_for: ContextVar[str] = ContextVar("host_asked_for", default="")
# The only host at which a fetch may be led to what is not public, allowed or not; None: the operator's word is enough. A feed was
# chosen by the operator; a link was chosen by whoever writes the feed, and must not make mail of what stands beside us.
private_only_at: ContextVar[str | None] = ContextVar("private_only_at", default=None)

_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052 §2.1: the IPv4 address in the last 32 bits
_NEVER: Final = (
    IPv6Network("::/96"),  # IPv4-compatible, deprecated (RFC 4291 §2.5.5.1)
    IPv6Network("64:ff9b:1::/48"),  # local-use NAT64 (RFC 8215)
    IPv6Network("2001::/32"),  # Teredo (RFC 4380)
    IPv6Network("fec0::/10"),  # site-local, deprecated (RFC 3879)
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, deprecated (RFC 7526)
)


class AddressRefusedError(OSError):
    """An address that is not public and that the operator did not allow. An OSError, so that the next address is tried."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not a public address")
        self.address = address


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """
    Whether an address lies in the public internet.

    Forms that carry an IPv4 address (mapped, NAT64, 6to4) are judged by that one; Python calls `64:ff9b::7f00:1` and `224.0.0.1`
    global.
    """
    if isinstance(address, IPv6Address) and (inner := carried(address)) is not None:
        return is_public(inner)
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside a mapped, NAT64 or 6to4 form."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


class Guard:
    """
    Makes the sockets of the feed session, and refuses to for addresses that are not public.

    `allow_private`: host names (exactly, without port), addresses, or networks such as `127.0.0.0/8`.
    Raises ConfigError for one that cannot be read.
    """

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        self._networks: list[IPv4Network | IPv6Network] = []
        self._hosts: set[str] = set()
        for allowed in allow_private:
            text = allowed.strip().lower().strip("[]")
            try:
                self._networks.append(ip_network(text, strict=False))
            except ValueError:
                if not text or set(text) & set("/:*@ "):
                    raise ConfigError(
                        f"{allowed!r} is no host name, address or network",
                        place="[fetch] allow_private",
                        remedy='write it as "intranet.example.org", "10.1.2.3" or "10.0.0.0/8"',
                    ) from None
                self._hosts.add(text)

    def allows(self, address: str, *, host: str = "") -> bool:
        """Whether `address`, to which `host` resolved, may be dialled."""
        try:
            ip = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if host.lower() in self._hosts or is_public(ip):
            return True
        inner = carried(ip) if isinstance(ip, IPv6Address) else None
        return any(
            form in network
            for form in (ip, inner)
            for network in self._networks
            if form is not None and form.version == network.version
        )

    def _may_dial(self, address: str, *, host: str, own: str | None) -> bool:
        """A feed, whatever is allowed. An article, private addresses only at its feed's host, and by a name only where the name is allowed:
        its owner decides what a name resolves to.
        """
        if own is None:
            return self.allows(address, host=host)
        known = host == own.lower() and (host in self._hosts or _is_literal(host))
        return (self if known else _PUBLIC_ONLY).allows(address, host=host)

    def socket_for(self, info: tuple[Any, ...]) -> socket.socket:
        """What `TCPConnector(socket_factory=…)` calls. Raises AddressRefusedError."""
        family, kind, protocol, _, address = info
        host, own = host_asked_for.get(), private_only_at.get()
        if not self._may_dial(str(address[0]), host=host.lower(), own=own):
            raise AddressRefusedError(str(address[0]))
        return socket.socket(family=family, type=kind, proto=protocol)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


_PUBLIC_ONLY: Final = Guard()
