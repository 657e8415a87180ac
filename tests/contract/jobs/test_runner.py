"""Processes that do the heavy work: clean, replaceable, and gone when we are."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dispatcher.jobs.runner import CpuPool

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def pool():
    pool = CpuPool(1)
    yield pool
    await pool.close()


def die_once(mark):
    """Kill this very process at the first call."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(*, why):
    raise ValueError(why)


async def test_work_is_done_elsewhere_and_brings_its_answer_back(pool):
    assert await pool.run(os.getpid) != os.getpid()
    assert await pool.run(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]


async def test_what_the_work_raises_is_raised_here(pool):
    with pytest.raises(ValueError, match="no good"):
        await pool.run(refuse, why="no good")


async def test_a_killed_child_is_replaced_and_its_work_done_again(pool, tmp_path):
    assert await pool.run(die_once, tmp_path / "mark") > 0
    assert await pool.run(abs, -1) == 1


async def test_all_who_waited_for_a_killed_child_share_one_new_pool(pool, tmp_path):
    pids = await asyncio.gather(*(pool.run(die_once, tmp_path / "mark") for _ in range(4)))
    assert len(set(pids)) == 1


async def test_work_that_kills_every_child_ends_with_an_error_and_not_with_us(pool):
    from concurrent.futures.process import BrokenProcessPool

    with pytest.raises(BrokenProcessPool):
        await pool.run(die)
    assert await pool.run(abs, -1) == 1


async def test_the_event_loop_goes_on_while_a_child_works(pool):
    await pool.run(abs, -1)
    working = asyncio.create_task(pool.run(time.sleep, 0.3))
    turns = 0
    while not working.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 5


PARENT = """
import asyncio, os
from dispatcher.jobs.runner import CpuPool

async def main():
    print(await CpuPool(1).run(os.getpid), flush=True)
    os.kill(os.getpid(), 9)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_the_children_of_a_killed_process_end_with_it(tmp_path):
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    # To a file: a pipe would stay open for as long as an orphan holds it.
    with (tmp_path / "out").open("w+") as out:
        subprocess.run([sys.executable, program], env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=out, check=False)
    child = int((tmp_path / "out").read_text())
    deadline = time.monotonic() + 5
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(child)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # a zombie nobody collects, in a container without init, is no longer running
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
