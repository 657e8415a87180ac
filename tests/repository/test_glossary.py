"""One word per concept: names use the words of docs/glossary.md, never those of its last column."""

from __future__ import annotations

import pytest

from tests.repository.words import Named, banned, python_names, table_names, uses

OURS_TOO = {"source", "page", "audience"}  # their second meaning stands below the glossary's table
# Names with a word that a protocol or a library prescribes, or that means something else there. The reason is the point.
PRESCRIBED = {
    "CONTENT_POLICY": "Content-Security-Policy",
    "Instance": "the database's own keys, one set per database; the operator's folder is a workspace",
    "_COMMON": "words that are common in English; no drawer",
    "_CONTENT": "RSS: the namespace of content:encoded",
    "_LAST_ITEM": "as item",
    "_content": "as content",
    "_instance": "as Instance",
    "_queue": "the verb: to queue is what it does, `queued` the state",
    "_threads": "of the operating system",
    "_user_agent": "as user_agent",
    "content": "what a feed carries beside its summary: RFC 4287 and RSS call it so",
    "content_type": "RFC 9110 and RFC 2045: Content-Type",
    "content_words": "linguistics: words that are not function words",
    "contents": "as content, or content words",
    "done": "what a page says was done; no state of a delivery",
    "instance": "as Instance",
    "item": "an RSS <item>, or one of anything",
    "items": "as item",
    "summary": "RFC 4287 calls it so",
    "tag": "an XML element's",
    "task": "asyncio's",
    "tasks": "asyncio's",
    "try_": "`topic try` does what its name says; a single attempt at delivery is an attempt",
    "user": "the user part of a URL (RFC 3986)",
    "user_agent": "RFC 9110: User-Agent",
}
PRESCRIBED_COMMANDS = {"topic try": "as try_"}


@pytest.mark.parametrize("names", [python_names, table_names])
def test_no_name_uses_a_word_that_the_glossary_rules_out(names):
    words = banned() - OURS_TOO
    found = sorted(
        {
            f"{place} {name}: {word}"
            for name, place in names()
            if name not in PRESCRIBED
            for word in words
            if uses(name, word)
        }
    )
    assert found == []


def test_no_command_uses_a_word_that_the_glossary_rules_out():
    from tests.repository.commands import commands

    words = banned() - OURS_TOO
    found = [
        f"{command.name}: {word}"
        for command in commands()
        for word in words
        if command.name not in PRESCRIBED_COMMANDS and uses(command.name, word)
    ]
    assert found == []


def test_every_exception_is_still_needed():
    names = {named.name for named in [*python_names(), *table_names()]}
    assert sorted(set(PRESCRIBED) - names) == []


def test_a_ruled_out_word_is_found_in_every_spelling():
    assert {"campaign", "queue", "saved_search", "service"} <= banned() - OURS_TOO
    for name in ("campaign", "Campaigns", "last_campaign_at", "CampaignReport", "queues", "_QUEUE"):
        assert any(uses(name, word) for word in banned()), name
    for name in ("queued_at", "taskless", "story", "list_topic"):
        assert not any(uses(name, word) for word in banned()), name


def test_names_are_read_with_their_places():
    assert Named("NOUNS", "dispatcher/cli/table.py:5") in set(python_names())
