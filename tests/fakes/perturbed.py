"""
Sentences → the same made false in one known way, or said otherwise and still true. Seeded; knows nothing of what any check knows.

Each maker takes a sentence and a random source (and what else it needs), and gives None where it finds nothing to change.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-]*[A-Za-z])")
_SPELLED = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "fifty",
    "hundred",
]
_SPELLED_NUMBER = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zA-Z’'-]*[a-z](?: (?:[A-Z]\. )?[A-Z][a-zA-Z-]*[a-z])*")
_FIRST_NAME = re.compile(
    r"^[A-Z][a-zA-Z’'-]*[a-rt-z](?:(?: [A-Z][a-zA-Z-]*[a-z])+|(?= (?:said|says|told|has|is|was|will|tweeted)\b))"
)
_NAMES_NOBODY = """
I Mr Mrs Ms Dr The A An In On At It He She They We You But And If When Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February
March April May June July August September October December Police Officials Authorities Everyone Nobody Others People His Her Its Their This That What Why How There
"""
_NO_NAMES = frozenset(_NAMES_NOBODY.split())
_AUXILIARY = re.compile(
    r"\b(is|was|are|were|will|would|could|has been|have been|has|have|had|should|may|might|can)(?= (?!not\b|n't|never|no\b)[a-z])"
)
_NOT = re.compile(r"(?:\b(?:not|never) |n['’]t\b)(?=.*\w)")
_NO = re.compile(r"\bno (?=[a-z])")
_TURNED = (
    ("failed to ", "managed to "),
    ("refused to ", "agreed to "),
    (" denied ", " confirmed "),
    (" without ", " with "),
    ("unable to", "able to"),
)
_MODAL = re.compile(r"\b(?:may|might|could|would|should)(?= (?!have\b|not\b)[a-z])")
_MODAL_HAVE = re.compile(r"\b(?:may|might|could) have\b(?! been able)")
_PLANNED = re.compile(
    r"\b(?:(?:is|are|was|were) (?:expected|likely|set|scheduled|due|planning|hoping|believed|thought|said) to|(?:plans?|hopes?|wants?|intends?|aims?|expects?) to)(?= [a-z])"
)
_HEDGE = re.compile(
    r"(?<!has )(?<!have )(?<!had )\b(?:allegedly|reportedly|probably|possibly|potentially|alleged|suspected|proposed|possible|potential|likely|planned) (?=[a-z])"
)
_RELATIVE = re.compile(r", (?:who|which|whose|where) [^,;()\"“”]{8,90},")
_PARTICIPLE = re.compile(
    r", (?!according|including|excluding|saying|adding|claiming|citing)[a-z]+ing [^\"“”;]{8,120}(?=\.$)"
)
_PARENTHESIS = re.compile(r" \([^()]{4,80}\)")
_LEADING = re.compile(
    r"^(?:On|In|After|During|At|Since|Before|Earlier|Speaking|Following|Despite|By|For|As) [^,\"“”]{3,60}, (?=[A-Za-z])"
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_EVERYWHERE_WORDS = """
that this with from have been were will would said says they their there which about after before into over more than when also
"""
_EVERYWHERE = frozenset(_EVERYWHERE_WORDS.split())


def names_of(sentence: str) -> list[str]:
    """Capitalised names of a sentence, in order; at its beginning only one of several words, or one that acts."""
    found = [match[0] for pattern in (_FIRST_NAME, _NAME) for match in pattern.finditer(sentence)]
    return [name for name in found if name.split()[0] not in _NO_NAMES]


def contents_of(sentence: str) -> frozenset[str]:
    """The beginnings of its longer words: enough to see that two sentences share nothing."""
    return frozenset(word[:5].lower() for word in _WORD.findall(sentence)) - {word[:5] for word in _EVERYWHERE}


def number_changed(sentence: str, rng: random.Random) -> str | None:
    digits, spelled = list(_NUMBER.finditer(sentence)), list(_SPELLED_NUMBER.finditer(sentence))
    if not digits and not spelled:
        return None
    if len(digits) > 1 and rng.random() < 0.2:  # two of the sentence change places
        one, other = sorted(rng.sample(digits, 2), key=lambda found: found.start())
        if one[0] != other[0]:
            return (
                sentence[: one.start()]
                + other[0]
                + sentence[one.end() : other.start()]
                + one[0]
                + sentence[other.end() :]
            )
    found = rng.choice(digits + spelled)
    if found in spelled:
        other_word = rng.choice([word for word in _SPELLED if word != found[0]])
        return sentence[: found.start()] + other_word + sentence[found.end() :]
    text = found[0].rstrip(",")
    at = rng.choice([place for place, char in enumerate(text) if char.isdigit()])
    changed = text[:at] + rng.choice([digit for digit in "123456789" if digit != text[at]]) + text[at + 1 :]
    if rng.random() < 0.2 and "," not in text and "." not in text:
        changed = text + "0"
    return sentence[: found.start()] + changed + sentence[found.start() + len(text) :]


def name_replaced(sentence: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    ours = names_of(sentence)
    known = {part.lower() for part in re.findall(r"\w+", sentence)}
    pool = [name for name in pool if not known & {part.lower() for part in name.split()}]
    if not ours or not pool:
        return None
    return sentence.replace(rng.choice(ours), rng.choice(pool), 1)


def names_swapped(sentence: str, rng: random.Random) -> str | None:
    ours = list(dict.fromkeys(names_of(sentence)))
    pairs = [
        (a, b)
        for at, a in enumerate(ours)
        for b in ours[at + 1 :]
        if not set(a.split()) & set(b.split()) and sentence.count(a) == sentence.count(b) == 1
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return sentence.replace(one, "\0").replace(other, one).replace("\0", other)


def negated(sentence: str, rng: random.Random) -> str | None:
    made = [
        sentence[: found.end()] + rng.choice((" not", " never")) + sentence[found.end() :]
        for found in _AUXILIARY.finditer(sentence)
    ]
    removed = [sentence[: found.start()] + sentence[found.end() :] for found in _NOT.finditer(sentence)]
    removed += [sentence[: found.start()] + sentence[found.end() :] for found in _NO.finditer(sentence)]
    removed += [sentence.replace(old, new, 1) for old, new in _TURNED if old in sentence]
    choices = removed if removed and (rng.random() < 0.7 or not made) else made
    return rng.choice(choices) if choices else None


def strengthened(sentence: str, rng: random.Random) -> str | None:
    made = [sentence[: found.start()] + "will" + sentence[found.end() :] for found in _MODAL.finditer(sentence)]
    made += [sentence[: found.start()] + "has" + sentence[found.end() :] for found in _MODAL_HAVE.finditer(sentence)]
    made += [sentence[: found.start()] + "will" + sentence[found.end() :] for found in _PLANNED.finditer(sentence)]
    made += [sentence[: found.start()] + sentence[found.end() :] for found in _HEDGE.finditer(sentence)]
    return rng.choice(made) if made else None


def clause_invented(sentence: str, rng: random.Random, elsewhere: Sequence[str]) -> str | None:
    for _ in range(20):
        other = rng.choice(elsewhere).rstrip(".")
        clause = rng.choice([part.strip() for part in re.split(r", |; | — ", other)])
        if len(clause.split()) >= 5 and not set('"“”()') & set(clause):
            clause = clause if names_of(f"x {clause}")[:1] == [clause.split()[0]] else clause[0].lower() + clause[1:]
            clause = re.sub(r"^(?:and|but|while|which|who) ", "", clause)
            return f"{sentence.rstrip('.')}{rng.choice((', and ', ', while ', ', as ', '; '))}{clause}."
    return None


def fused(sentence: str, rng: random.Random, second: str) -> str:
    words = second.split()
    if words[0] in _NO_NAMES and words[0] != "I":
        second = second[0].lower() + second[1:]
    return f"{sentence.rstrip('.')}{rng.choice((' and ', ', while ', ', and ', '; '))}{second}"


def synonyms_substituted(sentence: str, rng: random.Random, pairs: Sequence[tuple[str, str]]) -> str | None:
    there = [(old, new) for pair in pairs for old, new in (pair, pair[::-1]) if re.search(rf"\b{old}\b", sentence)]
    if not there:
        return None
    for old, new in rng.sample(there, min(len(there), rng.randint(1, 3))):
        parts = re.split(r"([\"“][^\"“”]*[\"”]?)", sentence)  # nobody may change what is quoted
        sentence = "".join(
            re.sub(rf"\b{old}\b", new, part, count=1) if at % 2 == 0 else part for at, part in enumerate(parts)
        )
    return sentence


def clause_dropped(sentence: str, rng: random.Random) -> str | None:
    made = [sentence[: found.start()] + sentence[found.end() :] for found in _RELATIVE.finditer(sentence)]
    made += [sentence[: found.start()] + sentence[found.end() :] for found in _PARTICIPLE.finditer(sentence)]
    made += [sentence[: found.start()] + sentence[found.end() :] for found in _PARENTHESIS.finditer(sentence)]
    if found := _LEADING.match(sentence):
        rest = sentence[found.end() :]
        made.append(rest[0].upper() + rest[1:])
    made = [text for text in made if len(text.split()) >= 5]
    return rng.choice(made) if made else None
