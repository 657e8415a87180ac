"""What `dispatcher --help` costs beside `python -c pass`: CPU seconds of children, the least of several runs."""

from __future__ import annotations

import resource
import subprocess
import sys

BAR = 5.0
RUNS = 15
_HELP = "import sys; sys.argv = ['dispatcher', '--help']; from dispatcher.cli import main; main()"


def main() -> bool:
    """Print the ratio; returns whether it misses the bar."""
    nothing = min(_cpu("pass") for _ in range(RUNS))
    our_help = min(_cpu(_HELP) for _ in range(RUNS))
    ratio = our_help / nothing
    print(
        f"python -c pass {nothing * 1000:.1f} ms, dispatcher --help {our_help * 1000:.1f} ms: {ratio:.2f} × (bar {BAR:.0f} ×)"
    )
    return ratio > BAR


def _cpu(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
