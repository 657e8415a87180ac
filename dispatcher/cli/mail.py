"""`dispatcher mail`: the last stage before sending, from the shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.cli.frame import Now, moment, noun
from dispatcher.errors import InputError

app = noun("Mails: render.")


@app.callback()
def mail() -> None:
    """Mails: render."""


@app.command()
def render(
    edition: Annotated[Path, typer.Option(help="A JSON file: masthead, stories (entries and briefing), person")],
    templates: Annotated[
        Path | None, typer.Option(help="A folder of templates that win over the built-in ones")
    ] = None,
    now: Now = "",
) -> None:
    """Print the exact bytes of one mail: `dispatcher mail render --edition FILE > message.eml`. No database, no network."""
    from dispatcher.cli.edition_file import read_edition
    from dispatcher.templating import Templates, compose

    if templates is not None and not templates.is_dir():
        raise InputError("there is no such folder", place=str(templates), remedy="check the path")
    given = read_edition(edition, now=moment(now))
    rendered_by = Templates(templates)
    data = compose(given.message(), rendered_by.join(given.layout(rendered_by)), given.links())
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
