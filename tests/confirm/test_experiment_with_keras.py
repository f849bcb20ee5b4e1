"""Whole experiments, from the text of a program to the report, with the real Keras."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from confirm.programs import HEAD, IMAGES, dense
from keraslint.cli import main

pytestmark = pytest.mark.keras
pytest.importorskip("keras")

SATURATED = dense(
    'layers.Dense(16, activation="relu")', 'layers.Dense(1, activation="softmax")',
    compiled='optimizer="adam", loss="binary_crossentropy"'
).replace("randint(0, 3", "randint(0, 2")  # fmt: skip


def confirm(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, *options: str) -> tuple[int, dict[str, object]]:
    """Return the exit code and the JSON report of a program."""
    file = tmp_path / "program.py"
    file.write_text(HEAD + text)
    code = main(["confirm", str(file), "--output-format", "json", "--no-cache", "--python", sys.executable, *options])
    return code, json.loads(capsys.readouterr().out)


def test_a_fault_is_confirmed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, report = confirm(capsys, tmp_path, SATURATED, "--fail-on-confirmed")
    (setup,) = report["setups"]  # type: ignore[attr-defined]
    (verdict,) = setup["verdicts"]
    assert (code, verdict["code"], verdict["verdict"]) == (1, "KL101", "confirmed")
    assert verdict["effect"] > 0.5
    assert verdict["seeds"] == 5
    assert "every sample gets the same answer" in verdict["signals"]
    assert setup["minimal_repair_sets"] == [["KL101"]]


def test_scaling_and_learning_rate_are_needed_together(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The story of examples/blue_vs_red.py, with images that need no shrinking."""
    layers = "layers.Conv2D(8, 3, activation='relu'), layers.Flatten(), layers.Dense(1, activation='sigmoid')"
    text = IMAGES.replace("64, 64", "12, 12") + (
        f"model = keras.Sequential([keras.Input((12, 12, 3)), {layers}])\n"
        "model.compile(optimizer=keras.optimizers.SGD(0.5, momentum=0.9), loss='mse')\nmodel.fit(images, labels, batch_size=16)\n"
    )
    _, report = confirm(capsys, tmp_path, text)
    (setup,) = report["setups"]  # type: ignore[attr-defined]
    said = {verdict["code"]: verdict["verdict"] for verdict in setup["verdicts"]}
    assert said["KL109"] == "refuted"
    assert all("KL109" not in codes for codes in setup["minimal_repair_sets"])


def test_what_raises_is_confirmed_without_training(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = dense('layers.Dense(3, activation="softmax")', compiled='optimizer="adam", loss="categorical_crossentropy"')
    _, report = confirm(capsys, tmp_path, text)
    (setup,) = report["setups"]  # type: ignore[attr-defined]
    (verdict,) = setup["verdicts"]
    assert (verdict["code"], verdict["verdict"], verdict["seeds"]) == ("KL107", "confirmed", 0)
    assert "does not get through a batch" in verdict["reason"]


def test_a_layer_of_the_program_itself_is_not_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    proof = tmp_path / "run"
    own = f"open({str(proof)!r}, 'w')\nclass Mine(layers.Layer):\n    def call(self, x):\n        return elsewhere.done(x)\n"
    _, report = confirm(capsys, tmp_path, own + SATURATED.replace("layers.Dense(16", "Mine(),\n    layers.Dense(16"))
    (setup,) = report["setups"]  # type: ignore[attr-defined]
    (verdict,) = setup["verdicts"]
    assert verdict["verdict"] == "not run"
    assert "not known" in verdict["reason"]
    assert not proof.exists()


def test_names_of_old_versions_are_confirmed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, report = confirm(capsys, tmp_path, "from keras.layers import CuDNNLSTM\nlayer = CuDNNLSTM(8)\n")
    said = [verdict for setup in report["setups"] for verdict in setup["verdicts"]]  # type: ignore[attr-defined]
    assert any(verdict["verdict"] == "confirmed" and "CuDNNLSTM" in verdict["reason"] for verdict in said)


def test_confirmed_findings_carry_that_confidence_into_other_formats(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(HEAD + SATURATED)
    files = {
        name: tmp_path / f"report.{name}"
        for name in ("sarif", "html", "full", "github", "gitlab", "junit", "rdjson", "azure", "pylint")
    }
    written = [option for name, path in files.items() for option in ("--output-format", f"{name}={path}")]
    main(["check", "--confirm", "--no-cache", "--output-format", "json", *written, str(file)])
    found = json.loads(capsys.readouterr().out)
    assert [row["confidence"] for row in found if row["code"] == "KL101"] == ["confirmed"]
    (result,) = [one for one in json.loads(files["sarif"].read_text())["runs"][0]["results"] if one["ruleId"] == "KL101"]
    assert result["properties"]["confidence"] == "confirmed"
    for name in ("html", "full"):
        assert "training says: confirmed" in files[name].read_text(), name
    for name in ("github", "gitlab", "junit", "rdjson", "azure", "pylint"):
        assert "(confirmed by training)" in files[name].read_text(), name


def test_data_of_the_user_are_used(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    x = np.random.default_rng(0).normal(size=(600, 8))
    np.savez(tmp_path / "own.npz", x=x, y=(x[:, 0] > 0).astype(int))
    _, report = confirm(capsys, tmp_path, SATURATED, "--data", str(tmp_path / "own.npz"))
    (setup,) = report["setups"]  # type: ignore[attr-defined]
    (verdict,) = setup["verdicts"]
    assert verdict["verdict"] == "confirmed"
    assert verdict["data"].startswith("your data")


def test_data_that_do_not_fit_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    np.savez(tmp_path / "own.npz", x=np.zeros((600, 3)), y=np.zeros(600))
    _, report = confirm(capsys, tmp_path, SATURATED, "--data", str(tmp_path / "own.npz"))
    (setup,) = report["setups"]  # type: ignore[attr-defined]
    (verdict,) = setup["verdicts"]
    assert verdict["verdict"] == "not run"
    assert "(3,)" in verdict["reason"]


OWN = """
import keras
import numpy as np
from keras import layers

x = np.random.normal(size=(400, 8))
y = np.random.randint(0, 3, 400)


class Doubled(layers.Layer):
    def call(self, inputs):
        return keras.ops.concatenate([inputs, inputs * unknown_factor()], axis=-1)


def unknown_factor():
    return float(open(__file__).read().count("unknown"))


model = keras.Sequential([keras.Input((8,)), Doubled(), layers.Dense(16, activation="relu"), layers.Dense(3, "softmax")])
model.compile(optimizer=keras.optimizers.Adam(5.0), loss="sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
raise RuntimeError("the program must not be run beyond its training")
"""


def test_a_model_of_the_program_itself_is_trained_where_running_it_is_allowed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "own.py"
    file.write_text(OWN)
    said = []
    for options in ([], ["--exec"]):
        main(["confirm", str(file), "--output-format", "json", "--no-cache", *options])
        (setup,) = json.loads(capsys.readouterr().out)["setups"]
        said.append({verdict["code"]: verdict["verdict"] for verdict in setup["verdicts"]})
    assert said[0]["KL201"] == "not run"
    assert said[1]["KL201"].startswith("confirmed")
