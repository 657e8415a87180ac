"""What is installed is whole: the wheel runs from another folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build as b; print(b.build_wheel({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed, *words, cwd):
    environ = {key: value for key, value in os.environ.items() if not key.startswith("DISPATCHER")}
    return subprocess.run(
        [sys.executable, "-m", "dispatcher", *words],
        cwd=cwd,
        env=environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_carries_templates_list_files_and_words(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "dispatcher/_workspace/templates/mail/digest/body.html" in names
    assert "dispatcher/_workspace/templates/workspace/dispatcher.toml" in names
    assert "dispatcher/_workspace/subscribers/README.md" in names
    assert "dispatcher/_workspace/templates/languages/ko.toml" in names
    assert any(name.startswith("dispatcher/db/migrations/versions/0001") for name in names)
    assert any(name.startswith("dispatcher/web/demo/news/") for name in names)


def test_the_wheel_makes_a_workspace_in_another_folder_that_is_in_order(installed, tmp_path):
    assert run(installed, "init", "news", cwd=tmp_path).returncode == 0
    checked = run(installed, "-C", "news", "check", cwd=tmp_path)
    assert (checked.returncode, checked.stdout[:3]) == (0, "ok:"), checked.stdout + checked.stderr
    applied = run(installed, "-C", "news", "apply", cwd=tmp_path)
    assert applied.returncode == 0, applied.stderr
