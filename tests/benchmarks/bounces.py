"""How well mail that came back is read: kind, status and recipients of 405 real reports, beside what other readers say of them."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dispatcher.model import BounceKind, BounceReport
from dispatcher.transport.bounces.read import read
from dispatcher.transport.bounces.words import OWN_FAULT

SHARED = Path(__file__).parents[3] / "shared" / "data" / "bounces"
BARS = {"kind": 0.95, "status": 0.90, "recipients": 0.95}
SEED = 20261124  # of the halves: the first was built against, the second looked at afterwards
# Where their idea of hard differs from ours (DESIGN §6), and why.
OURS_BY_WORDS = {
    "filtered": "hard where it says that nobody is there: they count on servers that say so to whom they filter",
    "suspend": "hard: an account that is disabled is 5.2.1",
}
OURS_BY_STATUS = "hard for 5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10 and 5.2.1, never for 5.7.x; 5.3.2 is the server's state"


@dataclass
class Figures:
    """Right of how many, and what differs."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    differing: Counter[str] = field(default_factory=Counter)  # by reason: where DESIGN §6 says otherwise than they do

    def count(self, figure: str, told: str, *, is_right: bool) -> None:
        """One case."""
        self.of[figure] += 1
        self.right[figure] += is_right
        if not is_right:
            self.wrong.append(f"{figure}: {told}")

    def share(self, figure: str) -> float:
        """How many of them are right."""
        return self.right[figure] / max(1, self.of[figure])


def halves() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The cases at random, always the same."""
    cases = sorted(json.loads((SHARED / "expected.json").read_text()), key=lambda case: str(case["file"]))
    order = list(range(len(cases)))
    random.Random(SEED).shuffle(order)
    middle = len(cases) // 2
    return [cases[at] for at in sorted(order[:middle])], [cases[at] for at in sorted(order[middle:])]


def figures(cases: list[dict[str, Any]]) -> Figures:
    """Read every case and compare."""
    found = Figures()
    for case in cases:
        report = read((SHARED / case["file"]).read_bytes())
        wanted, differs = _kinds(case)
        if differs:
            found.differing[differs] += 1
        kind = _of_three(report.kind)
        found.count("kind", f"{case['file']} is {'/'.join(sorted(wanted))}, read as {kind}", is_right=kind in wanted)
        statuses = {record["status"] for record in case.get("records", ()) if record["status"]}
        if statuses:
            said = _status(report)
            found.count("status", f"{case['file']} carries {statuses}, read {said}", is_right=said in statuses)
        if "permanent" in case:  # the others' expectations name no recipients
            people = {address.lower() for address in (*case["permanent"], *case["temporary"])}
            named = {address.lower() for address in report.recipients}
            found.count("recipients", f"{case['file']} names {people}, read {named}", is_right=named == people)
    return found


def _kinds(case: dict[str, Any]) -> tuple[set[str], str | None]:
    """What would be right, and the reason when that is otherwise than they say."""
    if "permanent" in case:  # of which they do not say whether it is the address's own fault
        if case["permanent"]:
            return {"hard", "soft"}, None
        return ({"soft"} if case["temporary"] else {"none"}), None
    records = case.get("records", [])
    told = [_kind(record) for record in records]
    kinds = {kind for each, _ in told for kind in each}
    reason = next((reason for _, reason in told if reason), None)
    if not records:
        return {"none"}, None
    if kinds == {"hard", "soft"} and all(len(each) == 1 for each, _ in told):  # of several recipients the worst counts
        return {"hard"}, reason
    return kinds, reason


def _kind(record: dict[str, Any]) -> tuple[set[str], str | None]:
    theirs = "hard" if record["hard"] else "soft"
    reason, status = record["reason"], record["status"] or ""
    if reason in {"feedback", "vacation", "delivered"}:
        return {"none"}, None
    ours = theirs
    if status in OWN_FAULT:
        ours = "hard"
    elif status.startswith("5.7.") or status == "5.3.2":
        ours = "soft"
    elif reason in OURS_BY_WORDS:
        return {"hard", "soft"}, reason
    return {ours}, reason if ours != theirs else None


def _of_three(kind: BounceKind) -> str:
    return str(kind) if kind in {BounceKind.HARD, BounceKind.SOFT} else "none"


def _status(report: BounceReport) -> str | None:
    return report.worst.status if report.worst else None


def main() -> bool:
    """Print the table; True when a bar is missed."""
    if not SHARED.exists():
        print("skipped: the reports are absent")
        return False
    first, second = halves()
    begun = time.process_time()
    parts = {"built against": figures(first), "held out": figures(second), "all": figures([*first, *second])}
    each = (time.process_time() - begun) / (2 * len([*first, *second])) * 1000
    whole = parts["all"]
    missed = False
    for figure, bar in BARS.items():
        verdict = "ok" if whole.share(figure) >= bar else "MISSED"
        missed |= verdict == "MISSED"
        shares = "  ".join(f"{name} {part.share(figure):.3f}" for name, part in parts.items())
        print(f"{figure:10} {shares}  ({whole.right[figure]} of {whole.of[figure]}, at least {bar:.2f}: {verdict})")
    print(f"{each:.1f} ms CPU a mail")
    print("where DESIGN's idea of hard differs from theirs, by their reason:", dict(whole.differing.most_common()))
    print(f"  by status: {OURS_BY_STATUS}")
    for reason, why in OURS_BY_WORDS.items():
        print(f"  {reason}: {why}")
    for told in whole.wrong:
        print(f"  {told}")
    return missed
