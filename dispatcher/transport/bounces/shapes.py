"""
How mail servers write their reports when they do not write them as RFC 3464 asks: tables of patterns, each a family of servers.

Nothing here does anything: `prose.py` reads with it. All patterns are bounded, for they are matched against what strangers write.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LOCAL, _DOMAIN = r"[^\s<>()\[\]\"',:;@]{1,64}", r"[\w][\w.-]{0,250}\w"
ADDRESS = rf"(?P<address>{_LOCAL}@{_DOMAIN})"
_FLAGS = re.IGNORECASE | re.MULTILINE


class Shape(NamedTuple):
    """One way to name a recipient."""

    family: str
    pattern: re.Pattern[str]
    is_block: bool  # what stands behind it, up to the next one, speaks of this recipient alone


def _shape(family: str, pattern: str, *, is_block: bool = False) -> Shape:
    return Shape(family, re.compile(pattern, _FLAGS), is_block)


# In the order they are asked: the first that finds anybody is believed.
RECIPIENTS: tuple[Shape, ...] = (
    _shape("fields of RFC 3464 in running text", rf"^[ >]*(?:original|final)-recipient\s{{0,3}}:\s{{0,3}}(?:\w+\s?;)?\s{{0,3}}<?{ADDRESS}", is_block=True),
    _shape("Domino, Notes, GroupWise, Exchange: the name in a list", rf"^[ \t]{{0,40}}(?:failed|intended|original) (?:recipient|rcpt|address)s?\s{{0,3}}[:=]\s{{0,5}}[<\[]?(?:smtp:)?{ADDRESS}", is_block=True),
    _shape("qmail, Postfix, Yahoo: <address>: reason", rf"^[ \t>*•-]{{0,20}}[<\[\"']{ADDRESS}[>\]\"'][ \t]{{0,3}}(?:\([^)\n]{{0,200}}\))?:", is_block=True),
    _shape("Exim, Gmail, Sendmail, Courier: a line of its own", rf"^[ \t>*]{{0,40}}<?(?:mailto:)?{ADDRESS}>?[ \t]{{0,3}}(?:<[^>\n]{{0,200}}>|\((?:ultimately )?(?:generated|expanded|reason)[^\n]{{0,300}})?[ \t.:]{{0,3}}$", is_block=True),
    _shape("address, then what was wrong with it", rf"^[ \t]{{0,20}}<?{ADDRESS}>?(?:[ \t]{{1,3}}|[ \t]?[:;,-]{{1,3}}|\.\.\.)[ \t]{{0,4}}(?=[^\s@]{{2,}})", is_block=True),
    _shape("an X.400 or SMTP address of an old Exchange", rf"^[ \t]{{0,20}}[^\n@]{{0,120}}\[?(?:smtp|ims)[:=]\s?{ADDRESS}", is_block=True),
    _shape("transcript", rf"^[ \t>]{{0,20}}rcpt to[ \t]{{0,2}}:[ \t]{{0,2}}<?{ADDRESS}", is_block=True),
    _shape("transcript, within a line", rf"rcpt to[ \t]{{0,2}}:[ \t]{{0,2}}<{ADDRESS}>"),
    _shape("a reply that names the address", rf"\b[45]\d\d[ -](?:#?[45]\.\d{{1,3}}\.\d{{1,3}} )?(?:[^\s<>@]{{1,40}} ){{0,4}}<{ADDRESS}>"),
    _shape("a label", rf"\b(?:recipients?|address(?:es)?|user|mailbox|account|delivered? to|deliver \w+ to|message to|addressed to|e-?mail to|mail to|reached|send to|sent to|rejected by|bounced? for|error-for|mail address)\b[^\n@<]{{0,40}}?[:='\"<\[ ]{{1,4}}(?:smtp:)?{ADDRESS}"),
    _shape("To in a list of what was sent", rf"^[ \t>]{{0,20}}(?:to|an|à|para|宛先|受信者|送信先)[ \t]{{0,8}}[:：=][^\n@]{{0,80}}?<?{ADDRESS}"),
    _shape("in angle brackets", rf"<{ADDRESS}>"),
    _shape("anywhere", rf"{ADDRESS}"),
)  # fmt: skip
_ORIGINAL = (
    (
        r"[ \t-]{0,10}--[- ]*+(?:this is a copy of|below this line|the (?:body|header)s? of|(?:begin |start of )?(?:the )?original (?:message|mail)|"
        r"(?:unsent|returned|undelivered|bounced) (?:message|mail)|returned mail|message (?:header|text)|copy of|start of returned|a copy of|the header of|enclosed)"
    ),
    r"[^\n]{0,60}\boriginal (?:message|mail|text)(?: headers?)? (?:is )?(?:as )?(?:follows?|attached|included|below|details:)",
    r"[^\n]{0,40}\b(?:message|mail)(?:'s)? (?:headers?|text|contents?) follows?\b",
    r"[^\n]{0,40}\b(?:here is|below is|included is|this is|attached is) (?:a copy of|your returned|the original)",
    r"[^\n]{0,10}\bbounced e-?mail:",
    r"[^\n]{0,10}\byour message reads",
    r"(?:received|return-path|dkim-signature|delivered-to|x-original-to|message-id)\s?:\s",
    r"-{2,}+[^\n]{0,30}(?:以下|オリジナル)",
)
ORIGINAL = re.compile("|".join(f"(?:^{pattern})" for pattern in _ORIGINAL), _FLAGS)

DAEMON = re.compile(
    r"mailer-?daemon|post[_-]?master|mail[ -]?(?:delivery|system|administrator|router|server)|delivery (?:sub)?system|mdaemon|mail-?daemon|"
    r"\bmailadmin|microsoft exchange|no-?reply@sns\.amazonaws|smtp32|mrmail|bounce|<>$|autoanswer|mmdf|メール(?:システム|サーバ)",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"undeliver|un-?deliverable|not (?:be )?delivered|return(?:ed|ing) (?:mail|message|to sender)|delivery (?:failure|failed|status|problem|notification|error|report|has|unsuccessful|incomplete)|"
    r"fail(?:ed|ure) (?:notice|delivery|notification|report|mail)|failure (?:notice|to)|errors? (?:from|sending|delivering|condition)|processing error|mail (?:system )?error|mail delivery|message (?:delayed|could not|status|you sent|delivery|not)|warning: (?:message|could)|"
    r"bounce|rejected|permanent (?:failure|error)|(?:was|has) not delivered|mail failure|nondeliverable|returned due|user unknown|mailbox|unknown (?:user|address)|non remis|unzustellbar|"
    r"entregu?e|no se puede entregar|loop alert|エラー|配信|不達|送信(?:できません|エラー)|退信|系统退信|投递",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"could ?n[o']t (?:be )?deliver|can ?not be delivered|(?:was|were|been) (?:not |un)(?:delivered|able|deliverable)|unable to deliver|undeliver|not (?:yet )?been delivered|delivery (?:has |to [^\n]{0,90})?(?:failed|failure|error)|"
    r"failed to deliver|did not (?:reach|receive)|permanent (?:fatal )?(?:error|failure)|delivery attempts|was rejected|has been rejected|is not delivered|was not delivered|non-?delivery|returned to you|not delivered|wasn't able to deliver|"
    r"automatically rejected|has been returned|encountered an error|trouble delivering|error delivering|error (?:has )?occurred while|error message below|transcript of session follows|requested action not taken|user unknown|unknown user|mailbox (?:is )?(?:full|unavailable|not found)|no such user|送信できません|配信できません|届けることができません|送れません|无法|退回|unavailable mailbox",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"not yet been delivered|has been delayed|is delayed|delayed \d|will (?:keep|continue|be re-?tried)[^\n]{0,60}|still (?:being retried|trying|in the queue)|delivery attempts will continue|"
    r"warning: (?:could not send message|message)|this is a warning|do not need to resend|no action is required|temporary (?:problem|failure|error)|will be (?:attempted|retried)",
    re.IGNORECASE,
)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
REPLY = re.compile(r"(?<![\w.:/-])([45]\d\d)(?=[ -](?:#?\(?[45]\.\d{1,3}\.\d|[A-Za-z<\"'*]))")
_LEADERS = r"(?:[^\n]{0,60}\b(?:reason|diagnostic(?: information|[- ]code)?|because|error(?: was| message| returned| detail)?|said|responded with|response(?: was)?|the following)[^\n]{0,20}:\s*)"
EXPANDED = re.compile(rf"\((?:expanded|ultimately generated) from:?\s{{0,3}}<?{ADDRESS}", _FLAGS)
REASON = re.compile(rf"{_LEADERS}(?P<reason>[^\n]{{4,}})", re.IGNORECASE)
