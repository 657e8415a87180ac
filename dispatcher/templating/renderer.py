"""
Template, names → text, in this process: Jinja's environment, and every error with template, line and remedy.

For built-in templates; those of an operator go through `rendering_child.py`, which uses this in a child.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dispatcher.templating.failures import template_error
from dispatcher.templating.rendering_child import ChildRenderer
from dispatcher.templating.sandbox import sandbox


class Renderer:
    """The folders' templates, the first folder's before the others'. Edited files are read again at their next use."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = list(folders)
        self._environment = sandbox(self._folders)

    def text(self, template: str, names: Mapping[str, Any]) -> str:
        """What the template makes of `names`. Raises TemplateError for one that is missing, wrong or raises."""
        try:
            return self._environment.get_template(template).render(names)
        except Exception as error:
            raise template_error(error, template, folders=self._folders, known=names) from error

    def compiled(self, template: str) -> None:
        """Compile only. Raises TemplateError."""
        try:
            self._environment.get_template(template)
        except Exception as error:
            raise template_error(error, template, folders=self._folders) from error


class WorkspaceRenderer:
    """
    The templates of a workspace: in a child while the operator's folder holds any, which may come and go, else in this process.

    May be called from several threads.
    """

    def __init__(self, overrides: Path | None, shipped: Path) -> None:
        self._places = [overrides / name for name in ("mail", "web")] if overrides else []
        self._ours = Renderer([shipped])
        self._theirs = ChildRenderer([overrides, shipped] if overrides else [shipped])

    def text(self, template: str, names: Mapping[str, Any]) -> str:
        """What the template makes of `names`. Raises TemplateError for one that is missing, wrong, raises or exceeds a limit."""
        return self._renderer.text(template, names)

    def compiled(self, template: str) -> None:
        """Compile only. Raises TemplateError."""
        self._renderer.compiled(template)

    def close(self) -> None:
        """End the child, if there is one."""
        self._theirs.close()

    @property
    def _renderer(self) -> Renderer | ChildRenderer:
        return self._theirs if any(place.is_dir() for place in self._places) else self._ours
