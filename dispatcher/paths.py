"""Where things are: the operator's workspace, and the built-in files that ship with the package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dispatcher

SETTINGS_FILE = "dispatcher.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An operator's folder (DESIGN §4)."""

    root: Path

    @property
    def settings(self) -> Path:
        """The file of settings and declarations."""
        return self.root / SETTINGS_FILE

    @property
    def templates(self) -> Path:
        """Overrides of the built-in templates, file by file."""
        return self.root / "templates"

    @property
    def subscribers(self) -> Path:
        """The list files."""
        return self.root / "subscribers"

    @property
    def lock(self) -> Path:
        """Held by the one `run` of a SQLite workspace."""
        return self.root / ".dispatcher.lock"

    @property
    def witness(self) -> Path:
        """Knows how far this workspace had come when it last sent, in case the database does not (`app/witness.py`)."""
        return self.root / ".dispatcher" / "witness.json"

    @property
    def send_lock(self) -> Path:
        """Held by the one process that sends from a SQLite workspace."""
        return self.root / ".dispatcher.send.lock"


def built_in(name: str) -> Path:
    """
    A built-in folder, `templates` or `subscribers`.

    Looked up relative to the package: in a wheel it is `dispatcher/_workspace/<name>`, in a checkout `<name>` beside it.
    """
    package = Path(dispatcher.__file__).parent
    shipped = package / "_workspace" / name
    return shipped if shipped.is_dir() else package.parent / name
