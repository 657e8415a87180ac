"""`dispatcher config`: show every setting and where it came from."""

from __future__ import annotations

import os
from dataclasses import asdict

from dispatcher.cli.frame import AsJson, noun, show, workspace
from dispatcher.errors import ConfigError

app = noun("Settings.")


@app.callback()
def config() -> None:
    """Settings."""


@app.command("show")
def show_(as_json: AsJson = False) -> None:
    """Show every setting, its value and where it came from; secrets are masked."""
    from dispatcher.config import read
    from dispatcher.config.shown import shown

    settings, problems, source = read(workspace(), os.environ)
    if settings is None:
        first = problems[0]
        raise ConfigError(first.problem, place=first.place, remedy=first.remedy)
    show(map(asdict, shown(settings, source)), as_json=as_json, empty="")
