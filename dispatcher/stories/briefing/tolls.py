"""Amount, the words beside it → people killed, hurt, missing: "at least 14 people were killed", "a toll of 36", "injuring ten"."""

from __future__ import annotations

import re

from dispatcher.stories.briefing.amounts import Amount
from dispatcher.stories.briefing.counted import Counted

_STATE = {
    form: state
    for state, forms in {
        "killed": "dead died killed killing kills dying death deaths fatalities toll",
        "injured": "wounded hurt injuries injured injuring injures wounding wounds",
        "missing": "missing unaccounted",
        "displaced": "displaced displacing",
        "arrested": "arrested arresting",
        "evacuated": "evacuated evacuating",
        "rescued": "rescued rescuing",
        "taken to hospital": "taken rushed brought hospitalised hospitalized",
    }.items()
    for form in forms.split()
}
_AUX = r"(?: (?:have|has|had|were|was|are|been|being|be|confirmed|reported|already|now|also|so far|left|listed as))*"
_STATES = (
    r"dead|died|killed|deaths|fatalities|wounded|hurt|injuries|injured|missing|unaccounted for|homeless|displaced|arrested|detained|evacuated"
    r"|rescued|stranded|hospitali[sz]ed|(?:taken|rushed|brought) to (?:[\w-]+ ){0,2}hospitals?"
)
_BEHIND = re.compile(
    rf"(?: (?:people|persons|others|victims))?(?:, including [^,;.]{{1,50}},)?{_AUX} (?P<state>{_STATES})\b"
    r"(?! (?:and|or) (?:injured|wounded|missing|dead|killed)\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?P<state>killing|killed|kills|injuring|injured|injures|wounding|wounded|displacing|arresting|evacuating|rescuing|deaths? of)$",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"(?: (?:people|persons|others))?(?: (?:and|in|on|at|when|as|after|near|before|during|while|across|since)\b|[.,;]|$)"
)
_TOLL = re.compile(
    r"\b(?:death )?toll\b[^.,;]{0,120}?\b(?:to|at|of|reached|hits?|is|was|now|passed|topped)$"
    r"|\bnumber of (?:confirmed |known )?(?:dead|deaths)\b[^.,;]{0,40}?\b(?:to|at)$",
    re.IGNORECASE,
)
_NO_TOLL = re.compile(
    r"\b(?:aged?|ages|another|additional|extra)(?: [0-9]{1,3}(?:, [0-9]{1,3})*,? and)?$", re.IGNORECASE
)
_SHARE = re.compile(r" ?%| per ?cent", re.IGNORECASE)


def people(amount: Amount, before: str, behind: str) -> Counted | None:
    """
    The people an amount counts; None for a part of them ("three children were killed") and for those that come on top ("two others").

    `before` and `behind` are the sentence's words beside the amount, without white space at the end of `before`.
    """
    if not amount.value.is_integer() or _NO_TOLL.search(before):
        return None
    found = _BEHIND.match(behind)
    if not found and _TOLL.search(before) and not _SHARE.match(behind):
        return _counted("killed", amount)
    if not found:
        found = _BEFORE.search(before) if _THEN.match(behind) else None
    if not found:
        return None
    word = found["state"].lower().split()[0]
    state = _STATE.get(word, word)
    return None if state == "killed" and behind.lower().startswith(" others") else _counted(state, amount)


def _counted(state: str, amount: Amount) -> Counted:
    return Counted(("people", state), state, amount, strict=False)
