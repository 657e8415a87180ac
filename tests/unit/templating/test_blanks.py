from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from dispatcher.errors import TemplateError
from dispatcher.templating.blanks import Blank, blank, emptied, fill, in_it
from dispatcher.templating.rendering import Rendering

BODY = Rendering(
    subject=f"For {blank('name')}",
    text=f"Hello {blank('name')}\n{blank('unsubscribe_url')}\n",
    html=f'<p title="{blank("name")}">Hello {blank("name")}</p><a href="{blank("unsubscribe_url")}">leave</a>',
)


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data):
        self.text += data


@given(name=st.text(), url=st.text())
def test_a_hostile_name_or_link_never_adds_a_tag_an_attribute_or_a_line(name, url):
    filled = fill(BODY, {"name": name, "unsubscribe_url": url})
    assert Tags(filled.html).seen == [("p", ("title",)), ("a", ("href",))]
    assert "\n" not in filled.subject
    assert len(filled.text.split("\n")) == 3
    assert not set("\ue000\ue001\r\x00\u2028\x85") & set(filled.subject + filled.text + filled.html)


def test_a_name_is_escaped_in_html_and_as_it_is_elsewhere():
    filled = fill(BODY, {"name": "Tom & <b>Ann</b>", "unsubscribe_url": "https://example.org/u/1"})
    assert "Hello Tom &amp; &lt;b&gt;Ann&lt;/b&gt;" in filled.html
    assert filled.text.startswith("Hello Tom & <b>Ann</b>\n")
    assert filled.subject == "For Tom & <b>Ann</b>"


def test_a_name_that_looks_like_a_blank_is_not_filled_again():
    filled = fill(BODY, {"name": "\ue000unsubscribe_url\ue001", "unsubscribe_url": "https://example.org/u/1"})
    assert filled.subject == "For unsubscribe_url"


def test_a_name_as_long_as_a_novel_is_cut():
    assert len(fill(BODY, {"name": "a" * 5_000, "unsubscribe_url": "u"}).subject) == len("For ") + 80


def test_a_blank_nobody_can_fill_is_the_templates_fault():
    with pytest.raises(TemplateError, match="unsubscribe_url"):
        fill(BODY, {"name": "Anna"})


def test_blanks_survive_escaping():
    html = (
        Environment(autoescape=True)
        .from_string('<a href="{{ url }}">{{ url|upper }}{{ url }}</a>')
        .render(url=blank("confirm_url"))
    )
    assert in_it(html) == {"confirm_url"}
    assert html.count(blank("confirm_url")) == 2


def test_only_blanks_may_hold_private_characters_in_a_context():
    context = {"a": "x\ue000name\ue001", "b": [blank("name"), "\uf8ff"], "c": 3}
    assert emptied(context) == {"a": "xname", "b": (blank("name"), ""), "c": 3}
    assert isinstance(emptied(context)["b"][0], Blank)


def test_a_blank_must_be_one_of_ours():
    with pytest.raises(ValueError, match="no such blank"):
        blank("password")
