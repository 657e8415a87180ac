"""`make bench [GROUP=…]`: every benchmark of this folder but the long ones, or those named. Figures are ratios within one run, CPU time first."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

BY_NAME_ONLY = {"kills": "ten minutes", "million": "most of an hour"}


def main(wanted: list[str]) -> int:
    """Run the groups; returns how many missed their bar."""
    groups = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    if unknown := [group for group in wanted if group not in groups]:
        print(f"there is no group {unknown[0]!r}; there are: {', '.join(groups)}")
        return 2
    missed = 0
    for group in wanted or [group for group in groups if group not in BY_NAME_ONLY]:
        print(f"\n── {group}")
        missed += bool(import_module(f"tests.benchmarks.{group}").main())
    if not wanted:
        print("\nonly by name: " + ", ".join(f"{group} ({takes})" for group, takes in BY_NAME_ONLY.items()))
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
