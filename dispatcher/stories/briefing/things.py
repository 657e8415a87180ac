"""Amount, the words beside it → things counted, with what became of them: "3,200 jobs cut", "40 homes destroyed", "143 million consumers affected"."""

from __future__ import annotations

import re

from dispatcher.stories.briefing.amounts import Amount
from dispatcher.stories.briefing.counted import RATE, Counted
from dispatcher.stories.briefing.words import stem

_FATES = """
cut: cut cuts cutting shed sheds shedding slash slashes slashing slashed axe axes axed axing eliminate eliminates eliminated lose losing lost losses loss layoffs redundant
created: create creates created creating add adds added adding hire hires hired hiring
employed: employ employs employed employing workforce
destroyed: destroy destroys destroyed destroying burn burned burnt burning raze razed gut gutted level levelled leveled flattened collapsed
damaged: damage damages damaged damaging
flooded: flood floods flooded flooding
recalled: recall recalls recalled recalling
affected: affect affects affected affecting expose exposed exposing breach breached compromised stolen steal stole hacked impacted
killed: kill kills killed killing dead died deaths die
injured: injure injured injuring wounded wounding hurt
arrested: arrest arrests arrested arresting detain detained detaining
charged: charged indicted accused
released: release releases released releasing free freed freeing
kidnapped: kidnap kidnapped abduct abducted abducting kidnapping
missing: missing
rescued: rescue rescued rescuing
evacuated: evacuate evacuated evacuating
aboard: aboard onboard carrying board
closed: close closes closed closing shut shutting
cancelled: cancel cancelled canceled cancelling grounded
delayed: delay delayed delays
attending: attend attended attending gathered marched protested rallied march protest rally crowd
fired: shot fired shots rounds
sold: sell sells sold selling sales
bought: buy buys bought buying ordered
built: build builds built building
without power: power electricity
signed: signed signatures
won: won win wins winning
"""
_FATE_OF = {
    word: fate
    for line in _FATES.strip().splitlines()
    for fate, _, listed in (line.partition(": "),)
    for word in listed.split()
}
_NO_THING_WORDS = """
years months weeks days hours minutes seconds decades centuries times percent points miles kilometers kilometres
meters metres feet inches yards acres hectares degrees pounds kilos kilograms tons tonnes ounces gallons litres
liters dollars euros cents pence yen yuan won rupees years-old others thirds halves quarters ways things reasons
cases goals runs games seasons sets wins losses touchdowns rebounds assists innings series countries nations states
ones was is has his its this less plus versus news species us perhaps pieces parts kinds types sorts stars steps
levels places issues words pages hundreds thousands millions billions dozens knots volts watts megawatts gigabytes
megabytes megapixels pixels gigahertz hertz
"""
_NO_THING = frozenset(_NO_THING_WORDS.split())
_PERSONS = frozenset(["people", "men", "women", "children"])
_THING = re.compile(
    r"(?: (?P<kind>(?:[A-Za-z][\w.'’-]* ){0,3}?))?(?P<thing>[a-z][a-z-]{2,}s|people|men|women|children)\b"
)
_FUNCTION_WORDS = """
of in on at to by for from with and or but than as that who which was were is are have has had will would could per
the a an its their his her after before when where while since until more fewer other additional extra new it he she
they
"""
_SMALL = frozenset(_FUNCTION_WORDS.split())
_PART = re.compile(
    r"\b(?:of the|out of|of|among|between|aged?|ages|no\.|number|chapter|section|article|page|flight|route|highway|interstate|room|channel|grade"
    r"|level|phase|stage|day|week|top|every|another|an additional|additional|the (?:first|last|other|next|remaining)|these|those|other|previous"
    r"|last|first|next|extra|under|from)$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:^|[\s(])[A-Z][\w’'-]*$")  # "Boeing 737", "Group of 20"
_FIRST_WORD = re.compile(r"^[\"“‘']?[A-Z][\w’'-]*$")
_CLAUSE = re.compile(r"[,;.]| and | but ")
_LETTERS = re.compile(r"[a-z]+")
_YEARS = range(1_900, 2_101)
_OF_TOLLS = frozenset(("killed", "injured", "missing"))
_FEW = 10  # of things with no word for what became of them
_REACH = 6  # words on either side that may say it


def things(amount: Amount, before: str, behind: str) -> Counted | None:
    """The things an amount counts, with their kind and what became of them, all of which make the key."""
    if amount.value < 2 or not amount.value.is_integer() or (amount.value in _YEARS and "," not in amount.shown):  # noqa: PLR2004 - several
        return None
    if _PART.search(before) or (_NAMED.search(before) and not _FIRST_WORD.match(before)) or RATE.search(behind[:40]):
        return None
    found = _THING.match(behind)
    kind = (found["kind"] or "").split() if found else []
    if not found or found["thing"] in _NO_THING or any(word.lower() in _SMALL for word in kind):
        return None
    near = _LETTERS.findall(_CLAUSE.split(before)[-1].lower())[-_REACH:]
    then = _LETTERS.findall(_CLAUSE.split(behind[found.end() :])[0].lower())[:_REACH]
    fates = sorted({_FATE_OF[word] for word in (*near, *then) if word in _FATE_OF})
    if found["thing"] == "people" and not kind and _OF_TOLLS & set(fates):
        return None  # of a toll it would have been told there
    if not fates and (amount.value < _FEW or found["thing"] in _PERSONS):
        return None  # "two brothers", "84 people": too little to compare
    named = " ".join((*kind, found["thing"]))
    key = (stem(found["thing"]), " ".join(sorted(stem(word.lower()) for word in kind)), *fates)
    return Counted(key, f"{named} {fates[0]}" if len(fates) == 1 else named, amount, strict=True)
