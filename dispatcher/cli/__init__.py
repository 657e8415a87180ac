"""The command line: one file per noun, heavy imports inside the commands."""


def main() -> None:
    """Entry point of the `dispatcher` command."""
