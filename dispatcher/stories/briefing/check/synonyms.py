"""
Stem → the stem that stands for it: irregular verbs, and words that news use for one another.

A small list on purpose. A paraphrase may use a word that is not here; what it may not do is use many, or use one for its opposite.
"""

from __future__ import annotations

from collections.abc import Mapping

from dispatcher.stories.words import stem

_IRREGULAR = """
rise rose risen|fall fell fallen|win won|lose lost loss|buy bought|sell sold sale|begin began begun|grow grew grown growth|give gave given
|go went gone|come came|see saw seen|find found|leave left|meet met|pay paid payment|hold held|lead led|send sent|spend spent|build built
|break broke broken|choose chose chosen choice|die died death dead|kill killed|shoot shot|strike struck|hit|fly flew flown flight|flee fled
|speak spoke spoken speech|write wrote written|drive drove driven|know knew known|show showed shown|steal stole stolen theft|swear swore
|teach taught|think thought|throw threw thrown|wear wore worn|withdraw withdrew withdrawn withdrawal|bring brought|catch caught|keep kept
|fight fought|forget forgot|freeze froze frozen|get got|hear heard|hide hid hidden|hurt|lay laid|lie lay|sit sat|stand stood|sink sank sunk
|slide slid|spread|sweep swept|swing swung|tear tore torn|undergo underwent|understand understood|wake woke|wound|draw drew drawn|eat ate
|feel felt|deal dealt|do did done|run ran|ring rang|shake shook shaken|sing sang|swim swam|bear bore born birth|bind bound|bend bent
|bleed bled|blow blew blown|breed bred|burn burnt|cast|cling clung|creep crept|dig dug|dream dreamt|feed fed|foresee foresaw|forgive forgave
|overcome overcame|overthrow overthrew|shrink shrank shrunk|shut|sleep slept|split|spring sprang|stick stuck|sting stung|swell swelled swollen
|weep wept|wring wrung|seek sought|fly flown|light lit|put|read|say said|take took taken|tell told|make made|become became
|analyse analysis|destroy destruction|decide decision|invade invasion|explode explosion|collide collision|conclude conclusion|expand expansion
|explain explanation|receive receipt|defend defence defense|respond response|succeed success|exclude exclusion|proceed process|pursue pursuit
|suspect suspicion|prove proof|believe belief|arrive arrival|approve approval|propose proposal|refuse refusal|deny denial|try trial
|survive survivor|choose election elect|marry marriage|permit permission|submit submission|admit admission|commit commission
"""
_SAME = """
dead death die dying fatality fatal kill deceased|injure injury hurt wound|victim casualty|attack assault|suspect accused|jail prison imprison
|lawyer attorney barrister solicitor|police officer|company firm business corporation|buy purchase acquire acquisition takeover
|child children kid|man men male|woman women female|person people|big large huge massive|begin start commence launch|end finish conclude
|help assist aid assistance|job post position|show reveal disclose|need require|plan scheme|country nation|official authority|home house
|car vehicle|plane aircraft airliner jet airplane|ship vessel boat|quake earthquake tremor|storm hurricane cyclone typhoon|blaze fire
|explosion blast explode|crash collide collision|shooting gunfire|gunman shooter attacker|protest demonstrate demonstration rally
|talks negotiation negotiate discussion|deal agreement accord pact treaty|law legislation bill|vote ballot poll election|parliament legislature
|choose select pick|quit resign resignation|name appoint appointment|dismiss sack|arrest detain detention custody|fine penalty
|money cash fund funds|cost price|rise increase climb jump soar surge gain grow growth|fall drop decline decrease decreas slump plunge tumble
|cut reduce reduction slash|win victory triumph beat defeat|ask request|urge call|warn warning caution|worry concern fear|criticise criticize
|condemn denounce|support|oppose opposition|accept approve endorse|reject refuse|allow permit let|ban prohibit forbid outlaw
|stop halt|block prevent|close shut|open reopen|leader head chief boss|chairman chair chairwoman chairperson|spokesman spokeswoman spokesperson
|film movie|hospital clinic|doctor physician medic|pupil student|teacher educator|school college|street road|capital city town
|army military troops soldier|weapon arm|missile rocket|border frontier|refugee migrant|tariff duty|inquiry investigation probe investigate
|study research|scientist researcher|expert specialist|result outcome|reason cause|damage destroy wreck ruin|rescue save|search hunt
|weather climate|disease illness|drug medicine|virus infection|trip visit travel journey|flight fly|arrive reach|leave depart departure
|return|meeting summit|statement|journalist reporter|newspaper paper|picture photo photograph image|footage video|location site place
|area region|quick fast rapid swift|important significant crucial|angry furious outraged|difficult hard tough|rich wealthy
|many numerous|several various|whole entire|recent new|former previous|early initial|final last|huge enormous|small little tiny
|colour color|labour labor|centre center|organisation organization|programme program|defence defense|metre meter|kilometre kilometer km
|theatre theater|favour favor|neighbour neighbor|harbour harbor|tonne ton|litre liter|aluminium aluminum|tyre tire|grey gray
|mum mother mom|dad father|boy|girl|spouse husband wife partner|elderly old aged|teenager teen adolescent|worker employee staff|strike walkout
|outage blackout|flood inundate|landslide mudslide|evacuate evacuation|homeless displaced|assassinate murder slay|hostage captive
|kidnap abduct|robbery theft|fraud scam|bribe bribery|trial court|judge justice|verdict ruling judgment judgement|sentence|guilty convict conviction
|innocent acquit acquittal|appeal|charge indict indictment|testify testimony evidence|deadline|budget|debt|bank lender|share stock
|profit earnings|revenue turnover|investor shareholder|economy economic|unemployment jobless|inflation|currency|export|import
"""


def _table() -> Mapping[str, str]:
    """Stem → the first of its group; groups that share a word are one."""
    table: dict[str, str] = {}
    for group in f"{_IRREGULAR}|{_SAME}".split("|"):
        stems = list(dict.fromkeys(found for word in group.split() if (found := stem(word))))
        joined = {table[each] for each in stems if each in table}
        first = min(joined, default=stems[0] if stems else "")
        table |= dict.fromkeys(stems, first)
        table |= {each: first for each, known in table.items() if known in joined}
    return table


_TABLE = _table()


def canonical(known: str) -> str:
    """What stands for a stem: itself where the list has no other word for it."""
    return _TABLE.get(known, known)
