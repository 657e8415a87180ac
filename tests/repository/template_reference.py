"""Writes docs/reference/templates.md: what every template may use, from the contexts themselves."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from collections.abc import Iterator
from typing import Any

from dispatcher.templating.blanks import Blank
from dispatcher.templating.contract import FRAMES, PIECES, SUBJECTS
from dispatcher.templating.sandbox import FILTERS
from dispatcher.templating.wording import Wording

HEAD = """# Templates

Generated from the contexts by `make docs`. A name that is not here is an error, told with file and line. How to change templates:
[Make the mails yours](../how-to/templates.md).

Every template of a mail may also use the functions and filters at the end. A **blank** is filled for each reader after rendering: it can be printed, not looked into."""
FUNCTIONS = {"say": Wording.say, "say_date": Wording.say_date, "say_cadence": Wording.say_cadence}


def contexts_page() -> str:
    """The whole page."""
    used: dict[type, list[str]] = {}
    for name, context in SUBJECTS.items():
        used.setdefault(context, []).append(f"mail/{name}/subject.txt")
    for name, context in FRAMES.items():
        used.setdefault(context, []).append(f"mail/{name}/body.*")
    for name, context in PIECES.items():
        used.setdefault(context, []).append(f"mail/{name}.*")
    parts = [HEAD]
    inner: dict[str, type] = {}
    for context, names in used.items():
        inner |= {each.__name__: each for each in _inner(context)}
        parts += [f"## {', '.join(f'`{name}`' for name in names)}", _table(context)]
    parts.append("# What is in them")
    for name in sorted(inner):
        parts += [f"## {name}", (inner[name].__doc__ or "").strip(), _table(inner[name])]
    rows = ["| function | gives |", "|---|---|"]
    rows += [f"| `{name}{_signature(function)}` | {_first_line(function)} |" for name, function in FUNCTIONS.items()]
    parts += ["# Functions", "\n".join(rows)]
    rows = ["| filter | gives |", "|---|---|"]
    rows += [f"| `{name}` | {_first_line(function)} |" for name, function in sorted(FILTERS.items())]
    parts += [
        "# Filters",
        "Besides [those of Jinja](https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters), without `safe`.",
        "\n".join(rows),
    ]
    return "\n\n".join(parts) + "\n"


def _table(context: type) -> str:
    rows = ["| name | is | meaning |", "|---|---|---|"]
    hints = typing.get_type_hints(context)
    for each in dataclasses.fields(context):  # type: ignore[arg-type] # contexts are dataclasses
        kind = "blank" if isinstance(each.default, Blank) else _kind(hints[each.name])
        rows.append(f"| `{each.name}` | {kind} | {each.metadata.get('help', '')} |")
    for kin in reversed(context.__mro__):
        for name, value in vars(kin).items():
            if isinstance(value, property):
                rows.append(
                    f"| `{name}` | {_kind(typing.get_type_hints(value.fget)['return'])} | {_first_line(value.fget)} |"
                )
    return "\n".join(rows)


def _kind(hint: Any) -> str:
    if typing.get_origin(hint) is tuple:
        return f"list of {_kind(typing.get_args(hint)[0])}"
    several = [each for each in typing.get_args(hint) if each is not type(None)]
    if several:
        return f"{' or '.join(map(_kind, several))}, or none"
    return {"str": "text", "int": "number", "bool": "true or false"}.get(hint.__name__, hint.__name__)


def _inner(context: type) -> Iterator[type]:
    for hint in typing.get_type_hints(context).values():
        for each in (*typing.get_args(hint), hint):
            if isinstance(each, type) and dataclasses.is_dataclass(each):
                yield each
                yield from _inner(each)


def _signature(function: Any) -> str:
    found = str(inspect.signature(function, eval_str=False))
    found = re.sub(r"^\(self(, )?", "(", found)
    return re.sub(r"\s*->.*$", "", found).replace("'", "").replace("|", "or")


def _first_line(function: Any) -> str:
    return (inspect.getdoc(function) or "").split("\n", 1)[0]
