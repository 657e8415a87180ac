"""
The tutorial, command by command, as it stands in docs/first-edition.md: from an empty folder to an `.eml` file.

On SQLite as it is told; and the same commands, word for word, with a PostgreSQL named in the environment.
"""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.fakes import databases
from tests.fakes.feed_server import FeedServer, Page

ROOT = Path(__file__).parents[2]
ITEM = """<item><title>{title}</title><link>https://news.example.net/{n}</link><guid>{n}</guid><pubDate>{date}</pubDate>
<description>{text}</description></item>"""


def feed(outlet):
    date = format_datetime(datetime.now(UTC))
    text = f"North Korea said on Monday that it will open its border at Namyang next month, the {outlet} reports."
    item = ITEM.format(title="North Korea opens its border", n=outlet, date=date, text=text)
    return f"<rss version='2.0'><channel><title>{outlet}</title>{item}</channel></rss>".encode()


def shown_commands():
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/first-edition.md").read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_tutorial_leads_from_an_empty_folder_to_a_mail(tmp_path, kind):
    folder, ran = tmp_path, []
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    if kind == "postgresql":
        environ["DISPATCHER_DATABASE__URL"] = databases.empty_url(kind, tmp_path)
    with FeedServer() as server:
        for line in shown_commands():
            words = line.split()
            if words[0] == "cd":
                folder /= words[1]
                _read_from(server, folder)
                continue
            if words == ["dispatcher", "run"]:
                continue  # the service has a journey of its own
            assert words[0] == "dispatcher"
            done = subprocess.run(
                [sys.executable, "-m", *words], cwd=folder, env=environ, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            ran.append(line)
    assert len(ran) > 8
    mails = list((folder / "out").glob("digest-*.eml"))
    assert mails
    assert "North Korea" in mails[0].read_text()
    assert (folder / "dispatcher.db").exists() == (kind == "sqlite")


def _read_from(server, folder):
    """The sample's feeds are somebody else's: read our own instead."""
    settings = (folder / "dispatcher.toml").read_text()
    for number, url in enumerate(re.findall(r'^url = "(.*)"$', settings, re.MULTILINE)):
        server.pages[f"/{number}.xml"] = Page(body=feed(f"Outlet {number}"))
        settings = settings.replace(url, server.url(f"/{number}.xml"))
    (folder / "dispatcher.toml").write_text(f'{settings}\n[fetch]\nallow_private = ["127.0.0.1"]\narticles = false\n')
