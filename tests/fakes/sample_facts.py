"""Stories whose briefings carry facts, or hardly anything: a landslide told over two days, a verdict known from two feed summaries."""

from __future__ import annotations

from dispatcher.model import MissingReason, SectionName
from tests.fakes.sample_stories import Sample, told

HAPPENING, IMPORTANT, NEXT, BEYOND = SectionName

LANDSLIDE = told(
    7,
    "Mountains",
    [
        ("Example Post", "Rescuers reach the last farms below the Dorvan slide"),
        ("Example Times", "Hillside gives way above Dorvan, road and rail cut"),
        ("The Example Herald", "Dorvan slide: what the drilling logs of 2019 said"),
        ("Gazette d’Exemple", "Glissement de terrain à Dorvan : « nous n’avons rien entendu »"),
        ("Stadtblatt", "Hang über Dorvan rutscht auf Straße und Bahn"),
    ],
    words=("landslide", "Dorvan"),
    sections={
        HAPPENING: [
            ("Rescuers reached the last two farms below the slide on Monday evening and brought out eleven people.", [70]),
            ("The hillside above Dorvan gave way at dawn and buried 400 metres of the valley road and the railway.", [71]),
            ("« Nous n’avons rien entendu, puis la maison a bougé », raconte un habitant.", [73]),
        ],
        IMPORTANT: [
            ("The line is the only one over the pass that carries containers, some 90 trains a day.", [72]),
            ("“Without it a third of the freight goes back to the road,” said Tomas Brandt of the railway union.", [71]),
        ],
        NEXT: [
            ("The cantonal council meets on Thursday at 14:00 to decide whether the village may be entered again.", [70]),
            ("Geologists want to drill in two places before the first snow.", [72]),
        ],
        BEYOND: [("Drilling logs of 2019 named the slope as moving four centimetres a year.", [72])],
    },
    facts={
        "outlets": 5,
        "countries": ["CH", "DE", "FR"],
        "sources": [70, 72, 73, 71, 74],
        "first_seen": "2026-11-23T06:40:00+00:00",
        "covered": [
            {"outlet": "Example Times", "country": "CH", "article": 71, "at": "2026-11-23T06:40:00+00:00", "text_from": "article"},
            {"outlet": "Stadtblatt", "country": "DE", "article": 74, "at": "2026-11-23T08:05:00+00:00", "text_from": "feed summary"},
            {"outlet": "Gazette d’Exemple", "country": "FR", "article": 73, "at": "2026-11-23T16:30:00+00:00", "text_from": "feed summary"},
            {"outlet": "The Example Herald", "country": "CH", "article": 72, "at": "2026-11-23T19:10:00+00:00", "text_from": "article"},
            {"outlet": "Example Post", "country": "CH", "article": 70, "at": "2026-11-24T05:20:00+00:00", "text_from": "feed summary"},
        ],
        "texts": {"article": 2, "feed summary": 3},
        "figures": [
            {
                "what": "injured",
                "values": [
                    {"value": "50", "outlet": "Example Post", "article": 70, "at": "2026-11-24T05:20:00+00:00"},
                    {"value": "at least 30", "outlet": "Gazette d’Exemple", "article": 73, "at": "2026-11-23T16:30:00+00:00"},
                    {"value": "5", "outlet": "Example Times", "article": 71, "at": "2026-11-23T06:40:00+00:00"},
                ],
            },
            {
                "what": "houses cut off",
                "values": [
                    {"value": "120", "outlet": "Example Post", "article": 70, "at": "2026-11-24T05:20:00+00:00"},
                    {"value": "about 80", "outlet": "Stadtblatt", "article": 74, "at": "2026-11-23T08:05:00+00:00"},
                ],
            },
        ],
        "agenda": [
            {
                "date": "2026-11-26",
                "time": "14:00",
                "zone": "CET",
                "text": "The cantonal council meets on Thursday at 14:00 to decide whether the village may be entered again.",
                "article": 70,
            },
            {
                "date": "2027-01-18",
                "time": None,
                "zone": None,
                "text": "The railway expects to open one of its two tracks on 18 January.",
                "article": 74,
            },
        ],
        "quoted": [
            {"name": "Ilse Karan", "as": "mayor of Dorvan", "article": 71},
            {"name": "Tomas Brandt", "as": "of the railway union", "article": 71},
            {"name": "Dr. Yun Seo-yeon", "as": None, "article": 72},
        ],
        "timeline": [
            {
                "version": 2,
                "at": "2026-11-23T17:00:00+00:00",
                "text": "At least 30 people were injured and the valley road is closed for weeks, the canton said.",
            },
            {
                "version": 1,
                "at": "2026-11-23T07:00:00+00:00",
                "text": "A hillside gave way above Dorvan at dawn; five people were taken to hospital.",
            },
        ],
    },
)  # fmt: skip

VERDICT = told(
    8,
    "Courts",
    [("Example Times", "Court upholds ban on night flights at Arnfeld"), ("Example Times", "Arnfeld: no flights after ten")],
    words=("court",),
    sections={HAPPENING: [("The administrative court upheld the ban on flights between ten and six at Arnfeld.", [80])]},
    why=dict.fromkeys((IMPORTANT, NEXT, BEYOND), MissingReason.THIN),
    facts={
        "outlets": 1,
        "countries": [],
        "sources": [81, 80],
        "first_seen": "2026-11-24T04:55:00+00:00",
        "covered": [{"outlet": "Example Times", "country": None, "article": 80, "at": "2026-11-24T04:55:00+00:00", "text_from": "feed summary"}],
        "texts": {"feed summary": 2},
        "figures": [],
        "agenda": [],
        "quoted": [],
        "timeline": [],
    },
)  # fmt: skip

FACTS: tuple[Sample, ...] = (LANDSLIDE, VERDICT)
