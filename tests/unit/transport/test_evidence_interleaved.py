"""Any order that Postfix's processes may write in, looked at after any line: no verdict is ever contradicted by what comes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.transport.evidence import Doubt, Finding
from dispatcher.transport.evidence.postfix_judge import PostfixJudge
from dispatcher.transport.evidence.postfix_trail import PostfixTrail

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OURS = "<ours@news.example.org>"
# What the processes write of one transaction on one connection, by its end; `|` parts what other processes may come between.
ENDS = {
    "taken": "smtpd[{p}]: {t}: client=x|cleanup[9]: {t}: message-id={m}|qmgr[8]: {t}: from=<w@e>, size=9, nrcpt=1 (queue active)",
    "cut": "smtpd[{p}]: {t}: client=x|smtpd[{p}]: lost connection after DATA (99 bytes) from x[192.0.2.1]",
    "cut, read late": "smtpd[{p}]: {t}: client=x|smtpd[{p}]: timeout after DATA (9 bytes) from x[192.0.2.1]|cleanup[9]: {t}: message-id={m}",
    "refused": "smtpd[{p}]: {t}: client=x|smtpd[{p}]: {t}: reject: END-OF-MESSAGE from x: 554 no|cleanup[9]: {t}: message-id={m}",
    "refused by cleanup": "smtpd[{p}]: {t}: client=x|cleanup[9]: {t}: message-id={m}|cleanup[9]: {t}: milter-reject: END-OF-MESSAGE from x",
    "too large": "smtpd[{p}]: {t}: client=x|cleanup[9]: {t}: message-id={m}|smtpd[{p}]: warning: {t}: queue file size limit exceeded",
    "put aside": "smtpd[{p}]: {t}: client=x|cleanup[9]: {t}: hold: header x|cleanup[9]: {t}: message-id={m}",
    "dead": "smtpd[{p}]: {t}: client=x|master[1]: warning: process /usr/lib/smtpd pid {p} killed by signal 9",
}


@st.composite
def logs(draw):
    """Lines in an order that can be; the index by which our connection was gone; and what became of our message."""
    ours = draw(st.sampled_from(sorted(ENDS)))
    processes = []
    for process in range(draw(st.integers(1, 4))):
        ends = draw(st.lists(st.sampled_from(sorted(ENDS)), min_size=1, max_size=4))
        if process == 0:
            ends[-1] = ours  # the cut ends our connection
        lines = [f"smtpd[{process}]: connect from x"]
        begun = 0
        for number, end in enumerate(ends):
            is_ours = process == 0 and number == len(ends) - 1
            begun = len(lines)
            # Tickets come again, though never two at a time.
            ticket = f"A{process}{number % 2}"
            lines += ENDS[end].format(p=process, t=ticket, m=OURS if is_ours else f"<{process}.{number}@e>").split("|")
            if end == "dead" and not is_ours:
                lines.append(f"smtpd[{process}]: connect from x")
        lines.append(f"smtpd[{process}]: disconnect from x")
        processes.append((lines, begun))
    order = [which for which, (lines, _) in enumerate(processes) for _ in lines]
    order = draw(st.permutations(order))
    at = [0] * len(processes)
    written, gone_from = [], 0
    for which in order:
        lines, begun = processes[which]
        if which == 0 and at[0] == begun:
            gone_from = (
                len(written) + 1
            )  # the go-ahead to DATA is given after this line, and only then can a body leave
        written.append(lines[at[which]])
        at[which] += 1
    until = draw(st.integers(gone_from, len(written)))
    return written, until, ours


def stamped(text, second):
    return f"{(NOON + second * SECOND).isoformat()} mx postfix/{text}".encode()


@given(logs(), st.integers(-90, 90), st.integers(0, 3))
@settings(max_examples=400)
def test_no_verdict_is_ever_contradicted(log, skew, grace):
    """`skew` is how many seconds the relay's clock is ahead of ours; it is followed line by line."""
    written, until, ours = log
    doubt = Doubt(delivery_id=1, message_id=OURS, since=NOON, until=NOON + until * SECOND)
    trail = PostfixTrail([OURS])
    judge = PostfixJudge(trail, (), zone=UTC, grace=grace * SECOND)
    trail.read([stamped("master[1]: daemon started -- version", -100 + skew)])
    for second, line in enumerate(written):
        trail.read([stamped(line, second + 1 + skew)])
        if second + 1 < until:
            continue
        found = judge.verdict(doubt, now=NOON + (second + 1) * SECOND).finding
        assert found is not Finding.ABSENT or ours != "taken", "sent again, and had already"
        if found is Finding.ACCEPTED:
            assert ours == "taken"
    trail.read([stamped("smtpd[99]: connect from x", len(written) + 200)])
    end = judge.verdict(doubt, now=NOON + (len(written) + 200) * SECOND).finding
    assert end is {"taken": Finding.ACCEPTED, "put aside": Finding.UNKNOWN}.get(ours, Finding.ABSENT)
