"""
Workspace → problems: everything that can be known to be wrong without running anything.

Reads files only; the database is neither opened nor made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from dispatcher import llm
from dispatcher.app import keys
from dispatcher.config import Problem, Settings, read
from dispatcher.errors import QueryError
from dispatcher.feeds.article_pool import can_extract
from dispatcher.matching import parse
from dispatcher.model import Cadence, MailingList
from dispatcher.paths import SETTINGS_FILE, Workspace, built_in
from dispatcher.subscriptions.list_file import read_list_file
from dispatcher.templating import Templates
from dispatcher.templating.language_files import LanguageFiles
from dispatcher.templating.wording import ENGLISH


def run(root: Path, environ: Mapping[str, str]) -> tuple[list[Problem], dict[str, int]]:
    """Every problem, and how many feeds, topics, lists and subscribers were looked at."""
    settings, found, _ = read(root, environ)
    if settings is None:
        return found, {}
    workspace = Workspace(root)
    rows = 0
    found += _queries(settings)
    for audience in settings.lists:
        read_rows, problems = _list_file(settings, audience.name, workspace)
        rows += read_rows
        found += problems
    found += _strays(settings, workspace)
    found += template_problems(workspace)
    found += _extras(settings)
    found += keys.problems(settings, root)
    counts = {
        "feeds": len(settings.feeds),
        "topics": len(settings.topics),
        "lists": len(settings.lists),
        "rows in list files": rows,
    }
    if settings.relays:
        counts["relays"] = 1 + len(settings.relays)
    return found, counts


def notes(root: Path, environ: Mapping[str, str]) -> list[str]:
    """What is no problem, but less than the settings ask for."""
    settings, _, _ = read(root, environ)
    if settings is None:
        return []
    found = []
    if settings.fetch.articles and not can_extract():
        found.append(
            "articles behind links are not read: pip install '.[extract]', or set articles = false under [fetch]"
        )
    if settings.smtp.kind == "smtp" and not settings.operator.address:
        found.append("dead feeds and late editions are told to the log only: set address under [operator]")
    if (settings.bounce.imap_host or settings.bounce.maildir) and not settings.bounce.address:
        found.append(
            "mail leaves unmarked: who knows a mail's Message-ID can report it as bounced; set address under [bounce]"
        )
    return [
        *found,
        *keys.unsigned(settings),
        *keys.newer_alone(settings, root),
        *_relay_notes(settings),
        *_without_words(settings, Workspace(root)),
    ]


def _relay_notes(settings: Settings) -> Iterator[str]:
    """What a relay keeps back, and what that means for mail that is of use for a day."""
    if settings.smtp.kind == "folder" and settings.relays:
        yield 'kind = "folder" under [smtp] is a dry run: no mail goes over any [[relay]]'
    for name, part in [("smtp", settings.smtp), *((each.name, each) for each in settings.relays)]:
        if part.warm_up:
            yield (
                f"relay {name!r} warms up: {part.warm_up[0]:,} messages on its first day; what is beyond waits for the next, "
                "and a mail that is of no use by then expires"
            )


def _without_words(settings: Settings, workspace: Workspace) -> Iterator[str]:
    """Languages of lists and of notices that no file speaks: their frames come in English."""
    files = LanguageFiles([workspace.templates, built_in("templates")])
    named = [(f"list {audience.name!r}", audience.language) for audience in settings.lists]
    for whose, language in [*named, ("[operator]", settings.operator.language)]:
        if files.wording(language).language == ENGLISH and language.lower().partition("-")[0] != ENGLISH:
            yield f"{whose} is in English: nothing speaks {language!r} yet; write templates/languages/{language}.toml"


def _queries(settings: Settings) -> Iterator[Problem]:
    for topic in settings.topics:
        try:
            parse(topic.query)
        except QueryError as error:
            yield Problem(
                f"{SETTINGS_FILE}:{topic.line}",
                f"topic {topic.name!r}: {error.problem} at character {error.at + 1}",
                error.remedy or "mend the query",
            )


def _list_file(settings: Settings, name: str, workspace: Workspace) -> tuple[int, list[Problem]]:
    declared = next(audience for audience in settings.lists if audience.name == name)
    path = workspace.subscribers / f"{name}.csv"
    place = f"subscribers/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0, []
    except (OSError, UnicodeDecodeError) as error:
        return 0, [Problem(place, f"it cannot be read ({error})", "save it as CSV in UTF-8")]
    audience = MailingList(
        id=0,
        name=declared.name,
        title=declared.title,
        sender_name=declared.sender_name,
        sender_address=declared.sender_address,
        topics=declared.topics,
        cadence=Cadence(declared.cadence),
    )
    read_file = read_list_file(text, audience)
    problems = [Problem(f"{place}:{each.line}", each.problem, each.remedy) for each in read_file.problems]
    return len(read_file.rows), problems


def _strays(settings: Settings, workspace: Workspace) -> Iterator[Problem]:
    names = {audience.name for audience in settings.lists}
    for path in sorted(workspace.subscribers.glob("*.csv")):
        if path.stem not in names and path.stem != "example":
            yield Problem(
                f"subscribers/{path.name}",
                f"there is no list {path.stem!r}",
                "declare it as [[list]], or remove the file",
            )


def template_problems(workspace: Workspace) -> list[Problem]:
    """What is wrong with any template or language file of the workspace."""
    templates = Templates(workspace.templates)
    try:
        return [
            Problem(error.place or "templates", error.problem, error.remedy or "mend the template")
            for error in list(templates.problems()) or templates.rehearse()
        ]
    finally:
        templates.close()


def _extras(settings: Settings) -> Iterator[Problem]:
    if settings.writer.kind == "llm" and not llm.is_installed():
        yield Problem("[writer]", 'kind = "llm" needs the extra `llm`, which is not installed', llm.REMEDY)
