"""The key of a model's endpoint is a secret like a mail server's password."""

import json

from dispatcher.config import load, problems, read
from dispatcher.config.shown import shown

LLM = '[writer]\nkind = "llm"\nbase_url = "https://models.example.org/v1"\nmodel = "small"\n'


def written(folder, text):
    (folder / "dispatcher.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_key_comes_from_a_file_a_credential_or_the_environment(tmp_path):
    (tmp_path / "key").write_text("from-file\nmore\n", encoding="utf-8")
    root = written(tmp_path, LLM + 'api_key_file = "key"\n')
    assert load(root, {}).writer.api_key.get_secret_value() == "from-file"
    assert load(root, {"DISPATCHER_WRITER__API_KEY": "k2"}).writer.api_key.get_secret_value() == "k2"
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "writer.api_key").write_text("k3", encoding="utf-8")
    assert load(root, {"CREDENTIALS_DIRECTORY": str(folder)}).writer.api_key.get_secret_value() == "k3"


def test_the_key_is_shown_nowhere(tmp_path):
    settings, _, source = read(written(tmp_path, LLM + 'api_key = "hunter2"\n'), {})
    rows = {row.name: row.value for row in shown(settings, source)}
    assert rows["writer.api_key"] == "********"
    assert "hunter2" not in json.dumps(rows, default=str) + repr(settings)


def test_no_problem_prints_a_key(tmp_path):
    text = LLM.replace("https://", "https://anna:hunter2@") + "api_key = 7\n"
    found = problems(written(tmp_path, text), {})
    assert len(found) == 2
    assert not any("hunter2" in str(each) or "it is 7" in str(each) for each in found)


def test_a_local_endpoint_needs_no_key_and_no_encryption(tmp_path):
    text = '[writer]\nkind = "llm"\nbase_url = "http://127.0.0.1:11434/v1"\nmodel = "m"\napi_key = "k"\n'
    assert load(written(tmp_path, text), {}).writer.model == "m"
