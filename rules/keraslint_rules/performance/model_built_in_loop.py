"""Models that are made in a loop without ever clearing what Keras keeps of them.

## What it does
Finds models that are built and trained in a loop in which neither `clear_session()` nor `gc.collect()` is called.

## Why is this bad
Keras keeps a global state for the models that a program makes: names, and graphs of their functions. In a long
loop over settings or random splits it grows with every turn, until memory runs out or each turn takes longer than the
one before.

## Example
```python
import keras
from sklearn.datasets import load_iris
from sklearn.model_selection import ShuffleSplit

points, labels = load_iris(return_X_y=True)

for train, test in ShuffleSplit(50).split(points):
    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(points[train], labels[train], epochs=50)
    print(model.evaluate(points[test], labels[test]))
```

## Use instead
```python
import keras
from sklearn.datasets import load_iris
from sklearn.model_selection import ShuffleSplit

points, labels = load_iris(return_X_y=True)

for train, test in ShuffleSplit(50).split(points):
    keras.utils.clear_session()
    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(points[train], labels[train], epochs=50)
    print(model.evaluate(points[test], labels[test]))
```

## Fix safety
The fix is unsafe: models from before the loop, or from an earlier turn, lose their state in Keras 2 on graphs.

## When it stays silent
- `clear_session()` or `gc.collect()` is called somewhere in the program.
- The loop is known to have ten turns or fewer.
- The models are kept in a list or dict, as those of an ensemble, or are not trained.
- In tests.

## Keras behaviour
Silent in all versions. The documentation of `clear_session` names loops that make models as what it is for.

## References
- [clear_session](https://keras.io/api/utils/config_utils/#clearsession-function)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CHEAP_TURNS,
    Context,
    Draft,
    Event,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    in_test_file,
    insert_in_loop,
    making,
    relate,
    repeated_in,
    stands_in,
)

META = Meta(
    code="KL702",
    severity=Severity.INFO,
    category="performance",
    since="0.1",
    tier=Tier.OPT_IN,
    fixes=Fixes.ALWAYS,
    relaxed=True,
    prediction=Prediction(Statistic.STATE, "lower", 1.0),
)

CLEARING = ("clear_session", "reset_default_graph")


def check(program: Program) -> Iterator[Draft]:
    """Find loops that make and train models, each loop once."""
    if in_test_file(program) or _clears(program):
        return
    kept = {event.subject for event in program.events if event.kind == "keep"}
    seen: set[object] = set()
    for setup in program.setups:
        made = making(setup)
        loop = None if made is None else repeated_in(made.contexts, CHEAP_TURNS)
        if made is None or loop is None or loop.place is None or made.subject in kept or loop.place.key in seen:
            continue
        if any(stands_in(use.contexts, loop) for use in setup.fits):
            seen.add(loop.place.key)
            yield _draft(made, loop)


def _clears(program: Program) -> bool:
    return any(call.kind.endswith(CLEARING) for call in program.calls) or any(event.kind == "collect" for event in program.events)


def _draft(made: Event, loop: Context) -> Draft:
    turns = "" if loop.turns is None else f" of {loop.turns} turns"
    return finding(
        made.place,
        f"this loop{turns} makes a model in each turn, and Keras keeps state of all of them: memory grows until the program ends;"
        " call keras.utils.clear_session() at the start of each turn",
        related=relate((loop.place, "this is the loop")),
        fix=fix("Clear the session in each turn", insert_in_loop(loop, "keras.utils.clear_session")),
    )
