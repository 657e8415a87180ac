"""Of a draft is printed what is plain, cited, borne out, new, and not copied; quotation stands in for the rest."""

from dataclasses import replace

import pytest

from dispatcher.model import SectionName
from dispatcher.stories.briefing.accept import WORDS_OF_AN_OUTLET, accept, copied_words
from dispatcher.stories.briefing.answer import Drafted
from dispatcher.stories.briefing.assemble import assemble, by_extraction
from dispatcher.stories.briefing.prepare import as_answer, as_drafted, prepare
from dispatcher.stories.briefing.printable import faults
from tests.fakes.hostile import HONEST
from tests.fakes.people import NOON

EXTRACTIVE, NUMBERED = prepare([HONEST], now=NOON, most_bytes=20_000)
FOURTEEN = "The earthquake in eastern Velmora killed at least 14 people on Tuesday."


def accepted(text, *cites, section=SectionName.HAPPENING):
    return accept([Drafted(section, text, cites or ("s1",))], NUMBERED, today=NOON.date())


def test_what_the_cited_sentence_says_is_printed_with_its_span():
    found = accepted(FOURTEEN)
    (sentence,) = found.sections[SectionName.HAPPENING]
    assert (sentence.text, sentence.citations) == (FOURTEEN, (NUMBERED[0].citation,))
    assert found.refused == ()


@pytest.mark.parametrize(
    ("text", "cites", "said"),
    [
        (FOURTEEN.replace("14", "41"), ("s1",), "number"),
        (FOURTEEN, ("s3",), "number"),
        (FOURTEEN, ("s1", "s99"), "id"),
        (FOURTEEN, ("1",), "id"),
        (FOURTEEN.replace("Velmora", "Zarkovia"), ("s1",), "name"),
        ("An earthquake “like never before” struck eastern Velmora on Tuesday.", ("s1",), "quot"),
        ("Too short.", ("s1",), "short"),
        (FOURTEEN * 8, ("s1",), "long"),
        (FOURTEEN + " See https://x.example.", ("s1",), "a link"),
        (FOURTEEN + " See x.example/aid.", ("s1",), "a link"),
        ("**At least 14 people** were killed in eastern Velmora.", ("s1",), "markup"),
        ("<b>At least 14 people</b> were killed in eastern Velmora.", ("s1",), "markup"),
        ("- At least 14 people were killed in eastern Velmora.", ("s1",), "markup"),
        (FOURTEEN.replace("people", "people\x00"), ("s1",), "control"),
        (FOURTEEN + "\U000e0041", ("s1",), "print nothing"),
        (FOURTEEN.replace("Velmora", "Velmor\u0430"), ("s1",), "pose"),
        (FOURTEEN + " 14 사람.", ("s1",), "script"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text, cites, said):
    found = accepted(text, *cites)
    assert found.count == 0
    assert said in found.refused[0].reason


def test_nothing_is_said_twice_across_sections():
    drafts = [Drafted(SectionName.HAPPENING, FOURTEEN, ("s1",)), Drafted(SectionName.BEYOND, FOURTEEN, ("s1",))]
    found = accept(drafts, NUMBERED, today=NOON.date())
    assert found.count == 1
    assert "again" in found.refused[0].reason


def test_an_outlet_lends_so_many_words_and_no_more():
    text = (
        "The Arden ministry counted 310 broken houses along the northern bank of the river. "
        "Divers from Belmor searched the flooded quarry for two missing hikers until midnight. "
        "Farmers near Cassa lost most of their winter barley when the lower dam gave way. "
        "A hospital ship with 80 doctors left the port of Emsk for the coast on Tuesday. "
        "Schools across Farrow stay closed because engineers found cracks in forty ceilings. "
        "Volunteers in Gault cooked hot meals for families who slept in the railway station. "
        "The Harl observatory measured eleven weaker tremors between breakfast and late afternoon. "
        "Insurers expect claims worth 900 million crowns from shops and factories around Jorvik. "
        "Traders in Kessel raised the price of timber and glass by a third within hours. "
        "An army convoy reached Lorn with tents, generators and drinking water for thousands. "
        "Monks in Marsk opened their library to neighbours whose homes had burned down."
    )
    _, sentences = prepare([replace(HONEST, text=text)], now=NOON, most_bytes=20_000)
    drafts = [Drafted(SectionName.HAPPENING, each.text, (each.id,)) for each in sentences]
    found = accept(drafts, sentences, today=NOON.date())
    known = {each.citation: each for each in sentences}
    copied = sum(
        sum(copied_words(each.text, [known[one] for one in each.citations]).values())
        for each in found.sections[SectionName.HAPPENING]
    )
    assert 0 < copied <= WORDS_OF_AN_OUTLET
    assert any("copied" in each.reason for each in found.refused)


def test_an_empty_section_is_quoted_and_says_nothing_again():
    found = accepted(FOURTEEN, section=SectionName.BEYOND)
    briefing = assemble(found.sections, EXTRACTIVE, NUMBERED, model="small")
    writer = briefing.facts["writer"]
    assert writer["kind"] == "llm"
    assert writer["model"] == "small"
    assert writer["sections"]["beyond"] == "llm"
    assert writer["sections"]["happening"] == "extractive"
    told = [sentence.text for section in briefing.sections for sentence in section.sentences]
    assert sum("14 people" in text for text in told) == 1
    assert all(section.sentences or section.missing for section in briefing.sections)


def test_without_a_sentence_of_the_model_the_briefing_is_the_quoted_one():
    whole = by_extraction(EXTRACTIVE, model="small")
    assert whole.sections == EXTRACTIVE.sections
    assert set(whole.facts["writer"]["sections"].values()) == {"extractive"}


def test_what_was_accepted_can_be_kept_and_read_again():
    found = accepted(FOURTEEN)
    assert as_answer(as_drafted(found.sections, NUMBERED))["happening"] == [{"text": FOURTEEN, "cites": ["s1"]}]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. said on Nov. 24 that 3.5 million people, or 12% of voters, had no power.",
        "“We will rebuild,” Prime Minister José Ibáñez-Çelik said in the town's square; he didn't say when.",
        "The deal is worth $2.3bn (€2.1bn), the company’s C.E.O. said at 14:30 GMT.",
        "Protein β-amyloid rose by 5 μg, Dr. O'Neill-Smythe of the A&M university said.",
        "La présidente a déclaré : « nous n’accepterons pas » le résultat du vote.",
        "김정은 위원장은 화요일 평양에서 회의를 열었다고 통신이 전했다.",
    ],
)
def test_plain_sentences_have_no_fault(text):
    assert faults(text) == ()
