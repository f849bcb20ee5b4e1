"""Layers, initializers, losses and other objects that have another name in Keras 3, or none.

## What it does
Finds names such as `keras.layers.CuDNNLSTM`, `keras.initializers.normal` or `keras.losses.mse` that a module had once
and does not have any more, and `LeakyReLU(alpha=...)`.

## Why is this bad
The names stop the program with an error. `alpha` still works, with a warning, until it is removed as well.

## Example
```python
import keras

layer = keras.layers.CuDNNLSTM(32, return_sequences=True)
```
```python
from keras.constraints import maxnorm

limit = maxnorm(3)
```
```python
import keras

layer = keras.layers.LeakyReLU(alpha=0.2)
```

## Use instead
```python
import keras

layer = keras.layers.LSTM(32, return_sequences=True)
```
```python
from keras.constraints import MaxNorm as maxnorm

limit = maxnorm(3)
```
```python
import keras

layer = keras.layers.LeakyReLU(negative_slope=0.2)
```

## Fix safety
A name is replaced by the one that the same thing has today; the program could not run as it stood. `LSTM` and `GRU` use
cuDNN by themselves where they can. Layers that have no successor have no fix.

## When it stays silent
- The program runs on a Keras that has the name: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its
  project requires, or because only `tensorflow.keras` has kept it and it is taken from there.
- The import stands in a `try` that goes on where it fails, or behind a test of the version.

## Keras behaviour
Keras 3: the names raise `ImportError` or `AttributeError`; `LeakyReLU(alpha=...)` warns that the argument is deprecated.

## References
- [Layers](https://keras.io/api/layers/)
- [Migrating Keras 2 code to Keras 3](https://keras.io/guides/migrating_to_keras_3/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    REMAINING,
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
    below,
    finding,
    fix,
    gone,
    rename_argument,
    replace_reference,
)

META = Meta(
    code="KL809",
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

SUCCESSORS = {
    "keras.layers.CuDNNGRU": "keras.layers.GRU",
    "keras.layers.CuDNNLSTM": "keras.layers.LSTM",
    "keras.regularizers.l1l2": "keras.regularizers.L1L2",
}
"""What does the same with the same arguments."""

HINTS = {
    "keras.layers.AtrousConv2D": "use Conv2D with dilation_rate",
    "keras.layers.AtrousConvolution2D": "use Conv2D with dilation_rate",
    "keras.layers.AtrousConv1D": "use Conv1D with dilation_rate",
    "keras.layers.AtrousConvolution1D": "use Conv1D with dilation_rate",
    "keras.layers.DenseFeatures": "use the preprocessing layers, or keras.utils.FeatureSpace",
    "keras.layers.Highway": "write it as a layer of your own",
    "keras.layers.LocallyConnected1D": "write it as a layer of your own",
    "keras.layers.LocallyConnected2D": "write it as a layer of your own",
    "keras.layers.MaxoutDense": "use Dense, then keras.ops.max over groups of units in a layer of your own",
    "keras.layers.Merge": "use Concatenate, Add, Multiply or another merging layer on a list of tensors",
    "keras.layers.merge": "use concatenate, add, multiply or another merging function on a list of tensors",
    "keras.layers.ThresholdedReLU": "use ReLU(threshold=...)",
    "keras.layers.TimeDistributedDense": "use Dense, which works on the last axis, or TimeDistributed(Dense(...))",
    "keras.losses.cosine": "use keras.losses.cosine_similarity",
    "keras.losses.cosine_proximity": "use keras.losses.cosine_similarity",
    "keras.metrics.precision": "use keras.metrics.Precision()",
    "keras.metrics.recall": "use keras.metrics.Recall()",
    "keras.regularizers.WeightRegularizer": "use keras.regularizers.L1L2",
}


def check(program: Program) -> Iterator[Draft]:
    """Find names that a module which is still there has lost, and the old argument of ``LeakyReLU``."""
    for one in gone(program):
        if one.module in REMAINING and not one.is_module:
            yield finding(
                one.reference.place, f"{one.reference.written} does not exist in Keras 3; {_advice(one)}", fix=_fix(one)
            )
    calls = [call for call in program.calls if call.kind == "keras.layers.LeakyReLU" and not call.guarded]
    for slope in (fact for call in calls if (fact := call.arguments.get("alpha")) is not None and fact.given):
        yield finding(
            slope.place,
            "LeakyReLU(alpha=...) is deprecated: the argument is called negative_slope in Keras 3",
            severity=Severity.WARNING,
            fix=fix("Use negative_slope", rename_argument(slope, "negative_slope"), safe=True),
        )


def _successor(one: Gone) -> str | None:
    return SUCCESSORS.get(one.public) or one.instead


def _advice(one: Gone) -> str:
    successor = _successor(one)
    if one.public in HINTS:
        return HINTS[one.public]
    if successor is None:
        return "nothing takes its place"
    return f"use {successor if successor.startswith('tensorflow.') else below(one.root, successor)}"


def _fix(one: Gone) -> Fix | None:
    successor = _successor(one)
    if successor is None or one.public in HINTS or successor.startswith("tensorflow."):
        return None
    return fix(f"Use {below(one.root, successor)}", replace_reference(one.reference, successor), safe=True)
