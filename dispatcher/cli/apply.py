"""`dispatcher apply`: make what dispatcher.toml declares count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatcher.cli.frame import AsJson, Now, moment, noun, show_one, with_app

if TYPE_CHECKING:
    from dispatcher.app.apply import ApplyReport
    from dispatcher.app.bootstrap import App

app = noun("Make what dispatcher.toml declares count.")


@app.command()
def main(now: Now = "", as_json: AsJson = False) -> None:
    """Make what dispatcher.toml declares count. What left the file is paused, never deleted."""
    at = moment(now)

    async def use(app: App) -> ApplyReport:
        from dispatcher.app import apply

        return await apply.run(app, now=at)

    show_one(with_app(use).as_dict(), as_json=as_json)
