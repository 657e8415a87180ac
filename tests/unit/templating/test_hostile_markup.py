"""What strangers wrote is text in our mails, whatever it was meant to be."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from dispatcher.model import MessageKind
from dispatcher.templating import Templates
from dispatcher.templating.blanks import in_it
from tests.fakes.sample_edition import FERRIES
from tests.fakes.sample_mails import layout
from tests.fakes.sample_stories import MASTHEAD

TEMPLATES = Templates()
VECTORS = Path(__file__).parents[4] / "shared" / "data" / "xss" / "vectors.json"
OURS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></head><body onload=alert(1)>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "--><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\ue000unsubscribe_url\ue001",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>@import url(//evil.example)</style>",
    "<base href=//evil.example>",
]


def skeleton(body):
    """Every tag with the names of its attributes, and every link that is not the sample's own."""
    nodes = LexborHTMLParser(body.html).css("*")
    foreign = [
        value
        for node in nodes
        for name, value in node.attributes.items()
        if name in ("href", "src", "action", "background", "xlink:href")
        and not (value or "").startswith(("#", "\ue000", "https://"))
    ]
    return [
        (node.tag, tuple(sorted(name for name in node.attributes if name not in ("dir", "href", "lang", "style"))))
        for node in nodes
    ], foreign


def hostile(text):
    """A digest whose every text and link of strangers is this one; nobody's links are good."""
    entries = tuple(replace(entry, title=text, outlet=text, link=text) for entry in FERRIES.entries)
    sections = tuple(
        replace(section, sentences=tuple(replace(sentence, text=text) for sentence in section.sentences))
        for section in FERRIES.briefing.sections
    )
    facts = {
        "outlets": 3,
        "countries": [text, "DE"],
        "covered": [{"outlet": text, "country": "DE"}],
        "first_seen": text,
        "texts": {text: 1, "article": 2},
        "figures": [{"what": text, "values": [{"value": text, "article": 10}, {"value": "5", "article": 12}]}],
        "agenda": [{"date": "2026-12-01", "time": "14:00", "zone": text, "text": text, "article": 10}],
        "quoted": [{"name": text, "as": text, "article": 10}],
        "timeline": [{"version": 1, "at": "2026-11-23T07:00:00+00:00", "text": text}],
    }
    sample = replace(
        FERRIES,
        topic=text,
        words=(text,),
        entries=entries,
        story=replace(FERRIES.story, headline=text),
        briefing=replace(FERRIES.briefing, sections=sections, facts=facts),
    )
    made_of = layout(MessageKind.DIGEST, samples=(sample,) * 4, masthead=replace(MASTHEAD, title=text), full=3)
    return TEMPLATES.show_whole(made_of)


# What a digest of harmless texts is made of, with links and without.
PLAIN = (
    "https://example.org/words",
    "words",
    "\u0643\u0644\u0645\u0627\u062a",
    "\ub9d0",
    "\u0441\u043b\u043e\u0432\u0430",
    "words \u0643\u0644\u0645\u0627\u062a",
)  # and Arabic, Korean, Cyrillic ones
HARMLESS = {tag for text in PLAIN for tag in skeleton(hostile(text))[0]}


def check(text):
    body = hostile(text)
    tags, foreign = skeleton(body)
    assert foreign == []
    assert set(tags) <= HARMLESS
    assert in_it(body.html) == in_it(body.text) == {"unsubscribe_url", "preferences_url", "edition_url"}
    assert "\n" not in body.subject


@pytest.mark.parametrize("text", OURS)
def test_our_own_hostile_texts_stay_text(text):
    check(text)


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="<>\"'&/=!-abonclicksrthef:{}%# \n\x00\u202e\ue000\ue001") | st.text())
def test_any_text_stays_text(text):
    check(text)


@pytest.mark.shared_data
def test_no_known_attack_survives_in_a_digest():
    if not VECTORS.is_file():
        reason = "the real cases are absent: no xss/vectors.json in ../shared/data"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert len(vectors) > 200
    for vector in vectors:
        check(vector["payload"])
