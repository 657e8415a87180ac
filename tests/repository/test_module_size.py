"""One idea per file: 150 lines aimed at, past 300 a reason is needed, 400 is the end."""

from __future__ import annotations

from tests.repository.files import ROOT, modules

LIMIT = 400
NEEDS_A_REASON = 300
REASONS = {
    "dispatcher/db/subscriptions.py": "every statement about who is on a list, and in which state, in sight of the others",
}
RECORDS = (
    "dispatcher/db/migrations/versions/"  # a migration is a record of what was done: it never grows, nobody edits it
)


def _lines() -> dict[str, int]:
    return {
        path.as_posix(): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in modules("dispatcher", "tests")
        if not path.as_posix().startswith(RECORDS)
    }


def test_no_module_is_longer_than_the_limit():
    assert {path: lines for path, lines in _lines().items() if lines > LIMIT} == {}


def test_a_long_module_gives_its_reason():
    assert {path: lines for path, lines in _lines().items() if lines > NEEDS_A_REASON and path not in REASONS} == {}


def test_reasons_are_given_only_for_long_modules():
    lines = _lines()
    assert [path for path in REASONS if lines.get(path, 0) <= NEEDS_A_REASON] == []
