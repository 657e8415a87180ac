"""docs/how-to/alerts.md: its settings are taken as they stand, and its commands run."""

import re
from pathlib import Path

from tests.fakes.command_line import dispatch

PAGE = Path(__file__).parents[3].joinpath("docs/how-to/alerts.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^dispatcher ([^#\n]+)", PAGE, re.MULTILINE)


def test_the_settings_hold_for_the_list_and_the_commands_run(tmp_path):
    settings = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "dispatcher.toml").write_text("\n".join(settings), encoding="utf-8")
    for command in COMMANDS:
        answer = dispatch(*command.split(), cwd=tmp_path)
        assert (answer.code, answer.err) == (0, ""), command
    shown = dispatch("list", "show", "alerts", "--json", cwd=tmp_path).json
    assert (shown["quiet_from"], shown["quiet_until"], shown["alerts_a_day"]) == (22, 7, 6)
    assert (shown["alert_outlets"], shown["alert_entries"], shown["alert_score"]) == (3, 4, 7.0)
