"""Convolutions called the way Keras 1 took them, where the third number is now the stride.

## What it does
Finds `Conv2D(32, 3, 3)` and the like: two whole numbers after the number of filters, in a program that does not run on
Keras 1.

## Why is this bad
In Keras 1 these were the height and the width of the kernel. Today the first of them is the size of the kernel and the
second the stride. The layer then looks at every third place only, and its output is a ninth as large. Nothing complains.

## Example
```python
import keras

layer = keras.layers.Conv2D(32, 3, 3, activation="relu")
```

## Use instead
```python
import keras

layer = keras.layers.Conv2D(32, (3, 3), activation="relu")
```

## Fix safety
The two numbers become one kernel size, and the stride is 1 again. This is unsafe: the shapes of all layers behind it
change, and perhaps the stride was meant.

## When it stays silent
- The stride is given by its name, or as a tuple.
- The two numbers differ, or are even (`Conv2D(64, 2, 2)` cuts an image into patches), and nothing else in the program is
  of Keras 1.
- The program runs on Keras 1, or on a package `keras` before 2.4, which converts such calls.

## Keras behaviour
Keras 3 and `tf.keras`: `Conv2D(32, 3, 3)` is `Conv2D(32, kernel_size=3, strides=3)`, silently.

## References
- [Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/)
- [The Keras 2 release notes](https://github.com/keras-team/keras/wiki/Keras-2.0-release-notes)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.api import (
    Component,
    Confidence,
    Draft,
    Fact,
    Fixes,
    Framework,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    finding,
    fix,
    remove_argument,
    removed,
    set_argument,
)

META = Meta(
    code="KL807",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    keras="Keras 2 and 3",
    flavours=("keras3", "keras2"),
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
    one_cause=True,
)

LAYERS = frozenset({"keras.layers.Conv2D", "keras.layers.SeparableConv2D", "keras.layers.Conv2DTranspose"})

OLD_NAMES = ("Convolution2D", "SeparableConvolution2D", "Deconvolution2D")
"""What the layers were called in Keras 1; Keras 3 still knows some of these names."""

CONVERTING = (2, 4)
"""Before this version the package ``keras`` converted calls of Keras 1."""


def check(program: Program) -> Iterator[Draft]:
    """Find convolutions with the two sides of a kernel as two numbers."""
    if _converts(program.framework):
        return
    calls = [call for call in program.calls if call.kind in LAYERS and not call.guarded and _sides(call) is not None]
    old = any(_is_old(call, program.framework) for call in program.calls)
    for call in calls:
        if old or _is_odd_square(call):
            yield _finding(call, Confidence.HIGH if old else Confidence.MEDIUM)


def _converts(framework: Framework) -> bool:
    return framework.flavour == "keras2" and framework.package == "keras" and () < framework.below <= CONVERTING


def _sides(call: Component) -> tuple[int, int] | None:
    """Return the two numbers behind the filters, where there are two and both are given by their position."""
    kernel, strides = call["kernel_size"], call["strides"]
    if not (_is_positional(kernel) and _is_positional(strides)):
        return None
    match kernel.value, strides.value:
        case int() as rows, int() as columns if rows > 1 and columns > 0:
            return rows, columns
    return None


def _is_positional(fact: Fact[Any]) -> bool:
    return fact.given and fact.site is not None and fact.site.keyword is None


def _is_odd_square(call: Component) -> bool:
    sides = _sides(call)
    return sides is not None and sides[0] == sides[1] and sides[0] % 2 == 1


def _is_old(call: Component, framework: Framework) -> bool:
    """Say whether a call is one of Keras 1: by the name of the layer, or by an argument that only Keras 1 has."""
    if call.written.rpartition(".")[2] in OLD_NAMES:
        return _sides(call) is not None
    return any(one.since == "1" for one in removed(call, framework))


def _finding(call: Component, confidence: Confidence) -> Draft:
    rows, columns = _sides(call) or (0, 0)
    filters = call["filters"].value
    count = filters if isinstance(filters, int) else "..."
    message = (
        f"{call.name}({count}, {rows}, {columns}) has a {rows} by {rows} kernel that moves on by {columns}; Keras 1 took these "
        f"numbers for a {rows} by {columns} kernel, which is ({rows}, {columns}) today"
    )
    return finding(call.place, message, fix=fix("Write the kernel size as a tuple", *_changes(call)), confidence=confidence)


def _changes(call: Component) -> Iterator[Any]:
    yield set_argument(call["kernel_size"], _sides(call))
    yield remove_argument(call["strides"])
