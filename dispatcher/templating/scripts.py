"""
Text → the letters it is written in, the fonts that have them, and the language a screen reader should read it in.

Pure. One script is told per text, that of its first letter. Of scripts that several languages share only the most read one is named, and of
Latin and Cyrillic none: those the language around them reads well enough.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


class Script(NamedTuple):
    """One way of writing: the language it is read in, and fonts that phones and desks have for it."""

    language: str
    fonts: str


_SCRIPTS = {  # the first word of a letter's name in Unicode
    "HANGUL": Script("ko", "Apple SD Gothic Neo,Malgun Gothic,Noto Sans KR,sans-serif"),
    "HIRAGANA": Script("ja", "Hiragino Sans,Yu Gothic,Noto Sans JP,sans-serif"),
    "KATAKANA": Script("ja", "Hiragino Sans,Yu Gothic,Noto Sans JP,sans-serif"),
    "CJK": Script("zh", "PingFang SC,Microsoft YaHei,Noto Sans SC,sans-serif"),
    "ARABIC": Script("ar", "Geeza Pro,Segoe UI,Tahoma,Noto Sans Arabic,sans-serif"),
    "HEBREW": Script("he", "Arial Hebrew,Segoe UI,Arial,Noto Sans Hebrew,sans-serif"),
    "THAI": Script("th", "Thonburi,Leelawadee UI,Tahoma,Noto Sans Thai,sans-serif"),
    "DEVANAGARI": Script("hi", "Kohinoor Devanagari,Nirmala UI,Noto Sans Devanagari,sans-serif"),
    "GREEK": Script("el", ""),
}
_OWN = Script("", "")
_ALIKE = {"fa": "ar", "ur": "ar", "ps": "ar", "ckb": "ar", "ug": "ar", "yi": "he", "mr": "hi", "ne": "hi"}


def script_of(text: str) -> Script | None:
    """The script of the first letter; none for Latin, Cyrillic and all that is not listed. Japanese is told by its first kana."""
    found = None
    for character in text:
        if not character.isalpha():
            continue
        name = unicodedata.name(character, "").partition(" ")[0]
        if name != "CJK":
            return found if found and name not in ("HIRAGANA", "KATAKANA") else _SCRIPTS.get(name)
        found = _SCRIPTS[name]
    return found


def foreign(text: str, language: str) -> Script:
    """The script of a text when it is not the one that `language` is written in; else one of empty texts."""
    script = script_of(text)
    primary = language.lower().partition("-")[0]
    return _OWN if script is None or script.language == _ALIKE.get(primary, primary) else script


def fonts_of(language: str) -> str:
    """Fonts for a language whose letters the usual ones lack; "" for all others."""
    primary = language.lower().partition("-")[0]
    primary = _ALIKE.get(primary, primary)
    return next((script.fonts for script in _SCRIPTS.values() if script.language == primary), "")
