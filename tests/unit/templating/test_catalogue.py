import pytest

from dispatcher.errors import InputError
from dispatcher.paths import built_in
from dispatcher.templating.catalogue import Catalogue

DIGEST = "mail/digest/subject.txt"


def found(catalogue, name):
    return next(each for each in catalogue.all() if each.name == name)


def test_without_a_folder_of_ones_own_all_are_built_in(tmp_path):
    listed = Catalogue(tmp_path / "none").all()
    assert {each.whose for each in listed} == {"built-in"}
    assert {"mail/digest/subject.txt", "web/base.html", "languages/en.toml"} <= {each.name for each in listed}


def test_an_ejected_one_is_own_and_says_what_it_was_taken_from(tmp_path):
    catalogue = Catalogue(tmp_path)
    copy = catalogue.eject(DIGEST)
    first, rest = copy.read_text().split("\n", 1)
    assert f"taken from the built-in {DIGEST}" in first
    assert rest == (built_in("templates") / DIGEST).read_text()
    assert found(catalogue, DIGEST).whose == "own, instead of the built-in one"
    assert not found(catalogue, DIGEST).is_behind
    assert catalogue.path(DIGEST) == copy
    assert catalogue.path(DIGEST, shipped=True) == built_in("templates") / DIGEST


def test_one_that_was_taken_from_an_older_version_is_behind(tmp_path):
    catalogue = Catalogue(tmp_path)
    copy = catalogue.eject(DIGEST)
    copy.write_text(f"{{# taken from the built-in {DIGEST} (0123456789ab) #}}\nold")
    assert found(catalogue, DIGEST).is_behind


def test_a_file_of_the_operators_is_never_overwritten_unasked(tmp_path):
    catalogue = Catalogue(tmp_path)
    catalogue.eject(DIGEST).write_text("mine")
    with pytest.raises(InputError, match="there already"):
        catalogue.eject(DIGEST)
    assert (tmp_path / DIGEST).read_text() == "mine"
    catalogue.eject(DIGEST, force=True)
    assert "taken from" in (tmp_path / DIGEST).read_text()


@pytest.mark.parametrize("name", ["mail/none.html", "../pyproject.toml", "/etc/passwd", ""])
def test_a_name_that_is_none_opens_nothing(tmp_path, name):
    with pytest.raises(InputError, match="no template"):
        Catalogue(tmp_path).path(name)


@pytest.mark.parametrize(
    ("name", "mark"),
    [("languages/de.toml", "# taken"), ("web/static/style.css", "/* taken"), ("mail/base.css", "{# taken")],
)
def test_the_mark_is_a_comment_where_it_stands(tmp_path, name, mark):
    assert Catalogue(tmp_path).eject(name).read_text().startswith(mark)
