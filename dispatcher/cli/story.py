"""`dispatcher story`: list and show what is stored; group, roles, brief and check as stages on stdin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import GREATEST, AsJson, Now, moment, noun, show, show_one, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.model import SourceText, Story

app = noun("Stories: one event told by one or more entries.")


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(help="How many", min=0, max=GREATEST)] = 30, as_json: AsJson = False
) -> None:
    """List the stories that changed last."""

    async def use(app: App) -> list[Story]:
        async with app.db.reading() as tx:
            return await tx.stories.recent(limit)

    rows = [
        {
            "id": story.id,
            "changed_at": story.changed_at,
            "outlets": story.outlets,
            "entries": story.entries,
            "topics": list(story.topics),
            "headline": story.headline,
        }
        for story in with_app(use)
    ]
    show(rows, as_json=as_json, empty="There are no stories yet. `dispatcher poll --once && dispatcher write --once`")


@app.command("show")
def show_(
    which: Annotated[int, typer.Argument(help="A story's number", min=1, max=GREATEST)], as_json: AsJson = False
) -> None:
    """Show one story: its entries and its briefing."""

    async def use(app: App) -> tuple[dict[str, Any], dict[str, Any] | None]:
        async with app.db.reading() as tx:
            stories = await tx.stories.get([which])
            if which not in stories:
                raise InputError(f"there is no story {which}", remedy="see `dispatcher story list`")
            entries = (await tx.entries.of_stories([which])).get(which, [])
            written = (await tx.briefings.latest([which])).get(which)
        row = asdict(stories[which])
        row["told_by"] = [f"{entry.outlet}: {entry.title}" for entry in entries]
        return row, written[1].as_json() if written else None

    row, briefing = with_app(use)
    if as_json:
        show_one(row | {"briefing": briefing}, as_json=True)
        return
    told_by = row.pop("told_by")
    show_one(row, as_json=False)
    print("\n".join(("", *(f"  {line}" for line in told_by))))
    for section in (briefing or {}).get("sections", ()):
        print(f"\n{section['name'].upper()}")
        print(section["missing"] or " ".join(sentence["text"] for sentence in section["sentences"]))
    if briefing:
        from dispatcher.cli.facts import told

        print("\n".join(told(briefing["facts"])))


@app.command()
def group() -> None:
    """Group entries on stdin into stories: JSON Lines in and out. No database, no network."""
    from dispatcher.cli.lines import put, read_sources
    from dispatcher.stories import group as grouped

    sources = read_sources()
    put({"id": source.id, "story": label} for source, label in zip(sources, grouped(sources), strict=True))


@app.command()
def roles() -> None:
    """Say what each sentence of the documents on stdin does: JSON Lines in and out. No database, no network."""
    from dispatcher.cli.lines import identity, put, read_stdin, text_of
    from dispatcher.stories.briefing import roles as of_sentences

    documents = []
    for place, value in read_stdin():
        sentences = value.get("sentences")
        if not isinstance(sentences, list) or not all(isinstance(each, dict) for each in sentences):
            raise InputError('"sentences" is no list of objects', place=place, remedy='write [{"id", "text"}, …]')
        texts = [text_of(each, "text", place=place) or "" for each in sentences]
        ids = [identity(each, place=f"{place}, sentence {at}") for at, each in enumerate(sentences, start=1)]
        documents.append((identity(value, place=place), text_of(value, "headline", place=place) or "", ids, texts))
    put(
        {
            "id": document,
            "sentences": [
                {
                    "id": number,
                    "role": str(each.role),
                    "section": None if each.section is None else str(each.section),
                    "roles": {str(role): round(value, 4) for role, value in each.roles.items()},
                    "sections": {str(name): round(value, 4) for name, value in each.sections.items()},
                }
                for number, each in zip(ids, of_sentences(headline, texts), strict=True)
            ],
        }
        for document, headline, ids, texts in documents
    )


@app.command()
def brief(
    writer: Annotated[
        str, typer.Option(help="extractive, or llm: the model of the workspace's [writer]")
    ] = "extractive",
    now: Now = "",
) -> None:
    """Write a briefing from the entries of one story on stdin. No database; no network but the endpoint of `--writer llm`."""
    from dispatcher.cli.lines import put, read_sources
    from dispatcher.stories.briefing import write_briefing

    if writer not in {"extractive", "llm"}:
        raise InputError(f"there is no writer {writer!r}", remedy="use --writer extractive or --writer llm")
    sources = read_sources()
    _citable(sources)
    if writer == "llm":
        from dispatcher.cli.by_model import written

        put([written(sources, now=moment(now)).as_json()])
    else:
        put([write_briefing(sources, now=moment(now)).as_json()])


@app.command()
def check(
    briefing: Annotated[Path, typer.Option(help="A file with the briefing, as `story brief` prints it")],
) -> None:
    """Say of each sentence of a briefing whether the entries on stdin support it. No database, no network."""
    from dispatcher.cli.briefing_file import read_briefing
    from dispatcher.cli.lines import put, read_sources
    from dispatcher.stories.briefing.check import check_briefing

    written = read_briefing(briefing)
    sources = read_sources()
    _citable(sources)
    sentences = [(section, sentence) for section in written.sections for sentence in section.sentences]
    put(
        {
            "sentence": sentence.text,
            "section": str(section.name),
            "verdict": "supported" if judgement.supported else "unsupported",
            "reasons": [str(reason) for reason in judgement.reasons],
        }
        for (section, sentence), judgement in zip(sentences, check_briefing(written, sources), strict=True)
    )


def _citable(sources: Sequence[SourceText]) -> None:
    if not sources:
        raise InputError("there are no entries", place="stdin", remedy="give the entries of one story, one a line")
    if len({source.id for source in sources}) < len(sources):
        raise InputError("two entries have the same id", place="stdin", remedy="citations need ids that differ")
