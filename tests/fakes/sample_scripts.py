"""Stories in other scripts than Latin, one outlet of each writing from left to right, and a list whose own language runs from right to left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dispatcher.model import SectionName
from dispatcher.templating import Templates
from tests.fakes.sample_stories import MASTHEAD, Sample, told

HAPPENING, IMPORTANT, NEXT, BEYOND = SectionName

OWN_LANGUAGES = Templates(Path(__file__).parents[1] / "data" / "templates")  # has Arabic
ARABIC_LIST = replace(MASTHEAD, title="موجز العالم", sender_name="موجز العالم", language="ar")

PORT = told(
    61,
    "البحر والساحل",
    [
        ("صحيفة الميناء", "عودة العبّارات الليلية إلى الجزر بعد أحد عشر عامًا"),
        ("Harbour Gazette", "Night ferries to the outer islands return"),
        ("بريد الساحل", "الجزر البعيدة تستعيد قاربها الليلي"),
    ],
    words=("عبّارة", "ferry"),
    sections={
        HAPPENING: [
            ("أبحرت عبّارتان ليليتان يوم الاثنين إلى الجزر البعيدة للمرة الأولى منذ عام 2015.", [610]),
            ("تحمل كل منهما 240 راكبًا و60 سيارة، وتستغرق الرحلة 9 ساعات.", [612]),
        ],
        IMPORTANT: [("قالت شركة Nordline إن خُمس السكان غادروا في سنوات الانقطاع (20 %).", [611])],
        NEXT: [("تقرر المنطقة في 15 ديسمبر إن كانت ستموّل رحلة ثالثة كل أسبوع.", [610])],
    },
    facts={
        "outlets": 3,
        "countries": ["AE", "NO"],
        "covered": [
            {"outlet": "صحيفة الميناء", "country": "AE", "article": 610},
            {"outlet": "Harbour Gazette", "country": "NO", "article": 611},
        ],
        "texts": {"article": 1, "feed summary": 2},
        "figures": [
            {
                "what": "الأسرّة المبيعة",
                "values": [{"value": "4,300", "article": 610}, {"value": "about 5,000", "article": 611}],
            }
        ],
        "quoted": [{"name": "ماريت هولم", "as": "رئيسة مجلس الجزيرة", "article": 610}],
        "agenda": [{"date": "2026-12-15", "text": "قرار المنطقة بشأن رحلة ثالثة.", "article": 610}],
    },
)

HEBREW = told(
    62,
    "Cities",
    [
        ("עיתון הנמל", "השוק המקורה של העיר העתיקה נפתח מחדש אחרי 6 שנים"),
        ("Example Times", "Covered market opens again"),
    ],
    words=("שוק", "market"),
    sections={
        HAPPENING: [("השוק נפתח בשבת עם 300 דוכנים; עוד 40 ייפתחו בקיץ, אמרה חברת Old Stone.", [620])],
        IMPORTANT: [("Two thousand people work there, half of them in trades that were close to vanishing.", [621])],
    },
)

CHINESE = told(
    63,
    "Cities",
    [
        ("江畔日报", "深夜图书馆在江边旧仓库开放，首周访客逾一万人"),
        ("Example Times", "A library that opens when the others close"),
    ],
    words=("图书馆",),
    sections={
        HAPPENING: [
            (
                "从晚上十点开到清晨六点的图书馆，上周在江边的旧仓库开门，首周有一万多人到访，多数人在午夜以后才来。",
                [630],
            ),
            ("馆方说：“阅览室里不挂钟，这是最先被征求意见的夜班工人提出的愿望。”", [630]),
        ],
        NEXT: [("市议会将在 12 月 15 日决定是否把开放时间延长到 2027 年。", [630])],
    },
)

JAPANESE = told(
    64,
    "Cities",
    [("川辺新聞", "夜行フェリーが十一年ぶりに復活、初便は満席"), ("Example Times", "Night boat sails again")],
    words=("フェリー",),
    sections={
        HAPPENING: [
            (
                "月曜の夜、二隻の夜行フェリーが離島へ向けて出航した。昼の便で必要だった乗り換えはなくなり、所要時間は九時間になる。",
                [640],
            )
        ],
    },
)

THAI = told(
    65,
    "Sea and coast",
    [
        ("ข่าวริมน้ำ", "เรือกลางคืนไปเกาะรอบนอกกลับมาให้บริการอีกครั้งหลังหยุดไปสิบเอ็ดปี"),
        ("Example Times", "Night boat to the islands"),
    ],
    words=("เรือ",),
    sections={
        HAPPENING: [("เรือสองลำออกเดินทางเมื่อคืนวันจันทร์ บรรทุกผู้โดยสารได้ลำละ 240 คน และใช้เวลาเดินทางเก้าชั่วโมง", [650])],
    },
)

RUSSIAN = told(
    66,
    "Sea and coast",
    [
        ("Портовые вести", "Ночные паромы вернулись на дальние острова спустя одиннадцать лет"),
        ("Example Times", "Night boats"),
    ],
    words=("паром",),
    sections={
        HAPPENING: [("Два ночных парома вышли в понедельник к дальним островам — впервые с 2015 года.", [660])],
        NEXT: [("Совет решит 15 декабря, оплачивать ли третий рейс в неделю.", [660])],
    },
)

SCRIPTS: tuple[Sample, ...] = (HEBREW, CHINESE, JAPANESE, THAI, RUSSIAN)
