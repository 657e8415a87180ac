"""
What sending costs: outbox → sent with the full ledger, beside Postfix's smtp-source and the libraries that people use today.

All send the same mail of 32 KB to one smtp-sink on loopback, each in a process of its own. Rounds take turns; ratios are medians of the
ratios of rounds; a baseline that spreads too far judges nothing, and a peer that is not here is skipped, never passed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from dispatcher import log
from dispatcher.config import Settings
from tests.benchmarks.peers import servers
from tests.benchmarks.peers.contenders import To, mail
from tests.benchmarks.peers.installed import MissingError
from tests.benchmarks.peers.measure import Contender, Figures, in_turns, judged, ratio, spread, told

CONNECTIONS = (8, 20)
MESSAGES = 5_000
FAR, FAR_OURS, FAR_PEER = 0.020, 2_000, 400  # seconds of a round trip, and messages over it
MEMORY = (10_000, 100_000)  # recipients; the million is `million.py`'s
MORE_MEMORY = 1.3


def main() -> bool:
    """Print the table; returns whether a bar was missed."""
    log.configure(level="error")
    if (name := servers.missing()) is not None:
        print(f"skipped: {name} is not installed (Debian's postfix has it)")
        return False
    print(f"the mail: {mail().stat().st_size / 1000:.1f} kB")
    with servers.smtp_sink() as port:
        rows = [
            *(_near(To(port, connections)) for connections in CONNECTIONS),
            *(_far(port, connections) for connections in CONNECTIONS),
            _signed(To(port, CONNECTIONS[0])),
            _peers(To(port, CONNECTIONS[0])),
            _memory(To(port, CONNECTIONS[0])),
        ]
    return any(rows)


def _near(to: To) -> bool:
    print(f"outbox → sent against smtp-source, {to.connections} connections:")
    took = in_turns(
        {
            "smtp-source": lambda: to.smtp_source(MESSAGES),
            "smtp-source -d": lambda: to.smtp_source(MESSAGES, kept=True),
            "dispatcher": lambda: to.dispatcher(MESSAGES),
        }
    )
    for name, figures in took.items():
        told(name, figures)
    ours, theirs, kept = took["dispatcher"], took["smtp-source"], took["smtp-source -d"]
    rate, cpu = ratio(ours, theirs, "rate"), ratio(ours, theirs, "each")
    print(f"  against -d: {ratio(ours, kept, 'rate'):.2f} × the messages/s, {ratio(ours, kept, 'each'):.2f} × the CPU")
    slow = judged("messages/s", rate, bar=0.6, at_least=True, baseline=spread(theirs, "rate"))
    dear = judged("CPU", cpu, bar=2.5, at_least=False, baseline=spread(theirs, "each"))
    return slow or dear


def _far(port: int, connections: int) -> bool:
    print(f"the same at {FAR * 1000:.0f} ms round trip, {connections} connections:")
    with servers.far_away(port, round_trip=FAR) as there:
        to = To(there, connections)
        took = in_turns(
            {
                "smtp-source": lambda: to.smtp_source(FAR_PEER),
                "smtp-source -d": lambda: to.smtp_source(FAR_PEER, kept=True),
                "aiosmtplib": lambda: to.aiosmtplib(FAR_PEER),
                "dispatcher": lambda: to.dispatcher(FAR_OURS),
            }
        )
    for name, figures in took.items():
        told(name, figures)
    ours = took["dispatcher"]
    missed = False
    for name in ("smtp-source", "aiosmtplib"):
        theirs = took[name]
        faster = ratio(ours, theirs, "rate")
        missed |= judged(f"messages/s against {name}", faster, bar=3, at_least=True, baseline=spread(theirs, "rate"))
    return missed


def _signed(to: To) -> bool:
    print(f"signed with RSA-2048, {to.connections} connections:")
    if "dkim" not in Settings.model_fields:
        print("  skipped: this version does not sign")
        return False
    took = in_turns(
        {
            "a bare signature": lambda: to.signatures(MESSAGES // 2),
            "dispatcher, signing": lambda: to.dispatcher(MESSAGES // 2, signed=True),
        }
    )
    for name, figures in took.items():
        told(name, figures)
    ours, bare = took["dispatcher, signing"], took["a bare signature"]
    found = ratio(ours, bare, "each")
    return judged("CPU against a bare signature", found, bar=1.5, at_least=False, baseline=spread(bare, "each"))


def _peers(to: To) -> bool:
    """Each peer against ours in rounds of its own: one that is missing keeps no other from being judged."""
    rows: tuple[tuple[str, Contender, float | None], ...] = (
        ("aiosmtplib.send_message", lambda: to.aiosmtplib(200), 1 / 30),
        ("aiosmtplib.send_message of one parsed message", lambda: to.aiosmtplib(200, once=True), None),
        ("Django mass mail", lambda: to.django(200), 1 / 15),
        ("Mailman 3 personalised", lambda: to.mailman(100), 1 / 150),
        ("nodemailer pool", lambda: to.nodemailer(500), 1 / 8),
    )
    print(f"CPU per message, {to.connections} connections:")
    missed = False
    for name, contender, bar in rows:
        missed |= _against(name, contender, bar, ours=lambda: to.dispatcher(MESSAGES // 2))
    return missed


def _against(name: str, contender: Contender, bar: float | None, *, ours: Callable[[], Figures]) -> bool:
    try:
        took = in_turns({name: contender, "dispatcher": ours})
    except MissingError as why:
        print(f"  {name}: skipped ({why})")
        return False
    told(name, took[name])
    found = ratio(took["dispatcher"], took[name], "each")
    if bar is None:
        print(f"  dispatcher against it: 1/{1 / found:.1f} (for the record)")
        return False
    return judged("dispatcher against it", found, bar=bar, at_least=False, baseline=spread(took[name], "each"))


def _memory(to: To) -> bool:
    few, many = (to.dispatcher(number) for number in MEMORY)
    print(
        f"memory at most: {few.peak / 1e6:.0f} MB for {few.messages:,} recipients, {many.peak / 1e6:.0f} MB for {many.messages:,}"
    )
    return judged("memory", many.peak / few.peak, bar=MORE_MEMORY, at_least=False, baseline=1.0)


if __name__ == "__main__":
    sys.exit(main())
