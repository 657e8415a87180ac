"""Settings → relays: where mail goes, over which of them, and how fast."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.config.smtp_settings import RelayPart
from dispatcher.transport import FolderRelay, Relay, Timeouts
from dispatcher.transport.routing import Route, Routing
from dispatcher.transport.share import Terms

SMTP = "smtp"  # the relay of [smtp]


@dataclass(frozen=True, slots=True)
class Relays:
    """The relays in the order of the settings, that of `[smtp]` first."""

    by_name: dict[str, Relay | FolderRelay]
    routing: Routing
    terms: dict[str, Terms]
    warming: tuple[str, ...] = field(default=())  # whose table of days is to be looked at


def relays_of(app: App) -> Relays:
    """All relays. A dry run into a folder has no other and knows no pace: nothing may leave."""
    smtp = app.settings.smtp
    if smtp.kind == "folder":
        folder = FolderRelay(app.workspace.root / smtp.path)
        return Relays({folder.name: folder}, Routing([Route(folder.name)]), {folder.name: Terms()})
    parts: dict[str, RelayPart] = {SMTP: smtp} | {each.name: each for each in app.settings.relays}
    return Relays(
        {name: _relay(name, part) for name, part in parts.items()},
        Routing([Route(SMTP), *(Route(each.name, each.domains) for each in app.settings.relays)]),
        {
            name: Terms(
                messages_a_minute=part.messages_a_minute,
                domain_messages_a_minute=part.domain_messages_a_minute,
                warm_up=part.warm_up,
            )
            for name, part in parts.items()
        },
        warming=tuple(name for name, part in parts.items() if part.warm_up),
    )


def relay_of(app: App) -> Relay | FolderRelay:
    """The relay of `[smtp]`, or the folder of a dry run."""
    return next(iter(relays_of(app).by_name.values()))


def is_down(app: App, relay: str, *, now: datetime) -> bool:
    """Whether a relay did not answer a moment ago."""
    until = app.learned.down.get(relay)
    return until is not None and until > now


def _relay(name: str, part: RelayPart) -> Relay:
    return Relay(
        name=name,
        host=part.host,
        port=part.port,
        tls=part.tls,
        username=part.username,
        password=part.password.get_secret_value(),
        connections=part.connections,
        messages_per_connection=part.messages_per_connection,
        helo_name=part.helo_name,
        pipelining=part.pipelining,
        timeouts=Timeouts(**part.timeouts.model_dump()),
    )
