"""
Words that say what a sentence does in its article: hand-readable lists on general grounds, read by `roles.py` and the sections.

A cue is one word or a phrase of up to four words in lower case. `cues_in` finds the groups of a sentence in one pass over its words.
English only: in other languages nothing is found, and position, dates and centrality decide alone.
"""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, str] = {
    # what is still to come
    "future": """will|won't|will be|will not|we'll|they'll|he'll|she'll|it'll|is set to|are set to|is set for|are set for|is due|are due
        |was due|were due|is to|are to|is scheduled|are scheduled|is planned|are planned|plans to|plan to|planned for|intends to|aims to
        |is expected|are expected|is likely|are likely|is about to|are about to|going to|shall|upcoming|later this week
        |later this month|later this year|next week|next month|next year|tomorrow|in the coming|over the coming|in coming|hopes to
        |is slated|are slated|vowed to|pledged to|promised to|is poised|are poised|on track""",
    "expected": """expected|expects|expect|expecting|expectations|likely|unlikely|forecast|forecasts|predicted|predicts|prediction
        |projected|anticipated|anticipates|hope|hopes|hoped|hoping|hopeful|confident|confidence|scheduled|due|planned|plans|pledged|vowed
        |promised|eventually|soon|future|outlook|prospect|prospects""",
    "possible": """could|might|may|may be|would|would be|possible|possibly|potentially|potential|perhaps|probably|risk|risks|threat|threatens
        |threatened|warned|warning|warns|fear|fears|feared|if|unless|whether|until""",
    # why it matters
    "effect": """means that|as a result|resulted in|result of|led to|lead to|leads to|leading to|leaving|forced|forcing|forces|force|caused
        |causing|because of|due to|prompted|prompting|triggered|triggering|sparked|sparking|affected|affecting|affect|affects|impact|impacts
        |consequences|consequence|in response|amid|blow|setback|boost|boosted|undermine|undermines|jeopardize|reshape|disrupted|disruption
        |disrupting|implications|repercussions|fallout|stakes|crucial|critical|pivotal|raises questions|raised concerns|raises concerns
        |raising concerns|raising questions|leverage|vulnerable""",
    "damage": """killed|injured|wounded|dead|died|missing|evacuated|evacuate|displaced|homeless|destroyed|damaged|damage|collapsed|flooded
        |flooding|emergency|homes|residents|power|electricity|shut|closed|cancelled|canceled|suspended|shelters|casualties|rescue|rescued
        |hospital|hospitals|plunged|soared|tumbled|slumped|fell|dropped|rose|jumped|surged|highest|lowest""",
    "significance": """first time|for the first time|the first time|first since|the first|largest|biggest|deadliest|worst|record|highest|lowest
        |most expensive|unprecedented|historic|landmark|milestone|rare|significant|significance|significantly|major|turning point
        |breakthrough|never before|ever recorded|in decades|in a decade|in years|since the second world war|strongest|longest|fastest|longest-serving
        |most powerful|important|importance|key|a sign|signals|signalled|signaled|underscores|highlights|marks|marking""",
    "judgement": """should|must|need|needs|need to|have to|think|thinks|believe|believes|believed|feel|feels|seems|clear|clearly|very|really|so
        |too|always|never|important|wrong|right|good|bad|better|best|worst|great|hard|difficult|nothing|something|what|why|how|kind
        |respect|deeply|concerned|concern|concerns|disappointed|criticized|criticised|condemned|condemnation|accused|accusing|denied|denies
        |rejected|praised|welcomed|described|called|calling|insisted|argued|argues|blamed|political|politics|policy|democracy|justice|rights
        |unacceptable|shame|failed|failure|even|even though|however|but|indeed|actually|certainly|of course""",
    "expert": """analyst|analysts|expert|experts|economist|economists|professor|researcher|researchers|scientist|scientists|strategist
        |historian|scholar|scholars|observers|institute|university|think tank|commentators|critics|investors""",
    # how it came about
    "history": """ago|decades|decade|in the past|history|historical|historically|founded|born|grew up|formerly|former|previously|earlier this year
        |last year|later|eventually|then|years ago|months ago|back in|during the|at the time|century|became|since then|was convicted
        |was sentenced|was elected|was appointed|was arrested|took office|served|joined|began|originally|once|dates back|married|graduated
        |under the|coup|war|era""",
    "recent": """last week|last month|this week|this month|this year|earlier|recent|recently|so far|since|already|has been|have been|had been
        |currently|now|meanwhile|ongoing|continues|continued|still|remain|remains|past week|in recent|days|weeks|months|announced|led to
        |began|after|following|days after|hours after|weeks after|before""",
    "background": """percent|per cent|average|population|largest|located|based|known as|known for|is a|is the|are the|about|more than|less than
        |according to|data|survey|report|company|members|including|such as|most|many|some|each|among|total|number|also|has|have""",
    "comment": """declined to|to comment|for comment|did not respond|did not immediately|immediately respond|could not be reached|request for
        |immediately available""",
    # what was done and said
    "reported": """said on|announced|announced on|confirmed|reported|according to police|police said|officials said|authorities said|statement|told
        |unveiled|launched|signed|approved|agreed|ruled|voted|arrested|charged|sentenced|found guilty|convicted|acquitted|resigned|elected
        |won|defeated|hit|struck|crashed|exploded|released|opened|ordered|filed|sued|issued|declared|imposed|launched on""",
    "speech": """said|says|told|added|asked|explained|wrote|tweeted|replied|stated|according|noted|recalled|saying|adding|remarked|insisted|spokesman
        |spokeswoman|spokesperson|interview|reporters""",
    "self": "i|we|my|our|me|us|i'm|we're|i've|we've|i'd|we'd|myself|ourselves|''we|''i",
    "address": "you|your|you're|let's",
    "person": """resident|neighbor|neighbour|witness|student|mother|father|daughter|son|wife|husband|family|kids|children|home|house|school|friend
        |friends|girl|boy|young|old|couple|shop|owner|worker|her|she|everything|scared|lucky|cried|lives|lived|living|moved|said one|like this""",
    "numbers": "million|billion|trillion|thousand|thousands|hundreds|dozens|tens|percent|per cent|people|dollars|euros|pounds|yen|yuan",
    "caption": """photo|photos|file|image|images|video|player|editor|source|handout|slideshow|graphic|picture|pictures|newsletter|subscribe|reuters
        |reporting by|editing by|contributed|copyright|click|version of this|seen in|is seen|via|correction|read|follow|story""",
    "he": "he|his|him|she|her|hers",
    "they": "they|their|them",
    "was": "was|were|did|had",
    "is": "is|are|does|do|isn't|aren't|don't|doesn't|it's|that's|there's",
}

_LONGEST = 4


def _table() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First word → the phrases that begin with it and their groups."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for group, listed in GROUPS.items():
        for phrase in listed.split("|"):
            parts = tuple(phrase.split())
            table.setdefault(parts[0], []).append((parts[1:], group))
    return {first: tuple(rest) for first, rest in table.items()}


_TABLE = _table()


def cues_in(tokens: list[str]) -> dict[str, int]:
    """How often each group of cues speaks in a sentence's words (lower case, in order)."""
    found: dict[str, int] = {}
    for at, token in enumerate(tokens):
        for rest, group in _TABLE.get(token, ()):
            if not rest or tuple(tokens[at + 1 : at + 1 + len(rest)]) == rest:
                found[group] = found.get(group, 0) + 1
    return found
