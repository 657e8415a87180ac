"""
Template, names → text, in a child with limits: how an operator's templates are rendered.

Jinja's sandbox keeps templates from Python, not from taking all time and memory; the child's limits do (`dispatcher.children`).
Requests are pickled, answers are JSON: what a template may have got hold of never comes back as anything but a text.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from dispatcher.children import Child
from dispatcher.errors import DispatcherError, TemplateError
from dispatcher.templating.failures import LIGHTEN, TOO_HEAVY

if TYPE_CHECKING:
    from dispatcher.children.inside import Work

CPU_TIME: Final = timedelta(seconds=1)  # a digest of sixty stories takes a twentieth of it
WALL_TIME: Final = timedelta(seconds=10)  # on a machine that has other things to do
MEMORY: Final = 384 * 1024 * 1024  # bytes of address space
MOST_TEXT: Final = 4_000_000  # characters; a hundred digests


class RenderingChild(Child):
    """A process that renders one template at a time."""

    work: ClassVar[str] = "dispatcher.templating.rendering_child:rendering"
    name: ClassVar[str] = "process that renders templates"
    error: ClassVar[type[DispatcherError]] = TemplateError
    late: ClassVar[str] = "it takes more than {seconds:g} s to render"
    ended: ClassVar[str] = "the {name} ended over it (exit code {code})"
    heavy: ClassVar[str] = TOO_HEAVY


class ChildRenderer:
    """Renders in a child, started at first use and again after one that died. May be called from several threads."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [str(folder) for folder in folders]
        self._lock = threading.Lock()
        self._child: RenderingChild | None = None

    def text(self, template: str, names: Mapping[str, Any]) -> str:
        """What the template makes of `names`. Raises TemplateError as `render` does, and when a limit is exceeded."""
        return cast("str", self._ask({"work": "text", "template": template}, dict(names))["text"])

    def compiled(self, template: str) -> None:
        """Compile only. Raises TemplateError."""
        self._ask({"work": "compile", "template": template}, {})

    def close(self) -> None:
        """End the child."""
        with self._lock:
            if self._child is not None:
                self._child.close()
                self._child = None

    def _ask(self, head: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            if self._child is None or not self._child.is_alive:
                if self._child is not None:
                    self._child.close()
                self._child = RenderingChild(wall_time=WALL_TIME, memory=MEMORY, cpu_time=CPU_TIME)
            try:
                return self._child.ask(head | {"folders": self._folders}, pickle.dumps(names))
            except TemplateError as error:
                if error.place is not None:
                    raise
                raise TemplateError(error.problem, place=head["template"], remedy=error.remedy or LIGHTEN) from error


def rendering() -> Work:
    """What the child does with a request: `render`, in an environment of its own."""
    from dispatcher.templating.renderer import Renderer

    renderers: dict[tuple[str, ...], Renderer] = {}

    def answer(body: bytes, head: dict[str, Any]) -> dict[str, Any]:
        folders = tuple(head["folders"])
        renderer = renderers.setdefault(folders, Renderer([Path(folder) for folder in folders]))
        if head["work"] == "compile":
            renderer.compiled(head["template"])
            return {}
        text = renderer.text(head["template"], pickle.loads(body))  # noqa: S301 - our own parent wrote it
        if len(text) > MOST_TEXT:
            raise TemplateError(f"it prints {len(text)} characters", place=head["template"], remedy=LIGHTEN)
        return {"text": text}

    return answer
