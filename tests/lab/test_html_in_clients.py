"""Our mails in Gmail, Outlook, Apple Mail and Yahoo: every feature is supported in all of them, or we know what stands there instead."""

import json
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.lab import golden, judges
from tests.lab.client_fallbacks import FALLBACKS

FAMILIES = ("gmail", "outlook", "apple-mail", "yahoo")
NAMED_OTHERWISE = {
    **{f"html-h{level}": "html-h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("html-ol", "html-ul"), "html-lists"),
}


@pytest.fixture(scope="module")
def unsupported():
    """Titles of the features that our mails use and that some client lacks, by the checker and by its data."""
    data = json.loads(judges.npm("caniemail/data/caniemail.json").read_text(encoding="utf-8"))["data"]
    module = judges.npm("caniemail/dist/index.js").as_uri()
    mails = [golden.html(name) for name in golden.NAMES]
    script = judges.ROOT / "tests" / "lab" / "clients.mjs"
    clients = ",".join(f"{family}.*" for family in FAMILIES)
    told = judges.said_in_json(judges.command("node"), script, module, clients, read=json.dumps(mails))
    used = {slug for mail in mails for slug in features(mail)}
    lacking = {feature["title"] for feature in data if feature["slug"] in used and not everywhere(feature)}
    assert {"css-border-collapse", "html-table", "html-lists"} <= used, "nothing was read"
    return {*told, *lacking}


def everywhere(feature):
    """Whether the latest version of every client of the four families supports it without a note."""
    latest = [list(tested.values())[-1] for family in FAMILIES for tested in feature["stats"].get(family, {}).values()]
    return all(answer == "y" for answer in latest)


def features(html):
    """What a mail uses, as caniemail names it: elements, attributes, properties, queries."""
    tree = LexborHTMLParser(html)
    for node in tree.css("*"):
        slug = f"html-{node.tag}"
        yield NAMED_OTHERWISE.get(slug, slug)
        yield from (f"html-{name}" for name in node.attributes if name not in ("style", "class"))
    kept = "".join(node.text() for node in tree.css("style"))
    declared = re.findall(r"[{;]\s*([a-z-]+)\s*:", kept)
    declared += re.findall(r"(?:^|;)\s*([a-z-]+)\s*:", "\n;".join(n.attributes["style"] for n in tree.css("[style]")))
    for name in declared:
        yield from (f"css-{name}", f"css-{name.partition('-')[0]}")
    yield from (
        "css-at-media",
        "css-at-media-prefers-color-scheme",
        "css-important",
        "css-selector-class",
        "html-meta-color-scheme",
    )
    yield from (f"css-unit-{unit}" for unit in set(re.findall(r"\d(px|em|rem|vw|ch)\b", html)))
    assert "@import" not in kept


def test_what_a_client_lacks_has_a_fallback(unsupported):
    assert unsupported - set(FALLBACKS) == set()


def test_no_fallback_is_kept_for_what_no_mail_uses(unsupported):
    assert set(FALLBACKS) - unsupported == set()
