"""What a message costs: CPU of composing it, beside rendering for each and the standard library's way; ratios of one run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

from dispatcher.model import Message, MessageKind
from dispatcher.subscriptions.tokens import Purpose, token
from dispatcher.templating import Composer, Links
from dispatcher.templating.blanks import fill
from tests.fakes.sample_edition import EDITION
from tests.fakes.sample_mails import TEMPLATES, layout
from tests.fakes.sample_stories import message

SECRET = b"a secret of thirty-two bytes, or so"
PEOPLE = 2_000


def cpu(run: Callable[[], object], times: int) -> float:
    """Seconds of CPU per call, the best of three rounds."""
    rounds = []
    for _ in range(3):
        began = time.process_time()
        for _ in range(times):
            run()
        rounds.append((time.process_time() - began) / times)
    return min(rounds)


def links(to: Message) -> Links:
    """A person's links: three MACs."""
    base = to.masthead.base_url
    return Links(
        unsubscribe_url=f"{base}/u/{token(SECRET, Purpose.UNSUBSCRIBE, to.nonce)}",
        preferences_url=f"{base}/p/{token(SECRET, Purpose.PREFERENCES, to.nonce)}",
        edition_url=f"{base}/e/{token(SECRET, Purpose.EDITION, str(to.subscription_id))}",
    )


def main() -> None:
    made_of = layout(MessageKind.DIGEST, samples=EDITION[:4], full=5)
    body = TEMPLATES.join(made_of)
    people = [
        replace(
            message(),
            subscription_id=number,
            address=f"anna.{number}@example.org",
            nonce=f"{number:022}",
            message_id=f"<{number:032x}@news.example.org>",
        )
        for number in range(PEOPLE)
    ]

    def by_the_library(to: Message) -> bytes:
        theirs = links(to)
        values = {
            "name": to.name,
            "unsubscribe_url": theirs.unsubscribe_url,
            "preferences_url": theirs.preferences_url,
            "edition_url": theirs.edition_url,
        }
        filled = fill(TEMPLATES.show_whole(made_of), values)
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = "world@news.example.org", to.address, filled.subject
        mail.set_content(filled.text)
        mail.add_alternative(filled.html, subtype="html")
        return mail.as_bytes()

    composer = Composer()

    def everyone() -> None:
        for to in people:
            composer.compose(to, body, links(to))

    composed = cpu(everyone, 1) / PEOPLE
    library = cpu(lambda: by_the_library(people[0]), 10)
    plan = cpu(lambda: Composer().compose(people[0], body, links(people[0])), 50)
    pieces = cpu(lambda: TEMPLATES.join(made_of), 10)
    size = len(composer.compose(people[0], body, links(people[0])))
    print(f"compose: {composed * 1e6:.1f} µs per message of {size / 1000:.0f} KB, tokens included")  # benchmarks print
    print(f"plan: {plan * 1e6:.0f} µs for the first message of one; {pieces * 1e3:.1f} ms when all its pieces are new")
    print(f"library: {library * 1e3:.1f} ms per message, Jinja2 + EmailMessage")
    print(f"compose against Jinja2 + EmailMessage per message: 1/{library / composed:.0f} of the CPU")


if __name__ == "__main__":
    main()
