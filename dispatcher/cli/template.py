"""`dispatcher template`: list, show, eject, check."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.frame import AsJson, noun, show, workspace

if TYPE_CHECKING:
    from dispatcher.templating.catalogue import Catalogue

app = noun("Templates of mails, pages and languages: the built-in ones, and yours instead of them.")
Which = Annotated[str, typer.Argument(metavar="NAME", help="As in `template list`, such as mail/digest/body.html")]


@app.command("list")
def list_(
    own: Annotated[bool, typer.Option("--own", help="Only those of this workspace")] = False, as_json: AsJson = False
) -> None:
    """List the templates: whose they are, and which of yours fell behind the built-in one they were taken from."""
    rows = [
        {"name": each.name, "whose": each.whose, "behind": each.is_behind}
        for each in _catalogue().all()
        if not own or each.whose != "built-in"
    ]
    show(
        rows,
        as_json=as_json,
        empty="All templates are the built-in ones. `dispatcher template eject NAME` makes one yours.",
    )


@app.command("show")
def show_(
    which: Which, built_in: Annotated[bool, typer.Option("--built-in", help="The built-in one, not yours")] = False
) -> None:
    """Print a template: yours where there is one."""
    print(_catalogue().path(which, shipped=built_in).read_text(encoding="utf-8"), end="")


@app.command()
def eject(
    which: Annotated[list[str], typer.Argument(metavar="NAME…", help="As in `template list`")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file of yours")] = False,
) -> None:
    """
    Copy built-in templates into the workspace, to be changed there.

    A change of a part is better made by extending: see docs/how-to/templates.md.
    """
    catalogue = _catalogue()
    for name in which:
        catalogue.path(name, shipped=True)  # all are there before the first is copied
    for name in which:
        print(f"{catalogue.eject(name, force=force)} is yours now")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Compile every template and render every kind of mail with sample stories; exit code 1 when one is wrong."""
    from dispatcher.app.check import template_problems
    from dispatcher.paths import Workspace

    problems = template_problems(Workspace(workspace()))
    show(map(asdict, problems), as_json=as_json, empty="Every template compiles, and every kind of mail renders.")
    if problems:
        raise typer.Exit(1)


def _catalogue() -> Catalogue:
    from dispatcher.paths import Workspace
    from dispatcher.templating.catalogue import Catalogue

    return Catalogue(Workspace(workspace()).templates)
