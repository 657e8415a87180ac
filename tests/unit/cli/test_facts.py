"""Facts on the terminal."""

from dispatcher.cli.facts import told

FACTS = {
    "figures": [
        {
            "what": "killed",
            "values": [
                {"value": "31", "outlet": "Example Post", "at": "2026-03-03T11:40:00+00:00"},
                {"value": "at least 14", "outlet": None, "at": None},
            ],
        }
    ],
    "agenda": [{"date": "2026-03-05", "time": "14:00", "zone": "GMT", "text": "The court will rule."}],
    "quoted": [{"name": "Ilse Karan", "as": "mayor of Dorvan"}, {"name": "Nils\x1b[31m Aho", "as": None}],
    "covered": [
        {"outlet": "Example Post", "country": "GB", "article": 1, "at": None, "text_from": "article"},
        {"outlet": None, "country": None, "article": 7, "at": "2026-03-03T11:40:00+00:00", "text_from": None},
    ],
    "timeline": [{"version": 1, "at": "2026-03-03T06:10:00+00:00", "text": "A quake struck."}],
}


def test_each_kind_stands_under_its_heading():
    assert told(FACTS) == [
        *("", "FIGURES", "  killed: 31 (Example Post, 2026-03-03 11:40); at least 14"),
        *("", "AGENDA", "  2026-03-05 14:00 GMT  The court will rule."),
        *("", "QUOTED", "  Ilse Karan, mayor of Dorvan", "  Nils[31m Aho"),
        *("", "COVERAGE", "  Example Post (GB), article", "  source 7, 2026-03-03 11:40"),
        *("", "TIMELINE", "  2026-03-03 06:10  A quake struck."),
    ]


def test_facts_of_an_older_version_lack_kinds():
    assert told({"outlets": 2, "figures": []}) == []
