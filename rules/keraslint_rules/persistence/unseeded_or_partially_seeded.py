"""A training whose random numbers are not the same from run to run.

## What it does
Finds programs that train a model and set no seed, or only that of NumPy, of Python or of TensorFlow.

## Why is this bad
Weights, the order of the samples and dropout are drawn at random. Without a seed nobody gets the same figures twice, and it is
not seen whether a change of the program or chance has made the difference. A seed for NumPy alone does not reach Keras.

## Example
```python
import keras
import numpy as np

np.random.seed(1)
points = np.random.rand(400, 8)
values = points.sum(axis=1)

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(points, values, epochs=5, validation_split=0.2)
```

## Use instead
```python
import keras
import numpy as np

keras.utils.set_random_seed(1)
points = np.random.rand(400, 8)
values = points.sum(axis=1)

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(points, values, epochs=5, validation_split=0.2)
```

## When it stays silent
- `keras.utils.set_random_seed` is called, which sets all three, or each of the three is set by itself; with Keras 2 those of
  NumPy and TensorFlow are enough.
- Nothing is trained, or the file is a test.

## Keras behaviour
Silent. Keras 3 draws the seeds of its layers from the generator of Python (`random`), which neither `np.random.seed` nor
`tf.random.set_seed` touches.

## References
- [set_random_seed](https://keras.io/api/utils/python_utils/#set_random_seed-function)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import Draft, Meta, Program, Severity, Tier, finding, in_test_file, relate

META = Meta(code="KL905", severity=Severity.INFO, category="restriction", since="0.1", tier=Tier.OPT_IN)

COMPLETE = "keras.utils.set_random_seed"
SEEDS = {
    "numpy.random.seed": "NumPy",
    "random.seed": "Python",
    "tensorflow.random.set_seed": "TensorFlow",
    "tensorflow.set_random_seed": "TensorFlow",
}
ENOUGH = {"keras3": frozenset({"NumPy", "Python", "TensorFlow"})}
"""Keras 3 takes the seeds of its layers from Python's own generator; before, those of NumPy and TensorFlow did."""

BEFORE = frozenset({"NumPy", "TensorFlow"})


def check(program: Program) -> Iterator[Draft]:
    """Find the first training of a program that sets no seed, or only some."""
    training = next((use for setup in program.setups for use in setup.fits), None)
    if training is None or in_test_file(program):
        return
    events = [event for event in program.events if event.kind == "seed" and event.name in SEEDS]
    known = {SEEDS[event.name] for event in events}
    complete = any(event.kind == "seed" and event.name == COMPLETE for event in program.events)
    if complete or known >= ENOUGH.get(program.framework.flavour, BEFORE):
        return
    advice = "call keras.utils.set_random_seed(...) at the start"
    if not events:
        yield finding(training.place, f"no seed is set before this training, so that every run gives other figures; {advice}")
        return
    yield finding(
        training.place,
        f"only the seed of {' and '.join(sorted(known))} is set, which does not reach all that is drawn at random here; {advice}",
        related=relate((events[0].place, "this seed is set")),
    )
