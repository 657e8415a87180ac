"""
Context → Body (and page): Jinja in a sandbox, the operator's files before the built-in ones, CSS inlined.

HTML keeps the one `<style data-css-inline="keep">` with what cannot be inlined: media queries for phones and for the dark.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import css_inline
from markupsafe import Markup

from dispatcher.errors import TemplateError
from dispatcher.model import Body, MessageKind
from dispatcher.paths import built_in
from dispatcher.templating.blanks import emptied, in_it
from dispatcher.templating.contexts import Context
from dispatcher.templating.contract import FRAMES, PIECES, SUBJECTS
from dispatcher.templating.encode import body_of, fragment_of, joined, stretches_of
from dispatcher.templating.kinds import KINDS
from dispatcher.templating.language_files import LanguageFiles
from dispatcher.templating.pieces import Frame, Layout, Piece, document, paragraphs, taken_apart
from dispatcher.templating.renderer import WorkspaceRenderer
from dispatcher.templating.rendering import Rendering
from dispatcher.templating.samples import sample
from dispatcher.templating.wording import ENGLISH, Wording


class Templates:
    """The templates of one workspace. Edited files are read again at their next use."""

    def __init__(self, overrides: Path | None = None) -> None:
        self._folders = [folder for folder in (overrides, built_in("templates")) if folder]  # it may be made later
        self._languages = LanguageFiles(self._folders)
        self._renderer = WorkspaceRenderer(overrides, built_in("templates"))
        self._inliner = css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)

    def piece(self, name: str, context: Context) -> Piece:
        """
        One part of a mail, as `digest/story`, by itself: its CSS inlined from `mail/base.css`, its blanks still in it.

        Raises TemplateError as `render` does.
        """
        names = self._names(emptied(context))
        text = paragraphs(self._text(f"mail/{name}.txt", names))
        markup, css = self._text(f"mail/{name}.html", names), self._text("mail/base.css", names)
        try:
            html = self._inliner.inline_fragment(markup, css)
        except css_inline.InlineError as error:
            raise _unreadable(error, "mail/base.css") from error
        return Piece(text, f"{html.strip()}\n" if html.strip() else "")

    def frame(self, kind: MessageKind, context: Context) -> Frame:
        """The frame of a kind of mail, taken apart at the places where pieces go. Raises TemplateError as `render` does."""
        whole = self._document(kind, self._names(emptied(context)))
        return Frame(
            taken_apart(whole.text, f"mail/{kind}/body.txt"), taken_apart(whole.html, f"mail/{kind}/body.html")
        )

    def subject(self, kind: MessageKind, context: Context) -> str:
        """The subject, one line. Raises TemplateError as `render` does."""
        return " ".join(self._text(f"mail/{kind}/subject.txt", self._names(emptied(context))).split())

    def render(self, kind: MessageKind, context: Context) -> Body:
        """
        A body that has no pieces, its blanks still in it.

        Raises TemplateError, `place` being template:line, for a template that is missing, wrong or raises, and for one that leaves out
        the link its kind must have.
        """
        return body_of(self.show(kind, context))

    def show(self, kind: MessageKind, context: Context) -> Rendering:
        """A mail that has no pieces, to be looked at. Raises TemplateError as `render` does."""
        whole = self._document(kind, self._names(emptied(context)))
        return Rendering(subject=self.subject(kind, context), text=whole.text, html=whole.html)

    def show_whole(self, layout: Layout) -> Rendering:
        """
        A mail of pieces as one document: frame and pieces rendered as they are, the CSS inlined once for all.

        What `join` makes of the same layout is the same to the character; that is a test, and slower. Raises TemplateError.
        """
        places: dict[str, str] = {}
        markup: dict[str, Markup] = {}
        for place, parts in layout.places.items():
            within = [(part.name, self._names(emptied(part.context))) for part in parts]
            places[place] = "".join(paragraphs(self._text(f"mail/{name}.txt", names)) for name, names in within)
            html = "\n".join(self._text(f"mail/{name}.html", names).strip() for name, names in within)
            markup[place] = Markup(html)  # noqa: S704 - templates made it, and escaped what strangers wrote
        names = self._names(emptied(layout.frame))
        whole = self._document(layout.kind, names | places, names | markup)
        return Rendering(subject=self.subject(layout.kind, layout.subject), text=whole.text, html=whole.html)

    def join(self, layout: Layout) -> Body:
        """A mail of pieces, each rendered by itself. Raises TemplateError."""
        pieces = {
            place: [fragment_of(self.piece(part.name, part.context)) for part in parts]
            for place, parts in layout.places.items()
        }
        frame = stretches_of(self.frame(layout.kind, layout.frame))
        return joined(self.subject(layout.kind, layout.subject), frame, pieces)

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
                    self._renderer.compiled(name)
                except TemplateError as error:
                    yield error
        yield from self._languages.problems()

    def rehearse(self) -> Iterator[TemplateError]:
        """What is wrong with any mail template when it is rendered: with everything there may be, and with as little."""
        seen: set[str] = set()
        for full in (True, False):
            for work in self._rehearsals(full=full):
                try:
                    work()
                except TemplateError as error:
                    if str(error) not in seen:
                        seen.add(str(error))
                        yield error

    def _rehearsals(self, *, full: bool) -> Iterator[Callable[[], object]]:
        for kind, context in SUBJECTS.items():
            yield partial(self.subject, MessageKind(kind), sample(context, full=full))
        for kind, context in FRAMES.items():
            frame = sample(context, full=full)
            yield partial(self.frame if hasattr(frame, "stories") else self.render, MessageKind(kind), frame)
        for name, context in PIECES.items():
            yield partial(self.piece, name, sample(context, full=full))

    def close(self) -> None:
        """End the child that renders an operator's templates, if there is one."""
        self._renderer.close()

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
        return self._renderer.text(template, names)

    def _document(self, kind: MessageKind, names: Mapping[str, Any], in_html: Mapping[str, Any] | None = None) -> Piece:
        """Both parts of `mail/<kind>/body.*`, with the link that must stand in them."""
        text_name, html_name = f"mail/{kind}/body.txt", f"mail/{kind}/body.html"
        text, markup = document(self._text(text_name, names)), self._text(html_name, in_html or names)
        try:
            html = self._inliner.inline(f"{markup}\n").rstrip("\n") + "\n"
        except css_inline.InlineError as error:
            raise _unreadable(error, html_name) from error
        for part, name in ((text, text_name), (html, html_name)):
            for missing in sorted(set(KINDS[kind].must_stand) - in_it(part)):
                raise TemplateError(
                    f"{missing} does not stand in it", place=name, remedy=f"put {{{{ {missing} }}}} in, as a link"
                )
        return Piece(text, html)

    def _names(self, context: Context | Mapping[str, Any]) -> dict[str, Any]:
        names = dict(context) if isinstance(context, Mapping) else _fields(context)
        words = self.wording(str(names.get("language", ENGLISH)))
        return names | {"say": words.say, "say_date": words.say_date, "say_cadence": words.say_cadence}


def _unreadable(error: Exception, template: str) -> TemplateError:
    return TemplateError(f"its CSS cannot be read: {error}", place=template, remedy="mend the styles")


def _fields(context: Context) -> dict[str, Any]:
    """Fields and properties, not `asdict`: what is inside stays as it is documented."""
    names = [field.name for field in dataclasses.fields(context)]
    names += [name for kind in type(context).mro() for name, value in vars(kind).items() if isinstance(value, property)]
    return {name: getattr(context, name) for name in names}
