"""The golden mails as the judges read them: what `tests/unit/templating/test_mails.py` proves to be what we make."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

MAILS = Path(__file__).parents[1] / "data" / "mails"
NAMES = tuple(sorted(path.stem for path in MAILS.glob("*.eml")))


def part(name: str, subtype: str) -> str:
    """The text (plain) or the HTML of a golden mail, decoded."""
    mail = message_from_bytes((MAILS / f"{name}.eml").read_bytes(), policy=policy.default)
    found = mail.get_body((subtype,))
    if found is None:
        raise LookupError(f"{name} has no text/{subtype}")
    return str(found.get_content()).replace("\r\n", "\n")


def html(name: str) -> str:
    """The HTML part."""
    return part(name, "html")
