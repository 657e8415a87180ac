"""From nothing to a workspace that is in order: init, check, config show."""

from tests.fakes.command_line import dispatch, settings


def test_what_init_makes_is_in_order(tmp_path):
    made = dispatch("init", "news", cwd=tmp_path)
    assert made.code == 0
    assert len(made.out.splitlines()) == 4
    checked = dispatch("-C", "news", "check", cwd=tmp_path)
    assert (checked.code, checked.err) == (0, "")
    assert checked.out == "ok: 2 feeds, 2 topics, 1 lists, 3 rows in list files\n"
    assert sorted(path.name for path in (tmp_path / "news").iterdir()) == [
        "dispatcher.toml",
        "subscribers",
        "templates",
    ]
    assert "@example.com" in (tmp_path / "news" / "subscribers" / "world.csv").read_text(encoding="utf-8")


def test_init_overwrites_nothing(tmp_path):
    (tmp_path / "dispatcher.toml").write_text("# mine\n", encoding="utf-8")
    answer = dispatch("init", cwd=tmp_path)
    assert answer.code == 2
    assert "workspace already" in answer.err
    assert (tmp_path / "dispatcher.toml").read_text(encoding="utf-8") == "# mine\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dispatcher.toml"]


def test_init_keeps_list_files_and_templates_that_are_there(tmp_path):
    (tmp_path / "subscribers").mkdir()
    (tmp_path / "subscribers" / "world.csv").write_text("email\n", encoding="utf-8")
    assert dispatch("init", ".", cwd=tmp_path).code == 0
    assert (tmp_path / "subscribers" / "world.csv").read_text(encoding="utf-8") == "email\n"


def test_check_names_every_problem_with_its_place(tmp_path):
    root = settings(tmp_path, more='[[topic]]\nname = "bad"\nquery = "(open OR"\n')
    (root / "subscribers").mkdir()
    (root / "subscribers" / "world.csv").write_text("email,topics\nanna@example.com,quake\nben,\n", encoding="utf-8")
    (root / "subscribers" / "wrld.csv").write_text("email\n", encoding="utf-8")
    (root / "templates" / "mail" / "digest").mkdir(parents=True)
    (root / "templates" / "mail" / "digest" / "body.txt").write_text("one\n{% if %}\n", encoding="utf-8")
    (root / "templates" / "languages").mkdir()
    (root / "templates" / "languages" / "fr.toml").write_text('alert = "Alerte {tout}"\n', encoding="utf-8")
    answer = dispatch("check", cwd=root)
    assert answer.code == 3
    said = answer.out.splitlines()
    assert [line.partition(": ")[0] for line in said] == [
        "dispatcher.toml:13",
        "subscribers/world.csv:2",
        "subscribers/world.csv:3",
        "subscribers/wrld.csv",
        "mail/digest/body.txt:2",
        "languages/fr.toml",
    ]
    assert "“alert” has {tout}" in said[-1]
    assert "did you mean 'quakes'?" in said[1]
    assert all(line.endswith(")") for line in said)
    as_json = dispatch("check", "--json", cwd=root)
    assert as_json.code == 3
    assert [problem["place"] for problem in as_json.json] == [line.partition(": ")[0] for line in said]


def test_check_leaves_no_trace(tmp_path):
    settings(tmp_path)
    assert dispatch("check", cwd=tmp_path).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["dispatcher.toml"]


def test_config_shows_every_value_and_its_origin(tmp_path):
    (tmp_path / "dispatcher.toml").write_text('[smtp]\npassword = "hunter2"\n', encoding="utf-8")
    answer = dispatch("config", "show", "--json", cwd=tmp_path, environ={"DISPATCHER_WEB__LISTEN": "0.0.0.0:80"})
    rows = {row["name"]: (row["value"], row["origin"]) for row in answer.json}
    assert rows["web.listen"] == ("0.0.0.0:80", "DISPATCHER_WEB__LISTEN")
    assert rows["smtp.password"] == ("********", "dispatcher.toml:2")
    assert rows["smtp.port"] == (25, "default")
    assert "hunter2" not in answer.out


def test_config_that_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / "dispatcher.toml").write_text("[smtp\n", encoding="utf-8")
    answer = dispatch("config", "show", cwd=tmp_path)
    assert answer.code == 3
    assert answer.err.startswith("error: dispatcher.toml:1: this is not TOML")


def test_check_notes_when_articles_are_wanted_and_the_extra_is_not_there(tmp_path, monkeypatch):
    from dispatcher.app import check

    settings(tmp_path)
    monkeypatch.setattr(check, "can_extract", lambda: False)
    assert check.notes(tmp_path, {}) == []  # the file says `articles = false`
    (note,) = check.notes(tmp_path, {"DISPATCHER_FETCH__ARTICLES": "true"})
    assert "pip install '.[extract]'" in note


def test_check_notes_when_mail_goes_out_and_nobody_is_told_of_trouble(tmp_path):
    from dispatcher.app import check

    settings(tmp_path)
    assert check.notes(tmp_path, {"DISPATCHER_SMTP__KIND": "folder"}) == []
    (note,) = check.notes(tmp_path, {"DISPATCHER_SMTP__KIND": "smtp"})
    assert "set address under [operator]" in note
    named = {"DISPATCHER_SMTP__KIND": "smtp", "DISPATCHER_OPERATOR__ADDRESS": "ops@example.net"}
    assert check.notes(tmp_path, named) == []


def test_check_notes_a_language_that_no_file_speaks(tmp_path):
    from dispatcher.app import check

    lists = "".join(
        f'[[list]]\nname = "in-{tag.lower()}"\nfrom = "x@example.org"\nlanguage = "{tag}"\n'
        for tag in ("en-GB", "de-AT", "pt-BR", "xx")
    )
    settings(tmp_path, more=lists)
    told = check.notes(tmp_path, {"DISPATCHER_SMTP__KIND": "folder"})
    assert [note.partition(" is in English")[0] for note in told] == ["list 'in-pt-br'", "list 'in-xx'"]
    assert told[1].endswith("write templates/languages/xx.toml")
    (tmp_path / "templates" / "languages").mkdir(parents=True)
    (tmp_path / "templates" / "languages" / "pt.toml").write_text('outlets = { other = "{count} veículos" }', "utf-8")
    assert len(check.notes(tmp_path, {"DISPATCHER_SMTP__KIND": "folder"})) == 1
