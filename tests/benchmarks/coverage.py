"""
How much of what several outlets tell a briefing tells: names and numbers that a third of the articles have, and two at least.

Names are capitalised words behind the first of a whole sentence; numbers are digits. ECB+ is tokenised text without dates of use.
"""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean

from dispatcher.stories.briefing.sentences import split_sentences
from tests.benchmarks.selection import brief, clusters

MOST_ARTICLES, FEWEST_ARTICLES = 6, 3
LEADS = 3  # sentences of each article, for comparison
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")
_FEWEST_WORDS = 6


def covered() -> tuple[float, float]:
    """Mean share that the briefing tells; the same for the first three sentences of every article."""
    told, leads = [], []
    for articles in clusters("ecbplus", most=MOST_ARTICLES):
        if len(articles) < FEWEST_ARTICLES:
            continue
        counts = Counter(item for article in articles for item in _items(article.text))
        shared = {item for item, count in counts.items() if count >= max(2, len(articles) / 3)}
        if shared:
            briefing = brief(articles)
            told.append(
                _share(shared, " ".join(each.text for section in briefing.sections for each in section.sentences))
            )
            leads.append(
                _share(shared, " ".join(each for article in articles for each in _sentences(article.text)[:LEADS]))
            )
    return mean(told), mean(leads)


def _share(shared: set[str], text: str) -> float:
    plain = text.replace(",", "")
    return sum(item in plain for item in shared) / len(shared)


def _items(text: str) -> set[str]:
    told = _sentences(text)
    names = {re.sub(r" ?['’]s?$", "", found) for sentence in told for found in _NAME.findall(sentence)}
    return names | {found.replace(",", "") for sentence in told for found in _NUMBER.findall(sentence)}


def _sentences(text: str) -> list[str]:
    told = [text[start:end] for start, end in split_sentences(text)]
    return [
        each for each in told if each.rstrip(" \"'”").endswith((".", "!", "?")) and len(each.split()) >= _FEWEST_WORDS
    ]
