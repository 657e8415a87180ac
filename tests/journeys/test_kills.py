"""Senders that are killed and stopped under load, by the word of the server: a few of each here, a hundred in `make bench GROUP=kills`."""

from datetime import timedelta

import pytest

from tests.fakes.databases import new_url
from tests.journeys.kills.killing import Killing
from tests.journeys.kills.stopping import Stopping

POSTGRES = pytest.mark.postgres


@pytest.mark.parametrize(
    ("kind", "processes", "pipelining"),
    [
        pytest.param("sqlite", 1, True, id="sqlite-pipelined"),
        pytest.param("sqlite", 1, False, id="sqlite-stepped"),
        pytest.param("postgresql", 4, True, id="postgresql-pipelined", marks=POSTGRES),
    ],
)
def test_killed_at_random_nothing_is_lost_and_what_comes_twice_was_in_doubt(tmp_path, kind, processes, pipelining):
    killing = Killing(
        root=tmp_path,
        url=new_url(kind, tmp_path),
        kills=8,
        messages=400,
        processes=processes,
        pipelining=pipelining,
        lease_for=timedelta(seconds=2) if kind == "postgresql" else None,
    )
    found = killing.run()
    assert (len(found.lost), found.unsent, len(found.unnamed), len(found.changed)) == (0, {}, 0, 0), found
    assert found.repeats <= found.in_doubt <= killing.most_doubts, found
    assert killing.killed >= 8


def test_an_engine_that_checkpoints_at_fetch_is_caught_losing_mail(tmp_path):
    found = Killing(root=tmp_path, url=new_url("sqlite", tmp_path), kills=3, messages=600, mutant=True).run()
    assert len(found.lost) > 100, found


def test_stopped_under_load_nothing_is_lost_repeated_or_in_doubt(tmp_path):
    stopping = Stopping(root=tmp_path, url=new_url("sqlite", tmp_path), stops=2, messages=600)
    found = stopping.run()
    assert (len(found.lost), found.unsent, found.repeats, found.in_doubt) == (0, {}, 0, 0), found
    assert (stopping.codes, stopping.under_load) == ({0}, 2)
