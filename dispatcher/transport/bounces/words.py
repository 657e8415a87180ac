"""
What the words of a report mean: a table of families, and the decision made from code and words.

Hard is the address's own permanent fault, and nothing else: 5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10, 5.2.1, or words that say exactly that.
A code that its own words deny (a full mailbox under 5.1.1, a blocklist under 5.1.3) is not believed: asking again costs a mail, believing
it a reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dispatcher.model import BounceKind

OWN_FAULT = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})  # RFC 3463 §3.2, §3.3; RFC 7505 §4
# Codes that say something of their own, so that no words are needed: storage, routes, protocol, content, policy.
_VAGUE = frozenset({"5.0.0", "5.1.0", "5.2.0", "5.3.0", "5.4.0", "5.4.1", "5.4.4", "5.5.0", "5.5.1", "5.5.4"})
_OF_THE_SENDER = frozenset({"5.1.7", "5.1.8"})
_READER = r"(?:e-?mail |mail )?(?:user|recipient|mailbox|account|addressee|address|alias|person|customer|member|userid|user ?name|login|inbox)"
_WORDS_BETWEEN = r"(?:[^\s]{1,80} ){0,3}"


def _family(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Of the reader's state or of ours: these pass, or somebody must do something about them.
NOT_THE_ADDRESS = _family(
    r"(?:mail)?box\b[^.\n]{0,60}\b(?:full|quota|exceed|storage|size limit)|(?:over|exceed\w*|out of|beyond)\b[^.\n]{0,30}\b(?:quota|storage|disk space|mailbox size)",
    r"quota (?:exceeded|violation|full)|over ?quota|mailfolder is full|not enough (?:storage|disk|space)|insufficient (?:disk |system )?(?:storage|space)",
    r"\b(?:inbox|mailbox|account) is (?:over |full|currently full)|full mailbox|一杯|容量|已满|已滿|переполнен|piena|lleno|cheia|\bvoll\b|\bplein",
    r"spam(?!cop\.example)|\bblack ?list|block ?list|blocklist|\bRBL\b|DNSBL|spamhaus|spamcop|sorbs|reputation|\bbulk mail\b",
    r"reverse dns|\bPTR\b|rDNS|\bSPF\b|\bDKIM\b|\bDMARC\b|authenticat|TLS|encryption",
    r"too many|rate limit|throttl|connections? (?:rate|limit)|sending limit|per (?:hour|day)|too (?:fast|frequent)",
    r"message (?:is )?(?:too (?:big|large)|size|length)|size (?:limit|exceeds)|too large|virus|malware|attachment|content (?:filter|reject)",
    r"try(?:ing)? (?:again )?later|temporar(?:y|ily)|greylist|timed? ?out|time ?limit|(?:message|delivery|time|retry|queue)\w*\b[^.\n]{0,40}\bexpired|expired after|not (?:yet )?been delivered|delayed|will (?:continue|keep) (?:to )?tr",
    r"relay(?:ing)? (?:access )?(?:denied|not)|not permitted to relay|unable to relay|cannot relay|loop detected|too many hops|mail loop",
    r"(?:after|in reply to)(?: the)? (?:MAIL FROM|EHLO|HELO|initial connection)\b",
    r"(?:domain of|sender) (?:the )?(?:sender )?address\b[^\n]{0,120}\bnot (?:exist|resolve)|sender (?:address )?(?:rejected|denied|unknown|blocked|verify)|(?:rejects?|unknown|invalid|bad|untrusted) sender|sender\b[^.\n]{0,20}\b(?:not exist|invalid)|ドメイン指定",
)
# Nobody reads mail there, and nobody will.
NOBODY_THERE = _family(
    rf"(?:unknown|no such|invalid|non-?exist[ae]nt|unrouteable|undeliverable|inactive|unrecognized|illegal|bad destination|bad) (?:local |remote |smtp |destination |final delivery |virtual )?{_READER}\b",
    rf"{_READER}(?:\(s\)|s|\(es\))?\b[^.\n]{{0,80}}?\b(?:unknown|not (?:be )?(?:found|known|exist\w*|valid|listed|recogni[sz]ed|active)|(?:does|do|did|doesn'?t|don'?t)(?: not|n't)? exist|no longer (?:exists?|valid|active|in use|available|accept\w*)|n'existe|nicht gefunden|non-?exist[ae]nt|inactive|disabled|discontinued|suspended|closed|deactivated|terminated|expired|invalid|unavailable due to)",
    r"\b(?:not|isn'?t|aren'?t) (?:a )?(?:our |known |valid )(?:customer|user|mailbox|address|recipient|account)|not our customer|not a registered|is not a known user|unknown or illegal alias|undefined alias",
    r"no (?:such )?(?:mailbox|user|account|recipient|address|person|alias|local part)(?: here| by that name| exists| with that| found| at this| in)?\b(?! space)",
    r"(?:user|account|mailbox|addressee|recipient) (?:is )?(?:unknown|disabled|inactive|suspended|not found|not exist)|\bunknown:|unknown (?:user|local part|address|recipient|mailbox)",
    r"(?:doesn'?t|does not) have (?:an?|any) (?:\S+ )?(?:account|mailbox)|(?:doesn'?t|does not) (?:exist|handle)|no mail ?box here|can'?t find (?:the |a )?(?:user|recipient|mailbox)",
    r"(?:user|account|address|mailbox) (?:has|have) (?:been )?(?:moved|left|closed|disabled|deleted|removed|cancel)|no longer (?:works?|at|with|employed|an? \w+ (?:user|member))|has moved|moved to",
    r"delivery (?:to )?this (?:user|address) (?:is )?(?:disabled|not allowed)|not listed in|not in (?:the )?(?:directory|address book|domino)|matches? more than one|ambiguous",
    r"(?:unknown|non-?existent|no such|unrouteable) (?:mail )?(?:host|domain|destination host)|MX or SRV record indicated no SMTP service|domain is not reachable|(?:host|domain)(?: name)?(?: \S+)? (?:is )?(?:unknown|not found|(?:does|do)(?: not|n'?t) exist|unrouteable)|no mx|null ?mx|does(?:n't| not) accept (?:e-?)?mail|NXDOMAIN|unrouteable (?:mail )?(?:domain|address)|couldn'?t find (?:any host|a mail exchanger)|domain (?:isn'?t|is not) in my list|name server: .{0,80}host not found|host not found|hostname lookup|bad address syntax|mail server (?:does not exist|not found)|illegal host",
    r"utilisateur inconnu|inconnu|desconocid|no existe|unbekannt|existiert nicht|inesistente|nie istnieje|не существует|нет такого|(?<!可能)不存在|存在しません|見つかりません|リストにありません|宛先不明",
    # What large providers write of an address that is none, in words of their own (Hotmail; Exchange Online's edge, 5.4.1).
    r"(?:account|user|recipient|address) (?:can ?not|could ?not|couldn'?t|can'?t) be found|(?:can'?t|can ?not) accept user|not present(?: in)?\b|nobody by that name|no (?:one|body) (?:at|with|by) (?:this|that)|no valid recipients",
    r"not (?:a )?local(?: address| recipient|$)|(?:recipient|address|user) is not local|RESOLVER\.ADR\.\w*NotFound|validrcptto|unknown local-?part|missing home directory|not-valid-user|is no longer on (?:this )?server|user gone|(?:user|account) (?:is|has) expired",
    r"name or service not known|(?:recipient|destination) domain must exist|unroutable (?:mail )?(?:domain|address)|domino directory|(?:no )?mail ?box available for this user|(?:addresses|recipients) were unknown",
    r"adresse (?:wurde )?nicht gefunden|sconosciut|desconhecid|n[aã]o existe|onbekend|не найден|없는 (?:사용자|수신자)|수신자가 없|존재하지 않",
    r"requested (?:mail )?action not taken: mailbox unavailable|(?<!temporarily )mailbox (?:is )?unavailable|5\.4\.1 [^\n]{0,120}recipient address rejected: access denied|address (?:\w+ ){0,3}couldn'?t be found",
)


def kind_of(status: str | None, reply_code: str | None, words: Sequence[str]) -> BounceKind:
    """Hard or soft, for a failure that was reported; of `words` the first that say anything count."""
    if status is not None:
        if not status.startswith("5."):
            return BounceKind.SOFT
        if status in OWN_FAULT:
            return BounceKind.SOFT if _denied(words[0]) else BounceKind.HARD
        if status in _OF_THE_SENDER or (status not in _VAGUE and not status.startswith("5.1.")):
            return BounceKind.SOFT
    elif reply_code is not None and reply_code.startswith("4"):
        return BounceKind.SOFT
    return BounceKind.HARD if _says_nobody(words) else BounceKind.SOFT


def _denied(words: str) -> bool:
    return bool(NOT_THE_ADDRESS.search(words)) and not NOBODY_THERE.search(words)


def _says_nobody(words: Sequence[str]) -> bool:
    return next((nobody for nobody in map(_verdict, words) if nobody is not None), False)


def _verdict(text: str) -> bool | None:
    """Whether these words say that nobody is there, or that something else is the matter; None when they say neither."""
    if NOT_THE_ADDRESS.search(text):
        return False
    return True if NOBODY_THERE.search(text) else None
