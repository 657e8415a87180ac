"""
Candidate → how well it would stand in each section: what its words prove, with the roles where words prove nothing.

A section needs evidence of its own kind. *Important* asks for firsts and records, effects, scale or a named expert: an opinion alone is no
significance. *Next* asks for a plan or a date that is not over: explicit future beats role. *Beyond* asks for a look back.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from dispatcher.model import Role, SectionName
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.stale import coming_days, dates_in, is_over

LEADS = 3  # sentences from an article's top
OLD_NEWS = timedelta(hours=36)  # an undated expectation this much older than the newest account was overtaken by it

_QUOTED = re.compile("[\"“][^\"“”]*[\"”]|(?<!\\w)['‘][^'‘’]{12,}['’](?!\\w)")
_PLAN = re.compile(
    r"\b(?:will|won't|(?:is|are) (?:now )?(?:set|scheduled|slated|planned|expected|poised|about|likely|to (?:be|go|meet|vote|begin|hold|take))"
    r"|plans? to|(?:expects?|intends?|aims?|hopes?) (?:(?!that\b)\w+ ){0,4}to|(?:has|have) until|(?:must|to) decide (?:by|on)|going to"
    r"|(?:vowed|pledged|promised|agreed) to|(?:planned|scheduled|slated|set) for|due (?:on|in|next|by|to (?!\w+(?:s|ing)\b|the\b|a\b|an\b|its?\b|their\b|his\b|her\b))|remains? to be seen"
    r"|(?:must|has to|have to)\b[^.;]{0,80}\b(?:by|before|within|until)"
    r"|next (?:step|week|month|year|hearing|round|meeting)|later this (?:week|month|year)|tomorrow)\b",
    re.IGNORECASE,
)
_REPORTED_PLAN = re.compile(
    r"\b(?:said|says|announced|confirmed|added|warned|told \w+|expects?|forecast) (?:that )?[^.,;]{0,60}?\bwould (?!have\b)",
    re.IGNORECASE,
)
_OUTLOOK = re.compile(
    r"\b(?:could|may|might|forecasts?|predict(?:s|ed)?|expect(?:s|ed)?|likely|unlikely|warn(?:s|ed) (?:that|of)|outlook|anticipated?)\b",
    re.IGNORECASE,
)
_NO_PLAN = re.compile(
    r"\b(?:would have|(?:was|were|had been) (?:due|set|expected|scheduled|planned|supposed|likely|going)|as expected|than expected|free will"
    r"|had plans?|last (?:year|month)|years? ago|have always|when i|asked (?:if|whether))\b",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\b(?:first (?:time|since|in|such|\w+ (?:in|since|to))|(?:\w+-)?(?:largest|biggest|worst|deadliest|highest|lowest|strongest|longest|heaviest"
    r"|costliest|richest|lowest|most \w+)\b[^.]{0,40}\b(?:since|in|ever|on record|of its kind|history|years?|decades?)|largest-ever"
    r"|(?:a|new|set|broke|all-time) record\b(?! (?:of|as)\b)|record[- ](?:breaking|setting|high|low|number|level|sum|price|profit|fine|crowd)s?"
    r"|on record|unprecedented|historic|milestone|landmark|turning point|never before|watershed|breakthrough|precedent)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:(?:could|would|may|might|will) (?:also |potentially )?(?:force|lead|mean|cost|affect|leave|push|delay|raise|cut|reduce|hit|help|hurt"
    r"|make|pave|reshape|weaken|strengthen|give|allow|undermine|threaten|trigger|disrupt|create|drive|complicate|jeopardi[sz]e)"
    r"|mean(?:s|ing)? that|as a result|forcing|leaving|(?:raising|raised|raises|prompting|prompted|fuel(?:l)?ing|fuel(?:l)?ed|sparking|sparked)"
    r" (?:\w+ )?(?:concerns?|questions?|fears?|doubts?|calls?|speculation|outrage|outcry|debate|tensions?)"
    r"|(?:blow|setback|boost|challenge|warning|victory|defeat) (?:to|for)|at risk|at stake|threatens? to|affect(?:s|ing)|affected (?:\w+ ){0,2}(?:[\d.,]+|millions?|thousands|hundreds|half|most|all)"
    r"|(?:seen?|sees|viewed?|regarded) (?:it |this )?as|implications|consequences|repercussions|disrupt(?:s|ed|ing|ion)?|crucial|vital|key to|significance|significant (?=\w)|underscores?|highlights?"
    r"|signals? (?:a|that))\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(?:(?:thousands|millions|billions|hundreds|dozens) of|[\d.,]+ (?:million|billion|thousand|percent|per cent)|[\d,]{5,}|nationwide|worldwide"
    r"|households|jobs|economy|supply|shortages?|customers|patients|residents|homes|schools|airports?|evacuat\w+|state of emergency)\b",
    re.IGNORECASE,
)
_EXPERT = re.compile(
    r"\b(?:analysts?|experts?|economists?|professor|researchers?|scientists?|strategists?|historians?|geologists?|seismologists?"
    r"|epidemiologists?|scholars?|fellow at|institute|university|think tank|observatory)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:said|says|told|warned|according to|wrote|argued|estimate[sd]?|described|called)\b", re.IGNORECASE
)
_JUDGES = re.compile(
    r"\b(?:condemn\w+|critici[sz]\w+|denounc\w+|prais\w+|warn(?:s|ed|ing)|welcom\w+|hail\w+|blam\w+|accus\w+|grave|serious|dangerous|violation|unacceptable"
    r"|concern\w*|tough|compelling|severe|alarming|worr\w+)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|has|have|did|born|began|came|took|\w+ed)\b", re.IGNORECASE)
_BACK = re.compile(
    r"\b(?:ago|(?:in|since|from|until|of|between) (?:(?:early|late|mid-?) ?)?(?:\w+ )?(?:1[5-9]|20)\d\d(?:-\d\d)?|last (?:year|month|decade|century)|decades?|century|founded"
    r"|histor(?:y|ically)|previous(?:ly)?|earlier (?:this|last)|for years|formerly|has (?:long|repeatedly|often)"
    r"|have (?:long|repeatedly|often)|long-running|began in|dates back)\b",
    re.IGNORECASE,
)
_TOLL = re.compile(
    r"\b(?:killed|killing|dead|died|injured|injuring|wounded|wounding|arrested|detained|evacuated|missing|damaged|destroyed)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\b(?:ago|last (?:year|month|decade)|earlier this)\b", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:also|too|as well)\b", re.IGNORECASE)  # goes on from a sentence that is not there
_LATELY = re.compile(
    r"\b(?:on )?(?:(?:early|late) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:today|yesterday|overnight|tonight|this morning)\b",
    re.IGNORECASE,
)


def scores(each: Candidate, *, now: datetime, newest: datetime | None) -> dict[SectionName, float]:
    """How well it fits each section, roughly 0 to 1.5; 0 where it has no place."""
    if not each.english:  # cues and weights know nothing: position and agreement alone
        return {**dict.fromkeys(SectionName, 0.0), SectionName.HAPPENING: _happening(each) * _weight(each)}
    ahead = _next(each, now=now, newest=newest)
    if ahead is None:
        return dict.fromkeys(SectionName, 0.0)
    important = _important(each)
    if important > CLEAR and _EXPERT.search(each.text) and not coming_days(each.text, each.published):
        ahead *= 0.6  # what an expert expects of it is why it matters, not a plan
    found = {
        SectionName.HAPPENING: _happening(each) * (0.4 if ahead > PLANNED else 1.0),
        SectionName.IMPORTANT: important * (0.8 if ahead > PLANNED else 1.0),
        SectionName.NEXT: ahead,
        SectionName.BEYOND: _beyond(each) * (0.5 if ahead > PLANNED else 0.6 if important > CLEAR else 1.0),
    }
    weight = _weight(each)
    fresh = _freshness(each, newest)
    ages = {SectionName.BEYOND: 0.0, SectionName.IMPORTANT: 0.5}
    return {name: score * weight * float(fresh ** ages.get(name, 1.0)) for name, score in found.items()}


PLANNED = 0.5  # a score of Next that only explicit future reaches
CLEAR = 0.5  # a score of Important that only its own evidence reaches


def _weight(each: Candidate) -> float:
    """What other outlets tell too counts more; what is said to be no news, or stands in a column of opinion, less."""
    unlikely = 0.4 * each.roles[Role.NONE] + 0.55 * each.roles[Role.ANECDOTE]  # what is plainly none was refused before
    return (0.6 + 0.5 * each.centrality + 0.08 * min(len(each.also), 3)) * (1 - unlikely) * each.trust


def _freshness(each: Candidate, newest: datetime | None) -> float:
    """The newest account tells best what happened; an older one keeps half its weight, or its facts would be lost."""
    if newest is None or each.published_at is None:
        return 1.0
    hours = max((newest - each.published_at).total_seconds(), 0.0) / 3600
    return 0.5 + 0.5 * float(0.5 ** (hours / 36))


def _happening(each: Candidate) -> float:
    score = each.roles[Role.MAIN] + each.roles[Role.PREVIOUS] if each.english else 0.2
    score += {0: 0.4, 1: 0.15, 2: 0.05}.get(each.position, 0.0) * min(1.0, 0.4 + 1.5 * each.headline)
    if _ALSO.search(each.text):
        score *= 0.7
    if each.english and not _BACK.search(each.text) and _LATELY.search(each.text):
        score += 0.5 * each.roles[Role.CONTEXT] + 0.3 * each.roles[Role.CONSEQUENCE]
    if _TOLL.search(each.text) and not _YEARS.search(each.text):
        score += 0.3
    elif _BACK.search(each.text) and each.position:
        score *= 0.6
    return score


def _important(each: Candidate) -> float:
    record, effect, scale = (bool(pattern.search(each.text)) for pattern in (_RECORD, _EFFECT, _SCALE))
    expert = bool(_EXPERT.search(each.text) and _SAYS.search(each.text))
    consequence = each.roles[Role.CONSEQUENCE]
    if _YEARS.search(each.text) and not record and not effect:
        return 0.2 * each.sections[SectionName.IMPORTANT]
    evaluation = each.roles[Role.EVALUATION]
    judged = evaluation > 0.5 and each.centrality > 0.3 and bool(_JUDGES.search(each.text))  # noqa: PLR2004 - shares
    informed = expert and evaluation > 0.3  # noqa: PLR2004 - a share
    suffered = scale and consequence > 0.2  # noqa: PLR2004 - a share
    if not (record or effect or judged or informed or suffered):
        return 0.3 * each.sections[SectionName.IMPORTANT]
    evidence = 0.3 * record + 0.27 * effect + 0.12 * scale + 0.2 * expert
    return evidence + 0.35 * each.roles[Role.EVALUATION] + 0.6 * consequence + 0.15 * each.roles[Role.EXPECTATION]


def _next(each: Candidate, *, now: datetime, newest: datetime | None) -> float | None:
    """None for an expectation that is over: it belongs nowhere any more."""
    outside = _QUOTED.sub(" ", each.text)
    expectation = each.sections[SectionName.NEXT]
    if _NO_PLAN.search(outside):
        return 0.2 * expectation
    plan = _PLAN.search(outside) or _REPORTED_PLAN.search(outside)
    if plan and each.position < LEADS and each.roles[Role.MAIN] > 0.5 and _LATELY.search(outside[: plan.start()]):  # noqa: PLR2004 - a share
        return 0.3 * expectation  # "lifted off on Tuesday on its way to …, where it will drill" tells what happened
    today = each.published
    dated = today is not None and not _PAST.search(outside) and any(day > today for day in dates_in(outside, today))
    planned = bool(plan) or dated
    if not planned and not (_OUTLOOK.search(outside) and expectation > 0.35):  # noqa: PLR2004 - a share
        return 0.4 * expectation
    days = coming_days(each.text, each.published)
    if is_over(each.text, published=each.published, today=now.date()):
        return None
    overtaken = bool(newest and each.published_at and newest - each.published_at > OLD_NEWS)
    if overtaken and not any(day >= now.date() for day in days):
        return 0.0
    return (0.55 if planned else 0.3) + 0.2 * bool(days) + 0.5 * expectation


def _beyond(each: Candidate) -> float:
    back = bool(_BACK.search(each.text))
    score = each.roles[Role.HISTORY] + 0.8 * each.roles[Role.CONTEXT] + 0.3 * back
    if not back and (_LATELY.search(each.text) or _TOLL.search(each.text)):
        score *= 0.5
    return score if back or each.roles[Role.HISTORY] > 0.3 or each.roles[Role.CONTEXT] > 0.4 else 0.5 * score  # noqa: PLR2004 - shares
