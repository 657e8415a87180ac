"""
Plan → Body: the digests of one edition, each piece rendered once for all who are told it; and what else tells stories as they do.

A piece is known by what it tells: the story's version, under which topic, in full or in short, and what its reader was told before. Where
two plans share a piece they share its fragment, in memory and in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from dispatcher.app.telling import Telling
from dispatcher.model import Body, Fragment, Masthead, Plan, PlannedStory, Slot
from dispatcher.subscriptions.fit import fit
from dispatcher.templating import Templates
from dispatcher.templating.contexts import LineView
from dispatcher.templating.encode import fragment_of, joined, size_of, stretches_of
from dispatcher.templating.layouts import Sheet, Told, digest_around, line_to, with_stories
from dispatcher.templating.locales import Locale
from dispatcher.templating.pieces import Layout, Part
from dispatcher.templating.rendering import Rendering
from dispatcher.templating.views import Since, StoryView

# Plans of one edition, some tens of kilobytes each: readers who had different things have plans of their own.
MOST_KEPT = 2_000
Sinces = Mapping[tuple[int, int], Since]  # (story, version its reader was told) → what changed since
# Lines to stories, how many more had no room → what stands around them in the mail: all of its layout but the stories.
Around: TypeAlias = Callable[[Sequence[LineView], int], Layout]


@dataclass(slots=True)
class Press:
    """
    What one edition, or one welcome, is printed with. Raises TemplateError, which names template and line, from whatever it prints.

    `telling` and `sinces` are set to those of the plans at hand; the stories that are printed already stay, plans as long as there is room.
    """

    templates: Templates
    sheet: Sheet
    around: Around
    telling: Telling = field(default_factory=Telling.empty)
    sinces: Sinces = field(default_factory=dict)
    _views: dict[PlannedStory, StoryView] = field(default_factory=dict)
    _stories: dict[PlannedStory, Fragment] = field(default_factory=dict)
    _parts: dict[str | int, Fragment] = field(default_factory=dict)  # headings by topic, and how many more
    _frame: list[tuple[Fragment, str | None]] = field(default_factory=list)
    _openings: dict[Plan, tuple[str, Fragment, Fragment]] = field(default_factory=dict)
    _fitted: dict[Plan, Plan] = field(default_factory=dict)
    _bodies: dict[Plan, Body] = field(default_factory=dict)

    @classmethod
    def of(cls, templates: Templates, masthead: Masthead, slot: Slot) -> Press:
        """The press of a slot's digests, with its list's masthead and the slot's day and zone."""
        wording = templates.wording(masthead.language)
        locale = Locale(wording=wording, day=slot.day, time_zone=slot.time_zone)
        sheet = Sheet(masthead, locale)

        def around(lines: Sequence[LineView], more: int) -> Layout:
            return digest_around(sheet, lines, more=more, cadence=slot.cadence, hour=slot.hour)

        return cls(templates, sheet, around)

    def fitted(self, plan: Plan) -> Plan:
        """The plan, cut to what one mail holds."""
        if plan not in self._fitted:
            if len(self._openings) >= MOST_KEPT:  # every plan, before and after it is cut, has one
                for kept in (self._openings, self._fitted, self._bodies):
                    kept.clear()
            self._fitted[plan] = self._fit(plan)
        return self._fitted[plan]

    def body(self, plan: Plan) -> Body:
        """The body of a plan, joined of what is printed."""
        if plan not in self._bodies:
            self._bodies[plan] = self._joined(plan)
        return self._bodies[plan]

    def layout(self, plan: Plan) -> Layout:
        """What the body is printed from, whole."""
        told = [Told(self._view(story), self.telling.title(story.topic), short=story.short) for story in plan.stories]
        return with_stories(self._around(plan), self.sheet, told, more=len(plan.more))

    def show(self, plan: Plan) -> Rendering:
        """The same mail rendered as one document, to be looked at."""
        return self.templates.show_whole(self.layout(plan))

    def _fit(self, plan: Plan) -> Plan:
        short = [replace(story, short=True) for story in plan.stories]
        sizes = {story: size_of(self._story(story)) for story in (*plan.stories, *short)}
        headings = {story.topic for story in plan.stories}
        around = sum(size_of(fragment) for fragment, _ in self._stretches())
        around += sum(size_of(self._heading(topic)) for topic in headings if self.telling.title(topic))
        around += size_of(self._more(len(plan.stories) + len(plan.more)))
        around += sum(size_of(fragment) for fragment in self._opening(plan)[1:])
        return fit(plan, sizes, around=around)

    def _joined(self, plan: Plan) -> Body:
        subject, preheader, opening = self._opening(plan)
        stories: list[Fragment] = []
        under = ""
        for story in plan.stories:
            title = self.telling.title(story.topic)
            if title and title != under:
                stories.append(self._heading(story.topic))
            under = title
            stories.append(self._story(story))
        if plan.more:
            stories.append(self._more(len(plan.more)))
        pieces = {"preheader": [preheader], "opening": [opening], "stories": stories}
        return joined(subject, self._stretches(), pieces)

    def _opening(self, plan: Plan) -> tuple[str, Fragment, Fragment]:
        """Subject, preheader and opening."""
        if plan not in self._openings:
            around = self._around(plan)
            preheader, opening = (around.places[place][0] for place in ("preheader", "opening"))
            self._openings[plan] = (
                self.templates.subject(around.kind, around.subject),
                self._printed(preheader),
                self._printed(opening),
            )
        return self._openings[plan]

    def _around(self, plan: Plan) -> Layout:
        lines = [line_to(self._view(story), self.telling.title(story.topic)) for story in plan.stories]
        return self.around(lines, len(plan.more))

    def _story(self, planned: PlannedStory) -> Fragment:
        if planned not in self._stories:
            name = "digest/short" if planned.short else "digest/story"
            self._stories[planned] = self._printed(self.sheet.story(self._view(planned), name=name))
        return self._stories[planned]

    def _view(self, planned: PlannedStory) -> StoryView:
        key = replace(planned, short=False)
        if key not in self._views:
            self._views[key] = self.telling.story(
                planned.story_id,
                topic=planned.topic,
                locale=self.sheet.locale,
                base_url=self.sheet.masthead.base_url,
                since=None if planned.since is None else self.sinces[planned.story_id, planned.since],
            )
        return self._views[key]

    def _heading(self, topic: str | None) -> Fragment:
        title = self.telling.title(topic)
        if title not in self._parts:
            self._parts[title] = self._printed(self.sheet.heading(title))
        return self._parts[title]

    def _more(self, count: int) -> Fragment:
        if count not in self._parts:
            self._parts[count] = self._printed(self.sheet.more(count))
        return self._parts[count]

    def _stretches(self) -> list[tuple[Fragment, str | None]]:
        if not self._frame:  # the same for every plan
            around = self.around((), 0)
            self._frame = list(stretches_of(self.templates.frame(around.kind, around.frame)))
        return self._frame

    def _printed(self, part: Part) -> Fragment:
        return fragment_of(self.templates.piece(part.name, part.context))
