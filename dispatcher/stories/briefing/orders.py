"""
Sources → the same without sentences that speak to a model, or carry what a briefing never prints.

A blanked sentence is as long as before, in spaces: spans of the others stay true. Rules of thumb in a few languages: what they miss
is data like any other, and whatever is written from it still has to stand in a cited sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from dispatcher.model import SourceText
from dispatcher.stories.briefing.mood import commands, speaks_to_machines
from dispatcher.stories.briefing.printable import faults
from dispatcher.stories.briefing.sentences import split_sentences
from dispatcher.stories.briefing.visible import smuggles, visible

AROUND = (0, 1, 2)  # an order goes on in the sentences behind it: these are blanked with it
MOST_TEXT = 40_000  # code points of one source, as many as candidates are made of

_READABLE = 2_000  # code points; a longer run is no sentence, and patterns would take long over it
_MODEL = r"(?:AI|A\.I\.|LLM|language model|assistant|chat ?bot|GPT|summari[sz]er|briefing (?:writer|bot|generator)|(?:automated|automatic) (?:writer|reader|system)s?|(?:news|editor|editorial|writing|publishing|feed) (?:program|software|robot|bot|engine))"
_WORDS = r"(?:instruction|prompt|direction|rule|guideline|command|order|message|context|constraint|filter|text|data|sentence|source|article)s?"
_ORDERS = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass|discard|drop|skip)\b[^.]{{0,60}}\b(?:(?:previous|prior|above|earlier|preceding|other|your|system|these|those|all)\b[^.]{{0,30}}\b{_WORDS}|everything|all (?:of )?(?:the )?(?:above|previous))"
    rf"|\b(?:new|updated?|real|actual|special|hidden|secret|important|urgent|further|additional) (?:system )?(?:instruction|prompt|directive)s?\b"
    rf"|\b(?:system|developer|assistant|user|human|tool)\s*(?:prompt|message|note|override|update|instruction|mode)s?\b\s*(?:[:=—-]|from|to the|for the|ends?|begins?|says)"
    rf"|^\W*(?:system|developer|assistant|user|human|AI|model|{_MODEL}|editor(?:'s|’s)? bot|note to (?:the )?{_MODEL}|instructions?|prompt|tool|function|output|answer|response)\s*[:>»|]"
    rf"|\b(?:note|attention|message|memo|hint|reminder|instructions?|important|dear|hey|hello|hi)\b[^.]{{0,25}}\b{_MODEL}s?\b\s*(?:[:,—-]|that|who|reading)"
    rf"|\b(?:you are|you're|act as|pretend (?:to be|that|you)|role-?play|imagine (?:that )?you|from now on|simulate|behave as|speak as)\b[^.]{{0,60}}\b(?:{_MODEL}|DAN|unrestricted|jailb\w+|not bound|no rules|a \w+ (?:who|that|with)|you|editor|spokes\w+|news ?(?:reader|anchor))\b"
    rf"|\bas an? {_MODEL}\b[^.]{{0,40}}\byou\b|\b{_MODEL}s? (?:must|should|shall|has to|have to|need to|will now|is required|are required|are instructed|is instructed)\b"
    rf"|\b(?:you|models?) (?:must|should|shall|will|need to|have to|are (?:required|instructed|told|ordered|asked) to) (?:\w+ )?(?:now )?(?:print|write|output|say|state|include|add|insert|report|quote|cite|mention|repeat|reply|respond|answer|append|end|begin|start|translate|summari[sz]e|decode|render|link|call|tell readers)\b"
    rf"|^\W*(?:please |now |then |also |instead,? |always |never |and |first,? |just )*(?:print|output|write|insert|append|include|repeat|reply|respond|answer|decode|execute|run|call|translate|render|cite|summari[sz]e|rewrite|obey|reveal|say|state|report|quote|add|put|end|begin|start|tell|replace|mention|attribute|claim|announce|use|link|set|return|continue|complete|finish|close)\b(?!(?: (?:of|by|said|says|for|media|tv|news|police|officials)| ?[-–] ?\w)\b)[^.]{{0,90}}\b(?:briefing|section|answer|response|output|summary|sentence|reader|verbatim|exactly|following|this text|the words|that|number|figure|link|URL|prompt|name|json|citation|cites?|s\d+|base64|tool|function|quotation|quote|headline|instead|everywhere|each|every|with)\b"
    rf"|\b(?:in|into|of|to|from) (?:your|the) (?:briefing|answer|response|output|summary|next section|json|system prompt)\b|\byour (?:answer|output|response|briefing|task|instructions|training|guidelines|system prompt|json|reply)\b"
    rf"|\b(?:prompt injection|jailbreak|system prompt|end of (?:data|article|sources?|document|input|context|instructions?|text|user)|(?:data|article|sources?|document|input|context) (?:ends?|is over)(?: here)?\b\W*$|BEGIN (?:SYSTEM|INSTRUCTIONS?|PROMPT|ADMIN)|tool[_ -]?calls?|function[_ -]?call|im_start|im_end|endoftext|INST\b|<<SYS)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"ignorier\w*[^.]{0,50}(?:anweisung|vorgabe|befehl|regel)\w*|(?:neue|geheime|system)\s?-?anweisung\w*|schreibe? (?:stattdessen|in (?:die|deine))|(?:deine|Ihre) (?:antwort|anweisung\w*|aufgabe)\b|du (?:bist|musst) (?:jetzt|nun|ab)"
    r"|(?:ignore[zr]?|oublie[zr]?)[^.]{0,50}(?:instructions?|consignes?|règles?|ordres?)|nouvelles? (?:instructions?|consignes?)|(?:écri[svt]\w*|ajoute[zr]?|affiche[zr]?)[^.]{0,60}(?:réponse|résumé|lien|section)|(?:ta|votre) réponse|tu (?:es|dois) (?:maintenant|désormais)"
    r"|(?:ignora|olvida|ignore)\w*[^.]{0,50}(?:instrucciones|órdenes|reglas|instruções|ordens|regras|istruzioni|regole)|nuevas instrucciones|novas instruções|nuove istruzioni|(?:tu|su|sua|tua) (?:respuesta|resposta|risposta)|(?:escrib[ea]|escrev[ae]|scrivi)[^.]{0,60}(?:respuesta|resposta|risposta|enlace|link|resumen|sección)"
    r"|(?:игнорируй|забудь|пропусти)\w*|новы[ея] инструкци\w+|в (?:своём|вашем|твоём) ответе|忽略[^。]{0,20}(?:指令|指示|提示|说明|規則)|无视|無視|以前の指示|これまでの指示|新しい指示|(?:이전|위의|앞선|기존)[^.]{0,12}(?:지시|명령|지침)|무시하|출력하(?:라|세요|십시오)|요약에 (?:넣|쓰)|تجاهل|التعليمات السابقة|अनदेखा|निर्देशों",
    re.IGNORECASE,
)


def speaks_to_a_model(text: str) -> bool:
    """Whether a sentence speaks to what writes from it, in phrases that are known."""
    if len(text) > _READABLE:
        return True
    seen = visible(text)
    return any(pattern.search(seen) for pattern in (_ORDERS, _ELSEWHERE)) or speaks_to_machines(seen)


def gives_orders(text: str) -> bool:
    """Whether a sentence tells its reader, man or machine, what to do, rather than what happened."""
    return speaks_to_a_model(text) or commands(visible(text))


def is_hostile(source: SourceText) -> bool:
    """Whether an account, anywhere in it, speaks to what writes from it."""
    text = source.text[:MOST_TEXT]
    spoken = any(speaks_to_a_model(text[start:end]) for start, end in split_sentences(text))
    return spoken or smuggles(text) or speaks_to_a_model(source.title)


def refused(text: str) -> bool:
    """Whether nothing is to be written from this sentence."""
    return smuggles(text) or bool(faults(visible(text))) or gives_orders(text)


def blanked(sources: Iterable[SourceText]) -> list[SourceText]:
    """`sources` with such sentences and titles blank; texts keep their length, up to `MOST_TEXT`."""
    return [
        replace(
            source,
            title="" if refused(source.title) else visible(source.title),
            text=_blanked(source.text[:MOST_TEXT]),
        )
        for source in sources
    ]


def _blanked(text: str) -> str:
    spans = split_sentences(text)
    orders = {at for at, (start, end) in enumerate(spans) if speaks_to_a_model(text[start:end])}
    beside = {at + step for at in orders for step in AROUND}
    parts, at = [], 0
    for number, (start, end) in enumerate(spans):
        if number in beside or refused(text[start:end]):
            parts += [text[at:start], " " * (end - start)]
            at = end
    return "".join((*parts, text[at:]))
