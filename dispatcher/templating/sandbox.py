"""
The environment templates run in: strict about names, escaping in HTML, and closed to Python.

Operators write templates, and templates are passed around, so they get Jinja's sandbox and less: `|safe` and `{% autoescape %}` would put
what strangers wrote into HTML as it is, and `"a" * 10**9` would take the machine's memory; both are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
    nodes,
    select_autoescape,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dispatcher.templating.columns import wrap
from dispatcher.templating.plain import against, closed, direction, isolated, shortened
from dispatcher.templating.scripts import foreign

BUILT_IN = "built-in"  # `{% extends "built-in:mail/digest/body.html" %}`
MOST_REPEATED = 100_000  # characters or items
MOST_POWER = 1_000


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with the two doors closed that it leaves open."""

    intercepted_binops: ClassVar[frozenset[str]] = frozenset(["*", "**"])  # type: ignore[misc] # Jinja's is no ClassVar

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse multiplications that only make something huge."""
        sizes = [len(side) if hasattr(side, "__len__") else abs(side) for side in (left, right)]
        if (
            operator == "*"
            and any(hasattr(side, "__len__") for side in (left, right))
            and sizes[0] * sizes[1] > MOST_REPEATED
        ):
            raise SecurityError(f"a repetition may not grow past {MOST_REPEATED} characters")
        if operator == "**" and max(sizes) > MOST_POWER:
            raise SecurityError(f"a power may not have a part above {MOST_POWER}")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.ScopedEvalContextModifier):
            raise TemplateSyntaxError("{% autoescape %} may not be changed here", node.lineno, name, filename)
        return tree


class Folder(FileSystemLoader):
    """
    The templates of one folder, and none that a link in it leads out to: templates are passed around, secrets are not.

    One that was loaded is stale as soon as a file of the same name is laid over it in a folder `above`.
    """

    def __init__(self, folder: Path, above: Sequence[Path] = ()) -> None:
        super().__init__(folder)
        self._above = tuple(above)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As Jinja's, refusing what does not lie in the folder."""
        source, file, fresh = super().get_source(environment, template)
        if not any(Path(file).resolve().is_relative_to(Path(folder).resolve()) for folder in self.searchpath):
            raise SecurityError(f"{template} is a link that leads out of the folder")
        return source, file, lambda: fresh() and not any((folder / template).is_file() for folder in self._above)


def sandbox(folders: Sequence[Path]) -> Sandbox:
    """An environment that looks for a template in the first folder first; the last one holds the built-in ones."""
    *own, shipped = folders
    built_in = Folder(shipped)
    environment = Sandbox(
        loader=ChoiceLoader(
            [*map(Folder, own), PrefixLoader({BUILT_IN: built_in}, delimiter=":"), Folder(shipped, own)]
        ),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html", "xml"], default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    del environment.filters["safe"]
    environment.filters.update(FILTERS)
    return environment


FILTERS: Mapping[str, Any] = {
    "against": against,
    "closed": closed,
    "columns": wrap,
    "direction": direction,
    "foreign": foreign,
    "isolated": isolated,
    "shortened": shortened,
}
