"""
`message/delivery-status` → Failure (RFC 3464 §2), and `message/feedback-report` → its fields (RFC 5965 §3).

Servers forget blank lines, write `Status: 5.0.0` beside a reply that says more, and put a second copy of a group in: all of that is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.quoprimime import unquote

from dispatcher.model import BounceKind, Failure
from dispatcher.transport.bounces.blocks import blocks
from dispatcher.transport.bounces.shapes import ADDRESS, REPLY, STATUS
from dispatcher.transport.bounces.words import kind_of

MOST_GROUPS = 1_000  # recipients of one report
MOST_OF_A_REASON = 300  # characters
_FIELD = re.compile(r"^[ \t]{0,3}([A-Za-z][A-Za-z0-9-]{1,40})[ \t]{0,3}:(.*)$")
_ADDRESS = re.compile(ADDRESS)
_XTEXT = re.compile(r"\+([0-9A-F]{2})")  # RFC 3461 §4
_SOUND = {"delivered", "relayed", "expanded", "delivery", "deliverable"}
_GENERIC = re.compile(r"\.0$|\.4\.7$")  # "other" of RFC 3463 §3.1 ff., and "too old"
_MOST_LOOKED_AT = 4_000  # characters
Group = dict[str, str]


def groups(text: str) -> Iterator[Group]:
    """The groups of fields of a report, names in small letters; the first value of a name counts."""
    group: Group = {}
    name = ""
    for line in text.split("\n"):
        if not line.strip():
            if group:
                yield group
            group, name = {}, ""
        elif line[0] in " \t" and name and not _FIELD.match(line):
            group[name] = f"{group[name]} {line.strip()}"[:4_000]
        elif found := _FIELD.match(line):
            name = found[1].lower()
            if name == "final-recipient" and name in group:  # the blank line between two recipients was forgotten
                yield group
                group = {}
            if name in group:
                name = ""
            else:
                group[name] = found[2].strip()
    if group:
        yield group


def failures(text: str, *, notice: str) -> list[Failure]:
    """What a delivery report says of each recipient; `notice` is what it says to people, which may say more."""
    found = [each for each in groups(text) if "final-recipient" in each or "original-recipient" in each][:MOST_GROUPS]
    said = {address.lower(): block for address, block in blocks(notice)} if len(found) > 1 else {}
    return [_failure(each, said, notice if len(found) == 1 else "") for each in found]


def _failure(group: Group, said: Mapping[str, str], notice: str) -> Failure:
    original, final = _address(group.get("original-recipient", "")), _address(group.get("final-recipient", ""))
    notice = said.get(original.lower()) or said.get(final.lower()) or notice
    diagnostic = re.sub(r"^[\w-]{1,40}\s?;\s?", "", group.get("diagnostic-code", "")).strip()
    action = group.get("action", "").split(" ")[0].strip(";,()").lower()
    stated = group.get("status", "")
    status = _status(diagnostic, stated, notice)
    code = reply_code_in(diagnostic) or (reply_code_in(notice) if not diagnostic else None)
    if action in _SOUND or (status or "").startswith("2."):
        kind = BounceKind.NONE
    elif action == "delayed":
        kind = BounceKind.SOFT
    else:
        kind = kind_of(status, code, (f"{diagnostic} {stated} {group.get('x-notes', '')}", notice[:3_000]))
    return Failure(
        address=original or final,
        kind=kind,
        status=status,
        reply_code=code,
        reason=one_line(diagnostic or stated),
        also=final if original and final != original else "",
        delayed=action == "delayed",
    )


def status_in(text: str) -> str | None:
    """The status in a text: the first that tells something. `554 4.4.7 expired <421 4.4.2 timed out>` is about 4.4.2."""
    found: list[str] = STATUS.findall(text[:_MOST_LOOKED_AT])
    found = [each for each in found if each[0] != "2"] or found
    return next(
        (each for each in found if each[0] == found[0][0] and not _GENERIC.search(each)), next(iter(found), None)
    )


def _status(diagnostic: str, stated: str, notice: str) -> str | None:
    """The other server's own words stand before what ours made of them: Sendmail writes 5.1.1 over a blocklist's 5.7.1."""
    own, ours = status_in(diagnostic), status_in(stated)
    if own or not (ours is None or ours.endswith(".0.0")):
        return own or ours
    told = status_in(notice)
    return told if told and (ours is None or ours[0] == told[0]) else ours


def reply_code_in(text: str) -> str | None:
    """The reply code in a server's words."""
    found = REPLY.search(text)
    return found[1] if found else None


def one_line(text: str) -> str:
    """Words of strangers on one line, cut to what an operator reads."""
    plain = " ".join(text.split())
    return "".join(each if each.isprintable() else " " for each in plain)[:MOST_OF_A_REASON]


def _address(value: str) -> str:
    """`rfc822;anna+2Bnews@example.org` as an address; other types hold none (RFC 3464 §2.3.1)."""
    kind, parted, rest = value.partition(";")
    text = (rest if parted else kind).strip()
    if parted and kind.strip().lower() == "rfc822":
        text = _XTEXT.sub(lambda found: chr(int(found[1], 16)), text)
    if re.search(r"=[0-9A-F]{2}", text):
        text = unquote_all(text)
    found = _ADDRESS.search(text)
    return found["address"] if found else ""


def unquote_all(text: str) -> str:
    """Quoted-printable that stands where none is due."""
    return re.sub(r"=[0-9A-F]{2}", lambda found: unquote(found[0]), text)
