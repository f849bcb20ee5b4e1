"""Draws the pictures of the documentation, for ``gen_docs.py``.

The picture in the README is what keraslint prints on a terminal; the charts of ``docs/why`` show what ``measure.py`` has measured
with a real Keras, and what the signatures know of its versions.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
WHY: Final = ROOT / "docs" / "why"
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from charts import COLOURS, Axes, bars, lines, points  # noqa: E402 - the path comes first
from terminal import svg  # noqa: E402

from keraslint.libs import signatures  # noqa: E402

SHOWN: Final = ("examples/blue_vs_red.py", "--select", "unscaled-input,learning-rate-too-high")

SCALING: Final = dict(zip(("as written", "smaller rate", "both", "scaled"), COLOURS, strict=True))
HEADS: Final = {"softmax, one unit": COLOURS[0], "sigmoid, one unit": COLOURS[3]}
"""The curves of a picture with their colours."""

VERSIONS: Final = ("1", "2.2", "2", "3.0", "3.3", "3.6", "3.9", "3.12", "3.15")
"""Of the versions that the signatures know, those that the picture shows, if they know them."""

VERSION_NAMES: Final = {"2": "tf.keras 2"}

NAMES: Final = (
    "models.Model.fit_generator", "models.Sequential.predict_classes", "preprocessing.image.ImageDataGenerator",
    "wrappers.scikit_learn.KerasClassifier", "layers.CuDNNLSTM", "layers.ThresholdedReLU",
    "layers.experimental.preprocessing.Rescaling", "utils.np_utils.to_categorical", "layers.Rescaling", "ops.matmul",
    "layers.Pipeline",
)  # fmt: skip
"""What programs write, below ``keras``; from what went to what came."""


def pictures() -> dict[Path, str]:
    """Return what should be there, by path."""
    measured = json.loads((WHY / "measured.json").read_text(encoding="utf-8"))
    return {
        ROOT / "docs" / "terminal.svg": terminal(),
        WHY / "scaling.svg": _training("Is a picture blue or red?", measured["scaling"], SCALING, range(0, 1201, 300)),
        WHY / "learning-rate.svg": _rates(measured["learning-rate"]),
        WHY / "heads.svg": _training("Is a handwritten digit even?", measured["heads"], HEADS, range(0, 421, 70)),
        WHY / "leakage.svg": _noise(measured["leakage"]),
        WHY / "migration.svg": _versions(),
    }


def terminal() -> str:
    """Run keraslint on an example and return the picture of the terminal."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT / "rules")))
    command = [sys.executable, "-m", "keraslint", *SHOWN, "--color", "always", "--isolated", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False)
    prompt = f"\x1b[2m$\x1b[0m \x1b[1mkeraslint {' '.join(SHOWN)}\x1b[0m\n"
    return svg(
        prompt + done.stdout,
        "keraslint finds a learning rate that is too high and images that nobody scaled, and says that they act together",
    )


def _training(title: str, measured: dict[str, Any], colours: dict[str, str], ticks: range) -> str:
    across = [measured["every"] * at for at in range(len(next(iter(measured["curves"].values()))))]
    curves = {name: measured["curves"][name] for name in colours}
    return lines(Axes(title, "updates of the weights", "right answers", ticks), across, curves, tuple(colours.values()))


def _rates(measured: dict[str, Any]) -> str:
    axes = Axes(
        "Ten epochs on handwritten digits",
        "learning rate",
        "right answers",
        (1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10),
        logarithmic=True,
    )
    return lines(axes, measured["rates"], measured["curves"], (COLOURS[1], COLOURS[0], COLOURS[2]))


def _noise(measured: dict[str, Any]) -> str:
    axes = Axes("Noise, and labels by the throw of a coin", "", "right answers", (0, 1), (0.25, 0.5, 0.75, 1.0))
    return points(axes, measured, (COLOURS[0], COLOURS[3]))


def _versions() -> str:
    known = signatures.load()
    shown = [version for version in VERSIONS if version in known.versions]
    found = {name: known.availability(f"keras.{name}") for name in NAMES}
    rows = {name: [there is not None and version in there.versions for version in shown] for name, there in found.items()}
    return bars("Which version of Keras has it", [VERSION_NAMES.get(one, one) for one in shown], rows)
