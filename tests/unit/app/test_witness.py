"""Database × witness: when sending could send again what was sent."""

from dataclasses import replace

import pytest

from dispatcher.app.witness import Record, decide
from dispatcher.app.witness_file import Witnessed

OURS = Witnessed(database="a", node="n", resumed=0, generation=5)
RECORD = Record(
    name="a", home="inode 7", actual_home="inode 7", resumed=0, generation=5, counted=True, used=True, shared=False
)
NAMED_ONLY = replace(RECORD, generation=0, counted=False)


@pytest.mark.parametrize(
    ("witnessed", "record"),
    [
        (OURS, RECORD),
        (OURS, replace(RECORD, generation=6)),  # killed after the database, before the file
        (None, NAMED_ONLY),  # killed after the name, before the file
        (replace(OURS, database="b"), NAMED_ONLY),  # the same, where the file was of a database that is no more
        (replace(OURS, generation=0), NAMED_ONLY),  # killed after the file, before the first generation
        (OURS, replace(RECORD, resumed=1, generation=2)),  # the operator resumed it at another node
        (None, replace(RECORD, name=None, home=None, used=False)),  # the first start ever
        (None, replace(RECORD, used=False)),  # a clone of a workspace, on an empty outbox
        (None, replace(RECORD, name=None, home=None)),  # of a version that kept no witness
        (None, replace(RECORD, shared=True)),  # a node that joins
        (OURS, replace(RECORD, name=None, home=None, generation=0, used=False)),  # a database made anew
        (OURS, replace(RECORD, home="", actual_home="inode 8")),  # nothing is known of places
        (OURS, replace(RECORD, actual_home="")),
    ],
)
def test_these_go_on_sending(witnessed, record):
    assert decide(witnessed, record) is None


@pytest.mark.parametrize(
    ("witnessed", "record", "why"),
    [
        (OURS, replace(RECORD, generation=4), "restored from a backup"),
        (OURS, NAMED_ONLY, "restored from a backup"),  # a backup of before the first batch
        (
            None,
            replace(NAMED_ONLY, actual_home="inode 8"),
            "copied or restored",
        ),  # its copy, while the first may have sent since
        (replace(OURS, resumed=1, generation=1), RECORD, "restored from a backup"),  # of before it was resumed
        (replace(OURS, database="b"), RECORD, "not the one"),
        (None, RECORD, "no witness"),  # the database's file alone was copied
        (OURS, replace(RECORD, actual_home="inode 8"), "copied or restored"),  # the whole workspace was
        (None, replace(RECORD, actual_home="9 9", shared=True), "copied or restored"),  # a dump put in elsewhere
        (OURS, replace(RECORD, name=None, home=None, generation=0), "not the one"),  # a backup of before the upgrade
    ],
)
def test_these_are_paused(witnessed, record, why):
    assert why in decide(witnessed, record)
