"""Story → Briefing: roles, selection, the four sections, citations."""

from dispatcher.stories.briefing.roles import SentenceRoles, roles
from dispatcher.stories.briefing.sentences import split_sentences
from dispatcher.stories.briefing.write import write_briefing

__all__ = ["SentenceRoles", "roles", "split_sentences", "write_briefing"]
