"""Static files from `templates/web/static`: the operator's copy of a file wins over the built-in one."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from starlette.staticfiles import StaticFiles

from dispatcher.paths import Workspace, built_in

_WITHIN = Path("web") / "static"


class StaticFolders(StaticFiles):
    """Several folders under one URL; the first that has the file serves it."""

    @classmethod
    def of(cls, workspace: Workspace | None) -> Self:
        """The workspace's overrides over the built-in files."""
        shipped = built_in("templates") / _WITHIN
        files = cls(directory=shipped, check_dir=True)
        if workspace is not None:
            files.all_directories = [workspace.templates / _WITHIN, shipped]
        return files
