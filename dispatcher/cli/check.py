"""`dispatcher check`: every problem of the workspace, with place and remedy."""

from __future__ import annotations

import os
from dataclasses import asdict

import typer

from dispatcher.cli.frame import AsJson, noun, show, workspace
from dispatcher.errors import ConfigError

app = noun("Find every problem of the workspace.")


@app.command()
def main(as_json: AsJson = False) -> None:
    """Find every problem of settings, queries, list files and templates, with file, line and remedy. Changes nothing."""
    from dispatcher.app.check import notes, run

    found, counts = run(workspace(), os.environ)
    if as_json:
        show(map(asdict, found), as_json=True, empty="")
    for problem in found if not as_json else ():
        print(f"{problem.place}: {problem.problem} ({problem.remedy})")
    if found:
        raise typer.Exit(ConfigError.exit_code)
    if not as_json:
        for note in notes(workspace(), os.environ):
            print(f"note: {note}")
        print("ok: " + ", ".join(f"{number} {what}" for what, number in counts.items()))
