"""The same work on a real Ray cluster of several nodes in this machine, one of which is killed in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tasks
from surveys import SOURCES, Survey, everything, table, write

from keraslint.options import Failure
from keraslint.scale.executors import Resources, executor_for
from support import FAULTY

ray = pytest.importorskip("ray", reason="Ray is not installed")
pytest.importorskip("pyarrow", reason="Arrow is not installed")
pytestmark = [pytest.mark.ray, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

MEMORY = 80 << 20


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    """A cluster whose head does not work, with a node that does."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": MEMORY})
    made.add_node(num_cpus=1, object_store_memory=MEMORY)
    yield made
    made.shutdown()


@pytest.fixture
def cluster(nodes: Any) -> Any:
    """The cluster with a second node, which is to be killed."""
    nodes.add_node(num_cpus=1, object_store_memory=MEMORY, resources={"doomed": 1})
    return nodes


def kill(cluster: Any) -> None:
    """End the node that is doomed, with all that runs there, without a word."""
    (doomed,) = (node for node in cluster.worker_nodes if "doomed" in str(node._ray_params.resources))
    cluster.remove_node(doomed, allow_graceful=False)


def test_a_node_that_is_lost_loses_nothing_and_doubles_nothing(cluster: Any, tmp_path: Path) -> None:
    given = [(str(tmp_path), number) for number in range(40)]
    with executor_for(Resources("ray", address=cluster.address)) as executor:
        assert executor.workers == 2
        answers = executor.run(tasks.noted, given)
        done = [next(answers) for _ in range(6)]
        kill(cluster)
        done += list(answers)
        assert executor.workers == 1
    assert sorted(done) == [(task, task[1]) for task in given]
    assert sorted(int(path.name) for path in tmp_path.iterdir()) == list(range(40))


def test_a_survey_survives_the_loss_of_a_node_and_gives_what_one_process_gives(
    cluster: Any, survey: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keraslint.scale import conduct
    from keraslint.scale.store import LINTED, Store

    slow = {
        f"more/{number}.py": FAULTY.replace('"adam"', "keras.optimizers.Adam(0.555)") + f"# {number}\n" for number in range(60)
    }
    write(tmp_path / "all", {**SOURCES, **slow})
    monkeypatch.setattr(conduct, "BATCH", 4)
    keep = Store.keep
    kept: list[tuple[int, ...]] = []

    def watched(store: Store, answer: Any, kind: str, *numbers: int) -> None:
        keep(store, answer, kind, *numbers)
        kept.extend([numbers] if kind == LINTED else [])
        if len(kept) == 3:
            kill(cluster)

    monkeypatch.setattr(Store, "keep", watched)
    done = survey("all", "--out", "spread", "--plugin", "deadly_rules", "--engine", "ray", "--address", cluster.address, "-q")
    assert done.code == 0
    assert len(kept) == len(set(kept)) > 10
    monkeypatch.setattr(Store, "keep", keep)
    assert survey("all", "--out", "alone", "--plugin", "deadly_rules", "--engine", "serial").out == done.out
    assert everything(tmp_path / "spread") == everything(tmp_path / "alone")
    assert table(tmp_path / "spread", "findings")


def test_what_no_node_has_is_refused(nodes: Any) -> None:
    with (
        executor_for(Resources("ray", address=nodes.address, gpus=1)) as executor,
        pytest.raises(Failure, match="each needs 1 CPU and 1 GPU"),
    ):
        list(executor.run(tasks.double, [1]))


def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(Failure, match=r"no Ray cluster answers at 127\.0\.0\.1:1: "):
        executor_for(Resources("ray", address="127.0.0.1:1"))
