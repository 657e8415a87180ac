"""A name server on loopback that knows the sample's sender and nobody else (RFC 1035, RFC 6376, RFC 7208, RFC 7489)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rrset

from dispatcher.templating.signing_keys import strings
from tests.lab.delivered import HELO, KEY, RELAY

KNOWN = {
    (f"{HELO}.", "A"): RELAY,
    (f"{HELO}.", "MX"): f"10 {HELO}.",
    (f"{HELO}.", "TXT"): f'"v=spf1 ip4:{RELAY} -all"',
    (f"{KEY.name}.", "TXT"): " ".join(f'"{each}"' for each in strings(KEY.record)),
    ("_dmarc.example.org.", "TXT"): '"v=DMARC1; p=reject"',
    (f"{'.'.join(reversed(RELAY.split('.')))}.in-addr.arpa.", "PTR"): f"{HELO}.",
}


@contextmanager
def names() -> Iterator[int]:
    """The port it answers on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(0.2)
        over = threading.Event()
        thread = threading.Thread(target=_serve, args=(listener, over), daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            over.set()
            thread.join(5)


def _serve(listener: socket.socket, over: threading.Event) -> None:
    while not over.is_set():
        try:
            asked, peer = listener.recvfrom(4096)
        except TimeoutError:
            continue
        listener.sendto(answered(asked), peer)


def answered(asked: bytes) -> bytes:
    question = dns.message.from_wire(asked)
    answer = dns.message.make_response(question, recursion_available=True)
    (one,) = question.question
    name, kind = one.name.to_text().lower(), dns.rdatatype.to_text(one.rdtype)
    if (name, kind) in KNOWN:
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, KNOWN[name, kind]))
    elif not any(name == known for known, _ in KNOWN):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer.to_wire()
