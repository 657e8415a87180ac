"""
Two hundred titles and names that somebody could give a list, a sender, a reader or a story, to make a mail say what was not meant.

Our own; what they aim at is said by group: line ends, encoded words, address syntax, what turns text round or hides in it, length.
"""

from __future__ import annotations

import base64

ADDED = "Bcc: victim@example.com"
LINE_ENDS = (
    *(
        "\r\n",
        "\n",
        "\r",
        "\n\r",
        "\r\r\n",
        "\r\n ",
        "\r\n\t",
        "\r\n\r\n",
        "\n\n",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x1d",
        "\x1e",
    ),
    *("\x85", "\u2028", "\u2029", "\x00\r\n", "\r\x00\n", "\\r\\n", "%0d%0a", "&#13;&#10;"),
    "\u560d\u560a",  # whose low bytes are CR and LF
    "\u010d\u010a",
)
CHARSETS = (
    *(
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "windows-1252",
        "koi8-r",
        "iso-2022-jp",
        "gb18030",
        "utf-16",
        "utf-16le",
        "utf-7",
    ),
    *("utf-8*en", "UTF8", "x-unknown", "rot13", "hex", "idna", "unicode_escape"),
)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u3164\u2800\u00a0\u202f\u180e\ufe0f\U000e0041"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def quoted(payload: str, charset: str = "utf-8") -> str:
    """A Q-encoded word of UTF-8, whatever charset it claims."""
    return f"=?{charset}?q?{''.join(f'={byte:02X}' for byte in payload.encode())}?="


def based(payload: str, charset: str = "utf-8") -> str:
    """A B-encoded word."""
    return f"=?{charset}?b?{base64.b64encode(payload.encode()).decode()}?="


def _nested(levels: int) -> str:
    word = f"x\r\n{ADDED}"
    for level in range(levels):
        word = (quoted, based)[level % 2](word)
    return word


ENDING = [f"Harbour news{end}{ADDED}" for end in LINE_ENDS] + [
    f"Tide tables{end}X-Added: yes{end}{end}<b>a body</b>" for end in ("\r\n", "\n", "\r", "\x85", "\u2028", "\x0b\x0c")
]
WORDS = [
    *(quoted(f"x\r\n{ADDED}", charset) for charset in CHARSETS),
    *(based(f"x\r\n{ADDED}", charset) for charset in CHARSETS),
    *(_nested(levels) for levels in (2, 3, 4, 5)),
    *(
        f"={each}?utf-8?q?x=0D=0A{ADDED.replace(' ', '_')}?="
        for each in ("\ue000", "\u202e", "\x00", "\ufeff", "\n", " ")
    ),
    *(f"=?utf-8?q?x=0D=0ABcc:_v@example.com?{each}=" for each in ("\ue001", "\u2066", "\x7f", "\r\n")),
    *("=?utf-8?q?no end", "=?utf-8?q?=0?=", "=?utf-8?q?=GG?=", "=?utf-8?b?YQ?=", "=?utf-8?b?====?=", "=?utf-8?Q?a b?="),
    *("=?utf-8?x?a?=", "=??q?a?=", "=?utf-8??a?=", "=?utf-8?q??=", "=?=?=?=", "?= =?", "=?utf-8?q?a?==?utf-8?q?b?="),
    *("=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "=?utf-8?b?w6?= =?utf-8?b?kQ==?=", "=?utf-8?q?caf=C3?= =?utf-8?q?=A9?="),
    *(
        "=?utf-8?q?=C0=8Ax?=",
        "=?utf-8?q?=ED=A0=80?=",
        "=?utf-8?q?=E2=80=AEgnp?=",
        "=?utf-8?q?=22=2C=3Cv@example.com=3E?=",
    ),
    *(
        "=?utf-8?q?=00?=",
        "=?utf-8?q?a?=b=?utf-8?q?c?=",
        "(=?utf-8?q?a?=)",
        '"=?utf-8?q?a?="',
        "=?utf-8?q?" + "a" * 300 + "?=",
    ),
]
ADDRESSES = [
    *(
        "<victim@example.com>",
        "victim@example.com",
        '"victim@example.com"',
        "a, b <victim@example.com>",
        "<>",
        "< >",
        "@",
    ),
    *(
        "a <b@example.com>, c <d@example.com>",
        "all: a@example.com, b@example.com;",
        "undisclosed-recipients:;",
        "a:;",
        ";",
    ),
    *(
        "(comment) name",
        "name (victim@example.com)",
        "(unclosed",
        "unopened)",
        "((nested) twice)",
        "(a\\)b)",
        ",",
        ",,",
        ":",
    ),
    *(
        '"',
        '""',
        '"unclosed',
        'a"b',
        "\\",
        'a\\"',
        '\\" <victim@example.com>',
        '" <victim@example.com> "',
        "\\\r\n",
        "'",
        "`",
    ),
    *(
        "[127.0.0.1]",
        "a@[127.0.0.1]",
        ".",
        "..",
        "a.b",
        ".a",
        "a.",
        "@a.example:victim@example.com",
        "a@b@c",
        "Dr. A. Nemo, PhD",
    ),
    *(
        "<@a.example,@b.example:victim@example.com>",
        "=",
        "==",
        "?",
        "Re: ",
        "Subject: x",
        "Content-Type: text/html",
        "From ",
    ),
    *(
        "NIL",
        '"NIL"',
        "{3}",
        "{3}\r\nabc",
        '") NIL "x" (',
        "* BYE",
        "%s%n",
        "{{ 7 * 7 }}",
        "<script>alert(1)</script>",
        "--x--",
    ),
    *(
        "xn--",
        "news@xn--bcher-kva.example",
        "name*=utf-8''a%0D%0ABcc",
        "MIME-Version: 1.0",
        "a@example.com\t<b@example.com>",
    ),
]
HIDING = [
    *(f"Anna {each}gnippohs{each}" for each in TURNING),
    *(f"vic{each}tim@example.com" for each in UNSEEN),
    *(
        f"a{each}b"
        for each in ("\x00", "\x07", "\x08", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x80", "\x9b31m", "\x0e", "\x1f")
    ),
    *("\ud800", "\udc00\ud800", "\udcc3\udca9", "a\ud83d", "\ufffe\uffff", "\ufffd", "\U0010ffff", "\ue000name\ue001"),
    *(
        "\u0430\u0440\u0440\u04cf\u0435 <\u0455@example.com>",
        "\uff1cvictim\uff20example\uff0ecom\uff1e",
        "\uff22cc\uff1a x",
    ),
    *(
        "a\uff0c b",
        "\ufe55 \u2236 \u02d0",
        "\u2100 \u33c2",
        "e\u0301",
        "z\u0351\u0352\u0353\u0354" * 20,
        "\u0646\u0648\u0631",
        "\u05d0\u05d1 x",
    ),
    *(
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f1e8\U0001f1ed",
        "\U0001f44d\U0001f3fd",
        "1\ufe0f\u20e3",
        "\u0645\u06cc\u200c\u062e",
    ),
]
LENGTHS = [
    *(
        "",
        " ",
        "\t",
        "\u3000",
        " x ",
        "a" * 76,
        "a" * 300,
        "a" * 2_000,
        "\xe9" * 400,
        "\u8a9e" * 300,
        "a " * 600,
        " " * 500,
    ),
    *(
        "\U0001f642" * 200,
        "\xe9" + "a" * 249,
        "a" * 249 + "\xe9",
        "a, " * 100,
        '"' * 260,
        "\\" * 260,
        "\u202e" * 500,
        "\xad" * 300,
    ),
]
FOLDED = [  # what a line end falls into the middle of
    *(
        "<victim@example.com> " * 6,
        'Tides, "high" and <low@example.com>, ' * 4,
        "(a\\)b) " * 20,
        "all: a@example.com; " * 6,
    ),
    *('unclosed" ' * 20, "\\ " * 60, "word, " + "x" * 70 + " <victim@example.com>", "Bcc: victim@example.com; " * 5),
]
HOSTILE = tuple(dict.fromkeys([*ENDING, *WORDS, *ADDRESSES, *HIDING, *LENGTHS, *FOLDED]))
