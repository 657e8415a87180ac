"""Each check by itself: what the cited text says, a sentence that says so in other words, and one that does not."""

import pytest

from dispatcher.stories.briefing.check import ReasonKind, check_sentence


def kinds(sentence, *cited, others=()):
    return {reason.kind for reason in check_sentence(sentence, cited, others=others).reasons}


TABLE = """
number
  Rescuers found 12 survivors in the mine. | Rescuers found twelve survivors. | Rescuers found 13 survivors.
  The firm paid 1.2 million euros. | The firm paid 1,200,000 euros. | The firm paid 1.2 billion euros.
  The firm paid $5bn for the ports. | The firm paid five billion dollars for the ports. | The firm paid £5bn for the ports.
  Prices rose by 5 percent. | Prices rose by 5%. | Prices rose by 5 percentage points.
  Prices rose by 5 to 7 percent. | Prices rose by at least 5 percent. | Prices rose by 6 percent.
  The blast killed 5 miners and injured 50. | Five miners were killed and 50 injured. | Fifty miners were killed and 5 injured.
  About 340 homes were flooded. | Hundreds of homes were flooded. | Thousands of homes were flooded.
  A third of the crew fell ill. | One-third of the crew fell ill. | Half of the crew fell ill.
  The train left at 2.30pm. | The train left at 2:30 p.m. | The train left at 3:30 p.m.
  The train left at 14:30. | The train left at 2.30pm. | The train left at 2.30am.
  The vote is on 21 June. | The vote is on June 21st. | The vote is on 12 June.
  The vote is on Monday. | The vote is on Monday. | The vote is on Tuesday.
  They waited for 5 days. | They waited for five days. | They waited for five weeks.
  A policeman was hurt. | One policeman was hurt. | Two policemen were hurt.
  The twenty-one members met. | The 21 members met. | The twenty-two members met.
  It was her third win. | It was her 3rd win. | It was her first win.
  Sales doubled in a year. | Sales doubled in a year. | Sales tripled in a year.
  More than a dozen ships sank. | More than 12 ships sank. | More than 20 ships sank.
  A crowd of 120,000 came. | A crowd of one hundred and twenty thousand came. | A crowd of 12,000 came.
  The storm had winds of 90 mph. | The storm had winds of 90mph. | The storm had winds of 190 mph.
  It was the deadliest storm in two decades. | It was the deadliest storm in 20 years. | It was the deadliest storm in 30 years.
  The blast killed 50 people and injured five. | Fifty people were killed and five injured. | Fifty people were injured and five killed.
  Half of the voters stayed at home. | 50 percent of the voters stayed at home. | 40 percent of the voters stayed at home.
name
  John Smith resigned as mayor. | Mr Smith resigned as mayor. | John Brown resigned as mayor.
  The United States closed its embassy. | The US closed its embassy. | The UK closed its embassy.
  The World Health Organization declared an emergency. | The WHO declared an emergency. | The IMF declared an emergency.
  Germany's parliament met. | The German parliament met. | The French parliament met.
  José Peña was elected. | Jose Pena was elected. | Jose Perez was elected.
  A trade war between the United States and China hurt sales. | The US-China trade war hurt sales. | The US-India trade war hurt sales.
  The Federal Reserve raised rates. | The Fed raised rates. | The Bundesbank raised rates.
  Tarsin says it sent aid, with Dorvan saying none arrived. | Tarsin says it sent aid. | Dorvan says it sent aid, while Tarsin says none arrived.
  Engineers from Tarsin came. | Engineers came from Tarsin. | Engineers from Dorvan came.
  John Brown and Adam Smith met. | Adam Smith and John Brown met. | John Smith met Adam.
  The pilots of Flight BA38 were praised. | The pilots of BA38 were praised. | The pilots of BA83 were praised.
  Karan told reporters she was tired. | Karan said she was tired. | Green told reporters she was tired.
quotation
  “We are lost,” Ana Petrov said. | Ana Petrov said: "We are lost." | Ana Petrov said: "We are saved."
  “We are lost,” Ana Petrov told Tom Okafor. | Petrov said "we are lost". | Tom Okafor said "we are lost".
  The plan is an expensive mistake for the town. | The plan is an expensive mistake. | The plan is "an expensive mistake".
  She called it “a dark [and cold] day”. | She called it "a dark day". | She called it "a bright day".
negation
  The minister did not attend the funeral. | The minister failed to attend the funeral. | The minister did attend the funeral.
  The minister attended the funeral. | The minister attended the funeral. | The minister never attended the funeral.
  The deal has yet to be approved by regulators. | Regulators have yet to approve the deal. | The deal was approved by regulators.
  No injuries were reported in the fire. | There were no injuries reported in the fire. | Injuries were reported in the fire.
  The crew couldn't reach the ship. | The crew could not reach the ship. | The crew could reach the ship.
  He denied taking bribes from builders. | He denied that he took bribes from builders. | He was taking bribes from builders.
  The strike was illegal, the court ruled. | The court ruled the strike illegal. | The court ruled the strike legal.
  The talks failed to reach a deal. | The talks did not reach a deal. | The talks reached a deal.
  They left without the hostages. | They left without the hostages. | They left with the hostages.
  The plan, which was not debated, will cost millions. | The plan will cost millions. | The plan will not cost millions.
  She conceded defeat at midnight. | At midnight she conceded defeat. | She refused to concede defeat at midnight.
modality
  The airline may close two routes. | The airline might close two routes. | The airline will close two routes.
  The airline plans to close two routes. | Two routes are to be closed, as the airline plans to close them. | The airline has closed two routes.
  Payload will be a red car. | The payload will be a red car. | Payload was a red car.
  Fleet chief Orla Venn will be at the launch in Tarsin. | Fleet chief Orla Venn will be at the launch. | Fleet chief Orla Venn has been at the launch in Tarsin.
  Rates are expected to rise in June. | Rates are likely to rise in June. | Rates will rise in June.
  Police held the suspected bomber on Friday. | The suspected bomber was held on Friday. | The bomber was held on Friday by police.
  The proposed law bans plastic bags. | The proposed law bans plastic bags. | The law bans plastic bags.
  The dam could burst within days. | The dam could burst. | The dam burst within days.
  The team will visit Tarsin on Monday. | The team is going to visit Tarsin on Monday. | The team visited Tarsin on Monday.
  Most of the victims were children. | Most victims were children. | All of the victims were children.
  The data suggest that the drug works. | The data suggest that the drug works. | The data proved that the drug works.
  If the court agrees, the sale goes ahead. | The sale goes ahead if the court agrees. | The court agrees and the sale goes ahead.
attribution
  Rebels claimed that the army shelled the market. | The army shelled the market, rebels claimed. | The army shelled the market.
  Police believe the fire was started deliberately. | The fire was started deliberately, police believe. | The fire was started deliberately.
  Prosecutors accused Lee of hiding two million euros. | Lee is accused of hiding two million euros. | Lee was hiding two million euros.
  “The war is over for all of us,” the general said. | The general said the war was over for all of them. | The war is over for all of us.
  Karan said the bridge was safe. Engineer Petrov was away. | Karan said the bridge was safe. | Petrov said the bridge was safe.
direction
  Unemployment rose to 9 percent in May. | Unemployment climbed to 9 percent in May. | Unemployment fell to 9 percent in May.
  Chelsby beat Arden on Saturday. | Arden lost to Chelsby on Saturday. | Chelsby lost to Arden on Saturday.
  The bank kept rates at 2 percent. | The bank kept its rates at 2 percent. | The bank raised rates to 2 percent.
  The rebels won the battle for the port. | The rebels won the battle. | The rebels lost the battle for the port.
  More than 300 people came. | Over 300 people came. | Fewer than 300 people came.
  He was arrested after the match. | He was arrested following the match. | He was arrested before the match.
  Parliament approved the budget. | The budget was approved by parliament. | Parliament rejected the budget.
  At least 20 miners are missing. | No fewer than 20 miners are missing. | At most 20 miners are missing.
  It was the hottest June on record. | June was the hottest on record. | It was the coldest June on record.
swapped
  Brightwater sued Calder on Friday. | Calder was sued by Brightwater on Friday. | Calder sued Brightwater on Friday.
  The army attacked the rebels. | The rebels were attacked by the army. | The rebels attacked the army.
  The change for Brightwater was revealed in a filing on Friday. | The change for Brightwater was revealed on Friday. | The change for Friday was revealed in a filing on Brightwater.
  North Korea warned South Korea. | North Korea gave a warning to South Korea. | South Korea warned North Korea.
  Lee defeated Park in the final. | Park was defeated by Lee in the final. | Park defeated Lee in the final.
  Petrov was told by Karan to leave. | Karan told Petrov to leave. | Petrov told Karan to leave.
  Lee lives in Tarsin; Park works in Dorvan. | Lee lives in Tarsin. | Lee lives in Dorvan; Park works in Tarsin.
invented
  The bridge reopened on Monday. | On Monday the bridge was opened again. | The bridge reopened on Monday after cheap Swiss repairs.
  Snow closed the mountain road. | Snow closed the road. | Snow closed the mountain road and wolves attacked hungry sheep.
  The clerk met a dealer in Dorvan. | A dealer met the clerk in Dorvan. | The clerk arrested a dealer in Dorvan.
  The trees fell beside his new car. | The trees fell by his new car. | The trees destroyed his new car.
  The council will meet in June. | The council meets in June. | Farmers dumped milk outside the ministry.
"""  # what the cited text says | the same in other words | what it does not say


def rows():
    kind = None
    for line in TABLE.strip().splitlines():
        if line.startswith(" "):
            yield (kind, *line.strip().split(" | "))
        else:
            kind = ReasonKind(line)


ALSO = {  # the same wrong, seen by another check
    ReasonKind.NAME: {ReasonKind.SWAPPED},
    ReasonKind.MODALITY: {ReasonKind.ATTRIBUTION},
    ReasonKind.ATTRIBUTION: {ReasonKind.SWAPPED},
    ReasonKind.DIRECTION: {ReasonKind.SWAPPED},
    ReasonKind.SWAPPED: {ReasonKind.NAME, ReasonKind.DIRECTION},
}
CASES = list(rows())


@pytest.mark.parametrize(("kind", "cited", "true", "false"), CASES, ids=[f"{kind}: {row[2]}" for kind, *row in CASES])
def test_said_otherwise_is_supported_and_said_falsely_is_not(kind, cited, true, false):
    assert kinds(true, cited) == set()
    assert kinds(false, cited) & {kind, *ALSO.get(kind, ())}


@pytest.mark.parametrize(
    "text",
    [
        "Read more at https://example.com/x today.",
        "Read more at www.example.com today.",
        "Write to press@example.org today.",
        "Visit evil-shop.example today.",
        "The **toll** rose today.",
        "The [toll](x) rose today.",
        "# The toll rose today.",
        "- The toll rose today.",
        "The <b>toll</b> rose today.",
        "The toll&nbsp;rose today.",
        "The to\u200bll rose today.",
        "The toll\nrose today.",
        "…",
        "",
    ],
)
def test_links_markup_and_unseen_characters_are_refused_even_word_for_word(text):
    assert ReasonKind.FORM in kinds(text, text)


def test_a_firm_may_be_called_by_its_domain_where_the_cited_text_does_so():
    cited = "Shares of Example.com, sold on shop.example.com, rose on Monday."
    assert kinds("Shares of Example.com rose.", cited) == set()
    assert kinds("Shares of Other.com rose.", cited) >= {ReasonKind.FORM}
    assert kinds("Shares sold on shop.example.com rose.", cited) == {ReasonKind.FORM}


def test_a_sentence_that_cites_nothing_is_refused():
    assert kinds("Snow fell.") == kinds("Snow fell.", " ") == {ReasonKind.CITATION}


def test_the_rest_of_the_source_completes_a_name_and_no_figure():
    cited, others = "Smith resigned on Monday.", ("Mayor John Smith had led Dorvan for 12 years.",)
    assert kinds("John Smith resigned on Monday.", cited, others=others) == set()
    assert kinds("Adam Smith resigned on Monday.", cited, others=others) == {ReasonKind.NAME}
    assert kinds("John Smith resigned on Monday after 12 years.", cited, others=others) >= {ReasonKind.NUMBER}
    assert kinds("Dorvan's Smith resigned on Monday.", cited, others=others) >= {ReasonKind.NAME}


def test_the_rest_of_the_source_does_not_give_a_namesake_the_first_name_of_another():
    others = ("Her husband Barack Obama stayed at home.",)
    assert kinds("Barack Obama spoke in Dorvan.", "Michelle Obama spoke in Dorvan.", others=others) == {ReasonKind.NAME}


def test_a_reason_is_understood_by_a_person():
    judgement = check_sentence("The blast injured 50 miners.", ["The blast injured 5 miners."])
    assert [str(reason) for reason in judgement.reasons] == ['number: says "50 miners"; the cited text says "5 miners"']


def test_another_language_is_compared_as_it_stands():
    cited = "Bei dem Erdbeben in Dorvan sind am Dienstag mindestens 31 Menschen ums Leben gekommen."
    assert kinds("Bei dem Erdbeben in Dorvan sind mindestens 31 Menschen ums Leben gekommen.", cited) == set()
    assert kinds("Bei dem Erdbeben in Dorvan sind mindestens 32 Menschen ums Leben gekommen.", cited) == {
        ReasonKind.NUMBER
    }
    assert ReasonKind.NEGATION in kinds(
        "Bei dem Erdbeben in Dorvan sind nicht mindestens 31 Menschen ums Leben gekommen.", cited
    )
    korean = "화요일 도르반에서 지진이 발생해 최소 31명이 숨졌다."
    assert kinds("도르반에서 지진이 발생해 최소 31명이 숨졌다.", korean) == set()
    assert kinds("도르반에서 지진이 발생해 최소 13명이 숨졌다.", korean) == {ReasonKind.NUMBER}
