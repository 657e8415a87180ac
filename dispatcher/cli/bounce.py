"""`dispatcher bounce`: what came back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import GREATEST, AsJson, Now, moment, noun, show, with_app
from dispatcher.errors import InputError, TransportError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.bounces import Taken

app = noun("What came back: bounces, complaints, mail that unsubscribes.")
_OFFER_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and offers it again


@app.command()
def read(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="Mails; none, or -: stdin")] = None,
) -> None:
    """Say what mails say: JSON Lines of kind, recipients, status, reply code and reason. No database, no network."""
    from dispatcher.cli.lines import put
    from dispatcher.transport.bounces.read import read as read_mail

    lines = []
    for name, data in _mails(files or [Path("-")]):
        report = read_mail(data)
        worst = report.worst
        lines.append(
            {
                "file": name,
                "kind": str(report.kind),
                "recipients": list(report.recipients),
                "status": worst.status if worst else None,
                "reply_code": worst.reply_code if worst else None,
                "reason": report.reason or None,
            }
        )
    put(lines)


@app.command()
def take(now: Now = "") -> None:
    """Act on one mail on stdin, for a pipe of the mail server: exit 0 when it is durable, 75 when it is to be offered again."""
    from dispatcher.transport.bounces.parts import MOST_BYTES

    try:
        taken = _taken(sys.stdin.buffer.read(MOST_BYTES), now=now)
        while sys.stdin.buffer.read(MOST_BYTES):  # a pipe closed early is a failure to whoever writes to it
            pass
    except Exception as error:
        print(f"error: {' '.join(str(error).split())[:300] or type(error).__name__}", file=sys.stderr)
        raise typer.Exit(_OFFER_AGAIN) from error
    print(_told(taken))


@app.command()
def look(now: Now = "") -> None:
    """Read the mailboxes of [bounce] once, as the service does every minute."""
    at = moment(now)

    async def use(app: App) -> tuple[Taken, str]:
        from dispatcher.app import mailboxes

        if not mailboxes.boxes_of(app):
            raise InputError("no mailbox is set up", place="[bounce]", remedy="set imap_host or maildir")
        taken = await mailboxes.run(app, now=at)
        async with app.db.reading() as tx:
            return taken, await tx.instance.get(mailboxes.TROUBLE) or ""

    taken, trouble = with_app(use)
    print(_told(taken))
    if trouble:
        raise TransportError(trouble)


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option(help="Only these: hard, soft, complaint")] = "",
    limit: Annotated[int, typer.Option(help="How many, the newest first", min=0, max=GREATEST)] = 50,
    as_json: AsJson = False,
) -> None:
    """List what came back and was about a delivery of ours; addresses are not kept."""
    from dispatcher.model import BounceKind

    known = (BounceKind.HARD, BounceKind.SOFT, BounceKind.COMPLAINT)
    if kind and kind not in known:
        raise InputError(f"there is no kind {kind!r}", place="--kind", remedy=f"one of: {', '.join(known)}")

    async def use(app: App) -> list[dict[str, Any]]:
        async with app.db.reading() as tx:
            return [
                {
                    "received_at": bounce.received_at,
                    "kind": str(bounce.kind),
                    "delivery": bounce.delivery_id,
                    "status": bounce.status,
                    "origin": bounce.origin,
                    "reason": bounce.reason,
                }
                for bounce in await tx.bounces.list(kind=BounceKind(kind) if kind else None, limit=limit)
            ]

    show(with_app(use), as_json=as_json, empty="Nothing came back.")


@app.command()
def hooks(as_json: AsJson = False) -> None:
    """List the webhooks of providers: their addresses, whether they are set up, and what they ask to be confirmed."""

    async def use(app: App) -> list[dict[str, Any]]:
        from dispatcher.app.hooks import PROVIDERS, asked_to_confirm, is_set_up

        base = app.settings.web.base_url.rstrip("/")
        return [
            {
                "provider": provider,
                "url": f"{base}/hooks/{provider}",
                "set_up": is_set_up(app, provider),
                "to_confirm": await asked_to_confirm(app, provider),
            }
            for provider in PROVIDERS
        ]

    show(with_app(use), as_json=as_json, empty="There are none.")


def _told(taken: Taken) -> str:
    return ", ".join(f"{number} {name}" for name, number in taken.as_dict().items() if number) or "nothing"


def _taken(data: bytes, *, now: str) -> Taken:
    from dispatcher.app import bounces

    at = moment(now)
    return with_app(lambda app: bounces.take(app, data, origin="pipe", now=at))


def _mails(files: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Each file's name and head. Raises InputError, naming the one that cannot be read."""
    from dispatcher.transport.bounces.parts import MOST_BYTES

    for path in files:
        if str(path) == "-":
            yield "-", sys.stdin.buffer.read(MOST_BYTES)
            continue
        try:
            with path.open("rb") as file:
                yield str(path), file.read(MOST_BYTES)
        except OSError as error:
            raise InputError(
                f"it cannot be read ({error.strerror})", place=str(path), remedy="check the path"
            ) from error
