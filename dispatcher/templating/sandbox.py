"""
The environment templates run in: strict about names, escaping in HTML, and closed to Python.

Operators write templates, and templates are passed around, so they get Jinja's sandbox and less: `|safe` and `{% autoescape %}` would put
what strangers wrote into HTML as it is, and `"a" * 10**9` would take the machine's memory; both are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import (
    ChoiceLoader,
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
from dispatcher.templating.plain import direction, shortened

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


def sandbox(overrides: Path | None, shipped: Path) -> Sandbox:
    """An environment that looks for a template in the operator's folder first, then among the built-in ones."""
    built_in = FileSystemLoader(shipped)
    own = [FileSystemLoader(overrides)] if overrides else []
    environment = Sandbox(
        loader=ChoiceLoader([*own, PrefixLoader({BUILT_IN: built_in}, delimiter=":"), built_in]),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html", "xml"], default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    del environment.filters["safe"]
    environment.filters.update(_FILTERS)
    return environment


_FILTERS: Mapping[str, Any] = {"columns": wrap, "direction": direction, "shortened": shortened}
