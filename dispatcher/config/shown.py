"""Settings → rows for `config show`: every value and where it came from, secrets masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from dispatcher.config.part import Part
from dispatcher.config.settings import SECTIONS, Settings
from dispatcher.config.source import Source


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting as it stands."""

    name: str  # section.key
    value: Any
    origin: str  # default, file:line, the environment's name, or a secret's file


def shown(settings: Settings, source: Source) -> list[ShownSetting]:
    """Every setting in the order of the reference."""
    rows = []
    for section, part in SECTIONS.items():
        values = getattr(settings, section)
        for key in part.model_fields:
            origin = source.origin.get((section, key), "default")
            rows.append(ShownSetting(f"{section}.{key}", _shown(key, getattr(values, key)), origin))
    for index, relay in enumerate(settings.relays):
        for key in type(relay).model_fields:
            if key not in {"name", "line"}:
                origin = source.origin.get(("relay", index, key), "default")
                rows.append(ShownSetting(f"relay.{relay.name}.{key}", _shown(key, getattr(relay, key)), origin))
    return rows


def _shown(key: str, value: Any) -> Any:
    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else ""
    if isinstance(value, Part):
        return value.model_dump()
    if key == "url" and "@" in str(value):
        return _masked(str(value))
    return list(value) if isinstance(value, tuple) else value


def _masked(url: str) -> str:
    """A database URL without its password."""
    scheme, _, rest = url.partition("://")
    credentials, _, place = rest.rpartition("@")
    user, has_password, _ = credentials.partition(":")
    return f"{scheme}://{user}{':********' if has_password else ''}@{place}"
