import pytest

from dispatcher.model import MissingReason, Section, SectionName, Sentence
from dispatcher.templating.untold import untold
from tests.fakes.sample_mails import TEMPLATES

HAPPENING, IMPORTANT, NEXT, BEYOND = SectionName
TWO = {"sources": [1, 2], "outlets": 1, "texts": {"feed summary": 2}}


def sections(**why):
    return [
        Section(
            name, () if name in why else (Sentence("s", ()),), why=MissingReason(why[name]) if why.get(name) else None
        )
        for name in SectionName
    ]


def line(language="en", facts=TWO, sources=2, **why):
    return untold(sections(**why), facts, TEMPLATES.wording(language), sources=sources)


THIN = {"important": "thin", "next": "thin", "beyond": "thin"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "The sources (two summaries from one outlet) do not say why it matters, what happens next or what lies behind it in a sentence that can be quoted.",
        ),
        (
            "de",
            "Die Quellen (zwei Kurzfassungen aus einem Medium) sagen in keinem zitierbaren Satz, warum es wichtig ist, wie es weitergeht oder was dahintersteckt.",
        ),
        (
            "fr",
            "Les sources (deux résumés d’un seul média) ne disent pourquoi c’est important, ce qui va suivre ni ce qu’il y a derrière dans aucune phrase citable.",
        ),
        (
            "es",
            "Las fuentes (dos resúmenes de un solo medio) no dicen por qué es importante, qué pasará ahora ni qué hay detrás en ninguna frase citable.",
        ),
        (
            "ko",
            "출처(언론사 1곳의 요약 2건)에는 인용할 만한 문장으로 왜 중요한지, 앞으로 어떻게 되는지, 어떤 배경이 있는지 나와 있지 않습니다.",
        ),
    ],
)
def test_one_line_says_what_is_missing_and_how_little_there_was(language, expected):
    assert line(language, **THIN) == expected


def test_nothing_is_said_when_nothing_is_missing():
    assert line() == ""


def test_one_source_is_told_as_one():
    assert line(facts={"sources": [1], "outlets": 1, "texts": {"feed summary": 1}}, next="thin") == (
        "The source (one summary) does not say what happens next in a sentence that can be quoted."
    )


def test_how_much_there_was_is_told_only_when_it_was_little():
    assert line(next="no evidence") == "The sources do not say what happens next in a sentence that can be quoted."
    assert (
        line(facts={}, sources=1, next=None)
        == "The source does not say what happens next in a sentence that can be quoted."
    )


def test_texts_of_unknown_kind_are_accounts_and_headlines_are_headlines():
    facts = {"sources": [1, 2, 3], "outlets": 2, "texts": {"feed summary": 1}}
    assert "(three accounts from two outlets)" in line(facts=facts, next="thin")
    assert "(three headlines from two outlets)" in line(facts=facts, happening="headlines")
    assert (
        line(facts={}, sources=2, next="thin")
        == "The sources (two accounts) do not say what happens next in a sentence that can be quoted."
    )


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        ("over", "What was expected is over by now."),
        ("language", "In the language of the sources we cannot tell what happens next."),
        ("unsupported", "Left out because the sources do not bear it out: What’s Next?"),
        ("failed", "Could not be written: What’s Next?"),
    ],
)
def test_every_reason_has_its_words(why, expected):
    assert line(next=why) == expected


def test_reasons_that_differ_are_told_one_after_the_other():
    told = line(important="no evidence", next="over", beyond="unsupported")
    assert told == (
        "The sources do not say why it matters in a sentence that can be quoted. What was expected is over by now. "
        "Left out because the sources do not bear it out: Beyond the Headlines"
    )


@pytest.mark.parametrize("reason", MissingReason)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ko"])
def test_no_reason_is_silent_in_any_language(language, reason):
    assert line(language, beyond=str(reason))
