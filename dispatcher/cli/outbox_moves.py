"""`dispatcher outbox hold|release|retry|drop`: deliveries moved by hand, one or many, after saying how many."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.frame import GREATEST, Now, moment, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from dispatcher.app.bootstrap import App
    from dispatcher.app.by_hand import Look
    from dispatcher.db import Choice

Ids = Annotated[
    list[int] | None, typer.Argument(metavar="[ID]…", help="Deliveries, as `outbox list` tells them", max=GREATEST)
]
State = Annotated[str | None, typer.Option(help="Only those queued, deferred, held, failed, 'in doubt' …")]
Domain = Annotated[str | None, typer.Option(help="Only those to this domain")]
EditionId = Annotated[
    int | None, typer.Option("--edition", metavar="ID", help="Only those of this edition", min=1, max=GREATEST)
]
ListName = Annotated[str | None, typer.Option("--list", metavar="LIST", help="Only those of this list")]
Again = Annotated[bool, typer.Option("--again", help="Also what may have gone out: its readers may get it twice")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")]


_ABOUT = {
    "hold": "Keep deliveries back until they are released.",
    "release": "Send what was held; with --domain or --edition, what we had stopped of it as well.",
    "retry": "Try deliveries again now: deferred ones, and those that a server refused. Those in doubt only with --again.",
    "drop": "Never send deliveries that were not sent yet. What they would have told counts as told.",
}


def add_to(app: typer.Typer) -> None:
    """Make them commands of a noun."""
    for verb in ("hold", "drop"):
        app.command(verb, help=_ABOUT[verb])(_of_what_waits(verb))
    for verb in ("release", "retry"):
        app.command(verb, help=_ABOUT[verb])(_of_what_may_have_gone(verb))


def _of_what_waits(verb: str) -> Callable[..., None]:
    def command(
        ids: Ids = None,
        state: State = None,
        domain: Domain = None,
        edition: EditionId = None,
        audience: ListName = None,
        yes: Yes = False,
        now: Now = "",
    ) -> None:
        _move(verb, ids, (state, domain, edition, audience), yes=yes, now=now)

    return command


def _of_what_may_have_gone(verb: str) -> Callable[..., None]:
    def command(
        ids: Ids = None,
        state: State = None,
        domain: Domain = None,
        edition: EditionId = None,
        audience: ListName = None,
        again: Again = False,
        yes: Yes = False,
        now: Now = "",
    ) -> None:
        _move(verb, ids, (state, domain, edition, audience), again=again, yes=yes, now=now)

    return command


async def choice_of(
    app: App,
    ids: list[int] | None = None,
    *,
    state: str | None,
    domain: str | None,
    edition: int | None,
    audience: str | None,
) -> Choice:
    """What the options mean; InputError for a state, an edition or a list that is none, and for what is empty."""
    from dispatcher.db import Choice
    from dispatcher.db.addresses import domain_of
    from dispatcher.model import DeliveryState

    for option, given in (("--state", state), ("--domain", domain), ("--list", audience)):
        if given is not None and not given.strip():  # a variable of a script that was not set: never everything
            raise InputError("it is empty", place=option, remedy="leave it out to mean all")
    try:
        wanted = DeliveryState(state.replace("_", " ")) if state else None
    except ValueError as error:
        known = ", ".join(DeliveryState)
        raise InputError(f"there is no state {state!r}", remedy=f"one of: {known}") from error
    async with app.db.reading() as tx:
        found = await tx.lists.by_name(audience) if audience else None
        if audience and found is None:
            raise InputError(f"there is no list {audience!r}", remedy="see `dispatcher list list`")
        if edition and await tx.archive.edition(edition) is None:
            raise InputError(f"there is no edition {edition}", remedy="see `dispatcher edition list`")
    return Choice(
        ids=tuple(ids or ()),
        state=wanted,
        domain=domain_of(domain or ""),
        edition_id=edition,
        list_id=found.id if found else None,
    )


def _move(
    verb: str,
    ids: list[int] | None,
    filters: tuple[str | None, str | None, int | None, str | None],
    *,
    yes: bool,
    now: str,
    again: bool = False,
) -> None:
    state, domain, edition, audience = filters
    if not ids and all(each is None for each in filters):
        raise InputError(
            f"say which deliveries to {verb}",
            remedy="ids, or --state, --domain, --edition, --list; see `dispatcher outbox list`",
        )
    at = moment(now)

    async def use(app: App) -> None:
        choice = await choice_of(app, ids, state=state, domain=domain, edition=edition, audience=audience)
        await _moved(app, verb, choice, again=again, yes=yes, now=at)
        if verb == "release" and not ids and not state and not audience:  # not before the operator said yes
            await _release_stops(app, choice, now=at)

    with_app(use)


async def _moved(app: App, verb: str, choice: Choice, *, again: bool, yes: bool, now: datetime) -> None:
    from dispatcher.app import by_hand

    move = by_hand.Move(verb)
    look = await by_hand.look(app, move, choice, again=again, now=now)
    if choice.ids:
        _refuse(look, verb, len(choice.ids))
    for reason, number in look.refused.items():
        print(f"{number:,} left as they are: {reason}")
    if look.busy:
        print(f"{look.busy:,} left: a sender has them just now; say it again in a moment")
    if look.past:
        print(f"{look.past:,} of them lost their use and will expire instead of being sent")
    if look.number > 1 and not yes and sys.stdin.isatty() and not typer.confirm(f"{verb} {look.number:,} deliveries?"):
        print("nothing was done")
        raise typer.Exit(1)
    moved = await by_hand.run(app, move, choice, again=again, now=now) if look.number else 0
    print(f"{moved:,} {_MOVED[verb]}")


async def _release_stops(app: App, choice: Choice, *, now: datetime) -> None:
    from dispatcher.app import stopped

    if choice.domain and await stopped.release(app, "domain", choice.domain, now=now):
        print(f"{choice.domain} is not stopped any more")
    if choice.edition_id and await stopped.release(app, "edition", str(choice.edition_id), now=now):
        print(f"edition {choice.edition_id} is not stopped any more")


_MOVED = {"hold": "held", "release": "released", "retry": "to be tried again", "drop": "dropped"}


def _refuse(look: Look, verb: str, asked: int) -> None:
    """Deliveries that were named one by one are all done, or none."""
    found = look.number + look.busy + look.refused.total()
    if found < asked:
        raise InputError(f"{asked - found} of these deliveries are not there", remedy="see `dispatcher outbox list`")
    if look.refused:
        reason = next(iter(look.refused))
        raise InputError(
            f"it makes no sense to {verb} {look.refused.total()} of these: {reason}",
            remedy="nothing was done; see `dispatcher outbox show ID`",
        )
