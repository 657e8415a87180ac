"""Thirty templates that mean harm: none prints what it was not given, and each ends."""

import pytest

from dispatcher.errors import TemplateError
from dispatcher.model import MessageKind
from dispatcher.templating import Templates
from tests.fakes.sample_mails import body

SECRET = "planted-c0ffee-secret"

TAKES = {
    "doubling": "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
    "doubling a list": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a loop that prints": "{% for a in range(99999) %}{% for b in range(99999) %}0123456789{% endfor %}{% endfor %}",
    "a wide format": "{{ '%1000000000d'|format(1) }}",
    "a wide percent": "{{ '%1000000000d' % 1 }}",
    "a wide str.format": "{{ '{:1000000000}'.format(1) }}",
    "a wide column": "{{ 'x'|center(4000000000) }}",
    "a deep indent": "{{ 'a\\nb'|indent(2000000000) }}",
    "replacements of replacements": "{% set n = namespace(x='a') %}{% for i in range(9) %}{% set n.x = n.x|replace('a', 'a' * 999) %}{% endfor %}{{ n.x }}",
    "endless slices": "{{ [1]|slice(10000000000)|list|length }}",
    "a filled batch": "{{ [1]|batch(3000000000, 'x')|list|length }}",
    "a sum over and over": "{% for i in range(99999) %}{{ range(99999)|sum }}{% endfor %}",
    "recursion": "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "recursion in two arms": "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "itself included": "{% include 'mail/digest/subject.txt' %}",
    "sorted again": "{% for i in range(9999) %}{{ range(99999)|map('string')|sort|length }}{% endfor %}",
    "a big number as text": "{% set n = namespace(x=9) %}{% for i in range(40) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",
    "a wide word wrap": "{{ ('ab ' * 33000)|wordwrap(1)|wordwrap(1)|wordwrap(1)|length }}{% for i in range(9999) %}{{ ('ab ' * 33000)|wordwrap(1)|length }}{% endfor %}",
    "lorem without end": "{{ lipsum(n=100000, max=100000) }}",
}
READS = {
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals of a function": "{{ say.__globals__ }}{{ say.__func__.__globals__ }}",
    "globals by attr": "{{ say|attr('__func__')|attr('__globals__') }}",
    "its own module": "{{ self.__init__.__globals__ }}{{ self._TemplateReference__context }}",
    "what a cycler knows": "{{ cycler.__init__.__globals__.os.environ }}",
    "what lorem knows": "{{ lipsum.__globals__['os'].environ }}",
    "a format that looks in": "{{ '{0.__class__.__init__.__globals__}'.format(say) }}",
    "a format map that looks in": "{{ '{x.__self__.__class__}'.format_map({'x': say}) }}",
    "a file above": "{% include '../secret.txt' %}",
    "a file by its path": "{% include '@SECRET_FILE@' %}",
    "a link that leads out": "{% include 'mail/linked.txt' %}",
    "a built-in by a way round": "{% include 'built-in:../../pyproject.toml' %}",
    "an import": "{% import 'os' as os %}{{ os.environ }}",
}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Writes a subject for the digest and gives the templates of that workspace."""
    monkeypatch.setenv("PLANTED", SECRET)
    (tmp_path / "secret.txt").write_text(SECRET)
    own = tmp_path / "templates"
    (own / "mail" / "digest").mkdir(parents=True)
    (own / "mail" / "linked.txt").symlink_to(tmp_path / "secret.txt")

    def write(text):
        text = text.replace("@SECRET_FILE@", str(tmp_path / "secret.txt"))
        (own / "mail" / "digest" / "subject.txt").write_text(text, encoding="utf-8")
        return Templates(own)

    return write


@pytest.mark.parametrize("text", TAKES.values(), ids=TAKES)
def test_a_template_that_takes_all_time_or_memory_is_ended_and_named(workspace, text):
    templates = workspace(text)
    with pytest.raises(TemplateError) as caught:
        body(MessageKind.DIGEST, templates)
    assert caught.value.place.startswith("mail/digest/subject.txt")
    assert caught.value.remedy
    assert "Error" not in caught.value.problem  # what it means, not what Python calls it
    assert body(MessageKind.ALERT, templates).subject  # the next one has a fresh child
    templates.close()


@pytest.mark.parametrize("text", READS.values(), ids=READS)
def test_a_template_reads_nothing_that_it_was_not_given(workspace, text):
    templates = workspace(text)
    try:
        said = body(MessageKind.DIGEST, templates).subject
    except TemplateError as error:
        said = str(error)
    templates.close()
    assert SECRET not in said
    assert "root:" not in said
    assert "[build-system]" not in said
    assert "<function" not in said
    assert "<class 'object'>" not in said


def test_looking_for_problems_compiles_in_the_child_too(workspace):
    templates = workspace("{{ '%1000000000d' % 1 }}{{ 'x'|center(4000000000) }}\n{% for %}")
    assert [problem.place for problem in templates.problems()] == ["mail/digest/subject.txt:2", "mail/linked.txt"]
    templates.close()
