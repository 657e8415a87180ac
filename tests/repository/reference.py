"""Writes the generated pages of docs/reference: settings and commands. `python -m tests.repository.reference --write`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from dispatcher.cli.table import NOUNS
from dispatcher.config.part import Part
from dispatcher.config.settings import DECLARATIONS, SECTIONS
from tests.repository.commands import of_noun
from tests.repository.template_reference import contexts_page

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    return {"settings.md": _settings(), "commands.md": _commands(), "templates.md": contexts_page()}


def _settings() -> str:
    parts = [
        "# Settings",
        "Generated from `dispatcher/config/settings.py` by `make docs`. A value of the environment wins over dispatcher.toml.",
    ]
    for section, part in SECTIONS.items():
        rows = ["| key | default | environment | meaning |", "|---|---|---|---|"]
        rows += [
            f"| `{name}` | `{_default(field.default)}` | `DISPATCHER_{section.upper()}__{name.upper()}` | {field.description} |"
            for name, field in part.model_fields.items()
        ]
        parts += [f"## [{section}]", part.__doc__ or "", "\n".join(rows)]
    for kind, part in DECLARATIONS.items():
        parts += [f"## [[{kind}]]", part.__doc__ or "", _table(part)]
        for name, field in part.model_fields.items():
            if isinstance(field.default, Part):
                parts += [f"### {name}", type(field.default).__doc__ or "", _table(type(field.default))]
    parts.append(
        "Secrets (`smtp.password`, `database.url`) may also come from elsewhere. The later wins: dispatcher.toml, the file that `password_file` names, "
        "a systemd credential `smtp.password` or `database.url`, the file that `DISPATCHER_SMTP__PASSWORD_FILE` or `DISPATCHER_DATABASE__URL_FILE` names, "
        "the variable itself. Of a file, the first line counts. Lists are written in variables with commas or as JSON."
    )
    return "\n\n".join(parts) + "\n"


def _table(part: type[Part]) -> str:
    rows = ["| key | default | meaning |", "|---|---|---|"]
    rows += [
        f"| `{field.alias or name}` | {_declared(field)} | {field.description or 'see below'} |"
        for name, field in part.model_fields.items()
        if name != "line"
    ]
    return "\n".join(rows)


def _default(value: object) -> str:
    if isinstance(value, Part):
        return "{}"
    if isinstance(value, SecretStr):
        return '""'
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _declared(field: object) -> str:
    default = field.default  # type: ignore[attr-defined] # pydantic's FieldInfo
    if default is PydanticUndefined:
        return "required" if field.default_factory is None else "`{}`"  # type: ignore[attr-defined] # as above
    return f"`{_default(default)}`"


def _commands() -> str:
    parts = [
        "# Commands",
        "Generated from the command line by `make docs`. `dispatcher [-C WORKSPACE] COMMAND …`; `--help` after any of them says more.",
    ]
    for noun, (_, about) in NOUNS.items():
        rows = [f"| `{command.words}` | {command.about} |" for command in of_noun(noun)]
        parts += [f"## dispatcher {noun}", f"{about}.", "\n".join(("| command | what it does |", "|---|---|", *rows))]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, text in pages().items():
        if "--write" in sys.argv:
            (FOLDER / file).write_text(text, encoding="utf-8")
        else:
            print(text)
