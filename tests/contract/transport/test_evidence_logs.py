"""Logs as they lie on disks and in journals: read once forward, through rotation, and never believed to show more than they do."""

import bz2
import gzip
import json
import lzma
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dispatcher.transport.evidence import Doubt, Finding, Known, evidence_at
from dispatcher.transport.evidence.journal import line_of
from dispatcher.transport.evidence.log_file import LogFile

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ACCEPTED, ABSENT, UNKNOWN = Finding.ACCEPTED, Finding.ABSENT, Finding.UNKNOWN


def doubt(number=7, at=NOON):
    return Doubt(delivery_id=number, message_id=f"<{number}@news.example.org>", since=at, until=at + SECOND)


def rfc3339(at):
    return at.isoformat()


def rfc3164(at):
    return f"{at:%b} {at.day:2} {at:%H:%M:%S}"


def line(at, text, stamp=rfc3339):
    return f"{stamp(at)} mx postfix/{text}\n"


def taken(number, at=NOON, stamp=rfc3339):
    return "".join(
        line(at, text, stamp)
        for text in (
            f"smtpd[5]: Q{number}: client=localhost[127.0.0.1]",
            f"cleanup[6]: Q{number}: message-id=<{number}@news.example.org>",
            f"qmgr[7]: Q{number}: from=<world@news.example.org>, size=9, nrcpt=1 (queue active)",
        )
    )


def idle(at, stamp=rfc3339):
    return line(at, "smtpd[9]: connect from localhost[127.0.0.1]", stamp)


def evidence(folder, where="postfix:mail.log"):
    return evidence_at(where, grace=10 * SECOND, zone=UTC, folder=folder)


def findings(reader, *doubts, now=NOON + MINUTE, known=()):
    return {which: verdict.finding for which, verdict in reader.accepted(doubts, known=known, now=now).items()}


@pytest.mark.parametrize("stamp", [rfc3339, rfc3164])
def test_a_file_is_read_on_from_where_the_last_look_ended(tmp_path, stamp):
    log, reader = tmp_path / "mail.log", evidence(tmp_path)
    log.write_text(idle(NOON - 48 * 60 * MINUTE, stamp) + taken(1, stamp=stamp))
    assert findings(reader, doubt(1), doubt(2)) == {1: ACCEPTED, 2: UNKNOWN}
    whole = taken(2, NOON + SECOND, stamp)
    with log.open("a") as file:
        file.write(whole[:-20])  # its last line is only half written
        file.flush()
        assert findings(reader, doubt(2)) == {2: UNKNOWN}
        file.write(whole[-20:] + idle(NOON + MINUTE, stamp))
    assert findings(reader, doubt(2), doubt(3)) == {2: ACCEPTED, 3: ABSENT}


def test_a_doubt_that_comes_later_is_looked_for_where_it_was_sent(tmp_path):
    """Its lines went by while others were looked for."""
    log, reader = tmp_path / "mail.log", evidence(tmp_path)
    log.write_text(idle(NOON - 30 * MINUTE) + taken(1) + taken(2) + idle(NOON + MINUTE))
    assert findings(reader, doubt(1)) == {1: ACCEPTED}
    assert findings(reader, doubt(2), doubt(3)) == {2: ACCEPTED, 3: ABSENT}


def test_very_many_doubts_one_after_the_other_are_followed_together(tmp_path):
    log, reader = tmp_path / "mail.log", evidence(tmp_path)
    log.write_text(idle(NOON - 30 * MINUTE))
    doubts = [doubt(number) for number in range(40)]
    for number in range(1, 40):
        findings(reader, *doubts[:number])
    assert len(reader._followed) <= 16
    with log.open("a") as file:
        file.write("".join(taken(number) for number in range(40)))
    assert set(findings(reader, *doubts).values()) == {ACCEPTED}


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("mail.log.1", bytes),
        ("mail.log-20261124", bytes),
        ("mail.log.1.gz", gzip.compress),
        ("mail.log.20261124-115900.gz", gzip.compress),
        ("mail.log-20261124.bz2", bz2.compress),
        ("mail.log.1.xz", lzma.compress),
    ],
)
def test_what_was_rotated_away_is_read_too(tmp_path, name, pack):
    reader = evidence(tmp_path)
    older = tmp_path / "mail.log.9.gz"
    older.write_bytes(b"not even packed: it is too old to be opened")
    os.utime(older, (1, 1))
    (tmp_path / name).write_bytes(pack((idle(NOON - 30 * MINUTE) + taken(1)).encode()))
    (tmp_path / "mail.log").write_text(taken(2) + idle(NOON + MINUTE))
    assert findings(reader, doubt(1), doubt(2), doubt(3)) == {1: ACCEPTED, 2: ACCEPTED, 3: ABSENT}


def test_a_log_that_is_rotated_between_two_looks_is_read_whole(tmp_path):
    log, reader = tmp_path / "mail.log", evidence(tmp_path)
    log.write_text(idle(NOON - 30 * MINUTE))
    assert findings(reader, doubt(1), doubt(2), doubt(3)) == {1: UNKNOWN, 2: UNKNOWN, 3: UNKNOWN}
    with log.open("a") as file:
        file.write(taken(1))
    log.rename(tmp_path / "mail.log.1")
    log.write_text(taken(2) + idle(NOON + MINUTE))
    assert findings(reader, doubt(1), doubt(2), doubt(3)) == {1: ACCEPTED, 2: ACCEPTED, 3: ABSENT}


def test_a_log_that_is_copied_and_cut_is_read_whole(tmp_path):
    log, reader = tmp_path / "mail.log", evidence(tmp_path)
    log.write_text(idle(NOON - 30 * MINUTE))
    assert findings(reader, doubt(1), doubt(2)) == {1: UNKNOWN, 2: UNKNOWN}
    with log.open("a") as file:
        file.write(taken(1))
    shutil.copy(log, tmp_path / "mail.log.1")
    log.write_text(idle(NOON + SECOND) * 20 + taken(2) + idle(NOON + MINUTE))  # it grew past where we were
    assert findings(reader, doubt(1), doubt(2)) == {1: ACCEPTED, 2: ACCEPTED}


def test_a_log_that_reaches_not_far_enough_back_shows_no_absence(tmp_path):
    reader = evidence(tmp_path)
    (tmp_path / "mail.log").write_text(idle(NOON + 10 * SECOND) + idle(NOON + MINUTE))
    assert findings(reader, doubt(1)) == {1: UNKNOWN}


@pytest.mark.parametrize(
    "content", [None, b"", b"\x00\xff\n" * 1000, b"no newline", b"Nov 24 12:00:00 mx sshd[1]: hello\n"]
)
def test_a_log_that_cannot_be_read_shows_nothing(tmp_path, content):
    reader = evidence(tmp_path)
    if content is not None:
        (tmp_path / "mail.log").write_bytes(content)
    assert findings(reader, doubt(1)) == {1: UNKNOWN}
    assert findings(reader, doubt(1)) == {1: UNKNOWN}
    (tmp_path / "mail.log").write_text(idle(NOON - 30 * MINUTE) + taken(1))
    assert findings(reader, doubt(1)) == {1: ACCEPTED}


def test_a_packed_copy_that_is_broken_shows_nothing(tmp_path):
    reader = evidence(tmp_path)
    packed = gzip.compress((idle(NOON - 30 * MINUTE) + taken(1) * 50).encode())
    (tmp_path / "mail.log.1.gz").write_bytes(packed[:-10])
    (tmp_path / "mail.log").write_text(taken(2) + idle(NOON + MINUTE))
    assert findings(reader, doubt(3)) == {3: UNKNOWN}


@pytest.mark.parametrize("stamp", [rfc3339, rfc3164])
def test_of_a_long_log_only_what_may_matter_is_read(tmp_path, stamp):
    log = tmp_path / "mail.log"
    first = NOON - timedelta(days=4)
    log.write_text("".join(taken(number, first + number * MINUTE, stamp) for number in range(4 * 24 * 60 + 2)))
    since = NOON - MINUTE
    lines = [each for portion in LogFile(log, since=since, zone=UTC).more(now=NOON) for each in portion]
    (before, *_) = lines
    assert before < stamp(since).encode()  # months are the same, so text sorts as time does
    assert lines[-1].endswith(b"(queue active)")
    reach = {rfc3339: 26, rfc3164: 26 * 60 + 1}[stamp]
    assert 3 * reach <= len(lines) < 3 * reach + 64 * 1024 / 80  # one step of the search more


def test_the_verdict_does_not_depend_on_where_the_search_comes_down(tmp_path):
    log = tmp_path / "mail.log"
    first = NOON - timedelta(hours=4)
    log.write_text("".join(taken(number, first + number * SECOND) for number in range(4 * 3600)))
    whole = log.read_bytes().split(b"\n")[:-1]
    for minutes in range(0, 240, 7):
        since = NOON - minutes * MINUTE
        lines = [each for portion in LogFile(log, since=since, zone=UTC).more(now=NOON) for each in portion]
        assert lines == whole[-len(lines) :]
        earlier = (since - 25 * MINUTE).isoformat().encode()
        assert lines[0] <= earlier or lines == whole


JOURNALCTL = """#!{python}
import json, sys
entries = [json.loads(each) for each in open({entries!r})]
words = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
assert words["--unit"] == "postfix*"
if "--after-cursor" in words:
    entries = [each for each in entries if each["__CURSOR"] > words["--after-cursor"]]
for side, keep in (("--since", lambda at, edge: at >= edge), ("--until", lambda at, edge: at <= edge)):
    if side in words:
        edge = float(words[side].removeprefix("@")) * 1e6
        entries = [each for each in entries if keep(int(each["__REALTIME_TIMESTAMP"]), edge)]
if "--lines" in words:
    entries = entries[-int(words["--lines"]):]
for each in entries:
    print(json.dumps(each))
"""


def entries(text, begin):
    for number, each in enumerate(text.splitlines(), start=begin):
        stamp, _, rest = each.split(" ", 2)
        name, _, message = rest.partition(": ")
        yield json.dumps(
            {
                "__CURSOR": f"{number:06}",
                "__REALTIME_TIMESTAMP": str(int(datetime.fromisoformat(stamp).timestamp() * 1e6)),
                "SYSLOG_IDENTIFIER": name.partition("[")[0],
                "SYSLOG_PID": name.partition("[")[2].rstrip("]"),
                "MESSAGE": message if number % 2 else list(message.encode()),  # as journald does with what is not UTF-8
            }
        )


def test_the_journal_is_read_on_from_where_the_last_look_ended(tmp_path, monkeypatch):
    """Against a `journalctl` that answers as systemd's does."""
    store, program = tmp_path / "entries", tmp_path / "journalctl"
    program.write_text(JOURNALCTL.format(python=sys.executable, entries=str(store)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    reader = evidence(tmp_path, "journal")
    store.write_text("\n".join(entries(idle(NOON - 60 * MINUTE) + taken(1), 1)))
    assert findings(reader, doubt(1), doubt(2), doubt(3)) == {1: ACCEPTED, 2: UNKNOWN, 3: UNKNOWN}
    store.write_text("\n".join(entries(taken(0) * 2 + taken(2) + idle(NOON + MINUTE), 1)))
    assert findings(reader, doubt(2), doubt(3)) == {2: ACCEPTED, 3: ABSENT}


def test_an_entry_of_the_journal_is_a_line():
    entry = {
        "__REALTIME_TIMESTAMP": str(int(NOON.timestamp() * 1e6)),
        "SYSLOG_IDENTIFIER": "postfix/smtpd",
        "_PID": "12",
        "MESSAGE": "connect from x\nand a second line",
    }
    assert line_of(entry) == b"2026-11-24T12:00:00+00:00 - postfix/smtpd[12]: connect from x and a second line"


def test_without_a_journal_nothing_is_known(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert findings(evidence(tmp_path, "journal"), doubt(1)) == {1: UNKNOWN}


PROGRAM = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    assert asked["since"] < asked["until"], asked
    finding = {1: "accepted", 2: "absent", 3: "unknown", 4: "perhaps"}[asked["delivery"]]
    print(json.dumps({"delivery": asked["delivery"], "finding": finding, "why": asked["message_id"]}))
print("no json")
print(json.dumps({"delivery": 99, "finding": "accepted"}))
"""


def test_a_program_of_the_operators_may_know(tmp_path):
    (tmp_path / "ask.py").write_text(PROGRAM)
    reader = evidence(tmp_path, f"program:{sys.executable} ask.py")
    told = reader.accepted([doubt(number) for number in range(1, 5)], known=(), now=NOON)
    assert {which: verdict.finding for which, verdict in told.items()} == {1: ACCEPTED, 2: ABSENT, 3: UNKNOWN}
    assert told[1].why == "<1@news.example.org>"


@pytest.mark.parametrize("command", ["./no-such-program", f"{sys.executable} -c 'raise SystemExit(1)'"])
def test_a_program_that_fails_knows_nothing(tmp_path, command):
    told = evidence(tmp_path, f"program:{command}").accepted([doubt(1)], known=(), now=NOON)
    assert told[1].finding is UNKNOWN


def test_mail_that_the_relay_took_must_stand_in_its_log(tmp_path):
    (tmp_path / "mail.log").write_text(idle(NOON - 30 * MINUTE) + taken(1) + idle(NOON + MINUTE))
    seen, unseen = (Known(message_id=f"<{number}@news.example.org>", taken_at=NOON) for number in (1, 2))
    assert findings(evidence(tmp_path), doubt(3), known=[seen]) == {3: ABSENT}
    assert findings(evidence(tmp_path), doubt(3), known=[seen, unseen]) == {3: UNKNOWN}


def test_no_evidence_is_none(tmp_path):
    assert evidence_at("", grace=SECOND, zone=UTC, folder=Path()) is None
