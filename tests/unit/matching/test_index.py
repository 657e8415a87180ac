"""The index over all topics answers as asking every topic by itself would."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.matching import compile_topics, match_sources, parse
from dispatcher.matching.query import And, Not, Or, Phrase, Query, Word, accepts_nothing, all_of, any_of, negated
from dispatcher.matching.stem import stem
from dispatcher.model import SourceText

_VOCABULARY = ["peace", "talks", "talk", "Kim", "korea", "missile", "missiles", "the", "a", "election", "electors"]
_TERMS = (
    st.sampled_from(_VOCABULARY).map(Word)
    | st.sampled_from(["peace", "elect", "mi", "th"]).map(lambda text: Word(text, prefix=True))
    | st.lists(st.sampled_from(_VOCABULARY), min_size=1, max_size=2).map(lambda words: Phrase(" ".join(words)))
)


def _trees(children: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(children, min_size=2, max_size=3)
    return several.map(all_of) | several.map(any_of) | children.map(negated)


_QUERIES = st.recursive(_TERMS, _trees, max_leaves=8).filter(lambda query: not accepts_nothing(query))
_TEXTS = st.lists(st.sampled_from([*_VOCABULARY, "and", "PEACE", "Elections"]), max_size=8).map(" ".join)
_STRANGE = st.text(alphabet=st.sampled_from("aeKé\u0301'’-. 北京한\U0001f680\n*\"ß"), max_size=30)


def naive(query: Query, fields: list[list[str]]) -> bool:
    """The meaning of a query, written down without any index."""
    match query:
        case Word(text, prefix=True):
            return any(word.startswith(text.lower()) for words in fields for word in words)
        case Word(text):
            return any(stem(word) == stem(text.lower()) for words in fields for word in words)
        case Phrase(text):
            looked_for = text.lower().split()
            return any(
                words[at : at + len(looked_for)] == looked_for for words in fields for at in range(len(words) + 1)
            )
        case Not(inner):
            return not naive(inner, fields)
        case And(queries):
            return all(naive(inner, fields) for inner in queries)
        case Or(queries):
            return any(naive(inner, fields) for inner in queries)


@given(st.lists(_QUERIES, min_size=1, max_size=12), _TEXTS, _TEXTS)
def test_the_index_agrees_with_an_evaluator_that_has_none(queries, title, text):
    topics = [(f"t{number}", str(query)) for number, query in enumerate(queries)]
    fields = [title.lower().split(), text.lower().split()]
    expected = sorted(name for (name, _), query in zip(topics, queries, strict=True) if naive(query, fields))
    index = compile_topics(topics)
    assert [match.topic for match in index.match(title, text)] == expected
    assert [match.topic for match in index.match(title, text)] == expected  # what is remembered does not change it


@given(st.lists(_STRANGE, min_size=1, max_size=5), _STRANGE, _STRANGE)
def test_many_strange_topics_at_once_answer_as_each_alone(texts, title, text):
    readable = [(str(number), text) for number, text in enumerate(texts) if _reads(text)]
    alone = [match for topic in readable for match in compile_topics([topic]).match(title, text)]
    assert compile_topics(readable).match(title, text) == sorted(alone, key=lambda match: match.topic)


@given(_QUERIES, _TEXTS | _STRANGE, _TEXTS | _STRANGE)
def test_every_span_holds_one_of_the_words(query, title, text):
    entry = {"title": title, "text": text}
    for match in compile_topics([("t", str(query))]).match(title, text):
        standing = [entry[span.field][span.start : span.end] for span in match.spans]
        assert tuple(dict.fromkeys(standing)) == match.words
        assert all(word and not word[0].isspace() and not word[-1].isspace() for word in standing)
        assert list(match.spans) == sorted(set(match.spans), key=lambda span: (span.field != "title", span.start))


@given(_STRANGE.filter(lambda text: re.search(r"[aeKé北京한]", text)))
def test_a_title_in_quotes_finds_itself(title):
    quoted = '"' + re.sub(r'["*]', " ", title) + '"'
    if _reads(quoted):
        assert compile_topics([("t", quoted)]).match(re.sub(r'["*]', " ", title), "")


def test_a_topic_given_twice_keeps_its_last_query():
    index = compile_topics([("korea", "seoul"), ("korea", "pyongyang")])
    assert len(index) == 1
    assert index.match("Seoul", "") == []
    assert index.match("Pyongyang", "")


def test_the_lines_of_the_stage_are_those_of_the_design():
    index = compile_topics([("world", "korea OR japan"), ("korea", '"north korea"')])
    lines = match_sources(
        index, [SourceText(id=7, title="North Korea fires", text="Near Japan"), SourceText(id="b", title="Tea")]
    )
    assert list(lines) == [
        {
            "id": 7,
            "topics": [
                {"topic": "korea", "words": ["North Korea"], "spans": [["title", 0, 11]]},
                {"topic": "world", "words": ["Korea", "Japan"], "spans": [["title", 6, 11], ["text", 5, 10]]},
            ],
        },
        {"id": "b", "topics": []},
    ]


def _reads(query: str) -> bool:
    from dispatcher.errors import QueryError

    try:
        parse(query)
    except QueryError:
        return False
    return True
