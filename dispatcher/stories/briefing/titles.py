"""
Words before or behind a name → what a person is: "Mayor Ilse Karan", "Ilse Karan, the mayor of Dorvan". In doubt, nothing.

A title holds a word for a role (a list, and endings such as "-ist"); behind a name it stands between commas. English only.
"""

from __future__ import annotations

import re

from dispatcher.stories.briefing.words import STOPWORDS

_ROLES_WORDS = """
mayor minister president chancellor premier king queen prince princess pope bishop archbishop cardinal rabbi imam
pastor reverend spokesman spokeswoman spokesperson chief director secretary senator congressman congresswoman
representative governor lawmaker legislator deputy mp attorney prosecutor judge justice lawyer solicitor barrister
sheriff marshal commissioner superintendent inspector sergeant captain colonel general admiral major lieutenant
officer commander professor scientist researcher economist analyst strategist historian geologist engineer doctor
surgeon physician nurse expert consultant executive ceo chairman chairwoman chair founder co-founder owner manager
coach player driver pilot actor actress singer writer author editor journalist reporter correspondent comedian
producer designer developer activist campaigner organizer organiser leader head ambassador envoy diplomat negotiator
coordinator administrator adviser advisor aide official politician candidate councillor resident witness survivor
neighbour neighbor student teacher principal farmer fisherman worker employee customer passenger tourist father
mother brother sister son daughter wife husband widow uncle aunt cousin vicar priest paramedic firefighter detective
constable partner secretary-general vice-president trader investor banker fellow scholar quarterback pitcher
midfielder striker goalkeeper defender undersecretary rapporteur treasurer trustee curator librarian pathologist
coroner meteorologist seismologist model shortstop linebacker investigator musician rapper guitarist photographer
filmmaker chef blogger columnist attendant member veteran dean host contributor comedienne
"""
ROLES = frozenset(_ROLES_WORDS.split())
_SMALL = (
    "former acting deputy prime foreign chief vice police interior defence defense finance health justice party fire team senior assistant city state "
    "local head executive managing press campaign company government opposition transport energy environment federal national regional political "
    "army navy military information presidential airline ministry production design research country family space running star and"
)
_COMMON = ROLES | frozenset(_SMALL.split())
_ENDINGS = re.compile(r"(?:ist|ician|man|woman|person|er|or|ian|eur|ant|ent)$", re.IGNORECASE)
_ROLE = "|".join(
    form for role in sorted(ROLES, key=len, reverse=True) for form in (role, role.capitalize(), role.upper())
)
_MODIFIER = rf"(?:[A-Z][\w.’'&-]*|{'|'.join((*_SMALL.split(), *sorted(ROLES, key=len, reverse=True)))})"
_BEFORE = re.compile(
    rf"(?:^|(?<=[\s(“\"\x00]))(?P<title>(?:{_MODIFIER} ){{0,5}}(?:{_ROLE}|[Ss]ecretary of [Ss]tate)(?: [Gg]eneral| [Ss]ecretary| [Ee]xecutive)?),? $"
)
_AFTER = re.compile(r"^,(?: (?:aged )?\d{1,3},)? (?P<title>[^,.;:\"“”()–—\x00]{3,110})(?=[,.;]|$)")
_HEAD_END = re.compile(r" (?:of|for|at|with|in|from|on|to|based|and) ")
_CUT = re.compile(
    r" (?:(?:who|which|that|where|whose|when|while) |(?:at|in|during) an? (?:news|press|statement|tweet|interview|telephone|phone|briefing|letter)"
    r"|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b).*$"
)
_NO_TITLE = re.compile(
    r"^(?:who|which|where|when|while|whose|said|says|told|and|but|or|with|in|on|at|as|after|before|speaking|according|was|is|were|added"
    r"|writing|he|she|they|his|her|their|our|my|your|another|one|including|both)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:said|says|told|was|were|is|are|had|has|have|will|would|did|added|wrote|announced|warned|called|tweeted|reported|confirmed|asked)\b"
)
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_AGED = re.compile(r"^\d{1,3}-year-old ")
_LONGEST, _LONGEST_HEAD = 14, 6  # words
_REACH = 100  # code points before a name
_FILLERS_WORDS = """
the and then a an says said added but while when as
"""
_FILLERS = frozenset(_FILLERS_WORDS.split())
_NO_MODIFIER = re.compile(r"(?:ed|ing|s)$|^(?:told|of|by|for|with|from|spoke|wrote|via|per|when|while|like|it)$")


def title_before(text: str, start: int) -> tuple[str, int] | None:
    """The title that ends where a name starts, and where it begins."""
    window = text[max(start - _REACH, 0) : start]
    found = _BEFORE.search(window)
    if not found:
        return None
    title = found["title"]
    begin = start - len(window) + found.start("title")
    while " " in title and title.split(" ", 1)[0].lower() in _FILLERS:
        first, title = title.split(" ", 1)
        begin += len(first) + 1
    while extra := re.search(r"(?<=[\s(“\"])([a-z][a-z-]{2,}) $", text[:begin]):
        if extra[1] in STOPWORDS or _NO_MODIFIER.search(extra[1]):
            break
        title, begin = f"{extra[1]} {title}", extra.start()
    if re.search(r"\b(?:his|her|their|my|our|your|its) $", text[:begin], re.IGNORECASE):
        return None
    return lowered(title), begin


def title_after(text: str, end: int) -> str | None:
    """The title in apposition behind a name that ends there."""
    found = _AFTER.match(text[end : end + 150])
    if not found:
        return None
    title = _CUT.sub("", found["title"].strip())
    if _NO_TITLE.match(title) or _VERB.search(title) or len(title.split()) > _LONGEST:
        return None
    whole = _ARTICLE.sub("", title)
    has_article = whole != title
    whole = _AGED.sub("", whole)
    head = _HEAD_END.split(f"{whole} ")[0].split()
    if not 1 <= len(head) <= _LONGEST_HEAD:
        return None
    if {word.lower() for word in head} & ROLES or (has_article and head[-1].islower() and _ENDINGS.search(head[-1])):
        return lowered(whole)
    return None


def split_title(name: str) -> tuple[str, str]:
    """A run of capitalised words → title and name: "Cologne Mayor Henriette Reker"."""
    parts = name.split(" ")
    last = max((at for at, part in enumerate(parts[:-1]) if is_role(part)), default=-1)
    return " ".join(parts[: last + 1]), " ".join(parts[last + 1 :])


def is_role(word: str) -> bool:
    """Whether a word is one for a role."""
    return word.lower() in ROLES or word.lower().endswith("icist") or word.lower().endswith("ologist")


def lowered(title: str) -> str:
    """Capitals stay on names only: "mayor", "German chancellor", "head of the Space Agency"."""
    head = len(_HEAD_END.split(f"{title} ")[0].split())
    return " ".join(
        word.lower() if at < head and word.istitle() and word.lower() in _COMMON else word
        for at, word in enumerate(title.split())
    )
