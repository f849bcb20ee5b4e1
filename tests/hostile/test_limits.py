"""What costs more than one file may is ended, wherever it runs, and what was learned meanwhile is that it was ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from keraslint.limits import UNSAFE, Limits, bounded
from keraslint.pool import CAN_FORK
from keraslint.weight import TooHeavy, weigh

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork")

SHORT = Limits(seconds=0.2, megabytes=200)
LATE = "it takes more than 0.2 s of processor time (`max-file-time`)"
LARGE = "it takes more than 200 MB of memory (`max-file-memory`)"


def same(reason: str) -> str:
    return reason


def heavy(work: Callable[[], str]) -> Callable[[], str]:
    """Do some work where a heavy text may be parsed, as a file with one would."""
    parent = os.getpid()

    def run() -> str:
        if os.getpid() == parent:
            raise TooHeavy
        return work()

    return run


def endless() -> str:
    while True:
        pass


def stubborn() -> str:
    """Run on whatever is raised, as code that tolerates every fault does."""
    while True:
        with suppress(Exception):
            endless()


class Finalized:
    def __del__(self) -> None:
        end = time.process_time() + 0.5
        while time.process_time() < end:
            pass


def in_a_finalizer() -> str:
    """Let the first exception be raised where Python drops it."""
    Finalized()
    return endless()


def hungry() -> str:
    return str(len(bytearray(10**10)))


def growing() -> str:
    held = []
    while True:
        held.append("x" * 1_000_000)


def deaf() -> str:
    """Never come back to the interpreter, as a native parser does not."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF})
    return endless()


@pytest.fixture
def quiet() -> Iterator[None]:
    """Let an exception in a finalizer go unmentioned."""
    before = sys.unraisablehook
    sys.unraisablehook = lambda _: None
    yield
    sys.unraisablehook = before


def test_what_costs_little_is_done() -> None:
    assert bounded(lambda: "done", SHORT, same) == "done"
    assert bounded(heavy(lambda: "done"), SHORT, same) == "done"


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("work", [endless, stubborn, in_a_finalizer])
def test_endless_work_is_ended(work: Callable[[], str]) -> None:
    assert bounded(work, SHORT, same) == LATE


@pytest.mark.parametrize("work", [endless, deaf])
def test_heavy_work_is_ended_in_time(work: Callable[[], str]) -> None:
    assert bounded(heavy(work), SHORT, same) == LATE


@pytest.mark.parametrize("work", [hungry, growing])
def test_heavy_work_is_ended_when_it_grows(work: Callable[[], str]) -> None:
    assert bounded(heavy(work), replace(SHORT, seconds=60), same) == LARGE


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_heavy_work_may_end_its_process(number: int) -> None:
    said = bounded(heavy(lambda: str(os.kill(os.getpid(), number))), SHORT, same)
    assert said == f"{LARGE}, or nests too deeply: the process was killed by signal {number}"


def test_heavy_work_may_parse_what_is_heavy() -> None:
    text = "x = 1\n" * 60_000
    assert bounded(heavy(lambda: str(weigh(text).nesting)), SHORT, same) == "0"


def test_there_may_be_no_limit() -> None:
    assert bounded(lambda: "done", Limits(0, 0), same) == "done"
    assert bounded(heavy(lambda: "done"), Limits(0, 0), same) == "done"


def test_what_is_done_leaves_no_timer_behind() -> None:
    before = signal.getsignal(signal.SIGPROF)
    bounded(endless, SHORT, same)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert signal.getsignal(signal.SIGPROF) == before


def test_a_fault_is_passed_on() -> None:
    def fail() -> str:
        raise KeyError("units")

    with pytest.raises(KeyError, match="units"):
        bounded(fail, SHORT, same)


def test_nothing_is_forked_beside_other_threads() -> None:
    done = threading.Event()
    waiting = threading.Thread(target=done.wait)
    waiting.start()
    try:
        assert bounded(heavy(lambda: "done"), SHORT, same) == UNSAFE
    finally:
        done.set()
        waiting.join()


def test_another_thread_works_without_a_timer() -> None:
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(bounded(lambda: "done", SHORT, same)))
    thread.start()
    thread.join()
    assert said == ["done"]
