"""An article of our own, whose roles training writes down for the golden test of the run time."""

from __future__ import annotations

from tests.training.roles.corpus import Article

ARTICLE = Article(
    headline="Norvik Steel to close its mill in Lauden",
    sentences=[
        "Norvik Steel said on Monday it will close its mill in Lauden at the end of March, with the loss of 1,200 jobs.",
        "“This is a blow to the whole valley,” said Mayor Ilse Karan.",
        "The mill opened in 1921 and employed 9,000 people in the 1970s.",
        "Analysts expect steel prices to fall by a further 8 percent next year.",
        "Tom Okafor, 41, who has worked at the furnace for 20 years, heard the news on the radio.",
        "Shares in the company rose 3 percent after the announcement.",
        "Follow us for more.",
    ],
    roles=None,
)
