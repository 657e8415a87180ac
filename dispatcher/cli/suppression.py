"""`dispatcher suppression`: addresses never to be mailed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import AsJson, Now, moment, noun, show, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

app = noun("Suppressions: addresses never to be mailed, kept as hashes.")
Address = Annotated[str, typer.Argument(help="A mail address")]
AT_ONCE = 1_000  # addresses a transaction


@app.command()
def add(
    what: Annotated[
        str, typer.Argument(metavar="FILE|ADDRESS", help="A mail address, or a file with one a line (- for stdin)")
    ],
    reason: Annotated[str, typer.Option(help="Why")] = "by the operator",
    now: Now = "",
) -> None:
    """Never mail an address again, or every address of a file; what is queued for it is not sent either."""
    from dispatcher.db.statements import in_batches
    from dispatcher.model import SuppressionKind

    at = moment(now)
    wanted = [_address(what)] if _is_address(what) else _read(what)

    async def use(app: App) -> int:
        new = 0
        for batch in in_batches(wanted, size=AT_ONCE):
            async with app.db.transaction() as tx:
                new += await tx.suppressions.add_all(batch, reason, at, kind=SuppressionKind.OPERATOR)
        return new

    new = with_app(use)
    if _is_address(what):
        print("suppressed" if new else "it was suppressed already")
    else:
        print(f"{new} suppressed, {len(wanted) - new} were suppressed already")


@app.command()
def remove(address: Address) -> None:
    """Mail an address again. What was not sent to it meanwhile stays unsent."""

    async def use(app: App) -> bool:
        async with app.db.transaction() as tx:
            return await tx.suppressions.remove(address)

    print("no longer suppressed" if with_app(use) else "it was not suppressed")


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option(help="Only these: operator, refused, bounced, complained")] = "",
    as_json: AsJson = False,
) -> None:
    """List suppressions, and why each is one; the addresses themselves are not kept."""
    from dispatcher.model import SuppressionKind

    try:
        wanted = SuppressionKind(kind) if kind else None
    except ValueError as error:
        known = ", ".join(SuppressionKind)
        raise InputError(f"there is no kind {kind!r}", remedy=f"one of: {known}") from error

    async def use(app: App) -> list[dict[str, Any]]:
        async with app.db.reading() as tx:
            return [
                {"hash": hashed[:12], "since": since, "kind": str(kind), "reason": reason}
                for hashed, kind, reason, since in await tx.suppressions.all(kind=wanted)
            ]

    show(with_app(use), as_json=as_json, empty="No address is suppressed.")


def _is_address(what: str) -> bool:
    return "@" in what and not Path(what).exists()


def _read(name: str) -> list[str]:
    """The addresses of a file: one a line, of a CSV its first column; all of them, or none when a line is wrong."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"it cannot be read ({getattr(error, 'strerror', None) or error})",
            place=name,
            remedy="write one address a line",
        ) from error
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition(",")[0].strip().strip('"')
        if not said or said.startswith("#") or (number == 1 and "@" not in said and "mail" in said.lower()):
            continue
        found[_address(said, place=f"{name}:{number}")] = None
    return list(found)


def _address(text: str, *, place: str | None = None) -> str:
    from pydantic import TypeAdapter, ValidationError

    from dispatcher.config.forms import Address

    try:
        return TypeAdapter[str](Address).validate_python(text)
    except ValidationError as error:
        raise InputError(f"{text!r} is no mail address", place=place, remedy="nothing was suppressed") from error
