"""
Reply text → what it asks for: servers say in prose what no code of RFC 3463 can.

Pure. The words are those that the big mailboxes and the usual servers use; what none of them says is left to the codes.
"""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": 1, "m": 60, "h": 3600}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "fifteen": 15,
    "twenty": 20, "thirty": 30, "sixty": 60,
}  # fmt: skip
# As "try again in 300 seconds", "please wait 5 minutes", "retry after 60s", "Greylisted for 4 minutes".
_WAIT = re.compile(
    r"\b(?:in|after|for|wait|least|another|retry|time|within)\b\W{0,3}(?:at least |another |about )?"
    r"(?P<number>\d{1,6}|"
    + "|".join(_NUMBERS)
    + r")(?:\s+more)?\s*-?(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?:in|after|for|wait)\b\W{0,3}(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d\d)\b", re.IGNORECASE
)
_QMAIL = re.compile(r"\(#([245]\.\d{1,3}\.\d{1,3})\)")
_GREYLISTING = re.compile(r"gr[ea]y.?list|postgrey", re.IGNORECASE)
_RATE = re.compile(
    r"rate.?limit|throttl|too (?:many|much) (?:messages|mails?|e-?mails?|connections|sessions|concurrent)|too (?:fast|quickly|frequent)"
    r"|unusual rate|sending limit|exceed\w* .{0,20}(?:rate|messages per)|slow down|(?:messages|recipients) (?:\w+ )?(?:this|per|an) (?:hour|minute|day)",
    re.IGNORECASE,
)
# Of what the message says, whatever it says of us beside that.
_WHAT_IT_SAYS = re.compile(
    r"\bcontent|virus|malware|phish|attachment|\bur[il]s?\b|\blinks?\b|surbl|uribl|suspicious subject"
    r"|this message (?:is likely|has been|was|looks|seems|appears|contains)|message (?:is|was|looks like|identified as|classified as) spam",
    re.IGNORECASE,
)
_US = re.compile(
    r"\b(?:block|black|deny).?list|\bblocked\b|\bblocking\b|\bbanned\b|reputation|\brbl\b|dnsbl|spamhaus|barracuda|spamcop|\blisted\b"
    r"|\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated|not authenticated|reverse dns|\bptr\b|client host|sender (?:address )?(?:rejected|denied|verif)"
    r"|relay(?:ing)? (?:access )?(?:denied|not)|not permitted to relay|\bip\b|sending (?:ip|domain|host)|polic(?:y|ies)|too much spam from",
    re.IGNORECASE,
)
_SPAM = re.compile(r"\bspam|\bjunk|unsolicited|\bubm?e\b|\bbulk\b|gtube", re.IGNORECASE)
_RECIPIENT = re.compile(
    r"(?:authori[sz]ed|allowed|permitted|permission) to (?:send|post|mail|write)\w* (?:\w+ ){0,3}(?:this |the |that )?(?:recipient|group|list|user|mailbox|address|member)"
    r"|(?:recipient|user|mailbox|customer|account) (?:\w+ ){0,3}(?:blocked|has blocked|rejects|does not (?:accept|want)|only accepts|refuses)"
    r"|(?:no such|unknown|invalid) (?:user|recipient|mailbox|account|alias)|(?:user|recipient|mailbox|account) (?:\w+ ){0,3}(?:unknown|not found|unavailable|disabled)"
    r"|(?:user|recipient|mailbox|account) (?:\w+ ){0,3}does not exist"
    r"|rejected by (?:the )?(?:recipient|user)\b|restricted (?:recipient|group|list)|recipient'?s? (?:personal |own )?(?:block|policy|rule|filter|preferences)"
    r"|(?:list|group) expansion|authenticated senders? only|senders? (?:not authenticated|must authenticate) for (?:this )?(?:group|recipient)",
    re.IGNORECASE,
)  # fmt: skip


def enhanced_in(text: str) -> str | None:
    """The enhanced code as qmail writes it, behind the text: `(#5.1.1)`; None when there is none."""
    found = _QMAIL.search(text)
    return found[1] if found else None


def stated_wait(text: str) -> timedelta | None:
    """How long a server asks to wait, when it says so in seconds, minutes or hours; None when it does not."""
    if found := _CLOCK.search(text):
        return timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"]), seconds=int(found["seconds"]))
    if found := _WAIT.search(text):
        number = found["number"].lower()
        return timedelta(seconds=int(_NUMBERS.get(number) or number) * _UNITS[found["unit"][0].lower()])
    return None


def is_greylisting(text: str) -> bool:
    """Whether the server puts off whom it does not know yet (RFC 6647): no wish for less mail."""
    return _GREYLISTING.search(text) is not None


def wants_less(text: str) -> bool:
    """Whether the server says that mail comes too fast, or too much of it at once."""
    return _RATE.search(text) is not None


def is_of_the_recipient(text: str) -> bool:
    """Whether it is this one reader, group or mailing list that is not there, or wants no mail from us."""
    return _RECIPIENT.search(text) is not None


def is_of_what_it_says(text: str) -> bool | None:
    """Whether the message is refused for what it says (True), or we for who we are (False); None when the words do not tell."""
    if _WHAT_IT_SAYS.search(text):
        return True
    if _US.search(text):
        return False
    return True if _SPAM.search(text) else None
