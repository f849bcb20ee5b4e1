"""Modules of Keras and functions of TensorFlow 1 that today's versions do not have.

## What it does
Finds imports from, and names in, modules that an older Keras had and the one that the program runs on does not:
`keras.layers.core`, `keras.utils.np_utils`, `keras.layers.experimental.preprocessing` and many more. In a program that
uses Keras it finds the session, the placeholders and the other functions of TensorFlow 1 as well.

## Why is this bad
The program stops at that line. Most of the names have only moved.

## Example
```python
from keras.layers.core import Dense, Dropout
from keras.models import Sequential

model = Sequential([Dense(16, activation="relu"), Dropout(0.5), Dense(3, activation="softmax")])
```
```python
from keras.utils import np_utils

labels = np_utils.to_categorical([0, 1, 2, 1])
```
```python
import tensorflow as tf

scaled = tf.keras.layers.experimental.preprocessing.Rescaling(1 / 255)
```

## Use instead
```python
from keras.layers import Dense, Dropout
from keras.models import Sequential

model = Sequential([Dense(16, activation="relu"), Dropout(0.5), Dense(3, activation="softmax")])
```
```python
from keras import utils as np_utils

labels = np_utils.to_categorical([0, 1, 2, 1])
```
```python
import tensorflow as tf

scaled = tf.keras.layers.Rescaling(1 / 255)
```

## Fix safety
Where the same thing is somewhere else today, the fix writes that place; this is safe, since the program could not run
as it stood. What is left in `tensorflow.keras` alone is taken from there, which is safe where the program imports
TensorFlow anyway. What is gone for good has no fix.

## When it stays silent
- The program runs on a Keras that has the module: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its
  project requires.
- The import stands in a `try` that goes on where it fails, or behind a test of the version.
- The name was never public in any version, so that nothing is known of it.

## Keras behaviour
Keras 3: the imports raise `ModuleNotFoundError` or `ImportError`, the attributes `AttributeError`.
`ImageDataGenerator` and `Tokenizer` are still in `tensorflow.keras.preprocessing`, and not in `keras.preprocessing`.

## References
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
    Reference,
    Severity,
    Statistic,
    Tier,
    below,
    finding,
    fix,
    gone,
    parent,
    relate,
    relied_upon,
    replace_module,
    replace_reference,
    uses_keras,
)

META = Meta(
    code="KL806",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    one_cause=True,
)

ELSEWHERE = ("keras.backend.", "keras.optimizers.")
"""Names that are matters of other rules."""

HINTS = {
    "keras.wrappers.scikit_learn": "use keras.wrappers.SKLearnClassifier and SKLearnRegressor, or the package scikeras",
    "keras.utils.multi_gpu_model": "use tf.distribute.MirroredStrategy, or keras.distribution",
    "keras.utils.HDF5Matrix": "read the file with h5py",
    "keras.models.model_from_yaml": "use keras.models.model_from_json",
    "keras.estimator": "train the model itself",
}

TENSORFLOW1 = frozenset({
    "ConfigProto", "GPUOptions", "InteractiveSession", "Session", "app", "assign", "contrib", "enable_eager_execution",
    "examples", "flags", "get_default_graph", "get_variable", "gfile", "global_variables_initializer",
    "initialize_all_variables", "placeholder", "placeholder_with_default", "python_io", "random_normal", "random_uniform",
    "reset_default_graph", "set_random_seed", "to_float", "trainable_variables", "truncated_normal", "variable_scope",
    "train.AdamOptimizer", "train.GradientDescentOptimizer", "train.RMSPropOptimizer", "train.Saver", "summary.FileWriter",
})  # fmt: skip
"""What TensorFlow 2 has not taken over, below ``tensorflow``."""


def check(program: Program) -> Iterator[Draft]:
    """Find names whose module is gone, those of one statement together where they all move to one place."""
    found = [one for one in gone(program) if _is_ours(one)]
    while found:
        first = found.pop(0)
        statement = first.reference.through
        together = [first, *(one for one in found if statement is not None and one.reference.through == statement)]
        if _all_move(together, program):
            found = [one for one in found if one not in together]
            yield _statement(together)
        else:
            yield _single(first, program)
    yield from _old_tensorflow(program)


def _is_ours(one: Gone) -> bool:
    if one.public.startswith(ELSEWHERE):
        return False
    return one.module not in REMAINING or one.is_module


def _all_move(together: list[Gone], program: Program) -> bool:
    statement = together[0].reference.through
    written = [reference for reference in program.references if reference.through == statement]
    homes = {parent(one.instead) if one.instead is not None and one.keeps_name else "" for one in together}
    return len(together) == len(written) > 1 and len(homes) == 1 and "" not in homes and not _only_tensorflow(together[0])


def _only_tensorflow(one: Gone) -> bool:
    return one.root == "keras" and one.instead is not None and one.instead.startswith("tensorflow.")


def _statement(together: list[Gone]) -> Draft:
    first = together[0]
    assert first.instead is not None
    home = parent(first.instead)
    names = ", ".join(one.name for one in together)
    message = (
        f"{_written(parent(first.reference.written))} does not exist in Keras 3; import {names} from {below(first.root, home)}"
    )
    return finding(
        first.reference.through,
        message,
        fix=fix(f"Import from {below(first.root, home)}", replace_module(first.reference, home), safe=True),
    )


def _single(one: Gone, program: Program) -> Draft:
    return finding(
        one.reference.place,
        f"{_written(one.reference.written)} does not exist in Keras 3; {_advice(one)}",
        fix=_fix(one, program),
    )


def _written(name: str) -> str:
    return name.removesuffix(".*")


def _advice(one: Gone) -> str:
    hint = next((text for name, text in HINTS.items() if f"{one.public}.".startswith(f"{name}.")), None)
    if hint is not None:
        return hint
    home = one.instead or one.moved
    if home is None and one.homes:
        return f"what it had is in {' and '.join(below(one.root, name) for name in one.homes)} today"
    if home is None:
        return "nothing takes its place under this name"
    if _only_tensorflow(one):
        return f"{home} still has it, for old programs"
    return f"use {below(one.root, home)}"


def _fix(one: Gone, program: Program) -> Fix | None:
    home = one.instead or one.moved
    if home is None or one.reference.written.endswith(".*"):
        return None
    safe = not _only_tensorflow(one) or "tensorflow" in program.framework.roots
    return fix(
        f"Use {home if _only_tensorflow(one) else below(one.root, home)}", replace_reference(one.reference, home), safe=safe
    )


def _old_tensorflow(program: Program) -> Iterator[Draft]:
    """Find the functions of TensorFlow 1 in a program that uses Keras: one finding for all of them."""
    if not uses_keras(program):
        return
    old = [reference for reference in relied_upon(program) if _name_of_old(reference) is not None]
    if old:
        first, *others = reversed({_name_of_old(reference): reference for reference in reversed(old)}.values())
        yield finding(
            first.place,
            f"{first.written} is of TensorFlow 1 and does not exist in TensorFlow 2, which Keras needs",
            related=relate(*((reference.place, f"so is {reference.written}") for reference in others)),
        )


def _name_of_old(reference: Reference) -> str | None:
    name = reference.written.removeprefix("tensorflow.")
    return name if name != reference.written and name in TENSORFLOW1 else None
