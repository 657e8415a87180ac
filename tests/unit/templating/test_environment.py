import re
from dataclasses import replace

import pytest

from dispatcher.errors import TemplateError
from dispatcher.model import MessageKind
from dispatcher.templating import Templates
from dispatcher.templating.blanks import in_it
from dispatcher.templating.kinds import KINDS as TRAITS
from tests.fakes.sample_mails import KINDS, body, layout
from tests.fakes.sample_stories import MASTHEAD

DIGEST = MessageKind.DIGEST


@pytest.fixture
def workspace(tmp_path):
    """Writes an override and gives the templates of that workspace."""

    def write(name, text):
        path = tmp_path / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return Templates(tmp_path / "own")

    return write


def failure(templates, kind=DIGEST):
    with pytest.raises(TemplateError) as caught:
        body(kind, templates)
    assert caught.value.exit_code == 4
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_built_in_templates_render_with_their_blanks_left_in(kind):
    rendered = body(kind)
    assert in_it(rendered.html) == in_it(rendered.text)
    assert set(TRAITS[kind].must_stand) <= in_it(rendered.html) <= TRAITS[kind].blanks
    assert "\n" not in rendered.subject


def test_an_operators_file_wins_alone(workspace):
    templates = workspace("mail/digest/subject.txt", "{{ list_title }} of {{ say_date(day) }}")
    assert body(DIGEST, templates).subject == "World briefing of Tuesday, 24 November 2026"
    assert body(DIGEST, templates).html == body(DIGEST).html


def test_an_override_extends_the_built_in_one(workspace):
    templates = workspace(
        "mail/digest/body.html",
        '{% extends "built-in:mail/digest/body.html" %}{% block masthead %}<tr><td>MINE</td></tr>{% endblock %}',
    )
    html = body(DIGEST, templates).html
    assert "MINE" in html
    assert "What’s Happening?" in html
    assert "unsubscribe_url" in in_it(html)


def test_an_overridden_base_reaches_all_kinds(workspace):
    templates = workspace(
        "mail/base.html", '{% extends "built-in:mail/base.html" %}{% block title %}OURS{% endblock %}'
    )
    assert all("<title>OURS</title>" in body(kind, templates).html for kind in KINDS)


@pytest.mark.parametrize(
    ("text", "line", "problem", "remedy"),
    [
        ("a\n{{ strories }}", 2, "'strories' is undefined", "may use .*stories"),
        ("a\n\n{{ stories[0].titel }}", 3, "no attribute 'titel'", "may use"),
        ("{% for story in stories %}\nx", 2, "Unexpected end", "delete the file"),
        ("{{ list_title|safe }}", 1, "'safe'", "always escaped"),
        ("\n{% autoescape false %}{{ list_title }}{% endautoescape %}", 2, "autoescape", "always escaped"),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError", "mend"),
        ('{% include "mail/nothing.html" %}', 1, "no template mail/nothing.html", "built-in"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe", "cannot reach"),
        ("{{ say.__func__.__globals__ }}", 1, "unsafe", "cannot reach"),
        ("{{ 'a' * 10**9 }}", 1, "repetition", "cannot reach"),
        ("{{ [0] * 100 * 100 * 100 }}", 1, "repetition", "cannot reach"),
        ("{{ 9 ** 99999999 }}", 1, "power", "cannot reach"),
        ("{% for i in range(10**9) %}{% endfor %}", 1, "Range too big", "mend"),
    ],
)
def test_a_wrong_template_is_named_with_line_and_remedy(workspace, text, line, problem, remedy):  # trap 7
    error = failure(workspace("mail/digest/body.html", text))
    assert error.place == f"mail/digest/body.html:{line}"
    assert problem in error.problem
    assert re.search(remedy, error.remedy)


def test_a_template_that_takes_itself_in_is_told_so(workspace):
    error = failure(workspace("mail/digest/body.html", '{% extends "mail/digest/body.html" %}'))
    assert "without end" in error.problem
    assert '"built-in:mail/digest/body.html"' in error.remedy


def test_a_template_in_another_encoding_is_told_so(workspace, tmp_path):
    templates = workspace("mail/digest/body.html", "")
    (tmp_path / "own" / "mail/digest/body.html").write_bytes("für".encode("latin-1"))
    error = failure(templates)
    assert (error.place, error.problem) == ("mail/digest/body.html", "it is not UTF-8")
    assert error.remedy == "save the file as UTF-8"


def test_a_mistake_in_an_included_file_is_told_where_it_is(workspace):
    workspace("mail/mine.html", "\n\n{{ nothing }}")
    error = failure(workspace("mail/digest/body.html", '{% include "mail/mine.html" %}'))
    assert error.place == "mail/mine.html:3"


@pytest.mark.parametrize("part", ["body.html", "body.txt"])
def test_a_mail_one_cannot_leave_is_refused(workspace, part):
    error = failure(workspace(f"mail/alert/{part}", "<p>Hello</p>"), MessageKind.ALERT)
    assert (error.place, "unsubscribe_url" in error.problem) == (f"mail/alert/{part}", True)


def test_the_hash_follows_every_edit(workspace, tmp_path):
    before = Templates(tmp_path / "own").hash
    first = workspace("mail/digest/subject.txt", "a").hash
    second = workspace("mail/digest/subject.txt", "b").hash
    assert len({before, first, second}) == 3


def test_an_edited_template_is_read_again(workspace):
    templates = workspace("mail/digest/subject.txt", "first")
    assert body(DIGEST, templates).subject == "first"
    workspace("mail/digest/subject.txt", "second, and longer")
    assert body(DIGEST, templates).subject == "second, and longer"


def test_stylesheets_are_inlined_and_nothing_is_fetched(workspace, tmp_path):
    (tmp_path / "secret.css").write_text("p { color: red }")
    templates = workspace(
        "mail/digest/body.html",
        f'<link rel="stylesheet" href="{tmp_path}/secret.css"><style>p {{ margin: 1px }}</style>'
        '<style data-css-inline="keep">@media print { p { margin: 0 } }</style><p>{{ unsubscribe_url }}</p>\n{{ opening }}\n{{ stories }}\n',
    )
    html = body(DIGEST, templates).html
    assert '<p style="margin:1px">' in html
    assert "@media print" in html
    assert "color:red" not in html


def test_pages_are_escaped_and_speak_the_lists_language(workspace):
    templates = workspace("web/mine.html", "{{ say('unsubscribe') }} {{ title }}")
    assert templates.page("mine.html", {"title": "<b>", "language": "de"}) == "Abbestellen &lt;b&gt;"


def test_private_characters_in_a_context_never_become_blanks():
    made_of = layout(DIGEST)
    hostile = replace(made_of, frame=replace(made_of.frame, list_title="x\ue000confirm_url\ue001y"))
    assert "confirm_url" not in in_it(Templates().show_whole(hostile).html)
    assert MASTHEAD.title == "World briefing"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ unsubscribe_url }}\n{{ opening }} {{ stories }}\n", "shares its line"),
        ("{{ unsubscribe_url }}\n{{ opening }}\n", "places for opening"),
        ("{{ unsubscribe_url }}\n{{ stories }}\n{{ opening }}\n", "places for stories, opening"),
        ("{{ unsubscribe_url }}\n{{ stories }}\n{{ stories }}\n", "places for stories, stories"),
    ],
)
@pytest.mark.parametrize("part", ["body.html", "body.txt"])
def test_a_frame_whose_places_are_wrong_is_refused(workspace, text, problem, part):
    error = failure(workspace(f"mail/digest/{part}", text))
    assert (error.place, problem in error.problem) == (f"mail/digest/{part}", True)
