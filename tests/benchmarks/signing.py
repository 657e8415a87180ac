"""
What signing costs: CPU of composing and signing a message, beside one bare RSA signature, and beside dkimpy; ratios of one run.

`make bench signing`. Rounds are interleaved and a ratio is taken in each; where the bare signature itself spreads too widely, the machine
is doing something else and nothing is judged.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import dkim
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from dispatcher.app.envelopes import A_HOP, SIDE_BY_SIDE
from dispatcher.model import MessageKind
from dispatcher.templating import Composer, Signer
from dispatcher.templating.signing_keys import pem
from tests.benchmarks.compose import links
from tests.fakes.sample_edition import EDITION
from tests.fakes.sample_mails import TEMPLATES, layout
from tests.fakes.sample_stories import message
from tests.fakes.signing_keys import signing_key

MOST = 1.5  # bare RSA signatures that a composed and signed message may cost
MOST_SPREAD = 1.5
ROUNDS, TIMES, FEW = 7, 200, 20
SENDER = "world@news.example.org"
RSA, ED25519 = signing_key("s1"), signing_key("e1", ed25519=True)
ONE, BOTH = Signer([RSA]), Signer([RSA, ED25519])
SECRET = pem(RSA.key)


class Edition:
    """One digest to so many people, as it is composed and as it was."""

    def __init__(self) -> None:
        self.body = TEMPLATES.join(layout(MessageKind.DIGEST, samples=EDITION[:4], full=5))
        self.people = [
            replace(
                message(),
                subscription_id=at,
                address=f"anna.{at}@example.org",
                message_id=f"<{at:032x}@news.example.org>",
            )
            for at in range(TIMES)
        ]
        self.links = [links(to) for to in self.people]
        self.composer = Composer()
        self.plain = [self._composed(at) for at in range(TIMES)]
        self.header = self.plain[0].partition(b"\r\n\r\n")[0]

    def _composed(self, at: int) -> bytes:
        return self.composer.compose(self.people[at], self.body, self.links[at])

    def bare(self) -> None:
        for _ in range(TIMES):
            RSA.key.sign(self.header, padding.PKCS1v15(), hashes.SHA256())

    def composed(self) -> None:
        for at in range(TIMES):
            self._composed(at)

    def whole(self, signer: Signer = ONE, places: Sequence[int] = range(TIMES)) -> None:
        for at in places:
            signer.sign(self._composed(at), sender=SENDER, at=self.people[at].date)

    def twice(self) -> None:
        self.whole(BOTH)

    def in_threads(self) -> None:
        async def all_hops() -> None:
            loop = asyncio.get_running_loop()
            hops = [range(at, min(at + A_HOP, TIMES)) for at in range(0, TIMES, A_HOP)]
            with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
                await asyncio.gather(*(loop.run_in_executor(pool, self.whole, ONE, hop) for hop in hops))

        asyncio.run(all_hops())

    def library(self) -> None:
        for data in self.plain[:FEW]:
            dkim.sign(data, b"s1", b"news.example.org", SECRET, canonicalize=(b"relaxed", b"simple"))


def main() -> bool:
    """Measure, print, and say whether the bar was missed."""
    edition = Edition()
    runs = {
        "one bare RSA-2048 signature": (edition.bare, TIMES),
        "composed and signed": (edition.whole, TIMES),
        "the same in threads": (edition.in_threads, TIMES),
        "composed and signed by RSA and Ed25519": (edition.twice, TIMES),
        "composed only": (edition.composed, TIMES),
        "signed by dkimpy": (edition.library, FEW),
    }
    rounds = [[_cpu(run) / times for run, times in runs.values()] for _ in range(ROUNDS + 1)][1:]
    print(f"message of {len(edition.plain[0]) / 1000:.0f} KB, CPU per message")
    ratios = [statistics.median(each[at] / each[0] for each in rounds) for at in range(len(runs))]
    for at, name in enumerate(runs):
        print(f"{name}: {statistics.median(each[at] for each in rounds) * 1e6:.0f} µs, {ratios[at]:.2f} × the first")
    spread = max(each[0] for each in rounds) / min(each[0] for each in rounds)
    if spread > MOST_SPREAD:
        print(f"noisy: the bare signature spreads over {spread:.1f}; nothing is judged")
        return False
    print(f"composed and signed against one bare RSA signature: {ratios[1]:.2f} × (at most {MOST})")
    return ratios[1] > MOST


def _cpu(run: Callable[[], None]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began
