"""`dispatcher story brief --writer llm`: one briefing by the workspace's model, without a database."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime

from dispatcher import clock, llm, log
from dispatcher.app.model_answers import ModelAnswers
from dispatcher.app.model_writer import ModelWriter
from dispatcher.cli.frame import run_async, workspace
from dispatcher.config import load
from dispatcher.errors import ConfigError
from dispatcher.model import Briefing, SourceText


def written(sources: Sequence[SourceText], *, now: datetime) -> Briefing:
    """Write it; with the endpoint down it is quoted, after a warning. Raises ConfigError when no model is named."""
    log.configure(level="warning")
    settings = load(workspace(), os.environ).writer
    if not (settings.base_url and settings.model):
        raise ConfigError("no model is named", place="[writer]", remedy="set base_url and model")
    if not llm.is_installed():
        raise ConfigError("the extra `llm` is not installed", remedy=llm.REMEDY)
    writer = ModelWriter(settings, run=asyncio.to_thread, answers=ModelAnswers())
    until = clock.monotonic() + 2 * settings.time_limit
    return run_async(writer.write(sources, now=now, language="en", until=until))
