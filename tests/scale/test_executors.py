"""All executors give the same answers, each once, and lose no more than the task whose worker ended."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
import tasks

from keraslint.options import ENGINES, Failure
from keraslint.scale.executors import Executor, Lost, Resources, executor_for
from keraslint.scale.executors.local import Local
from keraslint.scale.executors.patience import CAN_LIMIT

LOCAL = ["serial", "local"]
APART = ["local", pytest.param("ray", marks=pytest.mark.ray)]
ALL = [*LOCAL, pytest.param("ray", marks=pytest.mark.ray)]


@pytest.mark.parametrize("engine", ALL)
def test_each_task_has_its_answer_once(engine: str, start: Callable[[str], Executor]) -> None:
    executor = start(engine)
    done = list(executor.run(tasks.double, range(25)))
    assert sorted(done) == [(number, 2 * number) for number in range(25)]
    assert list(executor.run(tasks.double, [])) == []
    assert executor.workers >= 1


@pytest.mark.parametrize("engine", ALL)
def test_what_a_task_raises_is_its_own_affair(engine: str, start: Callable[[str], Executor]) -> None:
    done = dict(start(engine).run(tasks.raise_at_three, range(6)))
    assert done == {**{number: number for number in range(6)}, 3: Lost("ValueError: three is too many")}


@pytest.mark.parametrize("engine", ALL)
def test_a_refusal_ends_the_run(engine: str, start: Callable[[str], Executor]) -> None:
    with pytest.raises(Failure, match="nobody may work on three"):
        list(start(engine).run(tasks.refuse_at_three, range(6)))


@pytest.mark.parametrize("engine", APART)
def test_a_process_that_ends_costs_its_task_alone(engine: str, start: Callable[[str], Executor]) -> None:
    done = dict(start(engine).run(tasks.end_at_three, range(8)))
    lost = done.pop(3)
    assert isinstance(lost, Lost)
    assert lost.reason == "its process was killed by signal 9" or lost.reason.startswith("its worker was lost 4 times: ")
    assert done == {number: number for number in (0, 1, 2, 4, 5, 6, 7)}


@pytest.mark.skipif(not CAN_LIMIT, reason="this system has no timers")
@pytest.mark.parametrize("engine", APART)
def test_a_task_that_hangs_is_ended(engine: str, start: Callable[[str], Executor]) -> None:
    done = dict(start(engine).run(tasks.hang_at_three, range(6)))
    lost = done.pop(3)
    assert isinstance(lost, Lost)
    assert sorted(done) == [0, 1, 2, 4, 5]
    if engine == "local":
        assert lost.reason == "it took too long"


def test_nothing_is_limited_in_the_process_of_the_user() -> None:
    import time

    from keraslint.scale.executors.patience import at_most

    with at_most(0.01):
        time.sleep(0.05)


def test_processes_of_this_machine_work_at_the_same_time() -> None:
    with Local(2) as executor:
        done = dict(executor.run(tasks.process, range(8)))
    assert len(set(done.values())) == 8
    assert len({process for _, process in done.values()}) == 2


@pytest.mark.parametrize("engine", ALL)
def test_tasks_are_taken_as_workers_become_free(engine: str, start: Callable[[str], Executor]) -> None:
    taken = itertools.count()

    def endless() -> Iterator[int]:
        while True:
            yield next(taken)

    answers = start(engine).run(tasks.double, endless())
    assert len(list(itertools.islice(answers, 5))) == 5
    assert next(taken) <= 20
    answers.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        (Resources("local", address="auto"), "`--address` names a Ray cluster; add `--engine ray`"),
        (Resources("local", workers=0), "`--workers 0` leaves nobody to work"),
    ],
)
def test_what_makes_no_sense_is_refused(wanted: Resources, complaint: str) -> None:
    with pytest.raises(Failure) as refused:
        executor_for(wanted)
    assert str(refused.value) == complaint


def test_ray_that_is_not_installed_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(Failure, match=r"needs the extra `scale`: pip install 'keraslint\[scale\]'"):
        executor_for(Resources("ray"))


def test_the_engines_have_names() -> None:
    assert ENGINES == ("serial", "local", "ray")
