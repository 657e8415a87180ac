"""Whole briefings: citations that lead somewhere, our own extractive ones, and paraphrases of clusters in our own words as a model writes them."""

from datetime import timedelta
from pathlib import Path

import pytest

from dispatcher.model import Briefing, BriefingStatus, Citation, Section, SectionName, Sentence
from dispatcher.stories.briefing import split_sentences, write_briefing
from dispatcher.stories.briefing.check import ReasonKind, check_briefing, check_sentence
from tests.fakes.clusters import CLUSTERS, cluster

NAMES = sorted(path.stem for path in Path(CLUSTERS).glob("*.jsonl"))


def briefing_of(text, *citations):
    return Briefing(BriefingStatus.BRIEF, (Section(SectionName.HAPPENING, (Sentence(text, citations),)),))


def kinds(briefing, sources):
    (judgement,) = check_briefing(briefing, sources)
    return {reason.kind for reason in judgement.reasons}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=400)])
def test_every_sentence_of_an_extractive_briefing_is_supported(name, later):
    sources = cluster(name)
    briefing = write_briefing(sources, now=max(each.published_at for each in sources if each.published_at) + later)
    refused = [judgement.reasons for judgement in check_briefing(briefing, sources) if not judgement.supported]
    assert refused == []


@pytest.mark.parametrize(
    "citations",
    [
        (),
        (Citation("nobody", 0, 10),),
        (Citation("q1", 0, 10_000),),
        (Citation("q1", -5, 20),),
        (Citation("q1", 30, 30),),
        (Citation("q1", 0, 80), Citation("q9", 0, 80)),
    ],
)
def test_a_citation_that_leads_nowhere_is_refused(citations):
    assert kinds(
        briefing_of("A magnitude 6.4 earthquake struck eastern Velmora.", *citations), cluster("earthquake")
    ) == {ReasonKind.CITATION}


def test_the_rest_of_the_article_completes_a_name():
    sources = cluster("election")
    (start, end) = split_sentences(sources[2].text)[1]
    text = "Mara Lindqvist, a former harbour pilot, entered parliament in 2014."
    assert kinds(briefing_of(text, Citation(3, start, end)), sources) == set()


# (true or false, article and sentence cited, what is said)
SAID = """
earthquake
+ 0.0 At least 14 people died when a magnitude 6.4 quake hit eastern Velmora before dawn on Tuesday.
+ 0.1 The quake struck at 4:12 a.m. near Dorvan, where whole streets collapsed within seconds.
+ 1.0 The death toll rose to 31 on Tuesday as soldiers reached cut-off villages.
+ 1.1 More than 200 people were injured and about 9,000 lost their homes, the interior ministry said.
+ 1.2 It could force thousands of families to leave the valley, according to geologist Ana Petrov of the Tarsin Institute of Earth Sciences.
+ 1.3 Engineers are to inspect the Lissa dam on Thursday.
+ 2.1 Two field hospitals from Sarnia are due to arrive in Dorvan by Friday.
+ 0.5 An earthquake in 1999 killed 1,130 people and destroyed most of Tarsin's old quarter.
+ 2.3 A 2019 parliamentary report found that building rules passed after the 1999 disaster were never enforced in the eastern valleys.
+ 0.2 Rescuers were digging with their hands, Mayor Ilse Karan said, because machines could not pass the bridge.
- 0.0 At least 41 people died when a magnitude 6.4 quake hit eastern Velmora before dawn on Tuesday.
- 0.0 At least 14 people died when a magnitude 6.4 quake hit western Velmora before dawn on Tuesday.
- 0.0 At most 14 people died in eastern Velmora.
- 1.0 The toll fell to 31 on Tuesday.
- 1.1 More than 9,000 people were injured and about 200 lost their homes.
- 1.2 The quake forced thousands of families to leave the valley for good.
- 1.2 The quake was the weakest in Velmora since 1999.
- 1.3 Engineers inspected the Lissa dam on Thursday.
- 1.3 Engineers are not due to inspect the Lissa dam on Thursday.
- 2.3 Building rules passed after the 1999 disaster were enforced in the eastern valleys, a report found in 2019.
- 2.3 Building rules passed before the 1999 disaster were never enforced in the eastern valleys.
- 2.2 Aid groups warned that snow will delay the search.
merger
+ 0.0 Brightwater has agreed to buy its rival Calder Foods for $4.2bn in cash.
+ 0.1 Calder shareholders will get $31 a share, 28% above Friday's closing price.
+ 0.2 The companies expect the deal to close by 31 March 2027 if regulators in Brussels approve it.
+ 0.3 The takeover would give Brightwater half of the market and could push up supermarket prices, said Priya Nair, an analyst at Stonebridge Research.
+ 1.1 Up to 1,800 jobs in Hull and Leeds are at risk, unions say.
+ 1.2 Chief executive Tom Okafor said no decision had been taken on any plant.
+ 1.4 In 2022 Brightwater failed with a lower offer because the family that owned a third of the shares refused to sell.
- 0.0 Calder Foods agreed on Monday to buy rival Brightwater for $4.2 billion.
- 0.0 Brightwater agreed on Monday to sell rival Calder Foods for $4.2 billion.
- 0.0 Brightwater agreed on Monday to buy rival Calder Foods for €4.2 billion.
- 0.1 Shareholders of Calder will receive $28 a share, 31 percent more than Friday's closing price.
- 0.1 Shareholders of Calder will receive $31 a share, 28 percent less than Friday's closing price.
- 0.2 Regulators in Brussels have approved the deal.
- 1.1 1,800 jobs in Hull and Leeds will be cut.
- 1.2 "A decision has been taken on every plant," Brightwater chief executive Tom Okafor said.
- 1.2 A decision has been taken on the plants, Tom Okafor said.
- 1.4 The family that owned half of the shares refused to sell.
- 1.4 The family that owned a third of the shares agreed to sell.
election
+ 0.0 The Green Alliance won Sunday's parliamentary election in Osterland with 41% of the vote, ending 16 years of rule by the National Union.
+ 0.2 Party leader Mara Lindqvist told supporters "the country has chosen to turn a page".
+ 0.3 The result would force the central bank to rethink its plan to leave the currency union, political scientist Erik Dahl said.
+ 1.1 Prime Minister Jonas Falk conceded defeat shortly before midnight and congratulated Lindqvist.
+ 2.2 Osterland joined the currency union in 2003 after a referendum decided by fewer than 9,000 votes.
- 0.0 The National Union won the parliamentary election with 41 percent of the vote, ending sixteen years of rule by the Green Alliance.
- 0.1 Turnout reached 74 percent, the lowest since 1992.
- 0.1 Turnout reached 74 percent, the highest since 1992, which analysts attributed to sunny weather and free buses.
- 0.4 The new parliament will meet for the second time on 2 June.
- 1.1 Mara Lindqvist conceded defeat and congratulated Jonas Falk by telephone.
- 1.1 Jonas Falk refused to concede defeat.
- 1.2 The Green Alliance opened coalition talks with the Liberals on Wednesday.
- 2.0 Lindqvist has become Osterland's first woman prime minister.
- 2.2 Osterland left the currency union in 2003 after a referendum.
- 2.2 The referendum was decided by more than 9,000 votes.
"""


def rows():
    name = ""
    for line in SAID.strip().splitlines():
        if line[0] in "+-":
            sign, place, said = line.split(" ", 2)
            article, sentence = map(int, place.split("."))
            yield name, sign == "+", article, sentence, said
        else:
            name = line


@pytest.mark.parametrize(("name", "true", "article", "sentence", "said"), list(rows()), ids=[row[4] for row in rows()])
def test_what_a_model_makes_of_a_sentence(name, true, article, sentence, said):
    text = cluster(name)[article].text
    start, end = split_sentences(text)[sentence]
    judgement = check_sentence(said, [text[start:end]])
    assert judgement.supported == true, judgement.reasons


def test_two_cited_sentences_may_be_told_in_one():
    text = cluster("election")[1].text
    cited = [text[start:end] for start, end in split_sentences(text)[:2]]
    said = "The National Union lost power on Sunday, and Prime Minister Jonas Falk conceded defeat shortly before midnight."
    assert check_sentence(said, cited).supported
    assert not check_sentence(said, cited[:1]).supported
