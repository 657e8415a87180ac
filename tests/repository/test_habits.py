"""Small habits: nothing postponed in the code, no silenced check without a reason, pins that name no place."""

from __future__ import annotations

import re

from tests.repository.files import ROOT, modules, texts

# Put together here, so that this file does not find itself.
POSTPONED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore)\b(?P<codes>:\s*[A-Z0-9, ]+|\[[a-z-, ]+\])?(?P<reason>.*)")
PLACES = re.compile(r"(?<![\w./])/(?:root|home|work|Users)/[\w.-]+")


def test_nothing_is_postponed_in_a_comment():
    found = [
        f"{path}:{number}"
        for path, text in texts()
        if path.suffix != ".eml"
        for number, line in enumerate(text.splitlines(), start=1)
        if POSTPONED.search(line)
    ]
    assert found == []


def test_a_silenced_check_names_its_rule_and_gives_a_reason():
    bare = []
    for path in modules("dispatcher", "tests"):
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1):
            silenced = SILENCED.search(line)
            if (
                silenced
                and '"' not in line[silenced.start() :]
                and (not silenced["codes"] or len(silenced["reason"].strip(" -#")) < 4)
            ):
                bare.append(f"{path}:{number}")
    assert bare == []


def test_no_path_of_a_machine_stands_in_a_file():
    found = [
        f"{path}:{number}: {hit[0]}"
        for path, text in texts()
        if path.name != "test_habits.py"
        for number, line in enumerate(text.splitlines(), start=1)
        if (hit := PLACES.search(line))
    ]
    assert found == []


def test_the_pins_are_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line.strip() and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []


def test_every_direct_dependency_is_pinned():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    pinned = {
        _canonical(line.partition("==")[0])
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert [name for name in map(_canonical, wanted) if name not in pinned] == []


def _canonical(requirement: str) -> str:
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
