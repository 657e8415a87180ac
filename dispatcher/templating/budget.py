"""
Stories of a digest → the same stories, the last ones told briefly where the mail would grow past what clients show.

Gmail clips HTML at 102 KB, and the link to leave stands in the foot. Pure; sizes are estimated from what the built-in templates print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dispatcher.templating.contexts import SentenceView, SourceView, StoryView

FULL = 66_000  # bytes for stories in full, of about 90,000 in all: the rest is for brief ones, masthead and foot
_STORY, _SENTENCE, _CITED, _SOURCE = 1_600, 40, 100, 260  # bytes of markup around each


def budgeted(stories: Iterable[StoryView]) -> tuple[StoryView, ...]:
    """From the first story that has no room on, each is told in one sentence; the order stays."""
    told, spent = [], 0
    for story in stories:
        spent += size(story)
        told.append(story if spent <= FULL else briefly(story))
    return tuple(told)


def size(story: StoryView) -> int:
    """About how many bytes of HTML a story takes."""
    sentences = [sentence for section in story.sections for sentence in section.sentences]
    facts = [*story.figures, *story.agenda]
    cited = [source for sentence in sentences for source in sentence.sources]
    cited += [source for fact in facts for source in fact.sources]
    return (
        _STORY
        + 2 * _bytes(story.headline)
        + _bytes(story.url)
        + sum(_SENTENCE + _bytes(sentence.text) for sentence in sentences)
        + sum(_SOURCE + _bytes(fact.label) + _bytes(fact.text) for fact in facts)
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
        figures=(),
        agenda=(),
        sources=kept,
        more_sources=story.more_sources + len(story.sources) - len(kept),
    )


def _bytes(text: str) -> int:
    return len(text.encode())
