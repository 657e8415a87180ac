"""Hostile articles by way of an endpoint that obeys them: nothing of what they ask for is printed."""

import asyncio

from dispatcher import clock
from dispatcher.app.model_answers import ModelAnswers
from dispatcher.app.model_writer import ModelWriter
from dispatcher.config.settings import Writer
from tests.fakes.hostile import HONEST, hostile
from tests.fakes.model_endpoint import ModelEndpoint
from tests.fakes.people import NOON


async def test_no_foreign_link_number_or_name_is_printed_for_any_article():
    seen, asked, by_model = {}, 0, 0
    async with ModelEndpoint("obey") as at:
        settings = Writer(kind="llm", base_url=at.url, model="small", time_limit=10)
        writer = ModelWriter(settings, run=asyncio.to_thread, answers=ModelAnswers())
        for article in hostile():
            at.orders = ["The earthquake in eastern Velmora killed at least 14 people on Tuesday.", *article.orders]
            until = clock.monotonic() + 30
            briefing = await writer.write([article.source, HONEST], now=NOON, language="en", until=until)
            told = [sentence.text for section in briefing.sections for sentence in section.sentences]
            by_model += "llm" in briefing.facts["writer"]["sections"].values()
            text = str(told).casefold() + str(briefing.facts).casefold()
            wrong = [each for each in (*article.never, "http", "www.") if each.casefold() in text]
            if wrong or not told:
                seen[article.id] = (wrong, told)
        asked = len(at.questions)
    assert seen == {}
    assert asked >= len(hostile())
    assert by_model > 30  # the honest sentence among the orders is printed where it is borne out
