"""
Context → Body (and page): Jinja in a sandbox, the operator's files before the built-in ones, CSS inlined.

HTML keeps the one `<style data-css-inline="keep">` with what cannot be inlined: media queries for phones and for the dark.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import css_inline

from dispatcher.errors import TemplateError
from dispatcher.model import Body, MessageKind
from dispatcher.paths import built_in
from dispatcher.templating.blanks import emptied, in_it
from dispatcher.templating.contexts import Context
from dispatcher.templating.failures import template_error
from dispatcher.templating.language_files import LanguageFiles
from dispatcher.templating.sandbox import sandbox
from dispatcher.templating.wording import ENGLISH, Wording

# Joining takes the confirm link, leaving the other: a mail without it breaks what we promise (DESIGN §1), in either part.
MUST_STAND = {
    MessageKind.DIGEST: "unsubscribe_url",
    MessageKind.ALERT: "unsubscribe_url",
    MessageKind.CONFIRM: "confirm_url",
}

_GAPS = re.compile(r"\n(?:[ \t]*\n){2,}")  # macros leave them


class Templates:
    """The templates of one workspace. Edited files are read again at their next use."""

    def __init__(self, overrides: Path | None = None) -> None:
        self._folders = [folder for folder in (overrides, built_in("templates")) if folder and folder.is_dir()]
        self._languages = LanguageFiles(self._folders)
        self._environment = sandbox(overrides, built_in("templates"))
        self._inliner = css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)

    def render(self, kind: MessageKind, context: Context) -> Body:
        """
        A body with its blanks still in it.

        Raises TemplateError, `place` being template:line, for a template that is missing, wrong or raises, and for one that leaves out
        the link its kind must have.
        """
        folder = f"mail/{kind}"
        names = self._names(emptied(context))
        body = Body(
            subject=_one_line(self._text(f"{folder}/subject.txt", names)),
            text=_GAPS.sub("\n\n", self._text(f"{folder}/body.txt", names)).strip("\n") + "\n",
            html=self._inlined(f"{folder}/body.html", names),
        )
        for part, name in ((body.text, "body.txt"), (body.html, "body.html")):
            if MUST_STAND[kind] not in in_it(part):
                missing = MUST_STAND[kind]
                raise TemplateError(
                    f"{missing} does not stand in it",
                    place=f"{folder}/{name}",
                    remedy=f"put {{{{ {missing} }}}} in, as a link",
                )
        return body

    def page(self, name: str, context: Mapping[str, Any]) -> str:
        """A page from `templates/web/`; a `language` in the context chooses what `say` says."""
        return self._text(f"web/{name}", self._names(context))

    def wording(self, language: str) -> Wording:
        """The words for a language tag, as `pt-BR`. Raises TemplateError for a language file that cannot be read."""
        return self._languages.wording(language)

    def problems(self) -> Iterator[TemplateError]:
        """What is wrong with any template and any language file, the operator's too."""
        names = {
            path.relative_to(folder).as_posix()
            for folder in self._folders
            for path in folder.rglob("*.*")
            if path.is_file()
        }
        for name in sorted(names):
            if name.endswith((".txt", ".html")):
                try:
                    self._environment.get_template(name)
                except Exception as error:  # noqa: BLE001 - whatever a template may raise
                    yield template_error(error, name, folders=self._folders)
        yield from self._languages.problems()

    @property
    def hash(self) -> str:
        """Changes when any template or language file does."""
        digest = hashlib.sha256()
        for folder in self._folders:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _text(self, template: str, names: Mapping[str, Any]) -> str:
        try:
            return self._environment.get_template(template).render(names)
        except Exception as error:
            raise template_error(error, template, folders=self._folders, known=names) from error

    def _inlined(self, template: str, names: Mapping[str, Any]) -> str:
        try:
            return self._inliner.inline(self._text(template, names))
        except css_inline.InlineError as error:
            raise TemplateError(
                f"its CSS cannot be read: {error}", place=template, remedy="mend the <style>"
            ) from error

    def _names(self, context: Context | Mapping[str, Any]) -> dict[str, Any]:
        names = dict(context) if isinstance(context, Mapping) else _fields(context)
        words = self.wording(str(names.get("language", ENGLISH)))
        return names | {"say": words.say, "say_date": words.say_date, "say_cadence": words.say_cadence}


def _one_line(text: str) -> str:
    """One line; blanks stay."""
    return " ".join(text.split())


def _fields(context: Context) -> dict[str, Any]:
    """Fields and properties, not `asdict`: what is inside stays as it is documented."""
    names = [field.name for field in dataclasses.fields(context)]
    names += [name for name, value in vars(type(context)).items() if isinstance(value, property)]
    return {name: getattr(context, name) for name in names}
