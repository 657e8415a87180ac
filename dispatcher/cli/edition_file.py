"""
An edition in a file → what its mail is composed of: no database, no network.

    {"kind": "digest" | "alert",
     "masthead": {"title", "sender_address", "list_name", "sender_name", "reply_to", "language", "base_url"},
     "slot": {"day", "hour", "cadence", "time_zone"},
     "stories": [{"entries": [as `story brief` takes them], "briefing": as it prints it, "topic": title, "words": […],
                  "short": false, "since": {"told_at", "changes": […]}}],
     "more": 0,
     "person": {"address", "name", "unsubscribe_url", "preferences_url", "edition_url"},
     "date", "message_id"}

Needed are the masthead's title and sender_address, one story with one entry, and the person's address; all else may be absent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dispatcher.cli.lines import source, text_of
from dispatcher.errors import InputError
from dispatcher.model import (
    Arrival,
    Briefing,
    Cadence,
    Citation,
    Entry,
    Masthead,
    Message,
    MessageKind,
    Plan,
    SourceText,
    Story,
)
from dispatcher.templating import Links, Templates
from dispatcher.templating.layouts import Told, alert_layout, digest_layout
from dispatcher.templating.locales import Locale, day_in
from dispatcher.templating.pieces import Layout
from dispatcher.templating.views import Since, story_view

_SHAPE = "see `dispatcher mail render --help`"


@dataclass(frozen=True, slots=True)
class EditionFile:
    """A file that was read and found good."""

    value: Mapping[str, Any]
    place: str
    hash: str  # of its bytes
    now: datetime  # its date

    def message(self) -> Message:
        """The message to its person, without a body."""
        masthead, person = self._masthead(), self._part("person")
        domain = masthead.sender_address.rpartition("@")[2]
        return Message(
            kind=self._kind(),
            edition_id=None,
            subscription_id=None,
            subscriber_id=None,
            address=self._needed(person, "address", "person"),
            name=text_of(person, "name", place=f"{self.place}, person") or "",
            nonce="",
            masthead=masthead,
            plan=Plan(stories=()),
            period=None,
            body_hash="",
            message_id=text_of(self.value, "message_id", place=self.place) or f"<{self.hash[:32]}@{domain}>",
            date=self.now.replace(microsecond=0),
            not_after=self.now,
        )

    def links(self) -> Links:
        """Those of its person; what is absent stands under the base URL with a sample's token."""
        person, base = self._part("person"), self._masthead().base_url
        place = f"{self.place}, person"
        return Links(
            unsubscribe_url=text_of(person, "unsubscribe_url", place=place) or f"{base}/u/sample",
            preferences_url=text_of(person, "preferences_url", place=place) or f"{base}/p/sample",
            edition_url=text_of(person, "edition_url", place=place) or f"{base}/e/sample",
        )

    def layout(self, templates: Templates) -> Layout:
        """What the mail is rendered from."""
        masthead, slot = self._masthead(), self._part("slot", {})
        place = f"{self.place}, slot"
        zone = text_of(slot, "time_zone", place=place) or ""
        try:
            day = date.fromisoformat(text_of(slot, "day", place=place) or day_in(zone, self.now).isoformat())
            cadence = Cadence(text_of(slot, "cadence", place=place) or "daily")
        except ValueError as error:
            raise InputError(f"{error}", place=place, remedy='write "day" as 2026-11-24, "cadence" as daily') from error
        locale = Locale(wording=templates.wording(masthead.language), day=day, time_zone=zone)
        stories = [self._told(each, locale, number) for number, each in enumerate(self._stories(), start=1)]
        if self._kind() is MessageKind.ALERT:
            return alert_layout(masthead, locale=locale, stories=[told.story for told in stories], more=self._more())
        hour = slot.get("hour")
        return digest_layout(
            masthead,
            locale=locale,
            stories=stories,
            more=self._more(),
            cadence=cadence,
            hour=hour if type(hour) is int else None,
        )

    def _told(self, value: Any, locale: Locale, number: int) -> Told:
        place = f"{self.place}, story {number}"
        if not isinstance(value, dict) or not isinstance(value.get("entries"), list) or not value["entries"]:
            raise InputError('"entries" is missing, empty or no list', place=place, remedy=_SHAPE)
        sources = []
        for at, each in enumerate(value["entries"], start=1):
            if not isinstance(each, dict):
                raise InputError("this is no object", place=f"{place}, entry {at}", remedy=_SHAPE)
            sources.append(source(each, place=f"{place}, entry {at}"))
        ids = {each.id: at for at, each in enumerate(sources, start=number * 1_000)}
        entries = [self._entry(each, ids[each.id], number) for each in sources]
        topic = text_of(value, "topic", place=place) or ""
        words = value.get("words") or []
        story = Story(
            id=number,
            headline=entries[0].title,
            version=len(entries),
            first_seen_at=min(entry.first_seen_at for entry in entries),
            changed_at=max(entry.first_seen_at for entry in entries),
            alertable_at=None,
            lead_entry_id=entries[0].id,
            entries=len(entries),
            outlets=len({entry.outlet for entry in entries}),
        )
        view = story_view(
            story,
            entries,
            _briefing(value.get("briefing"), ids, place=place),
            locale=locale,
            words=[str(word) for word in words] if isinstance(words, list) else (),
            topics=[topic] if topic else (),
            base_url=self._masthead().base_url,
            since=_since(value.get("since"), place=place),
        )
        return Told(view, topic, short=value.get("short") is True)

    def _entry(self, given: SourceText, number: int, story: int) -> Entry:
        return Entry(
            id=number,
            feed_id=0,
            outlet=given.outlet or "",
            uid=str(given.id),
            link=given.url,
            title=given.title,
            summary=given.text,
            published_at=given.published_at,
            first_seen_at=given.published_at or self.now,
            arrival=Arrival.NEWS,
            story_id=story,
            country=given.country,
        )

    def _masthead(self) -> Masthead:
        value, place = self._part("masthead"), f"{self.place}, masthead"
        address, title = self._needed(value, "sender_address", "masthead"), self._needed(value, "title", "masthead")
        return Masthead(
            list_name=text_of(value, "list_name", place=place) or "list",
            title=title,
            sender_name=text_of(value, "sender_name", place=place) or title,
            sender_address=address,
            reply_to=text_of(value, "reply_to", place=place) or "",
            language=text_of(value, "language", place=place) or "en",
            base_url=(text_of(value, "base_url", place=place) or "http://127.0.0.1:8080").rstrip("/"),
        )

    def _kind(self) -> MessageKind:
        kind = self.value.get("kind", "digest")
        if kind not in ("digest", "alert"):
            raise InputError(f'"kind" is {kind!r}', place=self.place, remedy="write digest or alert")
        return MessageKind(kind)

    def _stories(self) -> list[Any]:
        stories = self.value.get("stories")
        if not isinstance(stories, list) or not stories:
            raise InputError('"stories" is missing, empty or no list', place=self.place, remedy=_SHAPE)
        return stories

    def _more(self) -> int:
        more = self.value.get("more", 0)
        if type(more) is not int or more < 0:
            raise InputError('"more" is no whole number', place=self.place, remedy="write how many had no room")
        return more

    def _part(self, key: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
        found = self.value.get(key, default)
        if not isinstance(found, dict):
            raise InputError(f'"{key}" is missing or no object', place=self.place, remedy=_SHAPE)
        return found

    def _needed(self, value: Mapping[str, Any], key: str, part: str) -> str:
        found = text_of(value, key, place=f"{self.place}, {part}")
        if not found:
            raise InputError(f'"{key}" is missing', place=f"{self.place}, {part}", remedy=_SHAPE)
        return found


def read_edition(path: Path, *, now: datetime | None) -> EditionFile:
    """Read a file; `now` stands in for its date. Raises InputError with the place of the problem."""
    place = str(path)
    try:
        data = path.read_bytes()
        value = json.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", place=place, remedy="check the path") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not JSON ({error})", place=place, remedy="give one JSON object") from error
    if not isinstance(value, dict):
        raise InputError("this is no JSON object", place=place, remedy=_SHAPE)
    dated = _moment(value.get("date"), place=place) or now
    if dated is None:
        raise InputError('"date" is missing', place=place, remedy="write it in the file, or give --now")
    return EditionFile(value, place, hashlib.sha256(data).hexdigest(), dated)


def _briefing(value: Any, ids: Mapping[str | int, int], *, place: str) -> Briefing | None:
    if value is None:
        return None
    try:
        briefing = Briefing.from_json(value)
        return replace(
            briefing,
            sections=tuple(
                replace(
                    section,
                    sentences=tuple(
                        replace(
                            sentence,
                            citations=tuple(
                                Citation(ids[each.article], each.start, each.end)
                                for each in sentence.citations
                                if each.article in ids
                            ),
                        )
                        for sentence in section.sentences
                    ),
                )
                for section in briefing.sections
            ),
            facts=_renumbered(briefing.facts, ids),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f'"briefing" cannot be read ({error!r})', place=place, remedy="give it as `story brief` prints it"
        ) from error


def _renumbered(value: Any, ids: Mapping[str | int, int]) -> Any:
    if isinstance(value, Mapping):
        return {key: ids.get(item, -1) if key == "article" else _renumbered(item, ids) for key, item in value.items()}
    return [_renumbered(each, ids) for each in value] if isinstance(value, list) else value


def _since(value: Any, *, place: str) -> Since | None:
    if value is None:
        return None
    changes = value.get("changes") if isinstance(value, dict) else None
    told_at = _moment(value.get("told_at"), place=place) if isinstance(value, dict) else None
    if told_at is None or not isinstance(changes, list):
        raise InputError('"since" cannot be read', place=place, remedy='write {"told_at": moment, "changes": [texts]}')
    return Since(told_at, tuple(map(str, changes)))


def _moment(value: Any, *, place: str) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(
            f"no moment: {value!r}", place=place, remedy="write ISO 8601, as 2026-03-29T07:00:00Z"
        ) from error
