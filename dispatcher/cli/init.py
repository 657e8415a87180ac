"""`dispatcher init`: make a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dispatcher.cli.frame import noun, workspace
from dispatcher.errors import InputError

app = noun("Make a workspace.")


@app.command()
def main(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder to make (default: the workspace)")
    ] = None,
) -> None:
    """Make a workspace: dispatcher.toml with comments, subscribers/, templates/. Nothing that exists is overwritten."""
    from dispatcher.paths import SETTINGS_FILE, Workspace, built_in

    root = folder or workspace()
    made = Workspace(root)
    if made.settings.exists():
        raise InputError("this is a workspace already", place=str(made.settings), remedy="choose another folder")
    examples = built_in("subscribers")
    try:
        made.subscribers.mkdir(parents=True, exist_ok=True)
        made.templates.mkdir(exist_ok=True)
        for name, path in (
            ("README.md", made.subscribers / "README.md"),
            ("example.csv", made.subscribers / "world.csv"),
        ):
            if not path.exists():
                path.write_text((examples / name).read_text(encoding="utf-8"), encoding="utf-8")
        if not (made.templates / "README.md").exists():
            (made.templates / "README.md").write_text(_TEMPLATES, encoding="utf-8")
        made.settings.write_text(
            (built_in("templates") / "workspace" / SETTINGS_FILE).read_text(encoding="utf-8"), encoding="utf-8"
        )
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})",
            place=str(error.filename or root),
            remedy="choose a folder you may write to",
        ) from error
    print(f"A workspace is ready in {root}. Next:")
    print(f"  edit {made.settings} and {made.subscribers / 'world.csv'}")
    print(f"  dispatcher -C {root} check && dispatcher -C {root} apply")
    print(f"  dispatcher -C {root} subscriber import world && dispatcher -C {root} run")


_TEMPLATES = """# Templates of your own

A file here replaces the built-in one of the same name, `mail/digest/body.html` for one. It may extend what it replaces:

    {% extends "built-in:mail/digest/body.html" %}

Delete it to have the built-in one back. `dispatcher check` names what cannot be read.
"""
