"""Entry → Match: the query language and the compiled index over all topics."""

from __future__ import annotations

from dispatcher.matching.index import TopicIndex, compile_topics
from dispatcher.matching.parser import parse
from dispatcher.matching.query import Query
from dispatcher.matching.stage import match_sources

__all__ = ["Query", "TopicIndex", "compile_topics", "match_sources", "parse"]
