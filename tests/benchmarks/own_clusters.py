"""
How well the clusters of our own are told, by an editor's gold: precision and recall of each section, what gold forbids, and the facts beside them.

No bar: gold is there to show what a change does over all clusters, never to be tuned to line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from dispatcher.model import Briefing, SectionName, SourceText
from dispatcher.stories.briefing import write_briefing
from tests.fakes.clusters import NAMES, cluster, gold
from tests.fakes.dangling import leans_on

LATER = timedelta(hours=2)  # after the last account


@dataclass(slots=True)
class Score:
    """Sentences of one section over one or more clusters."""

    printed: int = 0
    right: int = 0  # accepted by gold in this section
    fillable: int = 0  # clusters in which gold has something for the section
    filled: int = 0  # of these, with at least one accepted sentence
    elsewhere: int = 0  # printed here, accepted only in another section
    spoilt: int = 0  # clusters in which gold wants the section empty, and it is not

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in Score.__slots__))

    @property
    def precision(self) -> float:
        """Of what is printed, the share that gold accepts there; 1 when nothing is."""
        return self.right / self.printed if self.printed else 1.0

    @property
    def recall(self) -> float:
        """Of the sections that could be filled, the share that is, with something accepted."""
        return self.filled / self.fillable if self.fillable else 1.0


@dataclass(slots=True)
class Reading:
    """One cluster as its gold reads it."""

    sections: dict[SectionName, Score]
    forbidden: list[tuple[str, SectionName, str]] = field(default_factory=list)  # why, where, the sentence
    dangling: list[str] = field(default_factory=list)


def told(name: str, *, sources: list[SourceText] | None = None) -> Briefing:
    """The briefing of a cluster two hours after its last account."""
    sources = sources or cluster(name)
    return write_briefing(sources, now=max(each.published_at for each in sources if each.published_at) + LATER)


def read(name: str) -> Reading:
    """Judge one cluster's briefing."""
    marks, reading = gold(name), Reading({})
    for section in told(name).sections:
        score = reading.sections[section.name] = Score(fillable=bool(marks.accepted[section.name]))
        for sentence in section.sentences:
            citation = sentence.citations[0]
            right = marks.accepts(section.name, citation)
            score.printed += 1
            score.right += right
            score.elsewhere += not right and any(marks.accepts(other, citation) for other in SectionName)
            reading.forbidden += [(mark.why or "", section.name, sentence.text) for mark in marks.forbidden(citation)]
            reading.dangling += [sentence.text] if leans_on(sentence.text) else []
        score.filled = int(score.right > 0 and score.fillable)
        score.spoilt = int(section.name in marks.missing and score.printed > 0)
    return reading


def totals(readings: Iterable[Reading]) -> dict[SectionName, Score]:
    """Each section over all clusters."""
    readings = list(readings)
    return {name: sum((each.sections[name] for each in readings), Score()) for name in SectionName}


def facts_that_agree(names: Iterable[str] = NAMES) -> dict[str, tuple[int, int, int]]:
    """Figures, agenda and speakers: how many are told, wanted, and both, over all clusters."""
    both: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for name in names:
        marks, facts = gold(name), told(name).facts
        pairs = {
            "figures": (
                {(row["what"], each["value"]) for row in facts["figures"] for each in row["values"]},
                {(what, value) for what, values in marks.figures.items() for value in values},
            ),
            "agenda": ({row["date"] for row in facts["agenda"]}, set(marks.agenda)),
            "quoted": ({row["name"].split()[-1] for row in facts["quoted"]}, {who.split()[-1] for who in marks.quoted}),
        }
        for what, (ours, theirs) in pairs.items():
            said[what] += len(ours)
            wanted[what] += len(theirs)
            both[what] += len(ours & theirs)
    return {what: (said[what], wanted[what], both[what]) for what in ("figures", "agenda", "quoted")}


def precisions() -> dict[SectionName, float]:
    """Precision of each section over all clusters."""
    readings = [read(name) for name in NAMES]
    return {name: sum((each.sections[name] for each in readings), Score()).precision for name in SectionName}


def main() -> bool:
    """Print the tables; never misses a bar, for it has none."""
    readings = {name: read(name) for name in NAMES}
    print(f"{'accepted of printed':22}" + "".join(f"{section:>13}" for section in SectionName))
    for name, reading in readings.items():
        cells = [
            f"{score.right}/{score.printed}" if score.fillable or score.printed else "-"
            for score in reading.sections.values()
        ]
        print(f"{name:22}" + "".join(f"{cell:>13}" for cell in cells))
    scores = totals(readings.values())
    for label, cells in (
        ("all", [f"{score.right}/{score.printed}" for score in scores.values()]),
        ("precision", [f"{score.precision:.0%}" for score in scores.values()]),
        ("recall of sections", [f"{score.recall:.0%}" for score in scores.values()]),
        ("wrong section", [str(score.elsewhere) for score in scores.values()]),
        ("should be empty", [str(score.spoilt) for score in scores.values()]),
    ):
        print(f"{label:22}" + "".join(f"{cell:>13}" for cell in cells))
    whole = sum(scores.values(), Score())
    print(
        f"all sections: precision {whole.precision:.0%} of {whole.printed} sentences, recall {whole.recall:.0%} of {whole.fillable} sections"
    )
    dangling = [text for reading in readings.values() for text in reading.dangling]
    print(f"leaning on a sentence that is not printed: {len(dangling)} of {whole.printed}")
    for name, reading in readings.items():
        for why, section, text in reading.forbidden:
            print(f"forbidden ({why}): {name}, {section}: {text}")
    for what, (said, wanted, both) in facts_that_agree().items():
        print(f"{what}: {both} right of {said} told; {wanted} wanted")
    return False


if __name__ == "__main__":
    main()
