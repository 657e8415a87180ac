"""
rspamd on loopback with the rules Debian ships, in a folder of its own.

It has no network: what would ask others is off, and the only names it can look up are those of the sample's sender (`names`): its SPF, its
DKIM key and its DMARC policy.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.lab import daemons, judges
from tests.lab.delivered import HELO, RELAY
from tests.lab.names import names
from tests.lab.verdict import Verdict

SETTINGS = Path("/etc/rspamd/rspamd.conf")
ASKING_OTHERS = ("asn", "dcc", "fuzzy_check", "mx_check", "rbl", "rspamd_update", "surbl", "url_redirector")
REMEMBERING = ("greylist", "history_redis", "neural", "ratelimit", "replies", "reputation")  # in a Redis


class Rspamd:
    """A running judge."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/checkv2"

    def judged(self, mails: Mapping[str, bytes]) -> dict[str, Verdict]:
        """What it says of each mail."""
        return {name: self._judged(mail) for name, mail in mails.items()}

    def _judged(self, mail: bytes) -> Verdict:
        envelope = {
            "From": "world@news.example.org",
            "Rcpt": "anna@example.org",
            "IP": RELAY,
            "Helo": HELO,
            "Hostname": HELO,
        }
        with urllib.request.urlopen(
            urllib.request.Request(self._url, data=mail, headers=envelope), timeout=60
        ) as answer:
            said = json.load(answer)
        rules = {name: float(symbol["score"]) for name, symbol in said["symbols"].items()}
        return Verdict(float(said["score"]), rules, said["action"])


@contextmanager
def rspamd() -> Iterator[Rspamd]:
    program = judges.command("rspamd")
    with daemons.folder() as base:
        port = daemons.free_port()
        for name in ("run", "db", "log", "override.d"):
            (base / name).mkdir()
        folders = {"RUNDIR": "run", "DBDIR": "db", "LOGDIR": "log", "LOCAL_CONFDIR": ""}
        command = [
            program,
            "-f",
            "-c",
            SETTINGS,
            *(f"--var={name}={base / folder}" for name, folder in folders.items()),
        ]
        if daemons.is_root():
            command += ["-i", "-u", "root", "-g", "root"]  # its own user could not write here
        with names() as resolver:
            for name, text in _settings(port, resolver).items():
                (base / "override.d" / name).write_text(text)
            with daemons.running(command, port=port, log=base / "started"):
                yield Rspamd(port)


def _settings(port: int, resolver: int) -> dict[str, str]:
    off = "enabled = false;\n"
    return {
        "options.inc": f'disable_hyperscan = true;\ndns {{ nameserver = ["127.0.0.1:{resolver}"]; }}\n',
        "logging.inc": 'type = "console";\nlevel = "warning";\n',
        "worker-normal.inc": f'bind_socket = "127.0.0.1:{port}";\ncount = 1;\n',
        **{f"worker-{worker}.inc": off for worker in ("controller", "proxy", "fuzzy")},
        **{f"{module}.conf": off for module in (*ASKING_OTHERS, *REMEMBERING)},
    }
