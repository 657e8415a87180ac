"""The three figures of reading real reports hold, over all of them and over the half that was held out."""

import os

import pytest

from tests.benchmarks import bounces

pytestmark = [pytest.mark.shared_data]
if not bounces.SHARED.is_dir() and os.environ.get("CI") != "true":
    pytestmark.append(pytest.mark.skip(reason=f"no real cases at {bounces.SHARED}"))


@pytest.fixture(scope="module")
def parts():
    first, second = bounces.halves()
    return {"all": bounces.figures([*first, *second]), "held out": bounces.figures(second)}


@pytest.mark.parametrize("part", ["all", "held out"])
@pytest.mark.parametrize("figure", bounces.BARS)
def test_a_figure_is_at_least_its_bar(parts, part, figure):
    assert parts[part].share(figure) >= bounces.BARS[figure], parts[part].wrong
