"""Django: `send_mass_mail` over its one connection, a message a recipient. `python by_django.py PORT MESSAGES FILE`, in `.bench/python`."""

from __future__ import annotations

import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import django
from django.conf import settings
from django.core.mail import send_mass_mail
from measure import measured


def main(port: int, messages: int, file: Path) -> None:
    """As many bytes as the mail of the others, and all of it text: no second part to build."""
    mail = message_from_bytes(file.read_bytes(), policy=default)
    line = mail.get_body(("plain",)).get_content()
    text = (line * (1 + len(file.read_bytes()) // len(line)))[: len(file.read_bytes())]
    settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, USE_TZ=True)
    django.setup()
    with measured(messages):
        sent = send_mass_mail(
            ("World briefing", text, "world@news.example.org", [f"reader{number}@example.org"])
            for number in range(messages)
        )
    assert sent == messages


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
