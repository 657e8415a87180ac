"""
How a value must be written, and what to write instead: time zones, addresses, names.

Each form is a type for `settings.py`; its error says what would be right.
"""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAST_PORT = 65535
_MOST_BEFORE_A_TOKEN = 16  # a local part has 64 octets (RFC 5321 §4.5.3.1.1), a token with its + takes 48


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f'there is no time zone {name!r}; write it as "Europe/Berlin"') from error
    return name


def _http(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError(f"{url!r} is no address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(c.isspace() for c in url):
        raise ValueError(f"{url!r} is no http or https address")
    return url


def _base(url: str) -> str:
    if "?" in _http(url) or "#" in url:
        raise ValueError("links are made by writing behind it: leave out ? and #")
    if not url.isascii() or "," in url or ">" in url:
        raise ValueError(
            "it stands in headers of every mail: write it in ASCII (xn--… for other letters), without commas"
        )
    return url


def _weekday(value: Any) -> Any:
    if isinstance(value, str) and not value.isdecimal():
        if value.lower() not in WEEKDAYS:
            raise ValueError(f"there is no weekday {value!r}; write monday to sunday")
        return WEEKDAYS.index(value.lower())
    return value


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", text):
        raise ValueError(f"{text!r} is no short name; use small letters, digits, - and _")
    return text


def _database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError('write "sqlite:///dispatcher.db" or "postgresql://user@host/name"')
    return url


def _listen(text: str) -> str:
    host, colon, port = text.rpartition(":")
    bare = not (host.startswith("[") and host.endswith("]")) and ":" in host
    if (
        not colon
        or not host
        or bare
        or not port.isdecimal()
        or int(port) > _LAST_PORT
        or any(c.isspace() for c in host)
    ):
        raise ValueError('write address and port, as "127.0.0.1:8080" or "[::1]:8080"')
    return text


def _language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", text):
        raise ValueError(f'{text!r} is no language; write it as "en" or "pt-BR"')
    return text


def _image(url: str) -> str:
    if url and not _http(url).startswith("https://"):
        raise ValueError(f"{url!r}: mail programs show images from https addresses only")
    return url


def _colour(text: str) -> str:
    if text and not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f'{text!r} is no colour; write it as "#0a5c36"')
    return text.lower()


def _model_url(url: str) -> str:
    if url and "@" in urlsplit(_base(url)).netloc:
        raise ValueError("a name or key in the address would be logged; use api_key_file")
    return url


def _printable(text: str) -> str:
    if any(ord(c) < ord(" ") or c == "\x7f" for c in text):  # they would end a header line, and PostgreSQL takes no NUL
        raise ValueError("control characters cannot be used; write it on one line")
    return text


def address(text: str) -> str:
    """A mail address as it goes into headers and envelopes, an international domain in its ASCII form; empty stays empty."""
    from email_validator import EmailNotValidError, validate_email

    if not text:
        return text
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is no mail address: {error}") from error
    return found.ascii_email or found.normalized


def _tagged(text: str) -> str:
    found = address(text)
    if len(found.rpartition("@")[0]) > _MOST_BEFORE_A_TOKEN or not re.fullmatch(
        r"[A-Za-z0-9._-]*", found.rpartition("@")[0]
    ):
        raise ValueError(
            f"{text!r}: a reader's token goes behind its name, as unsubscribe+…@: write {_MOST_BEFORE_A_TOKEN} characters at most "
            "before the @, of letters, digits, dot, - and _"
        )
    return found


def mailbox(text: str) -> tuple[str, str]:
    """`World briefing <world@example.org>` as name and address; the name may hold commas, and may be missing."""
    found = re.fullmatch(r"\s*(?P<name>.*?)\s*<(?P<address>[^<>]*)>\s*", text)
    if found is None:
        return "", address(text.strip())
    return found["name"].strip('"'), address(found["address"].strip())


def _sender(text: str) -> str:
    if "@" not in text:
        raise ValueError(f'{text!r} holds no mail address; write it as "World briefing <world@example.org>"')
    mailbox(_printable(text))
    return text


Zone = Annotated[str, AfterValidator(_zone)]
HttpUrl = Annotated[str, AfterValidator(_http)]
BaseUrl = Annotated[str, AfterValidator(_base)]
ImageUrl = Annotated[str, AfterValidator(_image)]
Colour = Annotated[str, AfterValidator(_colour)]
ModelUrl = Annotated[str, AfterValidator(_model_url)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
Listen = Annotated[str, AfterValidator(_listen)]
Address = Annotated[str, AfterValidator(address)]
TaggedAddress = Annotated[str, AfterValidator(_tagged)]
Sender = Annotated[str, AfterValidator(_sender)]
Name = Annotated[str, AfterValidator(_name)]
Language = Annotated[str, AfterValidator(_language)]
Line = Annotated[str, AfterValidator(_printable)]
Hour = Annotated[int, Field(ge=0, le=23)]
Weekday = Annotated[int, BeforeValidator(_weekday), Field(ge=0, le=6)]
