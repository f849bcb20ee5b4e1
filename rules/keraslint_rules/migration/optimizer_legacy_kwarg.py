"""Arguments of optimizers that newer versions of Keras do not accept.

## What it does
Finds `lr`, `decay` and `schedule_decay`, and `epsilon=None`, in the construction of an optimizer.

## Why is this bad
The names changed with Keras 2.3, and Keras 3 dropped the old ones. Depending on the version the program stops, or
goes on without what was asked for: TensorFlow 2.11 to 2.15 train `SGD(lr=0.1)` with 0.01, and Keras 3 leaves `decay`
out with nothing but a warning.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.SGD(lr=0.01), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```
```python
import keras

optimizer = keras.optimizers.Adam(learning_rate=0.001, decay=0.0001)
```
```python
import keras

optimizer = keras.optimizers.RMSprop(learning_rate=0.001, epsilon=None)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="sparse_categorical_crossentropy")
model.fit(points, labels, epochs=5)
```
```python
import keras

optimizer = keras.optimizers.Adam(
    learning_rate=keras.optimizers.schedules.InverseTimeDecay(initial_learning_rate=0.001, decay_steps=1, decay_rate=0.0001)
)
```
```python
import keras

optimizer = keras.optimizers.RMSprop(learning_rate=0.001)
```

## Fix safety
Renaming `lr`, and removing `epsilon=None` or a `decay` of 0, is safe: it is what the program asked for, and the call
could not work as it stood. A `decay` becomes an `InverseTimeDecay` schedule, which is what it did; this is unsafe,
because a program that ran without the decay so far will train differently.

## When it stays silent
- The optimizer is not one of Keras, or is one of `keras.optimizers.legacy`, which accepts these arguments.
- The program pins Keras 1, Keras 2 before 2.3, or TensorFlow before 2.11.
- The arguments are handed over as a dictionary that is not known.

## Keras behaviour
Keras 3: `lr` and `schedule_decay` raise "Argument(s) not recognized"; `decay` is left out with a warning;
`epsilon=None` raises "None values not supported" with the first batch. `tf.keras` of TensorFlow 2.11 to 2.15 and
`tf_keras`: `lr` is ignored, `decay` and `schedule_decay` raise, `epsilon=None` raises with the first batch.

## References
- [Optimizers](https://keras.io/api/optimizers/)
- [InverseTimeDecay](https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.api import (
    Call,
    Component,
    Draft,
    Fact,
    Fix,
    Fixes,
    Framework,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    is_guarded,
    number,
    remove_argument,
    rename_argument,
    set_argument,
)

META = Meta(
    code="KL801",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="Keras 3, and tf.keras from TensorFlow 2.11 on",
    flavours=("keras3", "keras2"),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

NAMESPACE = "keras.optimizers."
ELSEWHERE = ("legacy.", "schedules.", "experimental.")


def check(program: Program) -> Iterator[Draft]:
    """Find arguments of old in every optimizer that the program makes."""
    if _old(program.framework):
        return
    for component in program.components:
        is_one = component.kind.startswith(NAMESPACE) and not component.kind.removeprefix(NAMESPACE).startswith(ELSEWHERE)
        if is_one and not is_guarded(program, component.place):
            yield from _judged(component, program.framework)


def _old(framework: Framework) -> bool:
    """Say whether the program is pinned to versions that know the old arguments."""
    below = framework.below
    bound = (2, 3) if framework.package == "keras" else (2, 11)
    return framework.flavour == "keras2" and bool(below) and below <= bound


def _judged(component: Component, framework: Framework) -> Iterator[Draft]:
    keras3 = framework.flavour == "keras3"
    for name in ("lr", "decay", "schedule_decay"):
        fact = _passed(component, name)
        if fact is not None:
            yield finding(
                fact.place,
                f"{component.name}({name}={_shown(fact)}) {_effect(name, keras3=keras3)}; {_advice(name, fact)}",
                severity=Severity.WARNING if name == "decay" and keras3 else None,
                fix=_fix(component, name, fact),
            )
    epsilon = component.arguments.get("epsilon")
    if epsilon is not None and epsilon.given and epsilon.value is None:
        yield finding(
            epsilon.place,
            f"{component.name}(epsilon=None) fails with the first batch: None is not a number any more; leave epsilon out",
            fix=fix("Remove epsilon=None", remove_argument(epsilon), safe=True),
        )


def _passed(component: Component, name: str) -> Fact[Any] | None:
    """Return an argument that is passed, whether the signature knows it or leaves it to ``**kwargs``."""
    fact = component.unexpected.get(name) or component.arguments.get(name)
    return fact if fact is not None and fact.given else None


def _shown(fact: Fact[Any]) -> str:
    return "..." if fact.number is None else number(fact.number)


def _effect(name: str, *, keras3: bool) -> str:
    if name == "lr":
        return "is refused by Keras 3: the argument is not known any more" if keras3 else "has no effect: the argument is ignored"
    if name == "decay" and keras3:
        return "has no effect: Keras 3 ignores the argument, with a warning"
    return "is refused: the argument is not known any more"


def _advice(name: str, fact: Fact[Any]) -> str:
    if name == "lr":
        return "use learning_rate"
    if fact.number == 0:
        return "leave it out"
    return "use a learning rate schedule such as InverseTimeDecay"


def _fix(component: Component, name: str, fact: Fact[Any]) -> Fix | None:
    if name == "lr":
        if component["learning_rate"].given:
            return fix("Remove lr", remove_argument(fact))
        return fix("Use learning_rate", rename_argument(fact, "learning_rate"), safe=True)
    if fact.number == 0:
        return fix(f"Remove {name}", remove_argument(fact), safe=True)
    return _scheduled(component, fact) if name == "decay" else None


def _scheduled(component: Component, decay: Fact[Any]) -> Fix | None:
    """Replace a decay by the schedule that did the same: the learning rate divided by one plus the decay times the step."""
    rate = _passed(component, "lr") or component["learning_rate"]
    if rate.number is None or decay.number is None or rate.site is None:
        return None
    schedule = Call(
        "keras.optimizers.schedules.InverseTimeDecay",
        {"initial_learning_rate": rate.value, "decay_steps": 1, "decay_rate": decay.value},
    )
    return fix("Use an InverseTimeDecay schedule", set_argument(rate, schedule), remove_argument(decay))
