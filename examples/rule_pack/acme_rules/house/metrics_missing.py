"""A model that is compiled without any metric.

## What it does
Reports `compile` calls that name no metrics.

## Why is this bad
A loss tells the optimizer what to do and people little. In this house every training logs at least one number that people read.

## Example
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy")
```

## Use instead
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy", metrics=["accuracy"])
```

## When it stays silent
Where the metrics are not known, as with a list that comes from elsewhere.

## Keras behaviour
Keras logs the loss alone.

## References
- The handbook of the house, chapter 3
"""

from collections.abc import Iterator

from keraslint.api import Draft, Meta, Setup, Severity

META = Meta(code="ACM101", severity=Severity.WARNING, category="restriction", since="1.0")


def check(setup: Setup) -> Iterator[Draft]:
    """Find compile calls without metrics."""
    if setup.compile.metrics == ():
        yield Draft(setup.compile.place, "this model is compiled without metrics, and people will see nothing but the loss")
