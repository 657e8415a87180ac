"""`dispatcher subscriber`: add, import, export, list, show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import AsJson, Now, moment, noun, show, show_one, with_app, workspace
from dispatcher.errors import ConfigError, InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.joining import JoinReport
    from dispatcher.model import MailingList, Subscription
    from dispatcher.subscriptions.list_file import ListFile

app = noun("Subscribers: who gets what, when. Importing only inserts; it never undoes what a person chose.")
Which = Annotated[str, typer.Argument(help="A list's name")]


@app.command()
def add(
    address: Annotated[str, typer.Argument(help="A mail address")],
    which: Annotated[str, typer.Option("--list", help="The list to join")],
    name: Annotated[str, typer.Option(help="How to greet the person")] = "",
    topic: Annotated[list[str] | None, typer.Option(help="A chosen topic; repeat for more (default: all)")] = None,
    now: Now = "",
) -> None:
    """Let one person join: they get a mail with a link to confirm."""
    from dispatcher.subscriptions.list_file import read_list_file, write_list_file

    at = moment(now)

    async def use(app: App) -> JoinReport:
        from dispatcher.app import joining

        audience = await _list(app, which)
        row = {"email": address, "name": name, "topics": " ".join(topic or ())}
        read = read_list_file(write_list_file([row]), audience)
        for problem in read.problems:
            raise InputError(problem.problem, remedy=problem.remedy)
        if not read.rows:
            raise InputError("there is no address", remedy="dispatcher subscriber add ADDRESS --list LIST")
        return await joining.run(app, audience, read.rows, invite=True, now=at)

    report = with_app(use)
    outcome = next(word for word in ("new", "known", "unsubscribed", "suppressed") if getattr(report, word))
    print(
        {
            "new": "joined, unconfirmed; a mail with a link to confirm is queued",
            "known": "subscribed already; nothing was changed",
            "unsubscribed": "unsubscribed before; only the person can undo that",
            "suppressed": "this address is suppressed; see `dispatcher suppression list`",
        }[outcome]
    )


@app.command("import")
def import_(
    which: Which,
    file: Annotated[Path | None, typer.Argument(help="The list file (default: subscribers/LIST.csv)")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what is wrong, and what would become of the others")
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows although others are wrong")
    ] = False,
    invite: Annotated[bool, typer.Option("--invite", help="Mail a confirmation to the unconfirmed")] = False,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Import a list file. All or nothing, unless --skip-bad; rows without consent are unconfirmed."""
    import sys

    path = file or workspace() / "subscribers" / f"{which}.csv"
    at = moment(now)

    async def use(app: App) -> tuple[ListFile, JoinReport | None]:
        from dispatcher.app import joining

        audience = await _list(app, which)
        read = _read(path, audience)
        if read.problems and not (skip_bad or dry_run):
            return read, None
        return read, await joining.run(app, audience, read.rows, invite=invite, rehearse=dry_run, now=at)

    read, report = with_app(use)
    for problem in read.problems:
        print(f"{path}:{problem.line}: {problem.problem} ({problem.remedy})", file=sys.stderr)
    if report is None:
        raise ConfigError(
            f"{len(read.problems)} of {len(read.rows) + len(read.problems)} rows are wrong; nothing was imported",
            place=str(path),
            remedy="mend them, or import the others with --skip-bad",
        )
    counts = {"rows": len(read.rows), "wrong": len(read.problems)} | report.as_dict()
    counts.pop("subscription_ids", None)
    show_one(counts, as_json=as_json)
    if dry_run and read.problems:
        raise typer.Exit(ConfigError.exit_code)


@app.command()
def export(which: Which) -> None:
    """Print a list's subscriptions as a list file."""
    from dispatcher.subscriptions.list_file import WEEKDAYS, write_list_file

    async def use(app: App) -> list[Subscription]:
        return await _all(app, await _list(app, which))

    rows = [
        {
            "email": each.address,
            "name": each.name,
            "topics": " ".join(each.topics),
            "cadence": str(each.cadence),
            "weekday": WEEKDAYS[each.weekday],
            "hour": str(each.hour),
            "time_zone": each.time_zone,
            "language": each.language,
            "consent_source": each.consent_source or "",
            "consent_at": each.consent_at.isoformat() if each.consent_at else "",
        }
        for each in with_app(use)
        if each.state != "unsubscribed"
    ]
    print(write_list_file(rows), end="")


@app.command("list")
def list_(which: Which, as_json: AsJson = False) -> None:
    """List a list's subscriptions."""

    async def use(app: App) -> list[Subscription]:
        return await _all(app, await _list(app, which))

    show((_row(each) for each in with_app(use)), as_json=as_json, empty="Nobody joined this list yet.")


@app.command("show")
def show_(address: Annotated[str, typer.Argument(help="A mail address")], as_json: AsJson = False) -> None:
    """Show everything one person joined."""

    async def use(app: App) -> list[dict[str, Any]]:
        async with app.db.reading() as tx:
            lists = {audience.id: audience.name for audience in await tx.lists.all()}
            return [{"list": lists[each.list_id], **_row(each)} for each in await tx.subscriptions.of_address(address)]

    show(with_app(use), as_json=as_json, empty="This address joined nothing.")


def _row(each: Subscription) -> dict[str, Any]:
    return {
        "id": each.id,
        "address": each.address,
        "state": str(each.state),
        "topics": list(each.topics) or "all",
        "cadence": str(each.cadence),
        "hour": each.hour,
        "time_zone": each.time_zone,
        "next_edition_at": each.next_edition_at,
    }


def _read(path: Path, audience: MailingList) -> ListFile:
    from dispatcher.subscriptions.list_file import read_list_file

    try:
        return read_list_file(path.read_text(encoding="utf-8"), audience)
    except OSError as error:
        raise InputError(
            f"it cannot be read ({error.strerror})", place=str(path), remedy="name the list file"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError("this is not UTF-8", place=str(path), remedy="save it as CSV in UTF-8") from error


async def _list(app: App, which: str) -> MailingList:
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name(which)
    if audience is None:
        raise InputError(
            f"there is no list {which!r}", remedy="see `dispatcher list list`; a declared one needs `dispatcher apply`"
        )
    return audience


async def _all(app: App, audience: MailingList) -> list[Subscription]:
    everyone: list[Subscription] = []
    async with app.db.reading() as tx:
        while chunk := await tx.subscriptions.of_list(audience.id, after_id=everyone[-1].id if everyone else 0):
            everyone += chunk
    return everyone
