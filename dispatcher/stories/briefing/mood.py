"""
Sentence → whether it commands: the imperative, the second person, and talk of machines that write. News tell; they do not ask their reader.

This looks at form and not at phrases, so that an order in new words is still one. Advice to readers ("Call the police if you …") is
taken for an order too: a briefing loses nothing by it. What is quoted is somebody's speech and is not looked at.
"""

from __future__ import annotations

import re

_QUOTED = re.compile("[\"“„«][^\"“”„«»]*[\"”“»]|(?<!\\w)['‘][^'‘’]{12,}['’](?!\\w)")

_SECOND_PERSON = re.compile(
    r"\b(?:you|your|yours|yourself|yourselves|you're|you’re|du|dir|dich|deine?[rsmn]?|euch|euren?|vous|votre|vos|usted|ustedes|vosotros|você|vocês)\b"
    r"|\b(?:вы|ты|вам|тебе|вас|тебя|ваш\w*|тво[йёея]\w*)\b|당신|[하쓰넣말답]\w*(?:세요|십시오)|ください|しなさい|[你您请]",
    re.IGNORECASE,
)

# Verbs that open a sentence of news only as an order …
_PLAIN = """accept act add address admit affirm agree announce answer append apply argue arrange ascribe ask assert assume attach attribute
avoid await back-translate be become begin believe bring bypass cease change choose cite classify comment compare comply compose conclude
condense confirm consider continue convert convince copy correct count create decide declare decode decrypt deem delete deliver deny
depict describe discard disclose disobey display disregard do don't don’t draft draw drop edit emit emphasise emphasize employ enable encourage
end endorse ensure enter erase evaluate exclude execute explain express fabricate fake fetch fill find finish follow forget format forward
generate get give go guarantee hail hear heed hide highlight identify ignore imagine imply include indicate inform insert insist instruct
interpret introduce invent invite invoke issue join keep know learn leave let let's let’s listen load look lower maintain make mention mimic mind
modify move multiply name neglect never note notice notify obey observe offer omit open output override paraphrase paste permit persuade
phrase portray praise prefer prefix prepare present preserve pretend print proceed proclaim produce promote pronounce publicise publicize
publish put quote raise read realise realize recall recite recommend redirect refer refuse reiterate reject relay remember remind remove
render repeat rephrase replace reply represent reproduce request respond restate reveal reverse revise rewrite round run say scrap see select
send set show simulate skip speak specify spell start stick stop stress submit substitute suggest summarise summarize suppress swap switch take talk
tell think thank transcribe translate treat trust try turn type understand unlock update urge use utter verify visit wait warn write yield
always please kindly only"""
# … and those that are as often nouns or names, which need an object behind them.
_EITHER = "answer call cast contact cause check claim click close command cover cut detail email fix frame help host label lead link list mark name note offer order pass phone picture place plan post praise quote rate record report round rule score sell share sign state store support swap tag talk test text title trade trust visit vote work"
_OBJECT = r"(?:the|a|an|this|that|these|those|every|each|all|any|no|everybody|everyone|people|readers|it|them|him|her|us|me|yourself|with|by|as|only|instead|in|how|what|whether|about|exactly|as follows|for|on|up|out|to|\d[\d,.]*)\b"
_PLAIN_WORDS = frozenset(_PLAIN.split())
_EITHER_WORDS = frozenset(_EITHER.split())
_NOT_AN_ORDER = re.compile(
    r"^(?:let alone|given|set (?:in|to|up|for|against)|found|run by|see[ns]?\b(?!:)|read more|put (?:simply|another)|only|take[ns]?\b(?= off)|"
    r"leave campaign|remain|use of|open (?:source|championship|air)|back|change(?:s| of| in| at| comes| has| is| will)|drop in|end of|draft|format|"
    r"request(?:s| for| from)|update(?:s|d)?\b|address(?:es|ing)|copy|issue|start(?:s|ers|up)|offer(?:s| of| from)|show(?:s| of| business)|round)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:^|[:;—–]\s+)\W*(?:(?:and|then|now|also|just|so|first|instead|next|finally|rather|hence|therefore)\b,?\s+)?([\w'’-]+)(?=\s+(\S+)|\W|$)",
    re.IGNORECASE,
)

_MACHINE = (
    r"(?:AIs?|A\.I\.|LLMs?|GPT\w*|(?:language|AI|text) models?|models? (?:output|answer)s?|(?:ro)?bots?|chat ?bots?|crawlers?|scrapers?|machines?|parsers?|algorithms?|"
    r"(?:text|news|language|automatic|automated|briefing|summary) (?:generators?|writers?|systems?|readers?|agents?|tools?|engines?)|summari[sz]ers?|assistants?|software|neural \w+|system)"
)
_PRODUCT = r"(?:(?:this|the|your|its|any|each|final|generated|resulting|following|next|above|present|finished) (?:\w+ )?(?:text|piece|page|paragraph|passage|article|summary|digest|briefing|output|answer|overview|recap|abstract|json|sentence|section|headline|prompt|result)s?)"
_ADDRESSED = re.compile(
    rf"^[^.:]{{0,60}}\b{_MACHINE}\b[^.:]{{0,40}}[:>»|]"
    rf"|\b{_MACHINE}\b[^.]{{0,50}}\b(?:(?:must|shall|should|ought to|(?:is|are|were|be|being) (?:hereby )?(?:asked|told|instructed|ordered|required|requested|reminded|directed|advised|expected|encouraged|to)|ha(?:s|ve) to|needs? to|will (?:now )?(?:say|write|print|report|state|mention|include|add|comply))\b)"
    rf"|\b{_PRODUCT}\b[^.]{{0,50}}\b(?:must|shall|should|ought to|(?:is|are) to|ha(?:s|ve) to|needs? to|supersedes?|overrides?|replaces?|cancels?|voids?|outranks?)\b"
    rf"|\b(?:who(?:so)?ever|anyone|anybody|everyone who|those who|any(?:thing| program| process))\b[^.]{{0,30}}\b(?:reads?|writes?|condens\w+|summari\w+|process\w*|parses?|digests?|rewrites?|shorten\w*|translat\w+|report(?:s|ing) (?:on )?this)\b"
    r"|\b(?:system|developer|admin(?:istrator)?|root|debug|maintenance|override|unlock\w*|jailbreak\w*) (?:prompt|mode|message|instruction|configuration|command|code|access|override)s?\b"
    r"|\b(?:instructions?|guidance|directives?|prompts?|rules|guidelines)\b[^.]{0,40}\b(?:no longer appl\w+|(?:is|are|were) (?:void|cancelled|obsolete|lifted|replaced|superseded|off)|(?:above|below|follow))\b"
    r"|\b(?:correct|right|true|expected|desired|required|ideal) (?:answer|output|response|summary|text|sentence|wording|headline|citation)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"^\W*(?:bitte|vergiss|vergesst|vergessen sie|ignorier\w*|nenne?t?|schreib\w*|sage?|sagt|gib|gebt|füge|erwähne?|antworte|behaupte|beginne|ersetze|verlinke|lass|mach|tu|hör|lies|setze|streiche|melde)\b"
    r"|,? und (?:nenne|schreibe?|sage?|gib|füge|erwähne|antworte|behaupte|beginne|ersetze|melde)\b"
    r"|^\W*(?:n['’e]\s?\w+(?:ez|is|s|e)? (?:plus|pas)|oublie[zr]?|ignore[zr]?|écri\w+|ajoute[zr]?|dis|dites|mentionne[zr]?|répond\w+|parle[zr]?|cite[zr]?|veuillez|commence[zr]?|remplace[zr]?|affiche[zr]?|fais|faites|mets|mettez)\b|,? et (?:parle|écri\w+|ajoute|dis|dites|mentionne|cite)[zr]?\b"
    r"|^\W*(?:no \w{2,}(?:as|es)\b|ignora|olvida|escribe|di|diga|menciona|añade|responde|habla|cita|empieza|por favor|haz|pon|reemplaza|não \w+|esqueça|escreva|diga|scrivi|dimentica|rispondi|aggiungi|per favore)\b|,? [ye] (?:habla|escribe|di|menciona|añade|cita|escreva|scrivi)\b",
    re.IGNORECASE,
)


def speaks_to_machines(sentence: str) -> bool:
    """Whether it says what a machine, a text or whoever writes it has to do, outside of what it quotes."""
    return _ADDRESSED.search(_QUOTED.sub(" ", sentence)) is not None


def commands(sentence: str) -> bool:
    """Whether it asks something of whoever reads it, man or machine, outside of what it quotes."""
    outside = _QUOTED.sub(" ", sentence).strip()
    if _SECOND_PERSON.search(outside) or _ADDRESSED.search(outside) or _ELSEWHERE.search(outside):
        return True
    if _NOT_AN_ORDER.match(outside):
        return False
    return any(_is_order(found[1], found[2] or "") for found in _CLAUSE.finditer(outside))


def _is_order(verb: str, following: str) -> bool:
    word = verb.lower()
    if word in _EITHER_WORDS:
        return re.match(_OBJECT, following, re.IGNORECASE) is not None
    return word in _PLAIN_WORDS and not following[:1].isupper()
