"""
Stories of a digest → the same stories, some without facts and the last ones told briefly where the mail would grow past what clients show.

Gmail clips HTML at 102 KB, and the link to leave stands in the foot. Pure; sizes are estimated from what the built-in templates print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dispatcher.templating.contexts import SentenceView, SourceView, StoryView

ROOM = 80_000  # bytes for stories, of about 90,000 in all; masthead, foot and styles take less than six
LEADS = 3  # stories whose facts come before the sentences of later stories
_STORY, _SENTENCE, _CITED, _SOURCE, _FACT = 1_600, 40, 100, 260, 260  # bytes of markup around each
_NO_FACTS: dict[str, Any] = {"figures": (), "agenda": (), "quoted": (), "timeline": ()}


def budgeted(stories: Iterable[StoryView]) -> tuple[StoryView, ...]:
    """
    From the first story that has no room on, each is told in one sentence; the order stays.

    The first stories are told with their facts; after them sentences go before facts, which take what room is left.
    """
    whole = list(stories)
    told = [briefly(story) for story in whole]
    room = ROOM - sum(size(story) for story in told)
    full = 0
    for at, story in enumerate(whole):
        lean = story if at < LEADS else replace(story, **_NO_FACTS)
        more = size(lean) - size(told[at])
        if more > room:
            break
        told[at], room, full = lean, room - more, at + 1
    for at in range(full):
        more = size(whole[at]) - size(told[at])
        if more <= room:
            told[at], room = whole[at], room - more
    return tuple(told)


def size(story: StoryView) -> int:
    """About how many bytes of HTML a story takes."""
    sentences = [sentence for section in story.sections for sentence in section.sentences]
    facts = [*story.figures, *story.agenda, *story.quoted, *story.timeline]
    cited = [source for sentence in sentences for source in sentence.sources]
    cited += [source for fact in facts for source in fact.sources]
    return (
        _STORY
        + 2 * _bytes(story.headline)
        + _bytes(story.url)
        + _bytes(story.coverage)
        + _bytes(story.silence)
        + sum(_SENTENCE + _bytes(sentence.text) for sentence in sentences)
        + sum(_FACT + _bytes(fact.label) + _bytes(fact.text) for fact in facts)
        + sum(_CITED + _bytes(source.url) for source in cited)
        + sum(_SOURCE + _bytes(s.outlet) + _bytes(s.title) + _bytes(s.url) + len(s.host) for s in story.sources)
    )


def briefly(story: StoryView) -> StoryView:
    """Headline, the first sentence, and the sources it rests on (or the first source, when there is none)."""
    first: tuple[SentenceView, ...] = tuple(section.sentences[0] for section in story.told[:1])
    kept: tuple[SourceView, ...] = (
        tuple(source for sentence in first for source in sentence.sources) or story.sources[:1]
    )
    return replace(
        story,
        sections=tuple(replace(section, sentences=first) for section in story.told[:1]),
        silence="",
        sources=kept,
        more_sources=story.more_sources + len(story.sources) - len(kept),
        **_NO_FACTS,
    )


def _bytes(text: str) -> int:
    return len(text.encode())
