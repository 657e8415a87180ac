"""
Refusals as policy → what is stopped: a recipient domain, an edition, or a relay.

Pure state, one for each process. A server that says 5.7.x says something of us or of the message, and the next thousand readers would
be refused the same: that ruins a name, and fails readers who did nothing. So

- three in a row from one domain, that speak of us (blocked, reputation, SPF, DKIM, DMARC …), stop mail to that domain;
- refusals for what a message says, from two domains and a tenth of the edition's answers, stop that edition;
- ten in a row from one relay over three domains, that speak of us, are the relay's own: it takes nothing more in this run.

What is stopped stays queued. The message that made it stop is deferred and waits with the rest, and so are those that led to it: the operator who
mends the cause and releases the stop expects that everybody gets the mail, the first three as well. Single refusals fail their own
message: somewhere, some filter always says no.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from dispatcher.transport.outcomes import Outcome, Whose

IN_A_ROW = 3
DOMAINS_OF_AN_EDITION = 2
SHARE_OF_AN_EDITION = 0.1  # of its answers: two odd filters among a thousand servers stop nothing
IN_A_ROW_OF_A_RELAY = 10
DOMAINS_OF_A_RELAY = 3
_KEPT = 1_000  # deliveries remembered for one edition


@dataclass(frozen=True, slots=True)
class Stopping:
    """What to stop, and the earlier deliveries that led to it: they failed, and wait now."""

    kind: Literal["domain", "edition", "relay"]
    key: str
    reason: str
    led_to_it: tuple[int, ...]


@dataclass(slots=True)
class _Edition:
    answers: int = 0
    domains: set[str] = field(default_factory=set)
    refused: deque[int] = field(default_factory=lambda: deque(maxlen=_KEPT))
    refusals: int = 0


class Refusals:
    """What was refused as policy so far."""

    def __init__(self) -> None:
        self._domains: defaultdict[tuple[str, str], deque[int]] = defaultdict(lambda: deque(maxlen=IN_A_ROW))
        self._relays: defaultdict[str, dict[int, str]] = defaultdict(dict)
        self._editions: defaultdict[int, _Edition] = defaultdict(_Edition)

    def taken(self, *, relay: str, domain: str, edition: int | None) -> None:
        """A server took a message."""
        self._domains.pop((relay, domain), None)
        self._relays.pop(relay, None)
        if edition is not None:
            self._editions[edition].answers += 1

    def refused(
        self, outcome: Outcome, *, delivery: int, relay: str, domain: str, edition: int | None
    ) -> Stopping | None:
        """A server refused one; what is to be stopped because of it, None for nothing."""
        if not outcome.refused_as_policy:
            return None
        if outcome.whose is Whose.MESSAGE:
            return self._of_the_edition(outcome, delivery, domain, edition)
        in_a_row = self._domains[relay, domain]
        in_a_row.append(delivery)
        of_the_relay = self._relays[relay]
        of_the_relay[delivery] = domain
        if len(of_the_relay) >= IN_A_ROW_OF_A_RELAY and len(set(of_the_relay.values())) >= DOMAINS_OF_A_RELAY:
            reason = f"{len(of_the_relay)} messages in a row met this, for several domains: {outcome.reason}"
            del self._relays[relay]
            return Stopping("relay", relay, reason, tuple(each for each in of_the_relay if each != delivery))
        if len(in_a_row) >= IN_A_ROW:
            del self._domains[relay, domain]
            return Stopping("domain", domain, outcome.reason, tuple(each for each in in_a_row if each != delivery))
        return None

    def _of_the_edition(self, outcome: Outcome, delivery: int, domain: str, edition: int | None) -> Stopping | None:
        if edition is None:  # a notice, a confirmation: there is nothing else of its kind to stop
            return None
        found = self._editions[edition]
        found.answers += 1
        found.refusals += 1
        found.domains.add(domain)
        found.refused.append(delivery)
        if len(found.domains) < DOMAINS_OF_AN_EDITION or found.refusals < SHARE_OF_AN_EDITION * found.answers:
            return None
        del self._editions[edition]
        return Stopping(
            "edition", str(edition), outcome.reason, tuple(each for each in found.refused if each != delivery)
        )
