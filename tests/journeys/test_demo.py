"""The demo as a stranger runs it: one command, and mails to read."""

import email
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from email.policy import default

import pytest

SECTIONS = ("What's Happening?", "Why It's Important?", "What's Next?", "Beyond the Headlines")
DISPATCHER = (sys.executable, "-m", "dispatcher")


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "mails"
    ended = subprocess.run(
        [*DISPATCHER, "demo", "--once", "--out", out, "--json"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    mails = {path.name: email.message_from_bytes(path.read_bytes(), policy=default) for path in out.glob("*.eml")}
    return json.loads(ended.stdout), mails


def text_of(mail, kind="plain"):
    return mail.get_body((kind,)).get_content().replace("’", "'")


def of_kind(mails, kind):
    return [mail for name, mail in sorted(mails.items()) if name.startswith(f"{kind}-")]


def test_every_kind_of_mail_comes(shown):
    summary, mails = shown
    assert len(of_kind(mails, "digest")) == summary["digests"] == 2
    assert len(of_kind(mails, "alert")) == summary["alerts"] == 2
    assert len(of_kind(mails, "confirm")) == summary["confirmations"] == 1
    assert summary["feeds"] >= 6


def test_the_digest_tells_its_stories_in_four_sections(shown):
    _, mails = shown
    digest = of_kind(mails, "digest")[0]
    for kind in ("plain", "html"):
        told = text_of(digest, kind)
        for title in SECTIONS:
            assert (
                told.count(title) + told.count(title.replace("'", "&#39;")) >= 5
            )  # past the size clients show, one sentence each


def test_a_digest_leaves_out_what_nobody_asked_for_and_what_has_not_happened_yet(shown):
    _, mails = shown
    for digest in of_kind(mails, "digest"):
        told = text_of(digest)
        assert "cider" not in told
        assert "Rovers" not in told
        assert "Tessara" not in told


def test_the_alert_tells_the_one_event_that_broke(shown):
    _, mails = shown
    for alert in of_kind(mails, "alert"):
        assert "Tessara" in alert["Subject"] + text_of(alert)
        assert "Velmora" not in text_of(alert)


def test_every_edition_can_be_left_with_one_click(shown):
    _, mails = shown
    for mail in of_kind(mails, "digest") + of_kind(mails, "alert"):
        assert re.fullmatch(r"<http://127\.0\.0\.1:\d+/u/\S+>", mail["List-Unsubscribe"])
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_confirmation_asks_for_a_click_and_tells_no_news(shown):
    _, mails = shown
    (confirm,) = of_kind(mails, "confirm")
    assert confirm["To"].addresses[0].addr_spec == "mika.salo@example.com"
    assert re.search(r"http://127\.0\.0\.1:\d+/c/\S+", text_of(confirm))
    assert SECTIONS[0] not in text_of(confirm)


def test_nobody_unconfirmed_gets_an_edition(shown):
    _, mails = shown
    for mail in of_kind(mails, "digest") + of_kind(mails, "alert"):
        assert mail["To"].addresses[0].addr_spec in {"anna.berg@example.com", "joe.carter@example.com"}


def test_the_readers_topics_are_respected(shown):
    _, mails = shown
    (joe,) = (mail for mail in of_kind(mails, "digest") if "joe.carter" in mail["To"])
    assert "Salcedo" not in text_of(joe)
    (anna,) = (mail for mail in of_kind(mails, "digest") if "anna.berg" in mail["To"])
    assert "Salcedo" in text_of(anna)


def test_once_without_a_folder_says_what_is_missing():
    ended = subprocess.run([*DISPATCHER, "demo", "--once"], capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert "--out DIR" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_the_live_demo_shows_a_digest_and_an_alert_within_a_minute_and_ends_on_ctrl_c():
    running = subprocess.Popen(
        [*DISPATCHER, "demo", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        url = next(line for line in running.stdout if line.startswith("The inbox: ")).split()[-1]
        came = wait_for_kinds(url, {"digest", "alert", "confirm"}, within=60)
        assert came == {"digest", "alert", "confirm"}
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=45)
        assert running.returncode == 0, errors
        assert "Traceback" not in errors
    finally:
        running.kill()


def wait_for_kinds(url, kinds, *, within):
    came, until = set(), time.monotonic() + within
    while came != kinds and time.monotonic() < until:
        with urllib.request.urlopen(url, timeout=10) as answer:
            came = set(re.findall(r'<span class="kind (\w+)">', answer.read().decode()))
        time.sleep(0.5)
    return came
