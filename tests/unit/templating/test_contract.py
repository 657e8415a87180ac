"""Every template has its line in the contract, and renders with everything there may be and with as little."""

import dataclasses

import pytest

from dispatcher.paths import built_in
from dispatcher.templating import Templates
from dispatcher.templating.contract import FRAMES, PIECES, SUBJECTS
from dispatcher.templating.samples import sample

MAIL = built_in("templates") / "mail"
SHARED = {"base", "frame", "story"}  # what others extend and import


def test_every_template_of_a_mail_is_in_the_contract():
    found = {path.relative_to(MAIL).with_suffix("").as_posix() for path in MAIL.rglob("*.html")}
    assert found - SHARED == {*PIECES, *(f"{kind}/body" for kind in FRAMES)}
    assert {path.parent.name for path in MAIL.rglob("subject.txt")} == set(SUBJECTS)


def test_the_built_in_templates_pass_their_rehearsal():
    assert list(Templates().rehearse()) == []


@pytest.mark.parametrize("context", {*FRAMES.values(), *SUBJECTS.values(), *PIECES.values()}, ids=lambda c: c.__name__)
def test_every_field_of_a_context_has_its_help(context):
    assert [each.name for each in dataclasses.fields(context) if not each.metadata.get("help")] == []


def test_a_full_sample_holds_everything_and_an_empty_one_nothing():
    full, empty = (sample(PIECES["digest/story"], full=each).story for each in (True, False))
    assert full.headline
    assert full.sections[0].sentences[0].sources[0].url.startswith("https://")
    assert empty.headline == ""
    assert empty.sections == ()


def test_a_template_that_only_fails_when_there_is_something_is_found(tmp_path):
    own = tmp_path / "mail" / "digest"
    own.mkdir(parents=True)
    (own / "opening.txt").write_text("fine\n{% for story in stories %}{{ story.headlin }}{% endfor %}")
    templates = Templates(tmp_path)
    (error,) = templates.rehearse()
    templates.close()
    assert error.place == "mail/digest/opening.txt:2"
