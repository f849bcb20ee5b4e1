"""Functions of `keras.backend` that Keras 3 does not have.

## What it does
Finds uses of `keras.backend` (`K.mean`, `K.get_value`, `K.learning_phase` ...) that an older Keras offered there and
Keras 3 does not.

## Why is this bad
The program stops with an error, in a loss or a layer only when that is first called. The mathematics has moved to
`keras.ops`; sessions, graphs and learning phases are gone.

## Example
```python
import keras
from keras import backend as K


def far_off(y_true, y_pred):
    return keras.ops.mean(K.square(y_true - y_pred))
```

## Use instead
```python
import keras
from keras import backend as K


def far_off(y_true, y_pred):
    return keras.ops.mean(keras.ops.square(y_true - y_pred))
```

## Fix safety
A function is replaced by that of `keras.ops` of the same name where this takes the same arguments with the same
defaults; that is safe, since the call could not work as it stood. Others, whose arguments differ, are left to the reader.

## When it stays silent
- The function is still there: `epsilon`, `floatx`, `image_data_format`, `clear_session` and a few more.
- The function is taken from `tensorflow.keras.backend`, which has kept the mathematics.
- The program runs on a Keras that has it: through `tf_keras`, `TF_USE_LEGACY_KERAS`, or the versions that its project
  requires.
- It stands behind a test of the version, or in a `try` that is prepared for its failure.

## Keras behaviour
Keras 3: `keras.backend.mean` and the others raise `AttributeError`. `tf.keras.backend` has kept `mean`, `square` and the like;
`gradients`, `function`, `learning_phase`, `get_session` are gone from both.

## References
- [Keras 3 operations](https://keras.io/api/ops/)
- [Migrating Keras 2 code to Keras 3](https://keras.io/guides/migrating_to_keras_3/)
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
    finding,
    fix,
    gone,
    is_available,
    replace_reference,
    same_operation,
)

META = Meta(
    code="KL810",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.ON,
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
    one_cause=True,
)

PREFIX = "keras.backend."

HINTS = {
    "batch_flatten": "use keras.ops.reshape(x, (len(x), -1))",
    "batch_set_value": "call assign() of each variable",
    "constant": "use keras.ops.convert_to_tensor",
    "eval": "use keras.ops.convert_to_numpy(x), or float(x) for a number",
    "flatten": "use keras.ops.reshape(x, (-1,))",
    "function": "make a keras.Model from the inputs to the outputs",
    "get_session": "there are no sessions any more",
    "get_value": "use keras.ops.convert_to_numpy(x), or float(x) for a number",
    "gradients": "use tf.GradientTape, jax.grad or torch.autograd",
    "image_dim_ordering": "use keras.config.image_data_format()",
    "int_shape": "use x.shape",
    "learning_phase": "take the argument training of call()",
    "permute_dimensions": "use keras.ops.transpose",
    "placeholder": "use keras.Input",
    "pow": "use keras.ops.power",
    "random_normal": "use keras.random.normal",
    "random_uniform": "use keras.random.uniform",
    "set_image_dim_ordering": "use keras.config.set_image_data_format()",
    "set_learning_phase": "pass training= where a layer is called",
    "set_session": "there are no sessions any more",
    "set_value": "call assign() of the variable",
    "tf": "import tensorflow",
    "tile": "use keras.ops.tile",
    "update": "call assign() of the variable",
    "update_add": "call assign_add() of the variable",
    "update_sub": "call assign_sub() of the variable",
    "variable": "use keras.Variable",
}


def check(program: Program) -> Iterator[Draft]:
    """Find functions of the backend that are gone."""
    for one in gone(program):
        if one.public.startswith(PREFIX):
            message = f"{one.reference.written} does not exist in Keras 3; {_advice(one.name)}"
            yield finding(one.reference.place, message, fix=_fix(one, program))


def _advice(name: str) -> str:
    if name in HINTS:
        return HINTS[name]
    if same_operation(name) is not None:
        return f"use keras.ops.{name}"
    if is_available(f"keras.ops.{name}"):
        return f"use keras.ops.{name}, whose arguments differ"
    return "nothing takes its place under this name"


def _fix(one: Gone, program: Program) -> Fix | None:
    """Replace a function where the program reaches ``keras`` by that name: a bare ``sum`` would hide that of Python."""
    today = same_operation(one.name)
    is_plain = one.reference.through is None and one.root == "keras"
    if today is None or not is_plain or one.name in HINTS or "keras" not in program.imports:
        return None
    return fix(f"Use {today}", replace_reference(one.reference, today), safe=True)
