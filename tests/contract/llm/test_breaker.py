"""A failing endpoint is left alone for a while; what is wrong with the installation is found by `check`."""

import sys

from dispatcher.app.check import run
from dispatcher.llm.breaker import REST, UNREADABLE, Breaker


def test_after_a_failure_it_rests_then_whoever_comes_tries():
    now = [0.0]
    breaker = Breaker(monotonic=lambda: now[0])
    assert not breaker.is_open
    assert breaker.failed()
    assert not breaker.failed()
    assert breaker.is_open
    now[0] = REST + 1
    assert not breaker.is_open
    assert breaker.failed()
    breaker.answered()
    assert not breaker.is_open


def test_useless_answers_count_when_they_come_in_a_row():
    breaker = Breaker(monotonic=lambda: 0.0)
    for _ in range(UNREADABLE - 1):
        assert not breaker.unreadable()
    breaker.answered()
    assert [breaker.unreadable() for _ in range(UNREADABLE)] == [False] * (UNREADABLE - 1) + [True]
    assert breaker.is_open


def test_a_missing_extra_is_a_problem_with_its_remedy(tmp_path, monkeypatch):
    text = '[writer]\nkind = "llm"\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "small"\n'
    (tmp_path / "dispatcher.toml").write_text(text, encoding="utf-8")
    assert run(tmp_path, {})[0] == []
    monkeypatch.setitem(sys.modules, "openai", None)
    (problem,) = run(tmp_path, {})[0]
    assert problem.remedy == "pip install '.[llm]'"
