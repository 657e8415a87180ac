"""One edition of six stories: two topics, a missing section, long words, Korean, Arabic, a story without a briefing."""

from __future__ import annotations

from dispatcher.model import SectionName
from tests.fakes.sample_stories import Sample, told

HAPPENING, IMPORTANT, NEXT, BEYOND = SectionName

FERRIES = told(
    1,
    "Sea and coast",
    [
        ("Harbour Gazette", "Night ferries to the outer islands return after eleven years"),
        ("Coastline Post", "Outer islands get their night boat back"),
        ("The Tidewater Times", "Ferry company bets on sleepers for island route"),
    ],
    words=("ferry", "islands"),
    sections={
        HAPPENING: [
            (
                "Two night ferries sailed for the outer islands on Monday, the first since the service was cut in 2015.",
                [10],
            ),
            (
                "Each carries 240 passengers and 60 cars and takes nine hours for a crossing that needs a change by day.",
                [10, 11],
            ),
            ("All berths until the middle of December were sold within three days, the company said.", [12]),
        ],
        IMPORTANT: [
            (
                "The islands lost a fifth of their people in the years without a direct boat, and two of their four schools.",
                [11],
            ),
            (
                "“A clinic appointment used to cost us three days,” said Marit Holm, who heads the council of the largest island.",
                [10],
            ),
            (
                "Freight by night would also bring fish to the mainland market before it opens, a matter of about a million a year.",
                [12],
            ),
        ],
        NEXT: [
            ("The region decides on 15 December whether it pays for a third sailing each week.", [10]),
            (
                "A second terminal with a ramp for lorries is to open in the spring if the harbour board agrees in January.",
                [11, 12],
            ),
        ],
        BEYOND: [
            (
                "Night boats are coming back along several northern coasts, as short flights grow dearer and fewer.",
                [12],
            ),
            (
                "The ships themselves are second-hand and nearly thirty years old; their engines were rebuilt to run on methanol.",
                [11],
            ),
        ],
    },
    facts={
        "figures": [
            {
                "what": "Berths sold",
                "values": [{"value": "4,300", "article": 10}, {"value": "about 5,000", "article": 12}],
            }
        ],
        "agenda": [{"date": "2026-12-15", "text": "The region decides on a third weekly sailing.", "article": 10}],
    },
)

SEAGRASS = told(
    2,
    "Sea and coast",
    [
        ("Coastline Post", "Divers replant seagrass meadow lost to the dredgers"),
        ("Field Notes Weekly", "A meadow under water, one shoot at a time"),
    ],
    words=("seagrass",),
    sections={
        HAPPENING: [
            (
                "Forty volunteers have planted 18,000 shoots of seagrass on the sandbank that dredgers cleared in the nineties.",
                [20],
            ),
            ("Four shoots in five had taken root when the bed was checked in October.", [21]),
        ],
        IMPORTANT: [("A hectare of the plant shelters some 80,000 young fish and holds the sand in a storm.", [21])],
    },
)

UNWRITTEN = told(
    3,
    "Sea and coast",
    [
        ("Harbour Gazette", "Lighthouse keeper’s log of 1883 found behind a kitchen wall"),
        ("The Tidewater Times", "Old log tells of the winter the sound froze over"),
    ],
    words=("lighthouse",),
)

LONG_WORDS = told(
    4,
    "Cities",
    [
        ("Stadtblatt", "Verkehrsinfrastrukturfinanzierungsgesellschaft verschiebt Straßenbahnverlängerung um ein Jahr"),
        ("Example Times", "Tram extension put off for a year as the money is counted again"),
    ],
    words=("tram", "Straßenbahn"),
    sections={
        HAPPENING: [
            (
                "The tram to the northern suburbs will open in 2028, a year later than promised, the city’s transport company said.",
                [41],
            ),
            ("Bids for the two bridges came in a third above the estimate.", [41, 40]),
        ],
        IMPORTANT: [
            (
                "Some 30,000 people live along the line, and the bus that serves them now is full by seven in the morning.",
                [41],
            )
        ],
        NEXT: [
            (
                "The council votes on the new budget on Thursday; without it the contracts lapse at the end of the year.",
                [41],
            )
        ],
    },
)

KOREAN = told(
    5,
    "Cities",
    [
        ("한강신문", "서울 한강변에 심야 도서관 문 열어, 첫 주 방문객 만 명 넘어"),
        ("Example Times", "A library that opens when the others close"),
    ],
    words=("도서관", "library"),
    sections={
        HAPPENING: [
            ("밤 열 시부터 새벽 여섯 시까지 여는 도서관이 지난주 강변의 옛 창고 건물에서 문을 열었다.", [50]),
            ("More than ten thousand people came in the first week, most of them after midnight.", [51]),
        ],
        BEYOND: [
            ("The reading room has no clocks, at the wish of the night-shift workers who were asked first.", [51])
        ],
    },
)

ARABIC = told(
    6,
    "Cities",
    [
        ("صحيفة الميناء", "المدينة القديمة تعيد فتح سوقها المسقوف بعد ترميم دام ست سنوات"),
        ("Example Times", "Covered market of the old town opens again"),
    ],
    words=("market",),
    sections={
        HAPPENING: [("أعيد افتتاح السوق المسقوف يوم السبت بحضور الحرفيين الذين رمموا أقواسه الثمانين.", [60])],
        IMPORTANT: [
            (
                "Three hundred shops employ about two thousand people, half of them in trades that were close to vanishing.",
                [61],
            )
        ],
        NEXT: [("The upper floor follows in the summer, when the last of the roof has been laid.", [61])],
        BEYOND: [("The stone comes from the quarry that supplied the first builders six centuries ago.", [61])],
    },
)

EDITION: tuple[Sample, ...] = (FERRIES, SEAGRASS, UNWRITTEN, LONG_WORDS, KOREAN, ARABIC)
