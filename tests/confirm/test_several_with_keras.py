"""Models with several inputs and outputs are trained with the real Keras, and judged by the outputs that findings speak of."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from confirm.programs import HEAD
from confirm.test_several import LISTS, made, several
from keraslint.cli import main
from keraslint.confirm.blueprint import to_json
from keraslint.confirm.client import Worker

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

SCALED = (
    several(LISTS).replace("np.random.randint(0, 256, (400", "np.random.rand(*(400").replace("uniform(100, 900", "uniform(0, 1")
)


def test_each_output_is_judged_by_itself(worker: Worker) -> None:
    blueprint = made(SCALED)
    variants = {str(judged): to_json(replace(blueprint, judged=judged)) for judged in ((0,), (1,), ())}
    runs = worker.ask(
        "train", variants=variants, lanes=[[name, 0] for name in variants], samples=512, updates=dict.fromkeys(variants, 200),
        segment=0,
    )  # fmt: skip
    kind, price, worst = (run["skill"] for run in runs)
    assert kind > 0.5
    assert price > 0.3
    assert worst == pytest.approx(min(kind, price), abs=0.02)
    assert worker.ask("check", variants=variants, thorough=True)["()"]["raised"] is None


def test_rows_give_the_loss_that_keras_gives_for_lists() -> None:
    from keraslint.confirm.worker import packing
    from keraslint.confirm.worker.build import make_loss

    blueprint = made(SCALED)
    given = blueprint.loss.arguments
    loss = packing.summed([make_loss(one) for one in given["losses"]], given["weights"], blueprint.task, [(1,), (1,)])
    source = np.random.default_rng(0)
    answers = [source.uniform(0.1, 0.9, (16, 1)).astype("float32") for _ in range(2)]
    truths = [source.integers(0, 2, 16).astype("float32"), source.uniform(size=(16, 1)).astype("float32")]
    outside = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    both = keras.Model(outside.inputs, [outside.outputs[0], outside.outputs[0] * 1.0])
    both.compile(loss=["binary_crossentropy", "mse"], loss_weights=[1.0, 0.5])
    wanted = both.compute_loss(y=truths, y_pred=answers)
    assert float(loss(packing.packed(truths), packing.packed(answers))) == pytest.approx(float(wanted), rel=1e-5)


def test_a_fault_of_one_output_is_confirmed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(HEAD + SCALED.replace('activation="sigmoid"', 'activation="softmax"'))
    arguments = ["--select", "KL101", "--output-format", "json", "--no-cache", "--python", sys.executable]
    main(["confirm", str(file), *arguments])
    (setup,) = json.loads(capsys.readouterr().out)["setups"]
    (verdict,) = setup["verdicts"]
    assert (verdict["verdict"], verdict["seeds"]) == ("confirmed", 5)
    assert "every sample gets the same answer" in verdict["signals"]
