"""Whoever does the work, what comes out is the same: processes of this machine and Ray against one process that does it all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tasks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from surveys import everything, write

from keraslint.analysis import DEPTH
from keraslint.options import Options
from keraslint.scale import conduct
from keraslint.scale.charge import charge_for
from keraslint.scale.executors import Executor, Resources, executor_for
from keraslint.scale.executors.serial import Serial
from keraslint.scale.inputs import Columns
from keraslint.scale.inputs.resolve import Wanted
from keraslint.scale.store import Store
from support import FAULTY

SPREAD = [
    pytest.param(Resources("local", workers=1), id="local-1"),
    pytest.param(Resources("local", workers=3), id="local-3"),
    pytest.param(Resources("ray", workers=2), id="ray", marks=[pytest.mark.ray, pytest.mark.slow]),
]
"""Who does the work apart from the process of the user; for Ray a cluster is begun on this machine."""

few = settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", params=SPREAD)
def spread(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """An executor that is begun once and does the work of all examples."""
    if request.param.engine == "ray":
        pytest.importorskip("ray", reason="Ray is not installed")
    with executor_for(request.param) as executor:
        yield executor


@pytest.fixture(autouse=True)
def _deep() -> None:
    """Set the recursion limit that the analysis sets, which must not change under Hypothesis."""
    sys.setrecursionlimit(max(DEPTH, sys.getrecursionlimit()))


@few
@given(numbers=st.lists(st.integers(-5, 5), max_size=12))
def test_all_answer_as_one_process_does(numbers: list[int], spread: Executor) -> None:
    found = [list(executor.run(tasks.raise_at_three, numbers)) for executor in (spread, Serial())]
    assert sorted(map(str, found[0])) == sorted(map(str, found[1]))


WORDS = st.sampled_from(["softmax", "sigmoid", "relu", "linear", "nothing"])
PROGRAMS = st.lists(
    st.tuples(WORDS, st.sampled_from(["", "broken(", "# other"]), st.integers(0, 2)).map(
        lambda parts: FAULTY.replace("softmax", parts[0]) + parts[1] + "\n" * parts[2]
    ),
    min_size=1,
    max_size=12,
)


def surveyed(folder: Path, out: str, executor: Executor) -> dict[str, bytes]:
    """Return what a survey of the programs in a folder makes."""
    store = Store(folder / out)
    store.begin({}, anew=False)
    wanted = Wanted((str(folder / "in"),), "auto", Columns(), folder)
    conduct.Survey(store, wanted, charge_for(Options(), 60), executor, lambda *_: None).conduct()
    store.finish()
    return everything(store.folder)


@few
@given(programs=PROGRAMS)
def test_all_make_the_survey_that_one_process_makes(
    programs: list[str], spread: Executor, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow", reason="Arrow is not installed")
    monkeypatch.setattr(conduct, "BATCH", 2)  # so small that there are several batches
    folder = tmp_path_factory.mktemp("same")
    write(folder, {f"in/{number}.py": program for number, program in enumerate(programs)})
    alone = surveyed(folder, "alone", Serial())
    assert "findings.parquet" in alone
    assert surveyed(folder, "spread", spread) == alone
