"""Direction: rise does not become fall, before not after, won not lost; nor one side of any pair of the list the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.agents import neighbours
from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.names import same_name
from dispatcher.stories.briefing.check.reading import Reading
from dispatcher.stories.briefing.check.surroundings import fit

_PAIRS = """
rise rises rising rose risen increase increases increased increasing grow grows growing grew grown growth climb climbs climbed climbing jump jumps jumped jumping surge
    surges surged surging soar soars soared soaring gain gains gained gaining up upward uptick hike hiked higher
  / fall falls falling fell fallen decrease decreases decreased decreasing drop drops dropped dropping decline declines declined declining plunge plunges plunged
    plunging slump slumped tumble tumbled shrink shrinks shrank shrunk down downward dip dipped reduce reduces reduced reducing reduction cut cuts cutting lower lowered
| more above over exceed exceeds exceeded exceeding least / less fewer below under nearly almost most
| most many majority / few handful minority
| raise raises raised raising rise rises rose risen increased climbed jumped hiked / kept keeps unchanged steady flat stable remained remains
| cut cuts lower lowers lowered fell falls fallen dropped declined reduced reduces / kept keeps unchanged steady flat stable remained remains
| higher bigger larger greater / lower smaller
| highest biggest largest greatest / lowest smallest
| before prior ahead earlier until / after following later since afterwards
| win wins won winning victory victorious triumph beat beats beating / lose loses lost losing defeat defeated loss
| buy buys bought buying purchase purchased acquire acquired / sell sells sold selling sale
| accept accepts accepted approve approves approved approving approval endorse endorsed back backed agree agreed / reject rejects rejected rejecting rejection refuse
    refused veto vetoed
| support supports supported supporting favour favor / oppose opposes opposed opposing opposition against
| allow allows allowed permit permits permitted legalise legalize / ban bans banned banning prohibit prohibits prohibited forbid forbidden bar barred
| guilty convict convicts convicted conviction / innocent acquit acquitted acquittal cleared exonerated
| arrest arrests arrested detain detained jail jailed imprison imprisoned / release releases released freed
| strengthen strengthens strengthened strengthening stronger / weaken weakens weakened weakening weaker
| open opens opened opening reopen reopened / close closes closed closing shut closure
| start starts started starting begin begins began begun launch launched / end ends ended ending stop stops stopped halt halted finish finished cease ceased
| hire hires hired hiring appoint appointed recruit recruited / dismiss dismissed sack sacked
| join joins joined joining enter enters entered / leave left leaves leaving quit exit exits exited withdraw withdrew
| success succeed succeeded successful / failure fail failed unsuccessful
| alive survive survived survives survivor / dead die died dies killed death
| confirm confirms confirmed / deny denies denied
| majority / minority
| north northern / south southern
| east eastern / west western
| improve improves improved improving improvement better / worsen worsens worsened worsening worse deteriorate deteriorated
| best / worst
| strongest / weakest
| fastest faster / slowest slower
| richest / poorest
| oldest / youngest newest
| longest longer / shortest shorter
| hottest / coldest
| heaviest heavier / lightest lighter
| easier easiest / harder hardest
| expand expands expanded expanding expansion widen widened / contract contracted narrow narrowed
| early / late
| include includes included including / exclude excludes excluded excluding except
| safe safety / dangerous unsafe
| rich wealthy / poor
| import imports imported / export exports exported
| public / private
| male man men boy / female woman women girl
| son brother father husband / daughter sister mother wife
| first / last
| maximum / minimum
| profit profits / losses
| hot hotter warm / cold colder cool
| love loved / hate hated
| peace / war
| ally allies friend / enemy enemies
| day / night
| young younger / old older
| encourage encouraged / discourage discouraged
| praise praised praises praising welcome welcomed hail hailed / criticise criticised criticize criticized condemn condemned denounce denounced
| extend extended / shorten shortened
| attack attacked / defend defended
| build built / demolish demolished
| arrive arrived arrives / depart departed departs
| raise raised raises raising / lower lowered cut reduce reduced
| borrow borrowed / lend lent
| give gave given / receive received
| optimistic / pessimistic
| hope hopeful / despair
| full / empty
| high / low
| long / short
| left-wing / right-wing
| possible / impossible
| with / without
"""
_MANY_USES = """
over under up down least most above below back first last with without against long short high low early late public private day night
left right cut more less before after until since earlier later following prior ahead opening open close opposition support contract leave
young old best hope full father son mother brother
"""
_LOOSE = frozenset(_MANY_USES.split())
"""Words with many other uses: refused only where their surroundings are those of the opposite."""
_SURE = 3  # steps of the same surroundings, even on one side
Side = tuple[int, int]  # pair, and 0 or 1


def _table() -> dict[str, frozenset[Side]]:
    table: dict[str, frozenset[Side]] = {}
    for number, pair in enumerate(_PAIRS.split("|")):
        for side, words in enumerate(pair.split("/")):
            for word in words.split():
                table[word] = table.get(word, frozenset()) | {(number, side)}
    return table


_SIDES = _table()


def check_direction(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for turning what the cited text says."""
    told = [
        (text, at)
        for text in cited
        for at, unit in enumerate(text.units)
        if unit.which < 0 and text.tokens[unit.first].low in _SIDES
    ]
    for at, unit in enumerate(sentence.units):
        if unit.which >= 0 or sentence.tokens[unit.first].low not in _SIDES:
            continue
        if at and sentence.units[at - 1].key == "no":
            continue  # "no fewer than" is "at least"
        own = _sides(sentence, at)
        turned = {(pair, 1 - side) for pair, side in own}
        rivals = [(text, there) for text, there in told if turned & _sides(text, there)]
        if not rivals:
            continue
        text, there = max(rivals, key=lambda rival: fit(sentence.units, at, rival[0].units, rival[1]).steps)
        other = fit(sentence.units, at, text.units, there)
        ours = [fit(sentence.units, at, same.units, place) for same, place in told if own & _sides(same, place)]
        if _is_converse(sentence, at, text, there):
            continue  # "Park lost to Lee" is "Lee beat Park"
        best = max((suits.steps for suits in ours), default=-1)
        if best >= other.steps or not (
            other.both
            or other.steps >= _SURE
            or (best < 0 and (other.steps or sentence.tokens[unit.first].low not in _LOOSE))
        ):
            continue
        yield Reason(
            ReasonKind.DIRECTION, f'says "{_written(sentence, at)}" where the cited text says "{_written(text, there)}"'
        )


def _is_converse(sentence: Reading, at: int, text: Reading, there: int) -> bool:
    """Whether the names around the two words are in each other's place."""
    ours, theirs = neighbours(sentence, at), neighbours(text, there)
    return None not in (*ours, *theirs) and _is_one(ours[0], theirs[1]) and _is_one(ours[1], theirs[0])


def _is_one(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> bool:
    return one is not None and other is not None and same_name(one, other)


def _sides(text: Reading, at: int) -> frozenset[Side]:
    return _SIDES[text.tokens[text.units[at].first].low]


def _written(text: Reading, at: int) -> str:
    token = text.tokens[text.units[at].first]
    return text.text[token.start : token.end]
