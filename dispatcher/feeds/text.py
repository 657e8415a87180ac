"""
What strangers write → plain text: no markup, no control characters, no encoded words, whitespace folded.

Pure. A line of the result is a paragraph; single lines (titles, names) have no line break at all. Not done: Unicode normal
forms, and any judgement of what the text says.
"""

from __future__ import annotations

import binascii
import quopri
import re
from base64 import b64decode
from typing import Final

from selectolax.lexbor import LexborHTMLParser

BREAK: Final = "\f"  # HTML counts it as white space, so even between the rows of a table it stays where it was put

# Control characters but white space; soft hyphens and zero-width spaces (they hide words from matching); bidi embeddings, overrides
# and isolates (they would turn the text around them); surrogates (no encoding takes them); private use (templating's blanks are
# made of them); noncharacters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000f0000-\U0010ffff]+"
)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")  # RFC 2047 §2, white space inside tolerated
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|th|thead|tr|ul)(?![\w-])",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_NOT_READ = ["script", "style", "noscript", "iframe", "object", "template", "head > title", "svg"]


def one_line(text: str) -> str:
    """Plain text as one line: for titles, names and ids."""
    return " ".join(_clean(text).split())


def paragraphs(text: str) -> str:
    r"""Plain text with its paragraphs (divided by blank lines) as lines; a single line break is white space."""
    lines = (line if line.strip() else BREAK for line in text.replace(BREAK, " ").replace("\r\n", "\n").split("\n"))
    return _fold(_clean("\n".join(lines)))


def from_html(html: str) -> str:
    """
    HTML as plain text: every block element and `<br>` ends a line; scripts, styles and frames are left out.

    Any string is accepted; what is no markup comes back as it was.
    """
    if "<" not in html and "&" not in html:
        return paragraphs(html)
    root = LexborHTMLParser(_BLOCK.sub(BREAK + r"\g<0>", _UNWANTED.sub("", html).replace(BREAK, " ")))
    root.strip_tags(_NOT_READ)
    return _fold(_clean(root.root.text() if root.root else ""))


def has_markup(text: str) -> bool:
    """Whether a text that claims nothing about itself must be HTML: it holds a tag or a character reference."""
    return ("<" in text or "&" in text) and _MARKUP.search(text) is not None


def _fold(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split(BREAK))
    return "\n".join(line for line in lines if line)


def _clean(text: str) -> str:
    """
    Remove what is unwanted and decode encoded words until neither changes anything (CVE-2024-6923).

    Ends because each round makes the text shorter.
    """
    while True:
        cleaned = _UNWANTED.sub("", text)
        if "=?" in cleaned:
            cleaned = _ENCODED_WORD.sub(_decoded, cleaned)
        if cleaned == text:
            return text
        text = cleaned


def _decoded(word: re.Match[str]) -> str:
    charset, encoding, encoded = word.groups()
    raw = encoded.encode("latin-1", "replace")  # a byte a character, so that decoding never makes it longer
    if encoding in "qQ":
        plain = quopri.decodestring(raw, header=True)
    else:
        try:
            plain = b64decode(raw + b"===")
        except binascii.Error:
            plain = b""
    try:
        return plain.decode(charset.partition("*")[0], "replace")  # RFC 2231 §5: a language may follow the charset
    except (LookupError, ValueError):
        return plain.decode(
            "latin-1"
        )  # an unknown charset must not leave the word standing: the mail library would decode it
