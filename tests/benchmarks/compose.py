"""What a message costs: CPU of `compose` per recipient, beside rendering for each and the standard library's way; ratios of one run."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

from dispatcher.model import MessageKind
from dispatcher.templating import Templates, compose
from dispatcher.templating.blanks import fill
from tests.fakes.sample_mails import LINKS, body, context
from tests.fakes.sample_stories import message


def cpu(run: Callable[[], object], times: int) -> float:
    """Seconds of CPU per call, the best of three rounds."""
    rounds = []
    for _ in range(3):
        began = time.process_time()
        for _ in range(times):
            run()
        rounds.append((time.process_time() - began) / times)
    return min(rounds)


def main() -> None:
    templates = Templates()
    digest = context(MessageKind.DIGEST)
    rendered = body(MessageKind.DIGEST)
    frozen = message()

    def by_the_library() -> bytes:
        values = {
            "name": frozen.name,
            "unsubscribe_url": LINKS.unsubscribe_url,
            "preferences_url": LINKS.preferences_url,
        }
        filled = fill(templates.render(MessageKind.DIGEST, digest), values)
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = "world@news.example.org", frozen.address, filled.subject
        mail.set_content(filled.text)
        mail.add_alternative(filled.html, subtype="html")
        return mail.as_bytes()

    composed = cpu(lambda: compose(frozen, rendered, LINKS), 300)
    render = cpu(lambda: templates.render(MessageKind.DIGEST, digest), 20)
    library = cpu(by_the_library, 10)
    size = len(compose(frozen, rendered, LINKS))
    print(f"compose: {composed * 1e6:.0f} µs per message of {size / 1000:.0f} KB")  # benchmarks print
    print(f"render: {render * 1e3:.1f} ms per plan")
    print(f"compose against Jinja2 + EmailMessage per message: 1/{library / composed:.0f} of the CPU")


if __name__ == "__main__":
    main()
