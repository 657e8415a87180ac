"""Story → Briefing: roles, selection, the four sections, citations."""
