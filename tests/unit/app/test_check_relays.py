"""What `check` says of relays: how many there are, and what warming up means for mail that is of use for a day."""

from dispatcher.app.check import notes, run

SPARE = '[[relay]]\nname = "spare"\nhost = "smtp.example.net"\n'


def test_relays_are_counted_where_there_are_some(tmp_path):
    (tmp_path / "dispatcher.toml").write_text(SPARE)
    assert run(tmp_path, {}) == ([], {"feeds": 0, "topics": 0, "lists": 0, "rows in list files": 0, "relays": 2})


def test_a_relay_that_warms_up_is_noted(tmp_path):
    (tmp_path / "dispatcher.toml").write_text(SPARE + "warm_up = [2_000, 5_000]\n")
    (note,) = [each for each in notes(tmp_path, {}) if "warms up" in each]
    assert note.startswith("relay 'spare' warms up: 2,000 messages on its first day")


def test_a_dry_run_that_ignores_relays_is_noted(tmp_path):
    (tmp_path / "dispatcher.toml").write_text('[smtp]\nkind = "folder"\n' + SPARE)
    assert any("dry run" in each for each in notes(tmp_path, {}))
