"""Work spread over processes gives what it gives in one, whatever happens to the processes."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keraslint.pool import CAN_FORK, LEAST_BYTES, Died, deal, processors, spread, workers_for

forking = pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork")


def no_loss(item: int, died: Died) -> str:
    """Fail: nothing may be lost."""
    raise AssertionError((item, died))


@given(st.lists(st.integers(0, 10_000), max_size=40), st.integers(1, 5))
def test_every_item_is_dealt_to_one_hand_and_no_hand_has_much_more(sizes: list[int], hands: int) -> None:
    shares = deal(sizes, hands)
    assert sorted(index for share in shares for index in share) == list(range(len(sizes)))
    loads = [sum(max(sizes[index], 1) for index in share) for share in shares]
    assert max(loads) - min(loads) <= max(sizes, default=0) + 1


@forking
@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    items = list(range(20))
    assert spread(str, items, [1] * 20, no_loss, workers) == [str(item) for item in items]


@forking
def test_the_work_is_done_in_several_processes() -> None:
    found = spread(lambda _: os.getpid(), list(range(8)), [1] * 8, lambda *_: 0, 2)
    assert len(set(found)) == 2
    assert os.getpid() in found


@forking
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, 3])
def test_a_process_that_dies_loses_the_item_that_killed_it_and_no_other(end: int) -> None:
    parent = os.getpid()

    def work(item: int) -> str:
        if item in {3, 9} and os.getpid() != parent:
            if end == 3:
                os._exit(3)
            os.kill(os.getpid(), end)
        return str(item)

    # Every item but the first one is too large for the parent to get it.
    sizes = [10_000, *([1] * 11)]
    found = spread(work, list(range(12)), sizes, lambda item, died: f"lost {item}: {died}", 2)
    how = "the process ended with 3" if end == 3 else f"the process was killed by signal {end}"
    assert found == [f"lost {item}: {how}" if item in {3, 9} else str(item) for item in range(12)]


@forking
def test_an_error_in_a_child_is_a_death_and_one_in_the_parent_is_raised() -> None:
    parent = os.getpid()

    def work(item: int) -> str:
        if os.getpid() != parent and item == 5:
            raise ValueError(item)
        return str(item)

    found = spread(work, list(range(8)), [100, *([1] * 7)], lambda item, _: f"lost {item}", 2)
    assert found == ["0", "1", "2", "3", "4", "lost 5", "6", "7"]
    with pytest.raises(ZeroDivisionError):
        spread(lambda item: 1 // item, [0, *range(1, 8)], [100, *([1] * 7)], lambda *_: 0, 2)


def test_few_small_items_are_not_worth_a_process() -> None:
    assert workers_for([100] * 7) == 1
    assert workers_for([]) == 1
    if CAN_FORK:
        assert workers_for([LEAST_BYTES, 1]) == min(processors(), 2)
