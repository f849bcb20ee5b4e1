"""A tensor or array that grows in a loop, and is copied as a whole in each turn.

## What it does
Finds names that get, in a loop, what they held joined with something more: `x = tf.concat([x, part], 0)`, and the like
with `keras.ops.concatenate`, `np.append`, `np.concatenate`, `np.vstack` and `np.hstack`.

## Why is this bad
Tensors and arrays cannot grow. Each turn makes a new one and copies all that was there before, so that the time grows
with the square of the number of turns. Parts that are put into a list and joined once, behind the loop, are copied
once.

## Example
```python
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
scores = np.zeros((0, 1))
for number in range(100):
    points = np.full((32, 4), number / 100)
    scores = np.concatenate([scores, model.predict_on_batch(points)])
print(scores.mean())
```

## Use instead
```python
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
parts = []
for number in range(100):
    points = np.full((32, 4), number / 100)
    parts.append(model.predict_on_batch(points))
print(np.concatenate(parts).mean())
```

## When it stays silent
- The parts are put into a list, or into a `tf.TensorArray`.
- The loop is known to have three turns or fewer.
- Sums that grow (`loss += ...`): nothing is copied but the sum.

## Keras behaviour
Silent in all versions.

## References
- [tf.TensorArray](https://www.tensorflow.org/api_docs/python/tf/TensorArray)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    library_name,
    relate,
    repeated_in,
)

META = Meta(
    code="KL708",
    severity=Severity.INFO,
    category="performance",
    since="0.1",
    tier=Tier.OPT_IN,
    prediction=Prediction(Statistic.STATE, "lower", 2.0),
)


def check(program: Program) -> Iterator[Draft]:
    """Find what grows in loops, each place once."""
    seen: set[object] = set()
    for event in program.events:
        loop = repeated_in(event.contexts)
        if event.kind != "grow" or loop is None or event.place is None or event.place.key in seen:
            continue
        seen.add(event.place.key)
        target = event.details["target"]
        yield finding(
            event.place,
            f"{target} grows in a loop: {library_name(event.name)} copies all of it in each turn; put the parts into a list and"
            " join them once, behind the loop",
            related=relate((loop.place, "this is the loop")),
        )
