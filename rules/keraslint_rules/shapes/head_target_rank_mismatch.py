"""An output with another shape than the targets that it is compared with.

## What it does
Compares the shape of the output with that of the targets: a `Dense` layer at the end of a sequence or a feature map,
which gives one prediction for each of its positions, where there is one target for each sample; and a loss for numbers
whose output and targets have different numbers of columns, one of which is one. Where the targets are not known, a
classifier with a `Dense` layer at the end is reported whose convolutions have cut positions off and whose output still
has what is left of them: a `Flatten` is missing.

## Why is this bad
The losses for numbers subtract with broadcasting, so that every prediction of a sample is compared with its one target,
and nothing is said. On a task with sequences an LSTM with `return_sequences=True` in front of `Dense(1)` reached an R2
of .007, .001 and .004; without it .998, .998 and .997. The cross-entropies stop with an error instead.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
series = rng.random((400, 10, 1))
sums = series.sum(axis=(1, 2))

model = keras.Sequential([
    keras.Input((10, 1)),
    keras.layers.LSTM(16, return_sequences=True),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
model.fit(series, sums, epochs=20)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
series = rng.random((400, 10, 1))
sums = series.sum(axis=(1, 2))

model = keras.Sequential([
    keras.Input((10, 1)),
    keras.layers.LSTM(16),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
model.fit(series, sums, epochs=20)
```

## Fix safety
The fix is unsafe: it decides how the model is meant. It lets the last recurrent layer return its last step only, or
puts a `Flatten` in front of the last layer.

## When it stays silent
- The shape of the output is not known, or that of the targets, unless convolutions without padding have cut the input
  and nothing enlarges it again.
- Targets with a value for each position, as in segmentation and in models from sequences to sequences.
- Numbers of columns that differ under a cross-entropy, or where the targets are classes: that is a question of the loss.
- The loss is the program's own.

## Keras behaviour
Silent for `mse`, `mae`, `huber` and the other losses for numbers wherever the shapes broadcast. Keras 3 raises for the
cross-entropies; Keras 2 broadcasts in `binary_crossentropy`, too.

## References
- [Losses](https://keras.io/api/losses/)
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CONVOLUTIONS,
    CROSSENTROPIES,
    POOLINGS,
    RECURRENT,
    REGRESSION_LOSSES,
    Array,
    Confidence,
    Draft,
    Fact,
    Fix,
    Fixes,
    Layer,
    Meta,
    Model,
    Output,
    Prediction,
    Setup,
    Severity,
    Shape,
    Statistic,
    Tier,
    finding,
    fix,
    holds_classes,
    insert_before,
    loss_and_labels,
    outputs,
    relate,
    set_parameter,
    written,
    written_head,
)

META = Meta(
    code="KL502",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="all versions; the cross-entropies raise in Keras 3",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.1),
)

SPARSE = "sparse_categorical_crossentropy"

ENLARGING = ("UpSampling", "ZeroPadding", "TimeDistributed")
"""How the names of layers begin that make up for positions, or show that each of them is meant."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find outputs whose shape is not that of the targets."""
    if not isinstance(setup.model, Model):
        return
    for output in outputs(setup):
        shape, kind = output.head.shape, output.loss.kind.value
        match output.labels:
            case Fact(Array(shape=tuple() as given)) if shape is not None and given:
                target = given if len(given) > 1 else (given[0], 1)
                if _per_position(shape, target, kind):
                    yield _too_many(setup.model, output, shape, given)
                elif kind in REGRESSION_LOSSES and _other_width(shape, target) and not holds_classes(output.labels):
                    yield _wide(output, shape, given)
            case _ if shape is not None and kind in CROSSENTROPIES and output.head.layer.kind == "keras.layers.Dense":
                before = _cut(setup.model, shape)
                if before is not None:
                    yield _leftover(setup.model, output, shape, before)


def _per_position(shape: Shape, target: Shape, kind: object) -> bool:
    """Say whether there is a prediction for each position, and one target for all of them."""
    if len(target) != 2 or len(shape) < 3 or (kind not in CROSSENTROPIES and kind not in REGRESSION_LOSSES):
        return False
    positions, width = shape[1:-1], shape[-1]
    if any(extent is None for extent in positions) or all(extent == 1 for extent in positions):
        return False
    if kind == SPARSE:
        return target[1] is not None and target[1] != positions[0]
    if len(positions) == 1 and width == 1:
        return target[1] is not None and target[1] != positions[0]
    return target[1] is not None and width is not None


def _other_width(shape: Shape, target: Shape) -> bool:
    """Say whether one column is broadcast against several."""
    if len(shape) != 2 or len(target) != 2 or shape[1] is None or target[1] is None:
        return False
    return shape[1] != target[1] and 1 in {shape[1], target[1]}


def _cut(model: Model, shape: Shape) -> Shape | None:
    """Return the positions of the input where what is left of them, behind convolutions without padding, stands for none of them.

    A model that predicts something for each position keeps their number, or makes up for what it has taken away.
    """
    given = model.inputs[0] if len(model.inputs) == 1 else None
    left = shape[1:-1]
    if not left or None in left or all(extent == 1 for extent in left) or given is None or len(given) != len(shape):
        return None
    layers = list(model.flat())
    followed = all(layer.kind.startswith("keras.layers.") for layer in layers)
    unpadded = any(layer.name in CONVOLUTIONS and layer["padding"].value == "valid" and _is_wide(layer) for layer in layers)
    enlarged = any(layer.name.startswith(ENLARGING) or "Transpose" in layer.name for layer in layers)
    if not followed or not unpadded or enlarged or None in given[1:-1] or given[1:-1] == left:
        return None
    return given[1:-1]


def _is_wide(layer: Layer) -> bool:
    """Say whether a kernel looks at more than one position."""
    size = layer["kernel_size"].value
    return any(extent != 1 for extent in size) if isinstance(size, tuple) else isinstance(size, int) and size > 1


def _leftover(model: Model, output: Output, shape: Shape, before: Shape) -> Draft:
    left, given = (" x ".join(str(extent) for extent in extents) for extents in (shape[1:-1], before))
    first = _first_dense(model) or output.head.layer
    return finding(
        output.head.layer.place,
        f"{written_head(output.head)} has the output shape {shape}: one prediction for each of the {left} positions to which the"
        f" layers before it have cut the {given} of the input; for one prediction for each sample, put a Flatten or a global"
        f" pooling in front of {written(first)}",
        related=relate((first.place, "from here on, every position is treated on its own")) + loss_and_labels(output),
        confidence=Confidence.MEDIUM,
        fix=fix("Flatten behind the convolutions", insert_before(first, "keras.layers.Flatten")),
    )


def _first_dense(model: Model) -> Layer | None:
    """Return the first dense layer behind the last convolution or pooling, if it stands in this model itself."""
    behind = [at for at, layer in enumerate(model.layers) if layer.name in CONVOLUTIONS or layer.name in POOLINGS]
    return next((layer for layer in model.layers[max(behind, default=0) :] if layer.name == "Dense"), None)


def _too_many(model: Model, output: Output, shape: Shape, target: Shape) -> Draft:
    positions = " x ".join(str(extent) for extent in shape[1:-1])
    recurrent, last = _sequence_maker(model), _last(model, output)
    if recurrent is not None:
        advice = f"leave return_sequences=True out of the last {recurrent.name}"
    else:
        advice = f"put a Flatten or a global pooling in front of {last.name if last else 'the last layer'}"
    silent = output.loss.kind.value in REGRESSION_LOSSES
    result = "the loss compares all of them with it, and says nothing" if silent else "the loss cannot compare them"
    return finding(
        output.head.layer.place,
        f"{written_head(output.head)} has the output shape {shape}: one prediction for each of {positions} positions, while the"
        f" targets, of shape {target}, have one row for a sample; {result}: {advice}",
        related=loss_and_labels(output),
        fix=_fix(recurrent, last),
    )


def _wide(output: Output, shape: Shape, target: Shape) -> Draft:
    column = "one column" if len(target) == 1 or target[1] == 1 else f"{target[1]} columns"
    units = f"{shape[1]} unit" + ("" if shape[1] == 1 else "s")
    return finding(
        output.head.layer.place,
        f"{written_head(output.head)} has {units} for targets of {column} (shape {target}): {output.loss.kind.value} compares"
        " each of them with all; give the last layer as many units as the targets have columns",
        related=loss_and_labels(output),
        fix=_set_units(output, 1 if len(target) == 1 else target[1]),
    )


def _set_units(output: Output, units: int | None) -> Fix | None:
    layer = output.head.layer
    if units is None or layer.name != "Dense" or not layer["units"].known:
        return None
    return fix(f"Use {units} unit{'' if units == 1 else 's'}", set_parameter(layer.component, "units", units))


def _sequence_maker(model: Model) -> Layer | None:
    """Return the last recurrent layer, where it returns its whole sequence and only dense layers follow."""
    for layer in reversed(model.layers):
        if layer.name in RECURRENT:
            return layer if layer["return_sequences"].value is True else None
        if layer.name not in {"Dense", "Dropout", "Activation", "BatchNormalization", "LayerNormalization"}:
            return None
    return None


def _last(model: Model, output: Output) -> Layer | None:
    layer = output.head.layer
    return layer if layer.name == "Dense" and any(layer is one for one in model.layers) else None


def _fix(recurrent: Layer | None, last: Layer | None) -> Fix | None:
    if recurrent is not None:
        return fix("Return the last step only", set_parameter(recurrent.component, "return_sequences", False))
    return fix("Flatten what the last layer gets", insert_before(last, "keras.layers.Flatten")) if last is not None else None
