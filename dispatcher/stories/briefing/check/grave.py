"""Grave news: that somebody died, was arrested or resigned is said only where the cited text says so, in whatever word of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.reading import Reading
from dispatcher.stories.words import stem

_KINDS = """
died dies dying dead death deaths deadly deadliest killed kills killing kill killer murder murdered murderer slain slaying assassinated assassination fatal fatally
    fatality perished homicide manslaughter suicide executed execution drowned massacre massacred toll lives casualties bodies body corpse remains
    funeral mourned mourning late demise deceased victim shot euthanised obituary genocide
/ died dead killed murdered slain assassinated perished drowned massacred murder assassination suicide
| injured injuries injury wounded wounds wounding hurt maimed burned burns hospital hospitalised hospitalized casualties harm harmed victims
/ injured wounded maimed
| arrested arrest arrests detained detention custody held jailed imprisoned captured apprehended seized caught prison incarcerated remanded locked
    handcuffed suspect suspects raid raided
/ arrested detained jailed imprisoned incarcerated
| convicted conviction guilty sentenced sentence sentences verdict jailed imprisoned pleaded
/ convicted
| resigned resigns resignation quit quits stepped stepping stands stood left leaves departure departed ousted leave stepdown
/ resigned resignation
| bankrupt bankruptcy insolvent insolvency administration collapse collapsed chapter receivership liquidation
/ bankrupt bankruptcy insolvent
| rape raped rapes rapist assault assaulted assaults abuse abused sexual sexually attack
/ rape raped rapist
| divorce divorced divorcing split separated separation marriage ex-wife ex-husband uncoupled
/ divorce divorced
| kidnapped kidnap kidnapping abducted abduction abductions hostage hostages captive captives seized captors taken
/ kidnapped abducted
| destroyed destroys destroying destruction wrecked ruined razed flattened demolished devastated devastation collapsed burned burnt gutted obliterated
    levelled leveled smashed shattered wiped annihilated ravaged wreckage ruins destroy
/ destroyed razed demolished
| sued sues suing lawsuit lawsuits suit suits litigation court action plaintiff complaint sue
/ sued lawsuit
| acquitted acquittal cleared innocent exonerated
/ acquitted exonerated
| cancelled canceled cancels cancel scrapped scrap called abandoned axed dropped shelved
/ cancelled canceled scrapped
| fraud fraudulent scam swindle embezzlement embezzled laundering deception forgery / fraud embezzlement
| corruption corrupt bribe bribes bribery kickbacks graft / corruption bribery bribes
| treason traitor spy espionage / treason
| exploded explosion explosions blast blasts bomb bombing bombs detonated blew explosive
/ exploded detonated
"""


def _table() -> dict[str, frozenset[str]]:
    """What is grave to say, by stem → the stems of which the cited text must have one."""
    table: dict[str, frozenset[str]] = {}
    for kind in _KINDS.split("\n|"):
        heard, said = kind.split("/")
        stems = frozenset(filter(None, map(stem, f"{heard} {said}".split())))
        for word in said.split():
            table[stem(word)] = table.get(stem(word), frozenset()) | stems
    return table


_GRAVE = _table()


def check_grave(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for grave news of its own. English."""
    told = {stem(token.low) for text in cited for token in text.tokens if not token.mark}
    for token in sentence.tokens:
        heard = None if token.mark else _GRAVE.get(stem(token.low))
        if heard is not None and heard.isdisjoint(told):
            yield Reason(ReasonKind.INVENTED, f'says "{token.text}"; the cited text does not')
            return
