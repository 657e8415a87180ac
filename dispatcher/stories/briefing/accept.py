"""Drafted sentences → those that may be printed: of plain form, citing what is there, borne out by it, and in few borrowed words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from dispatcher.model import SectionName, Sentence
from dispatcher.stories.briefing.answer import Drafted, Refused
from dispatcher.stories.briefing.candidates import containment
from dispatcher.stories.briefing.check import check_sentence
from dispatcher.stories.briefing.numbered import NumberedSentence
from dispatcher.stories.briefing.orders import gives_orders
from dispatcher.stories.briefing.printable import LONGEST, SHORTEST, faults
from dispatcher.stories.briefing.selection import WORDS_OF_AN_OUTLET
from dispatcher.stories.briefing.stale import is_over
from dispatcher.stories.briefing.visible import smuggles, visible
from dispatcher.stories.briefing.words import content, words

CHECK_VERSION = 2  # raised when more is refused than before: stored answers are then asked for anew
RUN = 8  # words in a row that make a copy
REPEATS = 0.7  # containment in a sentence that is already there
_SCRIPTS = {
    "Greek": re.compile("[Ͱ-Ͽ]{2}"),  # one letter alone is a sign: μ, π
    "Cyrillic": re.compile("[Ѐ-ԯ]"),
    "Hebrew, Arabic": re.compile("[\u0590-\u08ff]"),
    "Indic, Thai": re.compile("[\u0900-\u0fff]"),
    "Han, kana": re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"),
    "Hangul": re.compile("[\u1100-\u11ff\uac00-\ud7af]"),
}
BY_MODEL = "model"  # the recorded edit of a sentence that stands in no source word for word


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may be printed, by section, and what may not."""

    sections: Mapping[SectionName, tuple[Sentence, ...]]
    refused: tuple[Refused, ...]

    @property
    def count(self) -> int:
        """How many sentences may be printed."""
        return sum(map(len, self.sections.values()))


def accept(drafted: Iterable[Drafted], sentences: Sequence[NumberedSentence], *, today: date) -> Accepted:
    """Check every sentence; those before it count for repetition and for the words an outlet lends."""
    known = {each.id: each for each in sentences}
    sections: dict[SectionName, list[Sentence]] = {name: [] for name in SectionName}
    refused: list[Refused] = []
    said: list[frozenset[str]] = []
    lent: Counter[str] = Counter()
    for each in drafted:
        text = visible(each.text)
        cited = [known[number] for number in each.cites if number in known]
        own = content(words(text))
        reason = _form(each.text, text)
        if not reason and (len(cited) < len(each.cites) or not cited):
            reason = "it cites an id that is not given"
        if not reason and scripts(text) - scripts(*(each.text for each in cited)):
            reason = "it holds letters of a script that what it cites has not"
        if not reason and any(containment(own, other) > REPEATS for other in said):
            reason = "it says again what another sentence says"
        if not reason and each.section is SectionName.NEXT and _is_over(text, cited, today=today):
            reason = "what it expects is over"
        if not reason:
            reason = _unsupported(text, cited, sentences)
        copied = copied_words(text, cited)
        if not reason and any(lent[outlet] + number > WORDS_OF_AN_OUTLET for outlet, number in copied.items()):
            reason = "too much is copied word for word from one outlet"
        if reason:
            refused.append(Refused(each.section, text, reason))
            continue
        lent.update(copied)
        said.append(own)
        sections[each.section].append(Sentence(text, tuple(one.citation for one in cited), (BY_MODEL,)))
    return Accepted({name: tuple(of_section) for name, of_section in sections.items()}, tuple(refused))


def scripts(*texts: str) -> set[str]:
    """Which scripts beside Latin the letters of `texts` are of."""
    return {name for name, letters in _SCRIPTS.items() if any(letters.search(text) for text in texts)}


def copied_words(text: str, cited: Sequence[NumberedSentence]) -> Counter[str]:
    """Per outlet how many words of `text` stand in a row in a sentence of it."""
    own = words(text)
    found: Counter[str] = Counter()
    for each in cited:
        blocks = SequenceMatcher(None, own, words(each.text), autojunk=False).get_matching_blocks()
        outlet = outlet_of(each)
        found[outlet] = max(found[outlet], sum(block.size for block in blocks if block.size >= RUN))
    return found


def outlet_of(each: NumberedSentence) -> str:
    """Who tells it; a source without an outlet is its own."""
    return each.outlet.casefold() or f"source {each.citation.article}"


def _form(raw: str, text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        return "it is too short" if len(text) < SHORTEST else "it is too long"
    if smuggles(raw):
        return "it holds characters that print nothing"
    if found := faults(raw) or faults(text):
        return f"it holds {found[0]}"
    return "it speaks to a reader's program" if gives_orders(text) else ""


def _is_over(text: str, cited: Sequence[NumberedSentence], *, today: date) -> bool:
    days = [each.day for each in cited if each.day]
    return is_over(text, published=date.fromisoformat(max(days)) if days else None, today=today)


def _unsupported(text: str, cited: Sequence[NumberedSentence], sentences: Sequence[NumberedSentence]) -> str:
    articles = {each.citation.article for each in cited}
    others = [each.text for each in sentences if each.citation.article in articles and each not in cited]
    judgement = check_sentence(text, [each.text for each in cited], others=others)
    return (
        ""
        if judgement.supported
        else "; ".join(f"{each.kind}: {each.detail}" for each in judgement.reasons[:4]) or "unsupported"
    )
