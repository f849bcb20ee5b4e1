"""Optimizers of `keras.optimizers.legacy` and `keras.optimizers.experimental`, and those of TensorFlow 1.

## What it does
Finds optimizers that are taken from `keras.optimizers.legacy` or `keras.optimizers.experimental`, and optimizers of
`tf.compat.v1.train` that are passed to `compile`.

## Why is this bad
Keras 3 has one set of optimizers. The names in `legacy` raise an error when they are called, `experimental` does not
exist, and `compile` refuses the optimizers of TensorFlow 1.

## Example
```python
import keras

optimizer = keras.optimizers.legacy.Adam(learning_rate=0.001)
```
```python
from tensorflow.keras.optimizers.experimental import SGD

optimizer = SGD(learning_rate=0.01, momentum=0.9)
```

## Use instead
```python
import keras

optimizer = keras.optimizers.Adam(learning_rate=0.001)
```
```python
from tensorflow.keras.optimizers import SGD

optimizer = SGD(learning_rate=0.01, momentum=0.9)
```

## Fix safety
The optimizer of the same name is taken from `keras.optimizers`, where this takes the arguments that are given; that is
safe, since the program could not work as it stood.

## When it stays silent
- The program runs on Keras 2: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its project requires.
- The name stands in a `try` that goes on where it fails, or behind a test of the version.
- An optimizer of TensorFlow 1 that is not passed to `compile`.

## Keras behaviour
Keras 3: `keras.optimizers.legacy.SGD()` raises `ImportError`, `keras.optimizers.experimental` `AttributeError`, and
`compile` with an optimizer of `tf.compat.v1.train` "Could not interpret optimizer".

## References
- [Optimizers](https://keras.io/api/optimizers/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Fix,
    Fixes,
    Gone,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    accepts,
    below,
    finding,
    fix,
    gone,
    replace_reference,
    set_aside,
)

META = Meta(
    code="KL803",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.ON,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

MODULE = "keras.optimizers"
OLD = "tensorflow.compat.v1.train."


def check(program: Program) -> Iterator[Draft]:
    """Find optimizers that were set aside, functions of old that stood for one, and those of TensorFlow 1 in ``compile``."""
    aside = list(set_aside(program))
    moved = [one for one in gone(program) if one.module == MODULE and not one.is_module]
    for one in [*aside, *moved]:
        yield finding(
            one.reference.place, f"{one.reference.written} does not work in Keras 3; {_advice(one)}", fix=_fix(one, program)
        )
    old = [call.place for call in program.calls if call.written.startswith(OLD)]
    for setup in program.setups:
        optimizer = setup.compile.optimizer.component
        if optimizer.place in old:
            yield finding(
                setup.compile.optimizer.place,
                f"{optimizer.name} of TensorFlow 1 is refused by compile(); use an optimizer of keras.optimizers",
            )


def _advice(one: Gone) -> str:
    return "nothing takes its place" if one.instead is None else f"use {below(one.root, one.instead)}"


def _fix(one: Gone, program: Program) -> Fix | None:
    if one.instead is None:
        return None
    kinds = {one.public, one.instead}
    calls = [call for call in program.calls if call.kind in kinds and call.written == one.reference.written]
    if not all(accepts(one.instead, call) for call in calls):
        return None
    return fix(f"Use {below(one.root, one.instead)}", replace_reference(one.reference, one.instead), safe=True)
