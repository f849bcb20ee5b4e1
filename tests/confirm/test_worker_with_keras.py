"""The worker and what it builds, with the real Keras."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from confirm.programs import blueprint, dense
from keraslint.confirm import semantics
from keraslint.confirm.blueprint import Blueprint, Part, to_json
from keraslint.confirm.client import PACKAGE, Limits, NoBackend, Worker, WorkerFailed, choose

pytestmark = pytest.mark.keras
pytest.importorskip("keras")

RELU = 'layers.Dense(16, activation="relu")'
SOFTMAX = 'layers.Dense(3, activation="softmax")'
SPARSE = 'optimizer="adam", loss="sparse_categorical_crossentropy"'


def plain(last: str, compiled: str) -> Blueprint:
    return blueprint(dense(RELU, last, compiled=compiled))


def skills(worker: Worker, *variants: Blueprint, updates: int = 60) -> list[list[float]]:
    """Return the curves of variants, trained with one seed."""
    sent = {str(at): to_json(one) for at, one in enumerate(variants)}
    lanes = [[name, 3] for name in sent]
    results = worker.ask("train", variants=sent, lanes=lanes, samples=128, updates=dict.fromkeys(sent, updates), segment=0)
    return [result["curve"] for result in results]


def test_a_sound_model_learns_its_probe(worker: Worker) -> None:
    (curve,) = skills(worker, plain(SOFTMAX, SPARSE), updates=400)
    assert curve[-1] > 0.5
    assert curve[-1] > curve[0]


def test_the_same_seed_gives_the_same_run(worker: Worker) -> None:
    made = plain('layers.Dense(3, activation="softmax")', 'optimizer="sgd", loss="sparse_categorical_crossentropy"')
    other = replace(made, class_weight={"0": 1.0, "1": 1.0, "2": 1.0})
    one, again = skills(worker, made, other)
    assert one == pytest.approx(again, abs=0.02)


def test_the_same_setup_may_be_there_twice(worker: Worker) -> None:
    made = plain(SOFTMAX, 'optimizer="sgd", loss="sparse_categorical_crossentropy"')
    assert skills(worker, made) == skills(worker, made)


def test_a_loss_is_not_asked_about_targets_that_it_was_not_meant_for(worker: Worker) -> None:
    numbers = plain(SOFTMAX, SPARSE)
    hot = replace(numbers, loss=Part("categorical_crossentropy"), targets_by=(("one_hot", 3.0),))
    other = replace(hot, targets_by=(), task=replace(hot.task, encoding="one_hot", target_shape=(3,)))
    first, second, third = skills(worker, numbers, hot, other)
    assert first == pytest.approx(second, abs=0.02)
    assert second == third


def test_losses_do_not_mix_where_one_program_trains_them(worker: Worker) -> None:
    """Whether a setup is trained beside others or alone, it gets there on the same way."""
    endings = [(end, loss) for end in ("sigmoid", "linear") for loss in ("mse", "mae", "binary_crossentropy")]
    variants = [plain(f"layers.Dense(1, activation={end!r})", f'optimizer="adam", loss="{loss}"') for end, loss in endings]
    alone = [skills(worker, replace(one, class_weight={})) for one in variants[::2]]
    together = skills(worker, *variants)
    assert len({tuple(curve) for curve in together}) > 3
    assert [curve for (curve,) in alone] == [pytest.approx(curve, abs=0.02) for curve in together[::2]]


@pytest.mark.parametrize(
    ("last", "loss"),
    [
        ('layers.Dense(3, activation="softmax")', '"sparse_categorical_crossentropy"'),
        ('layers.Dense(3, activation="softmax")', "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),
        ("layers.Dense(3)", '"sparse_categorical_crossentropy"'),
        ('layers.Dense(3, activation="sigmoid")', '"sparse_categorical_crossentropy"'),
        ('layers.Dense(1, activation="sigmoid")', '"binary_crossentropy"'),
    ],
)
def test_the_loss_of_tensorflow_spelled_out_trains_as_tensorflow_does(worker: Worker, last: str, loss: str) -> None:
    worker.ask("hello")
    if worker.backend != "tensorflow":
        pytest.skip("compares with the real TensorFlow")
    made = plain(last, f"optimizer=keras.optimizers.SGD(0.5), loss={loss}")
    spelled = replace(semantics.as_tensorflow(made), emulate="")
    assert spelled != made
    real, emulated = skills(worker, made, spelled)
    assert real == pytest.approx(emulated, abs=0.03)


def test_whatever_is_not_in_the_catalogue_is_refused(worker: Worker) -> None:
    made = plain(SOFTMAX, SPARSE)
    node = made.nodes[1]
    for part in (Part("Lambda", {"function": "x"}), Part("TFSMLayer", {"filepath": "/"}), Part("__class__")):
        bad = replace(made, nodes=(made.nodes[0], replace(node, part=part), *made.nodes[2:]))
        with pytest.raises(WorkerFailed, match="not built here"):
            worker.ask("check", variants={"bad": to_json(bad)})
    odd = replace(
        made, nodes=(made.nodes[0], replace(node, part=node.part.with_argument("activation", "os.system")), *made.nodes[2:])
    )
    with pytest.raises(WorkerFailed, match="not built here"):
        worker.ask("check", variants={"bad": to_json(odd)})


def test_one_batch_shows_what_raises(worker: Worker) -> None:
    sound = plain(SOFTMAX, SPARSE)
    narrow = plain('layers.Dense(2, activation="softmax")', 'optimizer="adam", loss="sparse_categorical_crossentropy"')
    wide = plain(SOFTMAX, SPARSE.replace("sparse_", ""))
    unknown = replace(sound, strings=(("loss", "logcosh_of_old"),))
    seen = worker.ask("check", variants={"sound": to_json(sound), "narrow": to_json(narrow), "unknown": to_json(unknown)})
    assert seen["sound"]["raised"] is None
    assert seen["sound"]["parameters"] == 8 * 16 + 16 + 16 * 3 + 3
    shapes = worker.ask("check", variants={"sound": to_json(sound), "wide": to_json(wide)}, thorough=False)
    assert shapes["sound"]["raised"] is None
    assert "shape" in shapes["wide"]["raised"]
    assert "label 2" in seen["narrow"]["raised"]
    assert "logcosh_of_old" in seen["unknown"]["raised"]


def test_names_are_looked_up_in_keras_alone(worker: Worker) -> None:
    questions = [
        ["keras.layers.Dense", None], ["keras.layers.CuDNNLSTM", None], ["keras.layers.Dense", "units"],
        ["keras.layers.Dense", "init"], ["keras.optimizers.Adam", "lr"], ["keras.optimizers.Adam", "clipnorm"],
        ["os.system", None], ["keras.layers.__class__", None], ["keras.Model.fit", "nb_epoch"],
    ]  # fmt: skip
    assert worker.ask("has", questions=questions) == [True, False, True, False, False, True, False, False, False]


def test_a_worker_that_dies_says_so(worker: Worker) -> None:
    made = plain(SOFTMAX, SPARSE)
    pid = worker.ask("hello")["pid"]
    threading.Timer(0.2, os.kill, (pid, 9)).start()
    with pytest.raises(WorkerFailed, match="ended with -9"):
        skills(worker, made, updates=20_000)


def test_another_worker_takes_over_when_one_dies(worker: Worker) -> None:
    pid = worker.ask("hello")["pid"]
    os.kill(pid, 9)
    time.sleep(0.5)
    assert worker.ask("hello")["pid"] != pid


def test_a_worker_that_needs_too_much_memory_ends_by_itself() -> None:
    small = Worker(sys.executable, choose(None), Limits(memory=1 << 20), None)
    with pytest.raises(WorkerFailed, match="GB of memory"):
        small.ask("hello")


def test_a_worker_that_takes_too_long_is_ended() -> None:
    slow = Worker(sys.executable, choose(None), Limits(seconds=0.05), None)
    made = plain(SOFTMAX, SPARSE)
    with pytest.raises(WorkerFailed, match=r"more than 0 s"):
        slow.ask("check", variants={"a": to_json(made)})


def test_no_process_outlives_its_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, time\nfrom keraslint.confirm.client import *\n"
        "w = Worker(sys.executable, choose(None), Limits(), None)\nprint(w.ask('hello')['pid'], flush=True)\ntime.sleep(600)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_file_of_the_project_that_is_called_like_a_library_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("numpy.py", "keras.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit('run by mistake')\n")
    monkeypatch.chdir(tmp_path)
    other = Worker(sys.executable, choose(None), Limits(), None)
    assert other.ask("hello")["keras"]
    other.close()


def test_a_backend_that_is_missing_is_named() -> None:
    with pytest.raises(NoBackend, match="torch is not installed"):
        choose("torch")
    with pytest.raises(NoBackend, match="cannot be run"):
        choose(None, "/no/such/python")


def test_a_training_that_stands_still_is_not_carried_on(worker: Worker) -> None:
    """A first update that kills all units leaves nothing to train, and nothing about it has to be computed again and again."""
    made = plain(SOFTMAX, SPARSE.replace('"adam"', "keras.optimizers.SGD(1e9)"))
    sent = {"dead": to_json(made)}
    (whole,) = worker.ask("train", variants=sent, lanes=[["dead", 0]], samples=128, updates={"dead": 200}, segment=0)
    assert len(whole["curve"]) == 20
    assert len(whole["losses"]) == 20
    assert whole["curve"][1:-1] == [whole["curve"][1]] * 18


def test_a_worker_can_be_started_before_there_is_anything_to_ask() -> None:
    early = Worker(sys.executable, choose(None), Limits(), None)
    early.start()
    early.start()
    assert early.ask("hello")["keras"]
    early.close()


def test_weights_are_counted_without_the_memory_for_them() -> None:
    small = Worker(sys.executable, choose(None), Limits(memory=3 << 30), None)
    large = blueprint(dense("layers.Dense(200_000)", "layers.Dense(100_000)", SOFTMAX))
    assert small.ask("count", variants={"large": to_json(large)}) == {"large": 9 * 200_000 + 200_001 * 100_000 + 3 * 100_001}
    assert small.ask("check", variants={"sound": to_json(plain(SOFTMAX, SPARSE))})["sound"]["raised"] is None
    small.close()
