import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import TemplateError
from dispatcher.model import MessageKind
from dispatcher.paths import built_in
from dispatcher.templating import Templates
from dispatcher.templating.language_faults import faults
from dispatcher.templating.language_files import LanguageFiles
from tests.fakes.sample_facts import FACTS
from tests.fakes.sample_mails import body
from tests.fakes.sample_stories import MASTHEAD

SHIPPED = built_in("templates")
ENGLISH = LanguageFiles([SHIPPED]).wording("en").words
PORTUGUESE = {"section_next": '"E agora?"', "alert": '"Alerta"'}


@pytest.fixture
def own(tmp_path):
    """Writes language files of an operator and gives what they come to."""

    def write(name="pt.toml", text=None, **keys):
        folder = tmp_path / "templates" / "languages"
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{key} = {value}" for key, value in keys.items()]
        (folder / name).write_text(text or "\n".join(lines), encoding="utf-8")
        return LanguageFiles([tmp_path / "templates", SHIPPED])

    return write


def told(files):
    return [(error.place, error.problem) for error in files.problems()]


def test_five_languages_ship_and_each_is_whole():
    assert sorted(path.stem for path in (SHIPPED / "languages").iterdir()) == ["de", "en", "es", "fr", "ko"]
    assert told(LanguageFiles([SHIPPED])) == []


def test_a_language_is_one_file(own):
    files = own(**PORTUGUESE)
    assert [files.wording(tag).say("section_next") for tag in ("pt", "pt-BR", "PT_br")] == ["E agora?"] * 3
    assert files.wording("pt-BR").language == "pt"


def test_a_region_may_differ_from_its_language(own):
    own(**PORTUGUESE)
    files = own("pt-BR.toml", section_next='"E agora, o que vem?"')
    brazilian = files.wording("pt-BR")
    assert (brazilian.say("section_next"), brazilian.say("alert"), brazilian.language) == (
        "E agora, o que vem?",
        "Alerta",
        "pt-br",
    )
    assert files.wording("pt-PT").say("section_next") == "E agora?"


def test_what_a_file_lacks_is_english_and_a_problem_that_names_file_and_key(own):
    files = own(**PORTUGUESE)
    assert files.wording("pt").say("section_beyond") == ENGLISH["section_beyond"]
    problems = told(files)
    assert len(problems) == len(ENGLISH) - 2
    assert ("languages/pt.toml", "“section_beyond” is missing") in problems


def test_an_operator_may_change_one_word_of_a_language_that_ships(own):
    files = own("fr.toml", section_important='"Pourquoi c’est grave"')
    assert files.wording("fr").say("section_important") == "Pourquoi c’est grave"
    assert files.wording("fr").say("alert") == "Alerte"
    assert told(files) == []


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("section_next", "1", "must be a text"),
        ("stories", "[1]", "must be a text or a table of plural forms"),
        ("stories", '{ other = "x" }', "needs the forms one, other"),
        ("section_next", '{ one = "x", other = "y" }', "must be a text"),
        ("why", '"Because"', "lacks {reasons}"),
        ("why", '"{reasons} {count}"', "has {count}; it may have {reasons}"),
        ("why", '"{reasons.__class__}"', "has {reasons.__class__}"),
        ("why", '"{reasons!r}"', "may only say :02"),
        ("time", '"{hour:1000000000}:{minute}"', "may only say :02"),
        ("why", '"{reasons"', "a brace that stands alone"),
        ("months", '["janeiro"]', "must be a list of 12 words"),
        ("numbers", '["dois"]', "must be a list of 0 or 11 words"),
        ("plurals", "{ singular = { is = [1] } }", "is no form"),
        ("plurals", "{ one = { equals = [1] } }", "needs one or more of"),
        ("plurals", "{ one = { is = 1 } }", "stand in lists"),
        ("plurals", "[]", "must be a table of forms"),
        ("secton_next", '"x"', "is no key of a language file"),
    ],
)
def test_what_is_wrong_is_not_used_and_told(own, key, value, fault):
    files = own(**{key: value})
    assert files.wording("pt").words.get(key) == ENGLISH.get(key)
    assert any(f"“{key}”" in problem and fault in problem for _, problem in told(files)), told(files)


def test_a_language_written_from_right_to_left_turns_the_mail(own, tmp_path):
    own("ar.toml", weekdays=["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"])
    html = body(
        MessageKind.DIGEST, Templates(tmp_path / "templates"), samples=FACTS, masthead=replace(MASTHEAD, language="ar")
    ).html
    assert '<html lang="ar" dir="rtl"' in html
    assert "padding:6px 22px 0 0" not in html, "two stories have no contents"
    assert "letter-spacing" not in html, "letters of Arabic are joined"


def test_a_file_that_is_no_toml_stops_its_language_only(own):
    files = own(text="alert = \n")
    assert files.wording("fr").say("alert") == "Alerte"
    with pytest.raises(TemplateError) as caught:
        files.wording("pt")
    assert caught.value.place == "languages/pt.toml"
    assert "line 1" in caught.value.problem
    assert [place for place, _ in told(files)] == ["languages/pt.toml"]


def test_a_file_with_another_name_is_a_problem(own):
    assert told(own("portuguese language.toml", **PORTUGUESE)) == [
        ("languages/portuguese language.toml", "its name is no language tag")
    ]


def test_an_edited_file_is_read_again(own):
    files = own(**PORTUGUESE)
    assert files.wording("pt").say("alert") == "Alerta"
    own(alert='"Última hora"')
    assert files.wording("pt").say("alert") == "Última hora"


def test_a_language_with_more_forms_than_two_needs_all_of_them(own):
    rules = "{ one = { is = [1] }, few = { last_digit = [2, 3, 4], unless_last_two_digits = [12, 13, 14] } }"
    files = own(
        "pl.toml", plurals=rules, outlets='{ one = "Jedno medium", few = "{count} media", other = "{count} mediów" }'
    )
    say = files.wording("pl").say
    assert [say("outlets", count=n) for n in (1, 2, 5, 12, 23)] == [
        "Jedno medium",
        "2 media",
        "5 mediów",
        "12 mediów",
        "23 media",
    ]
    assert say("stories", count=3) == "3 stories"


def test_templates_tell_problems_of_languages_too(own, tmp_path):
    own(alert="1")
    own_template = tmp_path / "templates" / "mail" / "digest" / "subject.txt"
    own_template.parent.mkdir(parents=True)
    own_template.write_text("{{ x")
    places = {error.place for error in Templates(tmp_path / "templates").problems()}
    assert places == {"languages/pt.toml", "mail/digest/subject.txt:1"}
    assert list(Templates().problems()) == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="{}:!02countx", max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["one", "other", "few", "is", "last_digit"]), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.sampled_from(sorted(ENGLISH)) | st.text(max_size=5), VALUES, max_size=5))
def test_whatever_a_file_says_what_is_left_can_be_said(words):
    wrong = {key for key, _ in faults(words, ENGLISH, inherited={})}
    for key in set(words) - wrong:
        texts = words[key].values() if isinstance(words[key], dict) else [words[key]]
        for text in texts if key not in ("plurals", "weekdays", "months", "numbers") else []:
            text.format(**dict.fromkeys(_PLACES, 1))


_PLACES = [
    "count",
    "what",
    "texts",
    "sections",
    "outlets",
    "countries",
    "time",
    "day",
    "month",
    "year",
    "weekday",
    "hour",
    "minute",
    "headline",
    "reasons",
    "often",
    "title",
]


def test_the_file_that_the_how_to_shows_has_no_fault(own):
    page = Path(__file__).parents[3].joinpath("docs/how-to/add-a-language.md").read_text(encoding="utf-8")
    files = own(text=re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0])
    assert all("is missing" in problem for _, problem in told(files))
    assert files.wording("pt-BR").say("outlets", count=1) == "Um veículo"
