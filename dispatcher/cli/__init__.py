"""
The command line: `dispatcher [-C WORKSPACE] NOUN VERB`.

What stands here runs at every start, so it loads nothing: the table of nouns is plain data, and a noun's module is imported when it
is called.
"""

from __future__ import annotations

import os
import sys

from dispatcher.cli.table import NOUNS

WORKSPACE = "DISPATCHER_WORKSPACE"
DEBUG = "DISPATCHER_DEBUG"
_USAGE = 2


def main() -> None:
    """Entry point of the `dispatcher` command."""
    try:
        sys.exit(_main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _main(words: list[str]) -> int:
    words = _leading_options(words)
    match words:
        case [] | ["-h" | "--help" | "help"]:
            print(_help())
            return 0
        case ["--version" | "-V"]:
            from dispatcher import __version__

            print(f"dispatcher {__version__}")
            return 0
        case [noun, *rest] if noun in NOUNS:
            from dispatcher.cli.frame import call

            return call(noun, rest)
    return _unknown(words[0])


def _leading_options(words: list[str]) -> list[str]:
    """Take `-C DIR` and `--debug` off the front; they hold for the whole command."""
    while words:
        name, equals, value = words[0].partition("=")
        if words[0] == "--debug":
            os.environ[DEBUG] = "1"
        elif name in {"-C", "--workspace"}:
            if not equals:
                if len(words) == 1:
                    sys.exit(_complain(f"{name} needs a folder"))
                value, words = words[1], words[1:]
            os.environ[WORKSPACE] = value
        else:
            break
        words = words[1:]
    return words


def _help() -> str:
    width = max(map(len, NOUNS))
    lines = [f"  {noun:{width}}  {about}" for noun, (_, about) in NOUNS.items()]
    return "\n".join(
        (
            "Usage: dispatcher [-C WORKSPACE] COMMAND …",
            "",
            "Feeds in, four-section briefings out, by mail, to people who asked for them.",
            "",
            *lines,
            "",
            "  -C, --workspace DIR  the operator's folder (default: this one, or $DISPATCHER_WORKSPACE)",
            "  --debug              show where a fault arose",
            "  --version            print the version",
            "  COMMAND --help       more about a command",
        )
    )


def _unknown(word: str) -> int:
    from difflib import get_close_matches

    close = get_close_matches(word, NOUNS, n=1)
    return _complain(f"there is no command {word!r}" + (f", did you mean {close[0]!r}?" if close else ""))


def _complain(problem: str) -> int:
    print(f"error: {problem} (see `dispatcher --help`)", file=sys.stderr)
    return _USAGE
