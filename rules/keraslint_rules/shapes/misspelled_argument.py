"""A misspelled keyword argument.

## What it does
Finds keyword arguments of layers, losses, metrics, optimizers, callbacks, functions and of methods such as `fit` that are
neither among the parameters of the version that the program runs on nor among those of any other, and that are close to
one of them.

## Why is this bad
Keras stops with an error: at once, or where it hurts, when the callback of the last stage of a long training is made.

## Example
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, actvation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
```

## Fix safety
The argument gets the name that is close to the one that is written, which is safe: the call cannot work as it stands.

## When it stays silent
- Some version of Keras had the argument: that is a matter of `removed-argument` and `optimizer-legacy-kwarg`.
- The name is close to none that the call has: it may be of a Keras that is newer than this version of keraslint.
- It is not known what the version that the program runs on passes on through `**kwargs`, or it takes any keyword.
- The function or class is one of the program's own.
- The call stands behind a test of the version, or in a `try` that is prepared for its failure.

## Keras behaviour
All versions raise: layers "Unrecognized keyword arguments" (`ValueError`), everything else "got an unexpected keyword
argument" (`TypeError`) or the like.

## References
- [The base Layer class](https://keras.io/api/layers/base_layer/)
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from keraslint.api import (
    Component,
    Draft,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    library_name,
    rename_argument,
    unheard_of,
)

META = Meta(
    code="KL510",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

CLOSE = 0.85
"""How alike two names have to be, from 0 to 1, for one to be the other misspelled."""


def check(program: Program) -> Iterator[Draft]:
    """Look at the keywords of every call of Keras."""
    for call in program.calls:
        if call.guarded:
            continue
        for name, fact in unheard_of(call, program.framework):
            meant = _meant(call, name)
            if meant is not None:
                yield finding(
                    fact.place,
                    f"{_name(call)} has no argument {name}, and stops with an error here: did you mean {meant}?",
                    fix=fix(f"Write {meant}", rename_argument(fact, meant), safe=True),
                )


def _name(call: Component) -> str:
    return library_name(call.kind) if call.kind.startswith("keras.Model.") else call.name


def _meant(call: Component, name: str) -> str | None:
    """Return the parameter that a name is close to, unless the call gives that one too."""
    free = [parameter for parameter, fact in call.arguments.items() if not fact.given]
    return next(iter(get_close_matches(name, free, n=1, cutoff=CLOSE)), None)
