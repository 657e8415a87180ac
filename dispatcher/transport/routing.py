"""
Recipient domain → relays in order: first those that name the domain, then those that name none.

Pure. Who names domains takes only these. Who names none takes what nobody named, and takes over when the one before cannot be reached.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

_KNOWN_AT_MOST = 50_000  # domains remembered


@dataclass(frozen=True, slots=True)
class Route:
    """A relay and the recipient domains that go there first: `example.org`, or `*.example.org` for what is below it."""

    relay: str
    domains: tuple[str, ...] = ()


class Routing:
    """Routes in the order of the settings."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = tuple(routes)
        self._known: dict[str, tuple[str, ...]] = {}

    def candidates(self, domain: str) -> tuple[str, ...]:
        """The relays for a domain (A-labels, small letters), the one to ask first at the front."""
        found = self._known.get(domain)
        if found is None:
            named = [each.relay for each in self._routes if any(_covers(form, domain) for form in each.domains)]
            found = (*named, *(each.relay for each in self._routes if not each.domains))
            if len(self._known) >= _KNOWN_AT_MOST:
                self._known.clear()
            self._known[domain] = found
        return found

    def relay(self, domain: str, *, down: Container[str], refused: Container[str]) -> str | None:
        """
        The relay to hand a message for this domain; None when none is left.

        `down` did not answer a while ago: it is asked again before nobody is. `refused` did not answer in this run.
        """
        left = [each for each in self.candidates(domain) if each not in refused]
        return next((each for each in left if each not in down), left[0] if left else None)


def _covers(form: str, domain: str) -> bool:
    return domain.endswith(form[1:]) and domain != form[2:] if form.startswith("*.") else domain == form
