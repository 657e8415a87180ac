"""Amount, the words beside it → sums of money with what they are, shares, magnitudes, votes: "a fine of $2.1 billion", "turnout of 74 percent"."""

from __future__ import annotations

import re

from dispatcher.stories.briefing.amounts import Amount
from dispatcher.stories.briefing.counted import UNSURE, Counted

_SUMS = """
fine: fine fines penalty penalties
settlement: settlement settle settled settlements
offer: offer bid proposal offered bids takeover acquisition buyout merger deal purchase
charge: charge writedown write-down hit write-off
loss: loss losses
profit: profit profits earnings
revenue: revenue revenues sales turnover
damage: damage damages
ransom: ransom
bail: bail bond
budget: budget
aid: aid package relief bailout loan loans
funding: funding investment
value: valuation worth valued
price: price
cost: cost costs
bill: bill
prize: prize jackpot reward award
theft: heist robbery theft stolen
"""
_SUM_OF = {
    word: name
    for line in _SUMS.strip().splitlines()
    for name, _, listed in (line.partition(": "),)
    for word in listed.split()
}
_SUM = "|".join(sorted(_SUM_OF, key=len, reverse=True))
_UNIT = re.compile(r"[ -](?P<unit>dollars?|euros?|pounds|yen|won|yuan|rupees|rubles|roubles|francs)\b", re.IGNORECASE)
_SIGNS = {"dollar": "$", "euro": "€", "pound": "£", "US$": "$"}
_SUM_BEHIND = re.compile(
    rf"(?:[ -](?:dollars?|euros?|pounds?|yen|won|yuan|rupees))?(?: [\w’'-]+){{0,2}}? (?P<sum>{_SUM})\b(?! (?:of|to|for|by|over|from) [$€£])"
)
_SUM_BEFORE = re.compile(
    rf"\b(?P<sum>{_SUM})(?: (?:of|worth|at|is|was|totall?ing|valued at|set at|for|to|reached|(?:the )?company|it|him|her|them)){{1,3}}$"
    r"|\b(?P<fined>fined)(?: [A-Z][\w.&’'-]*){0,3}$|\b(?:valued at|worth)$",
    re.IGNORECASE,
)
_NO_SUM_BEHIND = re.compile(r"[- ](?:a|per)[- ]| (?:each|apiece)\b|,? ?(?:to|-|–) ?[$€£]")
_NO_SUM_BEFORE = re.compile(r"\b(?:from|between|another|additional)$", re.IGNORECASE)
_PERCENT = re.compile(
    r"(?P<gap> ?)(?:(?P<sign>%)|(?<= )per ?cent|[ -]per ?cent)(?! ?points?)"
    r"(?: (?:of (?:the )?)?(?:[a-z]+ )?(?P<of>turnout|vote|votes|ballots|unemployment|inflation)\b)?",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(
    r"\b(?P<of>turnout|unemployment(?: rate)?|inflation(?: rate)?|approval(?: rating)?|interest rates?)"
    r"(?: (?:was|is|of|at|to|reached|stood at|hit|fell to|rose to|climbed to|dropped to|put|estimated)){1,3}$",
    re.IGNORECASE,
)
_WINNER = re.compile(
    r"\b(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)[^.;]{0,60}?\b(?:won|with|took|received|secured|got|gained|on)$"
)
_MAGNITUDE_BEFORE = re.compile(r"\bmagnitude(?: of|-)?$|\bmeasur(?:ed|ing)(?: at)?$", re.IGNORECASE)
_MAGNITUDE_BEHIND = re.compile(r"[ -]magnitude\b| on the Richter\b", re.IGNORECASE)
_NOT_THE_QUAKE = re.compile(
    r"\b(?:aftershocks?|foreshocks?|another|first|second|previous|smaller|latest|series|(?:earth)?quakes|tremors)\b",
    re.IGNORECASE,
)
_WEAKEST, _STRONGEST = 2.5, 9.9
_AGAINST = re.compile(r"(?P<mark>[-–]| to | votes to | in favou?r and )(?P<other>[0-9]{1,3})\b(?![\w%.,]?\d)")
_VOTING = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|passed|approved|rejected|confirmed|ratified|backed|adopted)\b", re.IGNORECASE
)
_NO_VOTE = re.compile(r"\b(?:age|ages|aged|from|between|game|match|score)\b", re.IGNORECASE)
_SPAN = re.compile(r"[-–]?\s?(?:year|day|month|week|point|minute)")
_MOST_VOTES = 999


def is_money(amount: Amount, behind: str) -> bool:
    """Whether the amount is one of money."""
    return bool(amount.sign or _UNIT.match(behind))


def money(amount: Amount, before: str, behind: str) -> Counted | None:
    """A sum of money, where a word beside it says what it is."""
    if UNSURE.search(before) or _NO_SUM_BEHIND.match(behind) or _NO_SUM_BEFORE.search(before):
        return None
    found = _SUM_BEFORE.search(before) or _SUM_BEHIND.match(behind)
    if not found:
        return None
    told = found.groupdict()
    name = "fine" if told.get("fined") else _SUM_OF[told["sum"].lower()] if told.get("sum") else "value"
    unit = _UNIT.match(behind)
    sign = amount.sign or (unit["unit"].lower().rstrip("s") if unit else "")
    shown = f"{amount.shown} {unit['unit']}" if unit and not amount.sign else amount.shown
    return Counted(("money", _SIGNS.get(sign, sign), name), name, amount, strict=True, shown=shown)


def magnitude(amount: Amount, before: str, behind: str, sentence: str) -> Counted | None:
    """An earthquake's magnitude, not that of an aftershock."""
    if not (_MAGNITUDE_BEFORE.search(before) or _MAGNITUDE_BEHIND.match(behind)):
        return None
    if _NOT_THE_QUAKE.search(sentence) or not _WEAKEST <= amount.value <= _STRONGEST:
        return None
    return Counted(("magnitude",), "magnitude", amount, strict=False)


def is_share(behind: str) -> bool:
    """Whether the amount is one of per cent; percentage points are something else, and nothing of ours."""
    return bool(_PERCENT.match(behind))


def share(amount: Amount, before: str, behind: str) -> Counted | None:
    """A turnout, a rate, somebody's share of the vote."""
    found = _PERCENT.match(behind)
    if not found or UNSURE.search(before):
        return None
    unit = behind[: found.end("sign")] if found["sign"] else f" {re.split(r'[ -]', found[0].lstrip(' -'))[0]}"
    if not found["sign"] and found[0].lstrip(" -").lower().startswith("per cent"):
        unit = " per cent"
    shown = f"{amount.shown}{unit}"
    of = (found["of"] or "").lower()
    rate = _RATE_BEFORE.search(before)
    if of in {"vote", "votes", "ballots"}:
        who = _WINNER.search(before)
        if who is None:
            return None
        name = who["who"].split()[-1]
        return Counted(
            ("percent", "vote", name.lower()), f"share of the vote, {name}", amount, strict=False, shown=shown
        )
    of = of or (rate["of"].lower() if rate else "")
    return Counted(("percent", of), of, amount, strict=of != "turnout", shown=shown) if of else None


def vote(amount: Amount, before: str, behind: str) -> Counted | None:
    """A vote of so many to so many."""
    found = _AGAINST.match(behind)
    if not found or amount.value > _MOST_VOTES or not amount.value.is_integer() or amount.rough:
        return None
    near = f"{before[-50:]}|{behind[found.end() : found.end() + 25]}"
    if not _VOTING.search(near) or _NO_VOTE.search(before[-30:]) or _SPAN.match(behind, found.end()):
        return None
    mark = " to " if found["mark"].startswith(" ") else found["mark"]
    shown = f"{amount.shown}{mark}{found['other']}"
    return Counted(("vote",), "vote", amount, strict=True, shown=shown, against=int(found["other"]))
