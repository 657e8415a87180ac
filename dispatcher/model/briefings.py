"""The four-section account of a story, every sentence with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dispatcher.model.states import BriefingStatus, MissingReason, SectionName


@dataclass(frozen=True, slots=True)
class Citation:
    """The span of a source that a sentence rests on: code points of that source's text, end excluded."""

    article: str | int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a section, with what it rests on."""

    text: str
    citations: tuple[Citation, ...]
    edits: tuple[str, ...] = ()  # recorded clean-ups, such as "dateline"; empty when verbatim


@dataclass(frozen=True, slots=True)
class Section:
    """One of the four parts; either sentences or the reason why there are none."""

    name: SectionName
    sentences: tuple[Sentence, ...]
    missing: str | None = None  # in English, for the shell and the log
    why: MissingReason | None = None  # the same for templates, which know the reader's language


@dataclass(frozen=True, slots=True)
class Briefing:
    """The four-section account of a story."""

    status: BriefingStatus
    sections: tuple[Section, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, sections: Sequence[Section], facts: Mapping[str, Any]) -> Briefing:
        """Full when every section has sentences, partial when two have, else brief."""
        filled = sum(bool(section.sentences) for section in sections)
        partial = BriefingStatus.PARTIAL if filled > 1 else BriefingStatus.BRIEF
        return cls(BriefingStatus.FULL if filled == len(sections) else partial, tuple(sections), facts)

    def as_json(self) -> dict[str, Any]:
        """The shape of `dispatcher story brief` (DESIGN §8)."""
        return {
            "status": str(self.status),
            "sections": [
                {
                    "name": str(section.name),
                    "sentences": [
                        {
                            "text": sentence.text,
                            "citations": [
                                {"article": c.article, "start": c.start, "end": c.end} for c in sentence.citations
                            ],
                            **({"edits": list(sentence.edits)} if sentence.edits else {}),
                        }
                        for sentence in section.sentences
                    ],
                    "missing": section.missing,
                    **({"why": str(section.why)} if section.why else {}),
                }
                for section in self.sections
            ],
            "facts": dict(self.facts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Briefing:
        """Read what `as_json` wrote."""
        return cls(
            status=BriefingStatus(data["status"]),
            sections=tuple(
                Section(
                    name=SectionName(section["name"]),
                    sentences=tuple(
                        Sentence(
                            text=sentence["text"],
                            citations=tuple(
                                Citation(c["article"], c["start"], c["end"]) for c in sentence["citations"]
                            ),
                            edits=tuple(sentence.get("edits", ())),
                        )
                        for sentence in section["sentences"]
                    ),
                    missing=section["missing"],
                    why=MissingReason(section["why"]) if section.get("why") else None,
                )
                for section in data["sections"]
            ),
            facts=data["facts"],
        )


@dataclass(frozen=True, slots=True)
class EarlierBriefing:
    """What was told of a story at an earlier version."""

    version: int
    written_at: datetime
    briefing: Briefing
