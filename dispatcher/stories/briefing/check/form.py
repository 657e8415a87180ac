"""What no sentence of a briefing may hold: links, addresses, markup, characters that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind

_LINK = re.compile(r"\b(?:https?|ftp|file|data|javascript|mailto):\S|\bwww\.\w|\S@[\w-]+\.\w", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@])[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*"
    r"\.(?:com|org|net|info|biz|example|online|site|shop|xyz|top|ru|cn|tk|io|ly|gl|gg|me|to|uk|de|fr|COM|ORG|NET)\b(?:/\S*)?"
)
_BRAND = re.compile(r"[A-Z][A-Za-z0-9]*(?:\.[A-Za-z]+)?\.(?:com|org|net|io)")
_MARKDOWN = re.compile(
    r"!?\[[^\]]*\]\([^)]*\)|^\s*(?:#{1,6}|[-*+>])\s|(?<![\w*])(\*{1,3}|__)(?=\S)[^*_]+?\1(?!\w)|`[^`]+`(?!`)|^\s*\|"
)
_HTML = re.compile(r"</?[a-zA-Z!][^>]*>?|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ue000-\uf8ff\U000e0000-\U000e007f]"
)
_WORD = re.compile(r"[^\W\d_]")


def check_form(text: str, cited: Sequence[str]) -> Iterator[Reason]:
    """
    Reasons to refuse a sentence for how it is made, whatever it says.

    Links and addresses are refused even where the cited text has them; only a firm's name such as "Example.com" may stand as it does there.
    """
    if not _WORD.search(text):
        yield Reason(ReasonKind.FORM, "has no words")
    if "\n" in text.strip() or "\r" in text.strip():
        yield Reason(ReasonKind.FORM, "has a line break")
    if link := _LINK.search(text):
        yield Reason(ReasonKind.FORM, f'has a link or an address ("{text[link.start() : link.start() + 30]}")')
    else:
        told = " ".join(cited)
        for domain in _DOMAIN.finditer(text):
            if not _BRAND.fullmatch(domain[0]) or domain[0] not in told:
                yield Reason(ReasonKind.FORM, f'has a link ("{domain[0][:40]}")')
    if markdown := _MARKDOWN.search(text):
        yield Reason(ReasonKind.FORM, f'has markup ("{markdown[0][:30].strip()}")')
    if html := _HTML.search(text):
        yield Reason(ReasonKind.FORM, f'has HTML ("{html[0][:30]}")')
    if unseen := _UNSEEN.search(text):
        yield Reason(ReasonKind.FORM, f"has an invisible character (U+{ord(unseen[0]):04X})")
