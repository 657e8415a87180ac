"""A sentence and the texts of the spans it cites → Judgement. Every check is asked; all their reasons are given."""

from __future__ import annotations

from collections.abc import Sequence

from dispatcher.stories.briefing.check.agents import check_agents
from dispatcher.stories.briefing.check.attribution import check_attribution
from dispatcher.stories.briefing.check.direction import check_direction
from dispatcher.stories.briefing.check.form import check_form
from dispatcher.stories.briefing.check.grave import check_grave
from dispatcher.stories.briefing.check.invented import check_invented
from dispatcher.stories.briefing.check.judgement import Judgement, Reason, ReasonKind
from dispatcher.stories.briefing.check.modality import check_modality
from dispatcher.stories.briefing.check.names import check_names
from dispatcher.stories.briefing.check.negation import check_negation
from dispatcher.stories.briefing.check.numbers import check_numbers
from dispatcher.stories.briefing.check.prefixes import check_prefixes
from dispatcher.stories.briefing.check.quotations import check_quotations
from dispatcher.stories.briefing.check.reading import Reading, read
from dispatcher.stories.briefing.check.tokens import LONGEST as READ
from dispatcher.stories.briefing.check.tokens import plain
from dispatcher.stories.briefing.edits import tidied

LONGEST = 1_000  # code points: past that a sentence is none, unless a source has it
_TOO_LONG = Reason(ReasonKind.FORM, f"is longer than {LONGEST:,} characters")


def check_sentence(text: str, cited: Sequence[str], *, others: Sequence[str] = ()) -> Judgement:
    """
    Whether the cited spans bear a sentence, whoever wrote it. Never raises, whatever the texts.

    `cited` are the texts of the spans; `others` are the remaining sentences of the same sources, which may complete a name
    ("Smith" to "John Smith") and nothing else. A sentence that is its span word for word, recorded edits apart, is supported if its
    form is right. Not done: nothing is known of the world, and words of a language other than English are compared as they stand.
    """
    if len(text) > READ:
        return Judgement(supported=False, reasons=(_TOO_LONG,))
    reasons = list(check_form(text, cited))
    if not any(span.strip() for span in cited):
        reasons.append(Reason(ReasonKind.CITATION, "cites nothing"))
    elif is_verbatim(text, cited):
        pass  # supported, if its form is right
    elif len(text) > LONGEST:
        reasons.append(_TOO_LONG)
    else:
        reasons += _content(read(text), [read(span) for span in cited if span.strip()], others)
    return Judgement(supported=not reasons, reasons=tuple(dict.fromkeys(reasons)))


def is_verbatim(text: str, cited: Sequence[str]) -> bool:
    """Whether a sentence is one of the spans, apart from white space, kinds of quotation marks and the recorded edits."""
    made = plain(text)
    return any(made in {plain(span), plain(tidied(span)[0])} for span in cited)


def _content(sentence: Reading, cited: Sequence[Reading], others: Sequence[str]) -> list[Reason]:
    return [
        *check_numbers(sentence, cited),
        *check_names(sentence, cited, others),
        *check_quotations(sentence, cited),
        *check_negation(sentence, cited),
        *check_prefixes(sentence, cited),
        *check_modality(sentence, cited),
        *check_attribution(sentence, cited),
        *check_direction(sentence, cited),
        *check_agents(sentence, cited),
        *check_invented(sentence, cited),
        *check_grave(sentence, cited),
    ]
