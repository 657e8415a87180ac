"""Every command of the command line, as Typer knows it: for the reference pages and the tests that look over names and documents."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import typer

from dispatcher.cli.table import NOUNS


class Documented(NamedTuple):
    """One command."""

    name: str  # "feed add"
    words: str  # "feed add URL [--outlet] …"
    about: str


def commands() -> list[Documented]:
    """All of them, in the order of the table."""
    return [command for noun in NOUNS for command in of_noun(noun)]


def of_noun(noun: str) -> list[Documented]:
    """The commands of one noun; a noun without verbs is its own."""
    command = typer.main.get_command(import_module(f"dispatcher.cli.{NOUNS[noun][0]}").app)
    verbs = getattr(command, "commands", None)
    if not verbs:
        return [_documented(noun, command)]
    return [_documented(f"{noun} {name}", verb) for name, verb in verbs.items()]


def _documented(name: str, command: typer.core.TyperCommand) -> Documented:
    words = [name]
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            label = (parameter.metavar or parameter.name or "").upper().rstrip("_")
            words.append(label if parameter.required else f"[{label}]")
        elif parameter.name != "help":
            option = parameter.opts[0]
            words.append(option if parameter.required else f"[{option}]")
    about = (command.help or "").strip().splitlines()
    return Documented(name, " ".join(words), about[0] if about else "")
