"""What stands beside the sentences: who covers the story, figures on which outlets differ, dates to come, who is quoted. In doubt, nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dispatcher.model import EarlierBriefing, SectionName, SourceText
from dispatcher.stories.briefing.agenda import agenda
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.coverage import coverage
from dispatcher.stories.briefing.figures import figures_that_differ
from dispatcher.stories.briefing.quoted import quoted
from dispatcher.stories.briefing.statements import statements
from dispatcher.stories.briefing.timeline import timeline


def facts(
    sources: Sequence[SourceText],
    used: Sequence[SourceText],
    found: Sequence[Candidate],
    chosen: Mapping[SectionName, Sequence[Candidate]],
    *,
    now: datetime,
    earlier: Sequence[EarlierBriefing] = (),
) -> dict[str, Any]:
    """
    JSON, every key always there: `outlets`, `countries`, `sources`, `first_seen`, `covered`, `texts`, `figures`, `agenda`, `quoted`, `timeline`.

    `used` are the sources whose text was read, newest first; `found` and `chosen` what of it could be and was quoted.
    """
    told = statements(used)
    kept = [each for of_section in chosen.values() for each in of_section]
    return {
        **coverage(sources),
        "figures": figures_that_differ(told),
        "agenda": agenda(found, used, kept={id(each) for each in kept}, now=now),
        "quoted": quoted(told),
        "timeline": timeline(earlier, [each.text for each in kept]),
    }
