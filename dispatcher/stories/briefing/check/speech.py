"""Who says what in a text: words of saying, which of them leave it open whether it is true, and the speakers around them. English."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dispatcher.stories.briefing.check.reading import Reading

_SAYS = """
say says said saying tell tells told telling announce announces announced announcing state states stated stating add adds added adding
write wrote writes written tweet tweets tweeted post posted explain explains explained note notes noted report reports reported reporting
confirm confirms confirmed confirming declare declares declared respond responded reply replied ask asked asks warn warns warned warning
urge urged urges call called calls describe described describes insist insists insisted argue argues argued claim claims claimed claiming
allege alleges alleged alleging assert asserts asserted contend contends contended maintain maintains maintained suggest suggests suggested
accuse accuses accused accusing deny denies denied denying admit admits admitted acknowledge acknowledged believe believes believed
think thinks thought estimate estimates estimated predict predicts predicted expect expects expected according promise promised promises
pledge pledged vow vowed threaten threatened condemn condemned praise praised criticise criticised criticize criticized blame blamed
recall recalled remember remembered quote quoted comment commented remark remarked observe observed conclude concluded find found finds
show shows showed reveal reveals revealed disclose disclosed indicate indicated agree agreed order ordered demand demanded rule ruled
speak spoke speaking speaks statement interview joke joked complain complained testify testified read reads hail hailed welcome welcomed
shout shouted scream screamed cry cried recount recounted tell stress stressed underline underlined emphasise emphasised emphasize
emphasized repeat repeated reiterate reiterated caution cautioned fear feared hope hoped feel felt wonder wondered boast boasted lament
lamented joking recommend recommended advise advised propose proposed inform informed notify notified assure assured reassure reassured
mention mentioned cite cited citing apologise apologised apologize apologized argue put view opinion
"""
SAYS = frozenset(_SAYS.split())
_OPEN = """
claim claims claimed claiming allege alleges alleged alleging allegedly assert asserts asserted contend contends contended insist insists
insisted argue argues argued accuse accuses accused accusing accusation accusations allegation allegations suspect suspects suspected
suspicion purported purportedly reportedly believe believes think thinks suspects rumoured rumored supposedly apparently believed believes thought deny denies denied denying
unconfirmed unverified speculated speculation
"""
OPEN = frozenset(_OPEN.split())
"""Words that leave open whether what is told is true."""

_TELLS_WORDS = """
say says said saying tells told telling announced announces stated states added adds wrote writes tweeted explained explains noted warned
warns declared declares insisted insists argued argues claimed claims alleged replied asked asks replies confirmed
"""
_TELLS = frozenset(_TELLS_WORDS.split())
"""Words of saying that show who speaks by standing beside the name."""
_BETWEEN_WORDS = """
has had have also later then not then reportedly repeatedly previously already once again recently
"""
_BETWEEN = frozenset(_BETWEEN_WORDS.split())
_FAR = 20  # tokens of what may stand between commas behind a name


class Speaker(NamedTuple):
    """A named speaker, and the token of the word of saying."""

    parts: tuple[str, ...]
    at: int


@lru_cache(maxsize=1_024)
def speakers(reading: Reading) -> tuple[Speaker, ...]:
    """Names beside a word of saying: "Smith said", "said Smith", "Smith, the mayor, said", "according to Smith"; none where a pronoun or a noun speaks."""
    return tuple(_speakers(reading))


def _speakers(reading: Reading) -> Iterator[Speaker]:
    ends = {name.last: name for name in reading.names}
    begins = {name.first: name for name in reading.names}
    for at, token in enumerate(reading.tokens):
        if token.mark or (token.low not in _TELLS and token.low != "according") or _inside(reading, token.start):
            continue
        if token.low == "according":
            place = at + 2
            while place < len(reading.tokens) and reading.tokens[place].low in {"the", "a", "an"}:
                place += 1
            if place in begins:
                yield Speaker(begins[place].parts, at)
            continue
        found = ends.get(_before(reading, at))
        if (
            found is None
            and at
            and reading.tokens[at - 1].mark
            and token.low in {"said", "says", "wrote", "added", "asked", "replied", "tweeted"}
        ):
            found = next(
                (
                    begins[place]
                    for place in range(at + 1, at + 5)
                    if place in begins and _same_clause(reading, at, place)
                ),
                None,
            )
        if found is not None:
            yield Speaker(found.parts, at)


def _before(reading: Reading, at: int) -> int:
    """The token that ends what speaks before a word of saying, behind which an apposition between commas may stand."""
    place = at - 1
    while place >= 0 and (reading.tokens[place].low in _BETWEEN or reading.tokens[place].low.endswith("ly")):
        place -= 1
    if place > 0 and reading.tokens[place].text == ",":
        opening = next(
            (back for back in range(place - 1, max(place - _FAR, 0), -1) if reading.tokens[back].text == ","), -1
        )
        return opening - 1 if opening > 0 else -1
    return place


def _same_clause(reading: Reading, one: int, other: int) -> bool:
    return reading.tokens[one].clause == reading.tokens[other].clause


def _inside(reading: Reading, place: int) -> bool:
    return any(start <= place < end for start, end in reading.quotes)
