"""Joining pieces is rendering the whole."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.model import MessageKind
from dispatcher.templating import compose
from dispatcher.templating.blanks import fill
from dispatcher.templating.encode import rendering_of
from tests.fakes.sample_edition import EDITION
from tests.fakes.sample_facts import FACTS
from tests.fakes.sample_mails import LINKS, PIECED, TEMPLATES, layout
from tests.fakes.sample_stories import MASTHEAD, message

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            ".",
            "..",
            ". A line of dots",
            "From here on",
            "a  ",
            "=3D",
            "=\r\n",
            "\ue000name\ue001",
            "<td>",
            "</table>",
        ]
    ),
    st.sampled_from(["أعيد افتتاح السوق المسقوف", "도서관이 문을 열었다", "Ärger – “Straße”", "é" * 90, "word " * 40]),
    st.text(max_size=120),
)


@st.composite
def layouts(draw):
    """A digest or an alert of stories in which strangers wrote anything."""
    samples = []
    for number, sample in enumerate(draw(st.lists(st.sampled_from(EDITION + FACTS), min_size=1, max_size=4))):
        headline, title, said = draw(TEXTS), draw(TEXTS), draw(TEXTS)
        briefing = sample.briefing and replace(
            sample.briefing,
            sections=tuple(
                replace(part, sentences=tuple(replace(each, text=said + each.text) for each in part.sentences))
                for part in sample.briefing.sections
            ),
        )
        samples.append(
            replace(
                sample,
                story=replace(sample.story, id=number, headline=headline),
                entries=tuple(replace(entry, title=title) for entry in sample.entries),
                topic=draw(st.sampled_from(["Cities", "مدن", ""])),
                briefing=briefing,
            )
        )
    masthead = replace(MASTHEAD, language=draw(st.sampled_from(["en", "de", "ko", "ar"])), title=draw(TEXTS))
    kind = draw(st.sampled_from(PIECED))
    return layout(
        kind,
        samples=tuple(samples),
        masthead=masthead,
        more=draw(st.sampled_from([0, 1, 7])),
        full=draw(st.integers(0, 5)),
    )


@settings(max_examples=60, deadline=None)
@given(layouts(), st.sampled_from(["Anna Example", "", "أمينة", ".=3D From", "x" * 90]))
def test_joining_is_rendering(made_of, name):
    """Pieces inlined, encoded and joined, their blanks filled and the mail read by the standard library: the whole, rendered at once."""
    body, whole = TEMPLATES.join(made_of), TEMPLATES.show_whole(made_of)
    assert rendering_of(body) == whole
    sent = message_from_bytes(compose(message(made_of.kind, name=name), body, LINKS), policy=policy.default)
    links = {"unsubscribe_url": LINKS.unsubscribe_url, "preferences_url": LINKS.preferences_url}
    filled = fill(whole, {"name": name, "edition_url": LINKS.edition_url, **links})
    assert [part.get_content().replace("\r\n", "\n") for part in sent.iter_parts()] == [filled.text, filled.html]


@pytest.mark.parametrize("kind", PIECED)
def test_a_piece_of_html_is_whole_elements_and_a_piece_of_text_whole_paragraphs(kind):
    for part in layout(kind, samples=EDITION + FACTS).parts:
        piece = TEMPLATES.piece(part.name, part.context)
        assert piece.html.startswith(("<table", "<div"))
        assert piece.html.endswith(("</table>\n", "</div>\n"))
        assert piece.html.count("<table") == piece.html.count("</table>")
        assert not piece.text or (piece.text.endswith("\n\n") and not piece.text.startswith("\n"))


def test_the_frame_is_the_same_whatever_it_holds():
    frames = {
        (frame.text, frame.html)
        for samples in (EDITION, FACTS)
        for made_of in [layout(MessageKind.DIGEST, samples=samples)]
        for frame in [TEMPLATES.frame(made_of.kind, made_of.frame)]
    }
    assert len(frames) == 1
