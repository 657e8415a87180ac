"""Sentence × the spans it cites → Judgement: whether they bear it, whoever wrote it, and if not, why not."""

from dispatcher.stories.briefing.check.judge import check_sentence
from dispatcher.stories.briefing.check.judgement import Judgement, Reason, ReasonKind
from dispatcher.stories.briefing.check.whole import check_briefing

__all__ = ["Judgement", "Reason", "ReasonKind", "check_briefing", "check_sentence"]
