"""The nouns of the command line: where each lives and what it is for. A plain table, so that `--help` loads nothing."""

from __future__ import annotations

NOUNS: dict[str, tuple[str, str]] = {
    "init": ("init", "Make a workspace"),
    "check": ("check", "Find every problem of the workspace, with file, line and remedy"),
    "apply": ("apply", "Make what dispatcher.toml declares count"),
    "run": ("run", "Run the service: poll, write, publish, send, and the pages"),
    "demo": ("demo", "A sample newsroom, real mails, an inbox in the browser"),
    "poll": ("poll", "Poll the feeds that are due"),
    "write": ("write", "Group what is new into stories and write their briefings"),
    "publish": ("publish", "Publish the editions that are due"),
    "send": ("send", "Send what is queued"),
    "feed": ("feed", "Feeds: add, list, show, pause, resume, remove, read"),
    "topic": ("topic", "Topics: add, list, show, pause, resume, remove, match, try"),
    "list": ("lists", "Lists: add, list, show, pause, resume, remove"),
    "subscriber": ("subscriber", "Subscribers: add, import, export, list, show"),
    "story": ("story", "Stories: list, show, group, roles, brief, check"),
    "edition": ("edition", "Editions: list, show, preview, test"),
    "template": ("template", "Templates: list, show, eject, check"),
    "mail": ("mail", "Mails: render"),
    "outbox": ("outbox", "Deliveries: list, show, hold, release, retry, drop, stops, pause, resume"),
    "bounce": ("bounce", "What came back: read, take, look, list, hooks"),
    "suppression": ("suppression", "Addresses never to be mailed: add, list, remove"),
    "dkim": ("dkim", "Keys that sign mail: new, show"),
    "config": ("config", "Settings: show"),
}
