"""SpamAssassin without the network: one process for all mails, its rules as Debian ships them, nothing of this machine's own settings."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.lab import daemons, judges
from tests.lab.verdict import Verdict

PLUGINS = Path("/etc/spamassassin")  # which of its plugins are loaded
SAYS = "Score=_SCORE_ Rules=_TESTSSCORES(,)_"
_SAID = re.compile(r"^X-Spam-Lab: Score=(\S+)\s+Rules=(.*?)$", re.MULTILINE)


def judged(mails: Mapping[str, bytes]) -> dict[str, Verdict]:
    """What it says of each mail."""
    program = judges.command("spamassassin")
    with daemons.folder() as base:
        (base / "site").mkdir()
        for plugins in PLUGINS.glob("*.pre"):
            shutil.copy(plugins, base / "site")
        (base / "site" / "local.cf").write_text(
            f"use_bayes 0\nskip_rbl_checks 1\nclear_headers\nadd_header all Lab {SAYS}\nfold_headers 0\nreport_safe 0\n"
        )
        (base / "prefs").write_text("")
        (base / "home").mkdir()
        files = []
        for number, mail in enumerate(mails.values()):
            files.append(base / f"{number:04}.eml")
            files[-1].write_bytes(mail)
        options = ["--local", "--siteconfigpath", base / "site", "--prefspath", base / "prefs"]
        done = judges.said(program, *options, *files, env={"HOME": str(base / "home"), "LC_ALL": "C.UTF-8"})
    said = _SAID.findall(done.stdout)
    if len(said) != len(mails):
        pytest.fail(f"SpamAssassin judged {len(said)} of {len(mails)} mails: {done.stderr[-2000:]}")
    return {name: Verdict(float(score), _rules(rules)) for name, (score, rules) in zip(mails, said, strict=True)}


def _rules(text: str) -> dict[str, float]:
    pairs = (each.partition("=") for each in text.replace(" ", "").split(",") if "=" in each)
    return {name: float(score) for name, _, score in pairs}
