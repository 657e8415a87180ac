import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating import facts
from dispatcher.templating.contexts import SourceView
from dispatcher.templating.wording import wording

SOURCES = {
    7: SourceView(number=1, outlet="Example Times", title="t", url="", host="", cited=True),
    9: SourceView(number=2, outlet="Example Post", title="t", url="", host="", cited=True),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["what", "values", "value", "article", "date", "text"]), inner)
    ),
)


def test_figures_on_which_outlets_differ_name_who_says_what():
    row = {"what": "injured", "values": [{"value": 5, "article": 7}, {"value": "50", "article": 9}]}
    (view,) = facts.figures({"figures": [row]}, SOURCES)
    assert (view.label, view.text) == ("injured", "5 (Example Times), 50 (Example Post)")
    assert [source.number for source in view.sources] == [1, 2]


def test_figures_on_which_all_agree_or_that_nobody_told_are_no_news():
    same = [{"value": "5", "article": 7}, {"value": "5", "article": 9}]
    unknown = [{"value": "5", "article": 7}, {"value": "6", "article": 99}]
    assert facts.figures({"figures": [{"what": "x", "values": same}, {"what": "x", "values": unknown}]}, SOURCES) == ()


def test_dates_to_come_are_written_out():
    (view,) = facts.agenda(
        {"agenda": [{"date": "2026-12-01", "text": "It opens.", "article": 7}]}, SOURCES, wording("en")
    )
    assert (view.label, view.text) == ("Tuesday, 1 December 2026", "It opens.")


@pytest.mark.parametrize("kind", ["figures", "agenda"])
@given(data=JSON)
def test_facts_of_another_shape_are_left_out(kind, data):
    facts.figures({kind: data}, SOURCES)
    facts.agenda({kind: data}, SOURCES, wording("en"))
