"""
The bytes of a feed → text.

Pure. Done here and not by feedparser, which believes `text/xml` to be ASCII and undeclared bytes to be Latin-1.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (  # byte order marks first, then `<?xm` or `<` in encodings that are no superset of ASCII (XML 1.0, appendix F)
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_PARAMETER = re.compile(r"""(?i);\s*charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""")
_LATIN = {"iso8859-1", "cp1252", "ascii"}
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}  # as browsers do (WHATWG Encoding §4.2)


def decode(body: bytes, *, content_type: str | None) -> str:
    """
    Mark, `Content-Type`, XML declaration, UTF-8, Windows-1252: the first that fits without an error (RFC 7303 §3).

    A claim of ASCII or Latin-1 is not believed when the bytes are valid UTF-8. Never raises.
    """
    for mark, marked in _MARKS:
        if body.startswith(mark):
            return body.decode(marked, "replace")
    declared = _DECLARED.match(body)
    claims = [_charset(content_type), declared[1].decode("ascii") if declared else None]
    encodings = [encoding for claim in claims if claim and (encoding := _known(claim))]
    if not encodings or encodings[0] in _LATIN:
        encodings.insert(0, "utf-8")
    for encoding in encodings:
        try:
            return body.decode(_WIDER.get(encoding, encoding))
        except (UnicodeError, LookupError):
            continue
    # One broken character in a feed that says UTF-8 must not make mojibake of all the others.
    said_so = "utf-8" in map(_known, filter(None, claims))
    return body.decode("utf-8" if said_so else "cp1252", "replace")


def _charset(content_type: str | None) -> str | None:
    found = _PARAMETER.search(content_type or "")
    return found[1] if found else None


def _known(claim: str) -> str | None:
    """Python's name of a text encoding; UTF-16 and UTF-32 without a mark are the server's mistake."""
    try:
        info = codecs.lookup(claim)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and not info.name.startswith(("utf-16", "utf-32")) else None
