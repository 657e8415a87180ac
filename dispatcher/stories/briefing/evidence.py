"""
Candidate → how well it would stand in each section: what its words prove, with the roles where words prove nothing.

The learned probability of a section, moved by cues of its own kind and by rules that no model is asked about. *Important* asks for firsts and
records, effects, scale or somebody with a name who judges: an opinion alone is no significance. *Next* asks for a plan, a date or an outlook
that is not over: explicit future beats role. *Beyond* asks for a look back. Weights are in log-odds, rounded from a fit on NewsDiscourse.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from dispatcher.model import Role, SectionName
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.stale import coming_days, dates_in, is_over

LEADS = 3  # sentences from an article's top
EXPLICIT = 3.0  # log-odds of a day to come: explicit future beats role
STAKES = 0.85  # of the probability of an expectation that goes to Important where it names what is at stake
SINCE_THEN = timedelta(hours=1)  # an account so much newer, on the day itself, tells what became of the plan
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
_COULD = re.compile(r"\b(?:could|would|may|might|likel(?:y|ier)|expects?|can)\b", re.IGNORECASE)
_WARNS = re.compile(r"\bwarn(?:s|ed|ing)?\b", re.IGNORECASE)
_OPINES = re.compile(
    r"\b(?:must|should|ought|cannot|can't|let us|do not|don't|never|somebody|nobody|simply|shame|disgrace|no right)\b",
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


def scores(
    each: Candidate, *, now: datetime, newest: datetime | None, latest: datetime | None
) -> dict[SectionName, float]:
    """
    How well it stands in each section: the likelihood that an editor would put it there, a little more where other outlets tell it too.

    About 0 to 1.2, 0 where it has no place. `newest` is when the newest main event was told, `latest` when anything was.
    """
    if not each.english:  # cues and weights know nothing: position and agreement alone
        lead = {0: 1.0, 1: 0.7, 2: 0.6}.get(each.position, 0.3 + 0.5 * each.centrality)
        return {**dict.fromkeys(SectionName, 0.0), SectionName.HAPPENING: lead * each.trust}
    ahead = _next(each, now=now, newest=newest, latest=latest)
    if ahead is None:
        return dict.fromkeys(SectionName, 0.0)
    moved = {
        SectionName.HAPPENING: _happening(each),
        SectionName.IMPORTANT: _important(each),
        SectionName.NEXT: ahead,
        SectionName.BEYOND: _beyond(each),
    }
    sections = dict(each.sections)
    if _is_stake(each):  # the model calls it an expectation
        sections[SectionName.IMPORTANT] += STAKES * sections[SectionName.NEXT]
        sections[SectionName.NEXT] *= 1 - STAKES
    told = (0.85 + 0.3 * each.centrality + 0.05 * min(len(each.also), 3)) * (1 - 0.5 * each.roles[Role.ANECDOTE])
    return {name: _moved(sections[name], by) * told * each.trust for name, by in moved.items()}


def freshness(each: Candidate, newest: datetime | None) -> float:
    """The newest account tells best what happened; an older one keeps half its weight, or its facts would be lost."""
    if newest is None or each.published_at is None:
        return 1.0
    hours = max((newest - each.published_at).total_seconds(), 0.0) / 3600
    return 0.5 + 0.5 * float(0.5 ** (hours / 36))


def _moved(share: float, by: float) -> float:
    """A probability, moved by log-odds."""
    share = min(max(share, 0.001), 0.999)
    return 1 / (1 + math.exp(-math.log(share / (1 - share)) - by))


def _happening(each: Candidate) -> float:
    moved = 1.5 * each.headline - 0.4
    back = bool(_BACK.search(each.text))
    if _LATELY.search(each.text) and not back:
        moved += 0.3
    if each.superseded:
        moved -= 3.0  # a newer account counts anew
    elif _TOLL.search(each.text) and not _YEARS.search(each.text):
        moved += 0.3
    elif back and each.position:
        moved -= 0.6
    outside = _QUOTED.sub(" ", each.text)
    plan = _PLAN.search(outside)
    if (plan and not _LATELY.search(outside[: plan.start()])) or _OUTLOOK.search(outside):
        moved -= 1.2  # what is to come has not happened
    if _EXPERT.search(each.text) and _SAYS.search(each.text):
        moved -= 0.3
    return moved - 0.4 * bool(_ALSO.search(each.text)) - 0.3 * bool(_REPORTED_PLAN.search(each.text))


def _important(each: Candidate) -> float:
    outside = _QUOTED.sub(" ", each.text)
    record, effect, scale = (bool(pattern.search(each.text)) for pattern in (_RECORD, _EFFECT, _SCALE))
    says = bool(_SAYS.search(outside))
    expert = says and bool(_EXPERT.search(each.text))
    judges = says and bool(_JUDGES.search(each.text))
    moved = (
        1.4 * record
        + (0.9 if scale else 0.5) * effect
        + 0.3 * expert
        + 0.3 * judges
        - 0.5 * bool(_PLAN.search(outside))
    )
    if not (record or effect or scale or expert or judges):
        moved -= 1.5  # an opinion alone is no significance
    if _OPINES.search(outside) and not says:
        moved -= 2.0
    if _YEARS.search(each.text) and not record and not effect:
        moved -= 0.5
    return moved


def _is_stake(each: Candidate) -> bool:
    """What somebody who knows expects of it, or warns of, without a day: why it matters, not what comes next."""
    informed = _EXPERT.search(each.text) and _SAYS.search(each.text)
    return bool(
        _COULD.search(each.text)
        and (informed or _EFFECT.search(each.text) or _WARNS.search(each.text))
        and not _PLAN.search(_QUOTED.sub(" ", each.text))
        and not coming_days(each.text, each.published)
    )


def _next(each: Candidate, *, now: datetime, newest: datetime | None, latest: datetime | None) -> float | None:
    """None for an expectation that is over: it belongs nowhere any more."""
    outside = _QUOTED.sub(" ", each.text)
    if _NO_PLAN.search(outside):
        return -1.0
    plan = _PLAN.search(outside)
    reported = _REPORTED_PLAN.search(outside)
    if plan and each.position < LEADS and each.roles[Role.MAIN] > 0.5 and _LATELY.search(outside[: plan.start()]):  # noqa: PLR2004 - a share
        return -1.0  # "lifted off on Tuesday on its way to …, where it will drill" tells what happened
    today = each.published
    dated = today is not None and not _PAST.search(outside) and any(day > today for day in dates_in(outside, today))
    outlook = bool(_OUTLOOK.search(outside))
    if not (plan or reported or dated or outlook):
        return -0.7
    moved = 0.8 * bool(plan or dated) + 0.8 * bool(reported) + 0.8 * outlook - 0.3
    return _in_time(each, moved, now=now, newest=newest, latest=latest)


def _in_time(
    each: Candidate, moved: float, *, now: datetime, newest: datetime | None, latest: datetime | None
) -> float | None:
    """A day to come speaks for it; None where the day has come, or a newer account tells what became of it."""
    days = coming_days(each.text, each.published)
    since = latest - each.published_at if latest and each.published_at else timedelta()
    overtaken = bool(latest and days and max(days) <= latest.date() and since > SINCE_THEN)
    if overtaken or is_over(each.text, published=each.published, today=now.date()):
        return None
    age = newest - each.published_at if newest and each.published_at else timedelta()
    if age > OLD_NEWS and not any(day >= now.date() for day in days):
        return -3.0
    return moved + EXPLICIT * bool(days)


def _beyond(each: Candidate) -> float:
    back = bool(_BACK.search(each.text))
    moved = (
        0.4 * back
        - 0.9 * each.headline
        - 0.4 * bool(_PLAN.search(each.text))
        - 0.3 * ('"' in each.text or "“" in each.text)
    )
    if not back and (_LATELY.search(each.text) or _TOLL.search(each.text)):
        moved -= 0.5
    return moved
