"""
Sources → Briefing by a model: ask, read, check, ask once more with the reasons; what is not borne out is quoted instead.

It never raises for what an endpoint does and never takes longer than its time limit: then the whole briefing is quoted from the sources.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatcher import clock, log
from dispatcher.app.model_answers import ModelAnswers
from dispatcher.config.settings import Writer
from dispatcher.llm import Endpoint, Model, ModelError
from dispatcher.llm.breaker import Breaker
from dispatcher.llm.endpoint import estimate
from dispatcher.model import Briefing, EarlierBriefing, SectionName, Sentence, SourceText
from dispatcher.stories.briefing.accept import CHECK_VERSION, Accepted, accept
from dispatcher.stories.briefing.answer import AnswerError, Drafted, Refused, read_answer
from dispatcher.stories.briefing.assemble import assemble, by_extraction
from dispatcher.stories.briefing.numbered import NumberedSentence
from dispatcher.stories.briefing.prepare import as_answer, as_drafted, prepare
from dispatcher.stories.briefing.prompt import PROMPT_VERSION, asked_again, messages, schema

LEAST = 3  # sentences to write from; fewer are better quoted
INSTRUCTIONS = 700  # tokens of the question beside the sentences, about
MOST_ANSWER = 4_000  # tokens
logger = log.get()

Run = Callable[..., Awaitable[Any]]  # calls a pure function somewhere, with a time limit
Sections = Mapping[SectionName, Sequence[Sentence]]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One answer as it was understood."""

    drafted: list[Drafted] | None  # null when it was unreadable
    accepted: Accepted
    tokens: int
    seconds: float


class ModelWriter:
    """Writes with one model; remembers that its endpoint is down."""

    def __init__(self, settings: Writer, *, run: Run, answers: ModelAnswers) -> None:
        self._settings = settings
        endpoint = Endpoint(settings.base_url.rstrip("/"), settings.model, settings.api_key.get_secret_value())
        self._model = Model(endpoint, connections=settings.connections)
        self._run = run
        self._answers = answers
        self._breaker = Breaker()
        self._warned: tuple[str, str] | None = None
        self._answer_tokens = min(settings.tokens_per_story // 12, MOST_ANSWER)
        # Two questions and two answers; the second question repeats the first with its answer and the reasons.
        question = (settings.tokens_per_story - 4 * self._answer_tokens) // 2 - INSTRUCTIONS
        self._most_bytes = 3 * question

    async def write(
        self,
        sources: Sequence[SourceText],
        earlier: Sequence[EarlierBriefing] = (),
        *,
        now: datetime,
        language: str,
        until: float,
        story: int | None = None,
    ) -> Briefing:
        """Write one story; past `until` (of `clock.monotonic`) the model is asked nothing more."""
        extractive, sentences = await self._run(prepare, sources, earlier, now=now, most_bytes=self._most_bytes)
        name = self._settings.model
        if len(sentences) < LEAST:
            return by_extraction(extractive, model=name)
        try:
            sections = await self._sections(sentences, now=now, language=language, until=until, story=story)
            whole: Briefing = await self._run(assemble, sections, extractive, sentences, model=name)
        except ModelError as error:
            self._say(error, now=now, story=story)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not cost an edition either
            logger.warning("briefing.model_failed", story=story, error=type(error).__name__)
        else:
            return whole
        return by_extraction(extractive, model=name)

    async def _sections(
        self, sentences: Sequence[NumberedSentence], *, now: datetime, language: str, until: float, story: int | None
    ) -> Sections:
        question = messages(sentences, language=language, today=now.date())
        key = self._key(question, sentences)
        kept = await self._answers.get(key)
        if kept is not None:
            accepted = await self._checked(json.dumps(kept), sentences, now=now)
            if accepted.accepted.count:
                return accepted.accepted.sections
        async with self._model.places:
            until = min(until, clock.monotonic() + self._settings.time_limit)
            sections, tokens, refused = await self._asked(question, sentences, now=now, until=until)
        if any(sections.values()):
            await self._answers.add(key, as_answer(as_drafted(sections, sentences)), now=now)
        logger.info("model.answered", story=story, tokens=tokens, refused=refused)
        return sections

    async def _asked(
        self, question: list[dict[str, str]], sentences: Sequence[NumberedSentence], *, now: datetime, until: float
    ) -> tuple[Sections, int, int]:
        """Sections, tokens, and how many sentences were refused in the end."""
        first = await self._attempt(question, sentences, now=now, until=until)
        best, tokens = first, first.tokens
        if first.accepted.refused and until - clock.monotonic() > first.seconds:
            again = asked_again(question, first.drafted, first.accepted.refused)
            if tokens + estimate(again) + self._answer_tokens <= self._settings.tokens_per_story:
                second = await self._second(again, sentences, now=now, until=until)
                if second is not None:
                    tokens += second.tokens
                    best = await self._merged(first, second, sentences, now=now)
        if best.drafted is None:
            self._breaker.unreadable()
            raise ModelError(f"the model does not answer in the asked form: {best.accepted.refused[0].reason}")
        self._breaker.answered()
        self._warned = None
        return best.accepted.sections, tokens, len(best.accepted.refused)

    async def _second(
        self, question: list[dict[str, str]], sentences: Sequence[NumberedSentence], *, now: datetime, until: float
    ) -> _Attempt | None:
        try:
            return await self._attempt(question, sentences, now=now, until=until)
        except ModelError:
            return None  # the first answer has to do

    async def _merged(
        self, first: _Attempt, second: _Attempt, sentences: Sequence[NumberedSentence], *, now: datetime
    ) -> _Attempt:
        """Section by section the answer of which more was accepted, the second in doubt; checked once more as a whole."""
        if first.drafted is None or second.drafted is None:
            return first if second.drafted is None else second
        one, other = first.accepted.sections, second.accepted.sections
        chosen = {name: max(other[name], one[name], key=len) for name in SectionName}
        drafted = as_drafted(chosen, sentences)
        accepted = await self._run(accept, drafted, sentences, today=now.date())
        kept = Accepted(accepted.sections, (*second.accepted.refused, *accepted.refused))
        return _Attempt(drafted, kept, second.tokens, second.seconds)

    async def _attempt(
        self, question: list[dict[str, str]], sentences: Sequence[NumberedSentence], *, now: datetime, until: float
    ) -> _Attempt:
        if self._breaker.is_open:
            raise ModelError("the endpoint failed a moment ago and is left alone")
        began = clock.monotonic()
        if began >= until:
            raise ModelError("there is no time left for the model")
        if await self._answers.spent(now=now) + estimate(question) > self._settings.tokens_per_day:
            raise ModelError("the day's tokens are spent")
        seconds = until - began
        try:
            answer = await self._model.ask(question, schema=schema(), most_tokens=self._answer_tokens, seconds=seconds)
        except ModelError as error:
            if not error.this_question and seconds * 2 >= self._settings.time_limit:  # else it had hardly a chance
                self._breaker.failed()
            raise
        await self._answers.spend(answer.tokens, now=now)
        read = await self._checked(answer.text, sentences, now=now)
        return _Attempt(read.drafted, read.accepted, answer.tokens, clock.monotonic() - began)

    async def _checked(self, text: str, sentences: Sequence[NumberedSentence], *, now: datetime) -> _Attempt:
        try:
            drafted, refused = read_answer(text)
        except AnswerError as error:
            return _Attempt(None, Accepted({}, (Refused(None, "", str(error)),)), 0, 0.0)
        accepted = await self._run(accept, drafted, sentences, today=now.date())
        return _Attempt(drafted, Accepted(accepted.sections, (*refused, *accepted.refused)), 0, 0.0)

    def _key(self, question: list[dict[str, str]], sentences: Sequence[NumberedSentence]) -> str:
        """Of all that an answer depends on: where it was asked, what, under which rules, and what its ids stand for."""
        places = [[str(each.citation.article), each.citation.start, each.citation.end] for each in sentences]
        parts = [self._settings.base_url, self._settings.model, PROMPT_VERSION, CHECK_VERSION, question, places]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _say(self, error: ModelError, *, now: datetime, story: int | None) -> None:
        """One warning a trouble, not one a story."""
        trouble = (error.problem, now.date().isoformat())
        known = trouble == self._warned or (self._warned is not None and self._breaker.is_open)
        (logger.info if known else logger.warning)("briefing.extracted", story=story, reason=str(error))
        self._warned = self._warned if known else trouble
