"""What is handed over together is grouped together, whatever its order and dates."""

from __future__ import annotations

from datetime import UTC, datetime

from dispatcher.model import SourceText
from dispatcher.stories import group

_FERRY = (
    ("Ferry runs aground off Port Sander", "Forty passengers were lifted off the ferry Marguerite on Sunday night."),
    ("Passengers lifted off stranded ferry", "Helicopters took forty people off the Marguerite near Port Sander."),
    (
        "Marguerite pulled free at Port Sander",
        "Tugs freed the ferry Marguerite, which had run aground with forty aboard.",
    ),
)
_ACT = (
    ("Veldania passes the Harbour Act", "Minister Tom Quill won the vote; the opposition walked out."),
    ("Harbour Act passes as opposition walks out", "Veldania's parliament backed Tom Quill's act by nine votes."),
)


def sources(*, dated: bool = True, titles_only: bool = False) -> list[SourceText]:
    return [
        SourceText(
            id=number,
            title=title,
            text="" if titles_only else text,
            published_at=datetime(2026, 3, 2 + number, tzinfo=UTC) if dated else None,
        )
        for number, (title, text) in enumerate((*_FERRY, *_ACT))
    ]


def test_labels_count_from_one_in_the_order_of_the_sources():
    assert group(sources()) == [1, 1, 1, 2, 2]


def test_dates_may_be_absent_or_without_zone():
    assert group(sources(dated=False)) == [1, 1, 1, 2, 2]
    first, *rest = sources()
    naive = SourceText(id="n", title=first.title, text=first.text, published_at=datetime(2026, 3, 2))  # noqa: DTZ001 - the point
    assert group([naive, *rest]) == [1, 1, 1, 2, 2]


def test_the_same_id_twice_is_two_sources():
    twice = [SourceText(id="same", title=title, text=text) for title, text in (*_FERRY, *_ACT)]
    assert group(twice) == [1, 1, 1, 2, 2]


def test_the_order_given_does_not_change_who_is_together():
    backwards = group(list(reversed(sources())))
    assert backwards == [1, 1, 2, 2, 2]


def test_sources_far_apart_in_time_can_be_one_story():
    old, new = sources()[:2]
    late = SourceText(id="late", title=new.title, text=new.text, published_at=datetime(2026, 4, 20, tzinfo=UTC))
    assert group([old, late]) == [1, 1]


def test_nothing_and_one():
    assert group([]) == []
    assert group([SourceText(id=1)]) == [1]


def test_scripts_without_spaces_are_grouped_too():
    same = [
        SourceText(id=1, title="北京市で大雨、地下鉄が運休", text="北京市は大雨のため地下鉄の運休を決めた。"),
        SourceText(id=2, title="大雨で北京市の地下鉄運休", text="北京市の地下鉄は大雨で止まった。"),
        SourceText(id=3, title="大統領選挙、投票が始まる", text="有権者が列を作った。"),
    ]
    assert group(same) == [1, 1, 2]
