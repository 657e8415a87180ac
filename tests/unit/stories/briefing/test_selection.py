"""Which sentences stand in which section."""

from datetime import UTC, datetime

from dispatcher.model import Citation, Role, SectionName
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.selection import choose

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def event(at: int, outlet: str, *, length: int) -> Candidate:
    """A sentence that tells what happened, and nothing else."""
    return Candidate(
        text=f"Rescue team {at} reached the village.",
        edits=(),
        citation=Citation(at, 0, 10),
        outlet=outlet,
        published_at=None,
        position=at,
        roles=dict.fromkeys(Role, 0.1),
        sections=dict.fromkeys(SectionName, 0.01) | {SectionName.HAPPENING: 0.95},
        content=frozenset(f"{word}{at}" for word in "abcdefgh"),
        numbers=frozenset(),
        length=length,
    )


def happening(found: list[Candidate]) -> int:
    return len(choose(found, now=NOON)[SectionName.HAPPENING])


def test_words_kept_for_sections_that_need_none_are_used_for_what_happened():
    others = [event(4, "post", length=10), event(5, "wire", length=10)]
    assert happening([event(at, "times", length=38) for at in range(3)] + others) == 5


def test_no_outlet_is_copied_out_for_it():
    others = [event(4, "post", length=10), event(5, "wire", length=10)]
    assert happening([event(at, "times", length=41) for at in range(3)] + others) == 4


def test_a_single_account_keeps_them():
    assert happening([event(at, "times", length=38) for at in range(3)]) == 1
