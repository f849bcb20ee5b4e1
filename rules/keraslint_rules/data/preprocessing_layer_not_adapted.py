"""A preprocessing layer that has neither learned from data nor been told what to do.

## What it does
Reports a `Normalization`, `Discretization`, `TextVectorization`, `StringLookup` or `IntegerLookup` in a model that is
trained or used, where nothing calls its `adapt` and its constructor gets neither mean and variance, nor boundaries,
nor a vocabulary.

## Why is this bad
A `Normalization` that has not seen data assumes a mean of 0 and a variance of 1, and gives back what it is given: the
model trains on unscaled inputs, and nothing tells. The others stop with an error when the first batch arrives, which
names a lookup table rather than the call that is missing.

## Example
```python
import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.california_housing.load_data()

normalization = keras.layers.Normalization()
model = keras.Sequential([
    keras.Input((8,)),
    normalization,
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mean_absolute_percentage_error")
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
```

## Use instead
```python
import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.california_housing.load_data()

normalization = keras.layers.Normalization()
normalization.adapt(x_train)
model = keras.Sequential([
    keras.Input((8,)),
    normalization,
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mean_absolute_percentage_error")
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
```

## Fix safety
The fix calls `adapt` on the training data behind the statement that makes the layer, where both have names. It is unsafe
because training goes differently, and because it is not certain that these are the data to learn from.

## When it stays silent
- Something calls `adapt` on the layer, or `set_vocabulary`, under whatever condition.
- Its arguments say what to do: mean and variance, boundaries, a vocabulary or a file that holds one.
- Weights are loaded somewhere in the program, as they hold what the layer has learned.
- A layer that hashes: it learns nothing.

## Keras behaviour
`Normalization` is silent. `Discretization` raises a `ValueError`; `TextVectorization`, `StringLookup` and
`IntegerLookup` raise a `FailedPreconditionError` about a table that is not initialised.

## References
- [Preprocessing layers](https://keras.io/guides/preprocessing_layers/)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.api import (
    Draft,
    Event,
    Fix,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Tier,
    adapt_layer,
    finding,
    fix,
    loads_weights,
    relate,
    training,
)

META = Meta(
    code="KL307",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.05),
)


@dataclass(frozen=True, slots=True)
class Learner:
    """A layer that learns from data: the arguments that make that needless, what it does without, what it lacks."""

    told: tuple[str, ...]
    otherwise: str
    lacks: str


RAISES = "the first batch stops with an error"

LEARNERS = {
    "Normalization": Learner(
        ("mean", "variance"), "it assumes a mean of 0 and a variance of 1, and changes nothing", "mean and variance"
    ),
    "Discretization": Learner(("bin_boundaries",), RAISES, "boundaries"),
    "TextVectorization": Learner(("vocabulary",), RAISES, "a vocabulary"),
    "StringLookup": Learner(("vocabulary",), RAISES, "a vocabulary"),
    "IntegerLookup": Learner(("vocabulary",), RAISES, "a vocabulary"),
}


def check(setup: Setup) -> Iterator[Draft]:
    """Find layers of a model in use that have learned nothing."""
    if not isinstance(setup.model, Model) or setup.program is None or not setup.uses or loads_weights(setup):
        return
    seen: set[int] = set()
    for layer in setup.model.flat():
        learner = LEARNERS.get(layer.name) if layer.kind.startswith("keras.layers.") else None
        if learner is None or layer.identity in seen or not _knows_nothing(layer, learner, setup.program):
            continue
        seen.add(layer.identity)
        yield _draft(setup, layer, learner)


def _knows_nothing(layer: Layer, learner: Learner, program: Program) -> bool:
    told = [layer[name] for name in learner.told]
    return all(fact.value is None for fact in told) and not any(_teaches(event, layer) for event in program.events)


def _teaches(event: Event, layer: Layer) -> bool:
    return event.kind in {"fit", "given"} and event.subject == layer.identity


def _draft(setup: Setup, layer: Layer, learner: Learner) -> Draft:
    first = setup.uses[0]
    return finding(
        layer.place,
        f"nothing calls adapt on this {layer.name}, and it is not given {learner.lacks}: {learner.otherwise}; call adapt on the"
        " training data before the model is used",
        related=relate((first.place, "the model is used here, with the layer as it was made")),
        fix=_fix(setup, layer),
    )


def _fix(setup: Setup, layer: Layer) -> Fix | None:
    fed = [feed.x for feed in training(setup) if feed.use.container == "array"]
    single = isinstance(setup.model, Model) and len(setup.model.inputs) == 1
    return fix("Let the layer learn from the training data", adapt_layer(layer, fed[0])) if fed and single else None
